//! The rows that were not imported: where they stand, and why.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use postern_shared::api::ImportRefusal;
use serde_json::json;

use crate::whole_file::WholeFile;

/// A row that is not imported.
pub struct Refused {
    /// Where it stands.
    pub line: u64,
    /// Whose it is, as the file has the name; empty where it has none.
    pub username: String,
    /// Why.
    pub why: Why,
}

/// Why a row is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The service refuses it, or would.
    Refused(ImportRefusal),
    /// It is no row at all.
    Malformed,
    /// Another row before it has the same name.
    Duplicate(u64),
    /// Another row before it has a name that differs in capitals only.
    DiffersInCaseOnly(u64),
}

/// Every refused row, in the terminal and in a file if there shall be one.
pub struct Report {
    file: Option<WholeFile>,
    count: usize,
}

impl Why {
    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.as_str(),
            Self::Malformed => "malformed_row",
            Self::Duplicate(_) => "duplicate_username",
            Self::DiffersInCaseOnly(_) => "username_differs_in_case_only",
        }
    }

    /// For people.
    pub fn detail(self) -> String {
        match self {
            Self::Refused(refusal) => refusal.detail().to_owned(),
            Self::Malformed => "it cannot be read as a row".to_owned(),
            Self::Duplicate(line) => format!("line {line} has this username already"),
            Self::DiffersInCaseOnly(line) => {
                format!(
                    "the username of line {line} differs in capitals only, which is the same here"
                )
            }
        }
    }
}

impl Report {
    /// Begins one. It takes the place of an earlier report, because the same command goes on with the
    /// whole file; any other file stays as it is.
    pub fn begin(path: Option<&Path>) -> Result<Self> {
        let begin = |path: &Path| {
            if is_report(path) {
                WholeFile::begin_anew(path)
            } else {
                WholeFile::begin(path)
            }
        };
        Ok(Self {
            file: path.map(begin).transpose()?,
            count: 0,
        })
    }

    /// Says and writes one down.
    pub fn add(&mut self, refused: &Refused) -> Result<()> {
        self.count += 1;
        let Refused {
            line,
            username,
            why,
        } = refused;
        let (code, detail) = (why.code(), why.detail());
        // What a file says must not drive the terminal.
        let shown: String = username.escape_debug().take(64).collect();
        eprintln!("refused: line {line} {shown}: {code}: {detail}");
        if let Some(file) = &mut self.file {
            let entry =
                json!({ "line": line, "username": username, "code": code, "detail": detail });
            writeln!(file, "{entry}").context("cannot write the report")?;
        }
        Ok(())
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<()> {
        self.file.map_or(Ok(()), WholeFile::finish)
    }
}

/// Whether there is a file of which each line is one of [`Report::add`]; so is one without lines.
fn is_report(path: &Path) -> bool {
    let is_entry = |line: &str| {
        serde_json::from_str(line).is_ok_and(|entry: serde_json::Value| {
            ["line", "username", "code", "detail"]
                .iter()
                .all(|name| entry.get(name).is_some())
        })
    };
    fs::read_to_string(path).is_ok_and(|text| text.lines().all(is_entry))
}
