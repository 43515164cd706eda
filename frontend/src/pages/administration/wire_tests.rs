//! The browser's JSON and `serde` say the same of administration.

use postern_shared::api::Role;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::pages::administration::browser_tests::{overview, person, summary};
use crate::wire::tests::{read, secret_text, serde, written};

#[wasm_bindgen_test]
fn people_are_read_as_serde_writes_them() {
    for cursor in [None, Some("v1.\"abc\"".to_owned())] {
        let mut bob = summary("bob");
        bob.email = cursor.clone();
        bob.disabled = cursor.is_some();
        bob.has_second_factor = cursor.is_none();
        let sent = PeopleResponse {
            people: vec![summary("alice"), bob],
            cursor,
        };
        assert_eq!(people_response(&read(&serde(&sent))), Some(sent));
    }
}

#[wasm_bindgen_test]
fn the_overview_is_read_as_serde_writes_it() {
    let mut sent = overview();
    assert_eq!(
        overview_response(&read(&serde(&sent))).as_ref(),
        Some(&sent)
    );
    sent.counted_at = None;
    assert_eq!(overview_response(&read(&serde(&sent))), Some(sent));
}

#[wasm_bindgen_test]
fn a_person_is_read_as_serde_writes_them() {
    let mut sent = person("bob", Role::Support);
    assert_eq!(person_response(&read(&serde(&sent))).as_ref(), Some(&sent));
    sent.enrol_until = Some(1_795_000_000);
    sent.password_reset_until = Some(1_795_000_001);
    sent.suspended = true;
    sent.authenticators.clear();
    assert_eq!(person_response(&read(&serde(&sent))).as_ref(), Some(&sent));
}

#[wasm_bindgen_test]
fn invitations_are_read_and_written_as_serde_does() {
    for part in [None, Some("a \"part\"".to_owned())] {
        let sent = InvitationsResponse {
            invitations: vec![InvitationSummary {
                id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
                role: Role::Admin,
                email: part.clone(),
                made_by: "alice".to_owned(),
                made_at: 1_795_000_000,
                expires_at: 1_795_086_400,
                used: part.is_some(),
            }],
        };
        assert_eq!(invitations_response(&read(&serde(&sent))), Some(sent));
        let request = MakeInvitationRequest {
            role: Role::Support,
            hours: part.as_ref().map(|_| 720),
            email: part,
            reason: "because".to_owned(),
        };
        assert_eq!(written(&make_invitation_request(&request)), serde(&request));
    }
    let made = MadeInvitationResponse {
        id: "AAEC".to_owned(),
        invitation: secret_text("AQAA"),
        expires_at: 1_795_086_400,
    };
    let again = made_invitation(&read(&serde(&made))).expect("it is read");
    assert_eq!(serde(&again), serde(&made));
    let started = PasswordResetStartedResponse {
        reset: secret_text("AQAA"),
        expires_in: 3600,
    };
    let again = reset_started(&read(&serde(&started))).expect("it is read");
    assert_eq!(serde(&again), serde(&started));
}

#[wasm_bindgen_test]
fn the_log_is_read_as_serde_writes_it_and_nothing_of_it_is_passed_over() {
    let entries = ACTIONS
        .iter()
        .zip(0_u64..)
        .map(|(&(word, action), number)| {
            assert_eq!(serde(&action), json!(word));
            let part = (number % 2 == 0).then(|| format!("part {number}"));
            LogLine {
                at: 1_795_000_000 + number,
                actor: "alice".to_owned(),
                action,
                target: part.clone(),
                role: part.is_none().then_some(Role::Admin),
                invitation: part,
                reason: "a \"reason\"".to_owned(),
            }
        });
    let sent = LogResponse {
        entries: entries.collect(),
        cursor: Some("v1.abc".to_owned()),
    };
    assert_eq!(log_response(&read(&serde(&sent))), Some(sent));
    let unknown = json!({"entries": [{"at": 1, "actor": "a", "action": "new", "reason": "abc"}]});
    assert!(log_response(&read(&unknown)).is_none());
}

#[wasm_bindgen_test]
fn what_is_missing_is_not_guessed() {
    for broken in [json!(null), json!({}), json!({"people": [{"id": "A"}]})] {
        let value = read(&broken);
        assert!(overview_response(&value).is_none(), "{broken}");
        assert!(people_response(&value).is_none(), "{broken}");
        assert!(person_response(&value).is_none(), "{broken}");
        assert!(invitations_response(&value).is_none(), "{broken}");
        assert!(made_invitation(&value).is_none(), "{broken}");
        assert!(reset_started(&value).is_none(), "{broken}");
        assert!(log_response(&value).is_none(), "{broken}");
    }
}

#[wasm_bindgen_test]
fn the_last_line_of_an_export_says_whether_there_is_more() {
    let exported = |text: &str| export(&text.into()).expect("it is a text");
    let line = "{\"actor\":\"cursor\",\"reason\":\"a \\\"cursor\\\"\"}\n";
    let last = Export {
        lines: line.to_owned(),
        cursor: None,
    };
    assert_eq!(exported(line), last);
    let first = Export {
        lines: format!("{line}{line}"),
        cursor: Some("v1.abc".to_owned()),
    };
    let sent = format!("{line}{line}{{\"cursor\":\"v1.abc\"}}\n");
    assert_eq!(exported(&sent), first);
    let empty = Export {
        lines: String::new(),
        cursor: None,
    };
    assert_eq!(exported(""), empty);
    assert_eq!(export(&read(&json!({}))), None);
}
