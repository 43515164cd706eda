//! CSV (RFC 4180) with a header that names the fields.

use anyhow::{Result, bail};
use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use super::row::{Line, known};

/// Every record behind the header.
pub fn read(text: &str) -> Result<Vec<Line>> {
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 != 0 {
        bail!("a quotation mark is opened and not closed: the file was cut, or is broken");
    }
    if !text.is_empty() && !text.ends_with(['\n', '\r']) {
        // RFC 4180 §2 allows it; but then half a password looks like a whole one.
        bail!("the last line has no line break behind it: it was cut, or add one");
    }
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = fields(reader.headers()?)?;
    let mut lines = Vec::new();
    let mut place = Place {
        text,
        at: 0,
        line: 1,
    };
    for record in reader.records() {
        let record = record?;
        let number = place.line_of(&record);
        let is_whole = record.len() == header.len();
        lines.push(if is_whole {
            Line::of(number, row(&header, &record))
        } else {
            Line::broken(number)
        });
    }
    Ok(lines)
}

/// How far a text is counted. The reader's own count of lines is one behind where they end with CR LF.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// The line that the record begins in; of records in their order.
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let said = record.position().map_or(0, csv::Position::byte);
        let said = usize::try_from(said).unwrap_or(usize::MAX);
        let rest = self.text.get(said..).unwrap_or_default();
        let begin = self.text.len() - rest.trim_start_matches(['\r', '\n']).len();
        let passed = self.text.get(self.at..begin).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.at = begin;
        self.line
    }
}

/// The names that the header has.
fn fields(header: &StringRecord) -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    for said in header {
        match known(said) {
            Some(name) if names.contains(&name) => bail!("two columns are {name}"),
            Some(name) => names.push(name),
            None => bail!(
                "there is no column {:?}: columns are username, email, full_name, role, disabled, \
                 password_hash or password, totp_secret",
                said.chars().take(40).collect::<String>()
            ),
        }
    }
    if !names.contains(&"username") {
        bail!("the first line has to name the columns, and one of them is username");
    }
    Ok(names)
}

/// An empty cell is none.
fn row(header: &[&'static str], record: &StringRecord) -> Map<String, Value> {
    let cells = header
        .iter()
        .zip(record)
        .filter(|(_, cell)| !cell.is_empty());
    cells
        .map(|(name, cell)| {
            let value = match (*name, cell.to_ascii_lowercase().as_str()) {
                ("disabled", "true" | "1" | "yes") => Value::Bool(true),
                ("disabled", "false" | "0" | "no") => Value::Bool(false),
                _ => Value::String(cell.to_owned()),
            };
            ((*name).to_owned(), value)
        })
        .collect()
}
