//! The form of a backup: lines of JSON, of which each can be read alone.
//!
//! ```text
//! {"made_at":1795292542,"postern_backup":1}
//! {"key":"account/…","sha256":"…","value":"…"}
//! …
//! {"records":2,"sha256":"…"}
//! ```
//!
//! `made_at` is in seconds since the epoch, `value` base64. A record's hash is over its key, a line
//! feed and its value; that of the last line over every byte before that line. The hashes find
//! damage and cuts; what somebody has changed on purpose, the seals find.

use std::io::{BufRead, Read as _, Write};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::records::{Record, Taker};

/// Writes a backup.
pub struct Writer<W> {
    output: W,
    hash: Sha256,
    count: usize,
}

/// What was found besides the whole records.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// When the backup was made, in seconds since the epoch.
    pub made_at: u64,
    /// How many records are whole.
    pub whole: usize,
    /// What is wrong, one line for each.
    pub faults: Vec<String>,
}

impl<W: Write> Writer<W> {
    /// Writes the first line.
    pub fn begin(output: W, now: u64) -> Result<Self> {
        let mut writer = Self {
            output,
            hash: Sha256::new(),
            count: 0,
        };
        writer.line(&json!({ FORM: NEWEST, "made_at": now }))?;
        Ok(writer)
    }

    /// Writes a record.
    pub fn add(&mut self, record: &Record) -> Result<()> {
        self.count += 1;
        let value = STANDARD.encode(&record.value);
        let hash = hash_of(record);
        self.line(&json!({ "key": record.key, "value": value, "sha256": hash }))
    }

    /// Writes the last line; how many records there are.
    pub fn end(mut self) -> Result<usize> {
        let hash = hex(&self.hash.finalize_reset());
        let count = self.count;
        self.line(&json!({ "records": count, "sha256": hash }))?;
        Ok(count)
    }

    fn line(&mut self, line: &Value) -> Result<()> {
        let line = format!("{line}\n");
        self.hash.update(&line);
        let written = self.output.write_all(line.as_bytes());
        written.context("the file does not take the records")
    }
}

/// Reads a backup to its end, and hands over each record that is as it was written.
///
/// # Errors
/// Where the file is no backup, or one of a form that is not known.
pub fn read(mut input: impl BufRead, take: &mut Taker<'_>) -> Result<Reading> {
    let mut line = Vec::new();
    next(&mut input, &mut line)?;
    let mut reading = Reading {
        made_at: begin(&line)?,
        ..Reading::default()
    };
    let mut hash = Sha256::new();
    let mut end = None;
    let mut number = 1;
    loop {
        hash.update(&line);
        number += 1;
        if next(&mut input, &mut line)? == 0 {
            break;
        }
        if end.is_some() {
            reading.fault(format!("line {number} stands behind the last one"));
            break;
        }
        let parsed = line.ends_with(b"\n").then(|| serde_json::from_slice(&line));
        match parsed.and_then(Result::ok).as_ref().and_then(Line::of) {
            Some(Line::Record(record)) => {
                reading.whole += 1;
                take(record)?;
            }
            Some(Line::Damaged(key)) => reading.fault(format!("{key} is damaged")),
            Some(Line::End(records, told)) => {
                end = Some((records, told == hex(&hash.clone().finalize())));
            }
            None => reading.fault(format!("line {number} is damaged or cut")),
        }
    }
    match end {
        None => reading.fault("it was cut: its last line is missing".to_owned()),
        Some((records, _)) if records != reading.whole => {
            let whole = reading.whole;
            reading.fault(format!("of {records} records {whole} are whole"));
        }
        Some((_, false)) => reading.fault("it is not what its last line says it is".to_owned()),
        Some((_, true)) => {}
    }
    Ok(reading)
}

enum Line {
    Record(Record),
    /// A record that is not what its hash says.
    Damaged(String),
    /// The last line: how many records, and the hash of all.
    End(usize, String),
}

impl Line {
    fn of(line: &Value) -> Option<Self> {
        let text = |name| line.get(name).and_then(Value::as_str);
        let hash = text("sha256")?;
        if let Some(records) = line.get("records").and_then(Value::as_u64) {
            return Some(Self::End(usize::try_from(records).ok()?, hash.to_owned()));
        }
        let record = Record {
            key: text("key")?.to_owned(),
            value: STANDARD.decode(text("value")?).ok()?,
        };
        Some(if hash_of(&record) == hash {
            Self::Record(record)
        } else {
            Self::Damaged(record.key)
        })
    }
}

impl Reading {
    fn fault(&mut self, what: String) {
        self.faults.push(what);
    }
}

/// When it was made, as the first line says.
fn begin(line: &[u8]) -> Result<u64> {
    let line: Value = serde_json::from_slice(line).unwrap_or_default();
    let Some(form) = line.get(FORM) else {
        bail!("it is no backup of Postern");
    };
    if form.as_u64() != Some(NEWEST) {
        bail!("it is a backup of form {form}, and this version reads form {NEWEST} only");
    }
    let made_at = line.get("made_at").and_then(Value::as_u64);
    made_at.context("its first line does not say when it was made")
}

/// The next line with its line feed, which a cut one lacks; how many bytes it has.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<usize> {
    line.clear();
    let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', line);
    read.context("it cannot be read")
}

fn hash_of(record: &Record) -> String {
    let mut hash = Sha256::new();
    hash.update(&record.key);
    hash.update(b"\n");
    hash.update(&record.value);
    hex(&hash.finalize())
}

/// The field of the first line with the number of the form.
const FORM: &str = "postern_backup";
/// The one form there is.
const NEWEST: u64 = 1;
/// In bytes. KV takes values of 25 MiB, which base64 makes a third longer.
const LONGEST_LINE: u64 = 36 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> [Record; 2] {
        [("account/a", &b"\x01\x00sealed"[..]), ("account/b", b"too")].map(|(key, value)| Record {
            key: key.to_owned(),
            value: value.to_vec(),
        })
    }

    fn backup() -> String {
        let mut file = Vec::new();
        let mut writer = Writer::begin(&mut file, 7).expect("there is room");
        for record in records() {
            writer.add(&record).expect("there is room");
        }
        assert_eq!(writer.end().expect("there is room"), 2);
        String::from_utf8(file).expect("JSON")
    }

    fn reading(file: &str) -> (Vec<Record>, Vec<String>) {
        let mut taken = Vec::new();
        let reading = read(file.as_bytes(), &mut |record| {
            taken.push(record);
            Ok(())
        })
        .expect("the first line is whole");
        assert_eq!((reading.whole, reading.made_at), (taken.len(), 7));
        (taken, reading.faults)
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(reading(&backup()), (records().to_vec(), Vec::new()));
    }

    #[test]
    fn a_cut_backup_is_told_from_a_whole_one_wherever_it_was_cut() {
        let whole = backup();
        let begin = whole.find('\n').expect("it has lines") + 1;
        for end in begin..whole.len() {
            let (_, faults) = reading(&whole[..end]);
            assert!(!faults.is_empty(), "cut after {end} bytes");
        }
        let (taken, faults) = reading(&whole[..whole.len() - 20]);
        assert_eq!(taken, records());
        assert_eq!(
            faults,
            [
                "line 4 is damaged or cut",
                "it was cut: its last line is missing"
            ]
        );
    }

    #[test]
    fn one_changed_byte_is_found_wherever_it_is() {
        let whole = backup();
        let begin = whole.find('\n').expect("it has lines") + 1;
        for at in begin..whole.len() {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            let (_, faults) = reading(&changed);
            assert!(!faults.is_empty(), "changed at {at}");
        }
    }

    #[test]
    fn a_damaged_record_is_named_and_the_others_are_read() {
        let damaged = backup().replace("dG9v", "dG9w");
        let (taken, faults) = reading(&damaged);
        assert_eq!(taken, records()[..1]);
        assert_eq!(faults, ["account/b is damaged", "of 2 records 1 are whole"]);
    }

    #[test]
    fn a_line_that_is_gone_or_stands_behind_the_end_is_missed() {
        let whole = backup();
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        let (_, faults) = reading(&[lines[0], lines[2], lines[3]].concat());
        assert_eq!(faults, ["of 2 records 1 are whole"]);
        let (_, faults) = reading(&[lines[0], lines[2], lines[1], lines[3]].concat());
        assert_eq!(faults, ["it is not what its last line says it is"]);
        let (_, faults) = reading(&format!("{whole}{}", lines[1]));
        assert_eq!(faults, ["line 5 stands behind the last one"]);
    }

    #[test]
    fn another_file_and_another_form_are_refused_by_name() {
        let refusal = |file: &str| {
            let outcome = read(file.as_bytes(), &mut |_record| Ok(()));
            outcome.expect_err("it is none of ours").to_string()
        };
        for file in ["", "\n", "PK\u{3}\u{4}", "{}", "[1]\n", "{\"key\":1}\n"] {
            assert_eq!(refusal(file), "it is no backup of Postern", "{file:?}");
        }
        let next = backup().replace("\"postern_backup\":1", "\"postern_backup\":2");
        assert!(refusal(&next).contains("of form 2"), "{}", refusal(&next));
    }
}
