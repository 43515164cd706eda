//! `cargo xtask backup FILE`: every sealed record of a deployment in one file.

pub mod form;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::clock;
use crate::progress::Progress;
use crate::records::{Namespace, Place};
use crate::setup;
use crate::whole_file::WholeFile;
use form::Writer;

/// What to back up, into which file.
pub struct Options {
    /// The new file.
    pub file: PathBuf,
    /// Where the records are.
    pub place: Place,
}

/// Writes the file. It needs no keys, and nothing in it can be read without them.
pub fn run(options: &Options) -> Result<()> {
    setup::for_wrangler()?;
    let namespace = Namespace::at(&options.place)?;
    let file = WholeFile::begin(&options.file)?;
    let count = write(&namespace, file, clock::now()?)?;
    println!(
        "{count} records of {} are in {}.\n\
         They are sealed: without the keys nobody can read them, you neither. Keep a copy of \
         POSTERN_KEYS, in another place.\n\
         To see whether it can be brought back: cargo xtask restore {} --dry-run",
        namespace.shown(),
        options.file.display(),
        options.file.display()
    );
    Ok(())
}

/// How many records there were.
fn write(namespace: &Namespace, mut file: WholeFile, now: u64) -> Result<usize> {
    let keys = namespace.keys()?;
    if keys.is_empty() {
        bail!("there are no records in {}", namespace.shown());
    }
    let mut progress = Progress::of(keys.len(), "read");
    let mut writer = Writer::begin(&mut file, now)?;
    namespace.read(&keys, &mut |record| {
        progress.step();
        writer.add(&record)
    })?;
    let count = writer.end()?;
    file.flush().context("the file does not take the records")?;
    file.finish()?;
    Ok(count)
}
