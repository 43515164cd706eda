//! What the code demands of a field, in the words of JSON Schema.

use postern_shared::one_time_code::OneTimeCode;
use postern_shared::password;
use postern_shared::profile::{MAX_EMAIL_LENGTH, MAX_FULL_NAME_LENGTH, MAX_LABEL_LENGTH};
use postern_shared::username::Username;
use serde_json::{Map, Value, json};

/// Bounds by schema and field.
pub fn bounds() -> Vec<(&'static str, &'static str, Value)> {
    let username = json!({
        "minLength": Username::MIN_LENGTH,
        "maxLength": Username::MAX_LENGTH,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._@-]*$",
    });
    let password = json!({
        "format": "password",
        "maxLength": password::MAX_LENGTH,
        "pattern": format!("^[^{CONTROL}]*$"),
    });
    let new_password = json!({ "minLength": password::MIN_LENGTH });
    let id = json!({ "pattern": "^[A-Za-z0-9_-]{22}$" });
    let base32 = json!({ "pattern": "^[A-Z2-7]+$" });
    let uri = json!({ "format": "uri" });
    let country = json!({ "pattern": "^[A-Z]{2}$" });
    let message = |length: usize| {
        let characters = (length * 8).div_ceil(6);
        json!({ "pattern": format!("^[A-Za-z0-9_-]{{{characters}}}$") })
    };
    vec![
        ("RegisterStartRequest", "username", username.clone()),
        ("RegisterStartRequest", "registration_request", message(32)),
        (
            "RegisterStartResponse",
            "registration_response",
            message(64),
        ),
        ("RegisterRequest", "registration_record", message(192)),
        ("LoginStartRequest", "ke1", message(96)),
        ("LoginStartResponse", "ke2", message(320)),
        ("LoginRequest", "ke3", message(64)),
        ("LoginRequest", "registration_request", message(32)),
        ("VerifyOtpRequest", "registration_record", message(192)),
        ("RegisterRequest", "username", username.clone()),
        ("RegisterRequest", "password", password.clone()),
        ("RegisterRequest", "password", new_password.clone()),
        ("RegisterRequest", "email", email()),
        ("RegisterRequest", "full_name", full_name()),
        ("RegisterResponse", "username", username.clone()),
        ("RegisterResponse", "otp_secret", base32.clone()),
        ("RegisterResponse", "otpauth_uri", uri.clone()),
        ("LoginRequest", "password", password.clone()),
        ("LoginResponse", "otp_secret", base32.clone()),
        ("LoginResponse", "otpauth_uri", uri.clone()),
        ("VerifyOtpRequest", "otp", factor()),
        ("User", "username", username.clone()),
        ("Session", "id", id.clone()),
        ("Session", "country", country.clone()),
        ("Replay", "session", id.clone()),
        ("Replay", "country", country.clone()),
        ("StepUpRequest", "otp", factor()),
        ("PasswordStartRequest", "ke1", message(96)),
        ("PasswordStartRequest", "registration_request", message(32)),
        ("PasswordStartResponse", "ke2", message(320)),
        (
            "PasswordStartResponse",
            "registration_response",
            message(64),
        ),
        (
            "ChangePasswordRequest",
            "current_password",
            password.clone(),
        ),
        ("ChangePasswordRequest", "new_password", password.clone()),
        (
            "ChangePasswordRequest",
            "new_password",
            new_password.clone(),
        ),
        ("ChangePasswordRequest", "ke3", message(64)),
        ("ChangePasswordRequest", "registration_record", message(192)),
        ("PasswordResetRequest", "recovery_code", recovery_code()),
        ("PasswordResetRequest", "otp", otp()),
        ("PasswordResetRequest", "password", password),
        ("PasswordResetRequest", "password", new_password),
        ("PasswordResetRequest", "registration_record", message(192)),
        ("AuthenticatorSummary", "id", id.clone()),
        ("AuthenticatorSummary", "replaces", id.clone()),
        ("AddAuthenticatorRequest", "label", label()),
        ("AddAuthenticatorRequest", "replaces", id.clone()),
        ("AddAuthenticatorResponse", "id", id.clone()),
        ("AddAuthenticatorResponse", "otp_secret", base32),
        ("AddAuthenticatorResponse", "otpauth_uri", uri),
        ("ConfirmAuthenticatorRequest", "otp", otp()),
        ("RenameAuthenticatorRequest", "label", label()),
        ("KnownBrowser", "id", id.clone()),
        ("KnownBrowser", "country", country.clone()),
        ("ActivityEntry", "session", id),
        ("ActivityEntry", "country", country),
        ("ActivityEntry", "hash", message(32)),
        ("ActivityResponse", "anchor", message(32)),
        (
            "ActivitySeenRequest",
            "number",
            json!({ "maximum": 9_007_199_254_740_991_u64 }),
        ),
        ("ChangeProfileRequest", "email", email()),
        ("ChangeProfileRequest", "full_name", full_name()),
        ("DeleteAccountRequest", "username", username),
        (
            "Problem",
            "type",
            json!({ "pattern": "^urn:postern:problem:[a-z_]+$" }),
        ),
    ]
}

/// Which fields go together, by schema.
pub fn ways() -> Vec<(&'static str, Value)> {
    // A field that is null is as good as none.
    let way = |fields: &[&str], others: &[&str]| {
        let texts = fields.iter().map(|field| (field, "string"));
        let nulls = others.iter().map(|field| (field, "null"));
        let properties: Map<String, Value> = texts
            .chain(nulls)
            .map(|(field, kind)| ((*field).to_owned(), json!({ "type": kind })))
            .collect();
        json!({ "required": fields, "properties": properties })
    };
    let record = ["registration", "registration_record"];
    let proof = ["login", "ke3"];
    let shown = ["current_password", "new_password"];
    vec![
        (
            "RegisterRequest",
            json!([way(&["password"], &record), way(&record, &["password"])]),
        ),
        (
            "LoginRequest",
            json!([
                way(&["password"], &["login", "ke3", "registration_request"]),
                way(&proof, &["password"]),
            ]),
        ),
        (
            "VerifyOtpRequest",
            json!([way(&[], &record), way(&record, &[])]),
        ),
        (
            "ChangePasswordRequest",
            json!([
                way(
                    &shown,
                    &["login", "ke3", "registration", "registration_record"]
                ),
                way(
                    &["login", "ke3", "registration", "registration_record"],
                    &shown
                ),
            ]),
        ),
        (
            "PasswordResetRequest",
            json!([way(&["password"], &record), way(&record, &["password"])]),
        ),
    ]
}

/// Adds bounds to a field's schema.
pub fn add(field: &mut Map<String, Value>, bounds: Value) {
    if let Value::Object(bounds) = bounds {
        field.extend(bounds);
    }
}

/// Six digits; spaces and hyphens between them do not matter.
fn otp() -> Value {
    json!({ "pattern": format!("^{}$", otp_pattern()) })
}

/// 24 letters and digits, in whatever groups.
fn recovery_code() -> Value {
    json!({ "pattern": format!("^{}$", recovery_pattern()) })
}

/// The one or the other.
fn factor() -> Value {
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

fn label() -> Value {
    let any = format!("[^{CONTROL}{DIRECTION}]");
    let end = format!("[^\\s{CONTROL}{DIRECTION}]");
    json!({
        "maxLength": MAX_LABEL_LENGTH,
        "pattern": format!("^\\s*{end}({any}*{end})?\\s*$"),
    })
}

/// One `@`, and a host that neither begins nor ends with a dot or a hyphen nor has two dots in a
/// row. Spaces around it are dropped, and an empty text is none.
fn email() -> Value {
    let any = format!("[^\\s@{CONTROL}{DIRECTION}]");
    let part = format!("[^\\s@.{CONTROL}{DIRECTION}]");
    let end = format!("[^\\s@.{CONTROL}{DIRECTION}-]");
    let host = format!("{end}((\\.?{part})*\\.?{end})?");
    json!({
        "maxLength": MAX_EMAIL_LENGTH,
        "pattern": format!("^\\s*({any}+@{host})?\\s*$"),
    })
}

fn full_name() -> Value {
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
