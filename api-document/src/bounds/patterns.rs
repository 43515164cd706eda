//! What a text has to look like.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::password;
use postern_shared::profile::{MAX_EMAIL_LENGTH, MAX_FULL_NAME_LENGTH, MAX_LABEL_LENGTH};
use postern_shared::reason::{MAX_REASON_LENGTH, MIN_REASON_LENGTH};
use postern_shared::username::Username;
use serde_json::{Value, json};

pub fn username() -> Value {
    json!({
        "minLength": Username::MIN_LENGTH,
        "maxLength": Username::MAX_LENGTH,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._@-]*$",
    })
}

pub fn password() -> Value {
    json!({
        "format": "password",
        "maxLength": password::MAX_LENGTH,
        "pattern": format!("^[^{CONTROL}]*$"),
    })
}

pub fn new_password() -> Value {
    json!({ "minLength": password::MIN_LENGTH })
}

/// 128 bits as base64url.
pub fn id() -> Value {
    json!({ "pattern": "^[A-Za-z0-9_-]{22}$" })
}

pub fn base32() -> Value {
    json!({ "pattern": "^[A-Z2-7]+$" })
}

pub fn uri() -> Value {
    json!({ "format": "uri" })
}

pub fn country() -> Value {
    json!({ "pattern": "^[A-Z]{2}$" })
}

/// So many bytes as base64url.
pub fn message(length: usize) -> Value {
    let characters = (length * 8).div_ceil(6);
    json!({ "pattern": format!("^[A-Za-z0-9_-]{{{characters}}}$") })
}

/// Six digits; spaces and hyphens between them do not matter.
pub fn otp() -> Value {
    json!({ "pattern": format!("^{}$", otp_pattern()) })
}

/// 24 letters and digits, in whatever groups.
pub fn recovery_code() -> Value {
    json!({ "pattern": format!("^{}$", recovery_pattern()) })
}

/// The one or the other.
pub fn factor() -> Value {
    json!({ "pattern": format!("^({}|{})$", otp_pattern(), recovery_pattern()) })
}

fn otp_pattern() -> String {
    let digits = OneTimeCode::DIGITS;
    format!("[\\s-]*([0-9][\\s-]*){{{digits}}}")
}

/// There is no U in it, and O, I and L are taken for digits.
fn recovery_pattern() -> String {
    format!("[\\s-]*([0-9A-TV-Za-tv-z][\\s-]*){{{RECOVERY_CODE_LENGTH}}}")
}

pub fn label() -> Value {
    let any = format!("[^{CONTROL}{DIRECTION}]");
    let end = format!("[^\\s{CONTROL}{DIRECTION}]");
    json!({
        "maxLength": MAX_LABEL_LENGTH,
        "pattern": format!("^\\s*{end}({any}*{end})?\\s*$"),
    })
}

/// One `@`, and a host that neither begins nor ends with a dot or a hyphen nor has two dots in a
/// row. Spaces around it are dropped, and an empty text is none.
pub fn email() -> Value {
    let any = format!("[^\\s@{CONTROL}{DIRECTION}]");
    let part = format!("[^\\s@.{CONTROL}{DIRECTION}]");
    let end = format!("[^\\s@.{CONTROL}{DIRECTION}-]");
    let host = format!("{end}((\\.?{part})*\\.?{end})?");
    json!({
        "maxLength": MAX_EMAIL_LENGTH,
        "pattern": format!("^\\s*({any}+@{host})?\\s*$"),
    })
}

/// Why an administrator does something. That it has at most 400 bytes no schema can say.
pub fn reason() -> Value {
    let any = format!("[^{CONTROL}{DIRECTION}]");
    let end = format!("[^\\s{CONTROL}{DIRECTION}]");
    json!({
        "minLength": MIN_REASON_LENGTH,
        "maxLength": MAX_REASON_LENGTH,
        "pattern": format!("^\\s*{end}{any}+{end}\\s*$"),
    })
}

/// The beginning of usernames; what no username has finds nobody.
pub fn search() -> Value {
    json!({ "maxLength": Username::MAX_LENGTH })
}

pub fn full_name() -> Value {
    json!({
        "maxLength": MAX_FULL_NAME_LENGTH,
        "pattern": format!("^\\s*[^{CONTROL}{DIRECTION}]*\\s*$"),
    })
}

/// Letters and digits of a recovery code.
const RECOVERY_CODE_LENGTH: usize = 24;
/// The control characters (category Cc).
const CONTROL: &str = "\\u0000-\\u001f\\u007f-\\u009f";
/// The characters that turn the direction of the text around them.
const DIRECTION: &str = "\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
