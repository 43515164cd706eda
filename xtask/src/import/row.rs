//! A row out of the fields of a file, whatever kind it is of.

use postern_shared::api::{ImportRefusal, ImportRow};
use serde_json::{Map, Value};

use super::refused::Why;

/// A row as a file has it.
pub struct Line {
    /// Where it stands: the line in a text, the `id` in a database.
    pub number: u64,
    /// The row, or why it is none.
    pub row: Result<ImportRow, (String, Why)>,
}

impl Line {
    /// Of these fields.
    pub fn of(number: u64, fields: Map<String, Value>) -> Self {
        let name = name_in(&fields);
        Self {
            number,
            row: read(fields).map_err(|refusal| (name, Why::Refused(refusal))),
        }
    }

    /// One in which a field stands twice: nobody can say which is meant.
    pub fn ambiguous(number: u64, fields: &Map<String, Value>) -> Self {
        let why = Why::Refused(ImportRefusal::InvalidField);
        Self {
            number,
            row: Err((name_in(fields), why)),
        }
    }

    /// One that cannot be read at all.
    pub fn broken(number: u64) -> Self {
        Self {
            number,
            row: Err((String::new(), Why::Malformed)),
        }
    }
}

fn name_in(fields: &Map<String, Value>) -> String {
    let name = fields.get("username").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// The name that a field has here, under which other services have it too; `None` for one that nobody
/// needs.
pub fn known(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let known = |(said, known): &(&str, &'static str)| (*said == name).then_some(*known);
    FIELDS.iter().find_map(known)
}

fn read(fields: Map<String, Value>) -> Result<ImportRow, ImportRefusal> {
    let mut row = Map::new();
    for (name, value) in fields {
        let name = known(&name).ok_or(ImportRefusal::UnknownField)?;
        if value.is_null() {
            continue;
        }
        if row.insert(name.to_owned(), value).is_some() {
            return Err(ImportRefusal::InvalidField);
        }
    }
    if !row.contains_key("username") {
        return Err(ImportRefusal::MissingField);
    }
    serde_json::from_value(Value::Object(row)).map_err(|_wrong_type| ImportRefusal::InvalidField)
}

/// The second of each pair is the name that the service knows.
const FIELDS: [(&str, &str); 12] = [
    ("username", "username"),
    ("email", "email"),
    ("e-mail", "email"),
    ("full_name", "full_name"),
    ("name", "full_name"),
    ("role", "role"),
    ("disabled", "disabled"),
    ("password", "password"),
    ("password_hash", "password_hash"),
    ("hashed_password", "password_hash"),
    ("totp_secret", "totp_secret"),
    ("otp_secret", "totp_secret"),
];
