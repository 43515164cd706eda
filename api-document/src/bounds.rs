//! What the code demands of a field, in the words of JSON Schema.

mod patterns;

use serde_json::{Map, Value, json};

use patterns::{
    base32, country, email, factor, full_name, id, label, message, new_password, otp, password,
    reason, recovery_code, search, uri, username,
};

/// Bounds by schema and field.
pub fn bounds() -> Vec<(&'static str, &'static str, Value)> {
    let mut all = vec![
        ("RegisterStartRequest", "username", username()),
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
        ("RegisterRequest", "username", username()),
        ("RegisterRequest", "password", password()),
        ("RegisterRequest", "password", new_password()),
        ("RegisterRequest", "email", email()),
        ("RegisterRequest", "full_name", full_name()),
        ("InvitationResponse", "email", email()),
        ("RegisterResponse", "username", username()),
        ("RegisterResponse", "otp_secret", base32()),
        ("RegisterResponse", "otpauth_uri", uri()),
        ("LoginRequest", "password", password()),
        ("LoginResponse", "otp_secret", base32()),
        ("LoginResponse", "otpauth_uri", uri()),
        ("VerifyOtpRequest", "otp", factor()),
        ("User", "username", username()),
        ("Session", "id", id()),
        ("Session", "country", country()),
        ("Replay", "session", id()),
        ("Replay", "country", country()),
        (
            "Problem",
            "type",
            json!({ "pattern": "^urn:postern:problem:[a-z_]+$" }),
        ),
    ];
    all.extend(bounds_of_an_account());
    all.extend(bounds_of_administration());
    all
}

/// The same of what people do with their own account.
fn bounds_of_an_account() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("StepUpRequest", "otp", factor()),
        ("PasswordStartRequest", "ke1", message(96)),
        ("PasswordStartRequest", "registration_request", message(32)),
        ("PasswordStartResponse", "ke2", message(320)),
        (
            "PasswordStartResponse",
            "registration_response",
            message(64),
        ),
        ("ChangePasswordRequest", "current_password", password()),
        ("ChangePasswordRequest", "new_password", password()),
        ("ChangePasswordRequest", "new_password", new_password()),
        ("ChangePasswordRequest", "ke3", message(64)),
        ("ChangePasswordRequest", "registration_record", message(192)),
        ("PasswordResetRequest", "recovery_code", recovery_code()),
        ("PasswordResetRequest", "reset", message(32)),
        ("PasswordResetRequest", "otp", factor()),
        ("PasswordResetRequest", "password", password()),
        ("PasswordResetRequest", "password", new_password()),
        ("PasswordResetRequest", "registration_record", message(192)),
        ("AuthenticatorSummary", "id", id()),
        ("AuthenticatorSummary", "replaces", id()),
        ("AddAuthenticatorRequest", "label", label()),
        ("AddAuthenticatorRequest", "replaces", id()),
        ("AddAuthenticatorResponse", "id", id()),
        ("AddAuthenticatorResponse", "otp_secret", base32()),
        ("AddAuthenticatorResponse", "otpauth_uri", uri()),
        ("ConfirmAuthenticatorRequest", "otp", otp()),
        ("RenameAuthenticatorRequest", "label", label()),
        ("KnownBrowser", "id", id()),
        ("KnownBrowser", "country", country()),
        ("ActivityEntry", "session", id()),
        ("ActivityEntry", "country", country()),
        ("ActivityEntry", "hash", message(32)),
        ("ActivityResponse", "anchor", message(32)),
        (
            "ActivitySeenRequest",
            "number",
            json!({ "maximum": 9_007_199_254_740_991_u64 }),
        ),
        ("ChangeProfileRequest", "email", email()),
        ("ChangeProfileRequest", "full_name", full_name()),
        ("DeleteAccountRequest", "username", username()),
    ]
}

/// The same of what administrators do.
fn bounds_of_administration() -> Vec<(&'static str, &'static str, Value)> {
    let hours = json!({ "minimum": 1, "maximum": 720 });
    vec![
        ("PeopleRequest", "search", search()),
        ("PersonSummary", "id", message(32)),
        ("PersonSummary", "username", username()),
        ("PersonSummary", "email", email()),
        ("ReasonRequest", "reason", reason()),
        ("ChangeRoleRequest", "reason", reason()),
        ("MakeInvitationRequest", "reason", reason()),
        ("MakeInvitationRequest", "email", email()),
        ("MakeInvitationRequest", "hours", hours),
        ("MadeInvitationResponse", "id", id()),
        ("InvitationSummary", "id", id()),
        ("PasswordResetStartedResponse", "reset", message(32)),
        ("LogLine", "invitation", id()),
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
    // Only a link takes a recovery code in its place.
    let with_digits = |mut way: Value| {
        let field = way.pointer_mut("/properties/otp");
        if let Some(field) = field.and_then(Value::as_object_mut) {
            add(field, otp());
        }
        way
    };
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
            json!([
                with_digits(way(
                    &["recovery_code", "otp", "password"],
                    &["reset", record[0], record[1]]
                )),
                way(
                    &["reset", "password"],
                    &["recovery_code", record[0], record[1]]
                ),
                with_digits(way(
                    &["recovery_code", "otp", record[0], record[1]],
                    &["reset", "password"]
                )),
                way(
                    &["reset", record[0], record[1]],
                    &["recovery_code", "password"]
                ),
            ]),
        ),
    ]
}

/// Adds bounds to a field's schema.
pub fn add(field: &mut Map<String, Value>, bounds: Value) {
    if let Value::Object(bounds) = bounds {
        field.extend(bounds);
    }
}
