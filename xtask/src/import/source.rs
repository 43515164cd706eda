//! The file: what kind it is of, and that it is whole and not too large.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use zeroize::Zeroizing;

use super::row::Line;
use super::{csv_file, json_file, sqlite_file};

/// Most bytes of a file. 100,000 people with everything are half of it.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// All rows of the file. Where it is cut, there are none.
pub fn read(path: &Path) -> Result<Vec<Line>> {
    let shown = path.display();
    let bytes = bytes(path)?;
    let lines = if bytes.starts_with(SQLITE) {
        sqlite_file::read(path)
    } else {
        text(&bytes).and_then(read_text)
    };
    let lines = lines.with_context(|| format!("{shown} is not imported"))?;
    if lines.is_empty() {
        bail!("there is nobody in {shown}");
    }
    Ok(lines)
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {shown}"))?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Zeroizing::new(Vec::new());
    if length <= MOST_BYTES {
        // A pipe has no length.
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .with_context(|| format!("cannot read {shown}"))?;
    }
    if length.max(bytes.len() as u64) > MOST_BYTES {
        bail!(
            "{shown} is larger than {} MiB, the most that is imported at a time: divide it, and \
             import the parts one after the other",
            MOST_BYTES / 1024 / 1024
        );
    }
    Ok(bytes)
}

fn text(bytes: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(bytes).context("it is not UTF-8")?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// JSON begins with a bracket; everything else is CSV, whose header says so.
fn read_text(text: &str) -> Result<Vec<Line>> {
    match text.trim_start().chars().next() {
        Some('[') => json_file::read_list(text),
        Some('{') => json_file::read_lines(text),
        _ => csv_file::read(text),
    }
}

/// How every such file begins (sqlite.org/fileformat2.html §1.3).
const SQLITE: &[u8] = b"SQLite format 3\0";
