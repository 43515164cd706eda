//! What has happened to the account.

use postern_shared::api::{
    ActivityEntry, ActivityKind, ActivityResponse, ActivitySeenRequest, ToReplace,
};
use wasm_bindgen::JsValue;

use crate::wire::{authentication_methods, count, known, list, member, object, set, text, whole};

/// The answer of `GET /api/users/me/activity`. Nothing of it is passed over: it would look as if
/// nothing had happened.
pub fn activity_response(value: &JsValue) -> Option<ActivityResponse> {
    Some(ActivityResponse {
        entries: list(value, "entries", entry)?,
        anchor: text(value, "anchor")?,
        intact: member(value, "intact").as_bool()?,
        seen: whole(value, "seen")?,
        // Not sent where it is nothing.
        to_replace: known(value, "to_replace", &TO_REPLACE).unwrap_or_default(),
    })
}

/// The body of `POST /api/users/me/activity/seen`.
pub fn activity_seen_request(request: &ActivitySeenRequest) -> JsValue {
    let body = object(&[]);
    set(&body, "number", &number(request.number));
    body
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2 to the 53rd")]
fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn entry(value: &JsValue) -> Option<ActivityEntry> {
    let word = text(value, "kind")?;
    Some(ActivityEntry {
        number: whole(value, "number")?,
        at: whole(value, "at")?,
        kind: KINDS.iter().find(|(known, _)| *known == word)?.1,
        count: count(value, "count")?,
        methods: authentication_methods(value)?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
        session: text(value, "session"),
        label: text(value, "label"),
        hash: text(value, "hash")?,
    })
}

const TO_REPLACE: [(&str, ToReplace); 2] = [
    ("password", ToReplace::Password),
    ("authenticator", ToReplace::Authenticator),
];

const KINDS: [(&str, ActivityKind); 35] = [
    ("account_confirmed", ActivityKind::AccountConfirmed),
    ("signed_in", ActivityKind::SignedIn),
    (
        "signed_in_from_new_browser",
        ActivityKind::SignedInFromNewBrowser,
    ),
    ("stepped_up", ActivityKind::SteppedUp),
    ("wrong_code", ActivityKind::WrongCode),
    ("used_code", ActivityKind::UsedCode),
    (
        "authenticators_suspended",
        ActivityKind::AuthenticatorsSuspended,
    ),
    ("recovery_code_used", ActivityKind::RecoveryCodeUsed),
    ("recovery_codes_made", ActivityKind::RecoveryCodesMade),
    ("authenticator_added", ActivityKind::AuthenticatorAdded),
    (
        "authenticator_replaced",
        ActivityKind::AuthenticatorReplaced,
    ),
    ("authenticator_renamed", ActivityKind::AuthenticatorRenamed),
    ("authenticator_removed", ActivityKind::AuthenticatorRemoved),
    ("password_changed", ActivityKind::PasswordChanged),
    ("password_reset", ActivityKind::PasswordReset),
    ("email_changed", ActivityKind::EmailChanged),
    ("full_name_changed", ActivityKind::FullNameChanged),
    ("signed_out", ActivityKind::SignedOut),
    ("session_ended", ActivityKind::SessionEnded),
    ("other_sessions_ended", ActivityKind::OtherSessionsEnded),
    ("refresh_token_replayed", ActivityKind::RefreshTokenReplayed),
    ("browser_trusted", ActivityKind::BrowserTrusted),
    ("browser_forgotten", ActivityKind::BrowserForgotten),
    ("disabled", ActivityKind::Disabled),
    ("enabled", ActivityKind::Enabled),
    ("sessions_ended_for_you", ActivityKind::SessionsEndedForYou),
    ("unlocked", ActivityKind::Unlocked),
    ("factor_reset", ActivityKind::FactorReset),
    ("password_reset_started", ActivityKind::PasswordResetStarted),
    ("role_changed", ActivityKind::RoleChanged),
    ("password_reset_by_link", ActivityKind::PasswordResetByLink),
    ("enrolled_anew", ActivityKind::EnrolledAnew),
    ("imported", ActivityKind::Imported),
    ("short_secret_imported", ActivityKind::ShortSecretImported),
    (
        "plain_password_imported",
        ActivityKind::PlainPasswordImported,
    ),
];

#[cfg(test)]
mod tests {
    use postern_shared::api::AuthenticationMethod;
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, serde, written};

    #[wasm_bindgen_test]
    fn what_has_happened_is_read_as_serde_writes_it() {
        let entries = KINDS.iter().zip(1..).map(|(&(word, kind), number)| {
            assert_eq!(serde(&kind), json!(word));
            let words = (number % 2 == 0).then(|| format!("a \"word\" {number}"));
            ActivityEntry {
                number,
                at: 1_795_000_000 + number,
                kind,
                count: 3,
                methods: vec![
                    AuthenticationMethod::Password,
                    AuthenticationMethod::RecoveryCode,
                ],
                browser: words.clone(),
                system: words.clone(),
                country: words.clone(),
                session: words.clone(),
                label: words,
                hash: "AAEC".to_owned(),
            }
        });
        let mut sent = ActivityResponse {
            entries: entries.collect(),
            anchor: "AAAA".to_owned(),
            intact: true,
            seen: 12,
            to_replace: TO_REPLACE.map(|(_, what)| what).into(),
        };
        assert_eq!(
            activity_response(&read(&serde(&sent))).as_ref(),
            Some(&sent)
        );
        sent.entries.clear();
        sent.intact = false;
        sent.to_replace.clear();
        assert!(serde(&sent).get("to_replace").is_none());
        assert_eq!(
            activity_response(&read(&serde(&sent))).as_ref(),
            Some(&sent)
        );

        let request = ActivitySeenRequest { number: 1 << 40 };
        assert_eq!(written(&activity_seen_request(&request)), serde(&request));
    }

    #[wasm_bindgen_test]
    fn what_is_not_known_is_not_passed_over() {
        let entry = json!({
            "number": 1, "at": 2, "kind": "from_the_future", "count": 1, "methods": [], "hash": "",
        });
        let sent = json!({"entries": [entry], "anchor": "", "intact": true, "seen": 0});
        assert!(activity_response(&read(&sent)).is_none());
    }
}
