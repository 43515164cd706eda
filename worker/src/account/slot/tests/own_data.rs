//! What somebody does with their own data.

use postern_shared::api::ActivityKind;

use super::*;
use crate::account::activity::Entry;
use crate::account::known_browser::KnownBrowser;
use crate::account::session::Session;
use crate::account::{Authenticator, AuthenticatorId, Factor};
use crate::adapters::records::{StoredAccount, StoredSlot};

fn delete(slot: &mut Slot, session: SessionId, typed: &str, seconds: u64) -> Result<(), Refusal> {
    let username = Username::parse(typed).expect("a name");
    serve(slot, session, SelfService::Delete { username }, seconds).map(|_| ())
}

#[test]
fn a_deleted_account_is_gone_and_its_name_free_after_ten_minutes() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60);
    let outcome = delete(&mut slot, session.session, "alicia", 61);
    assert_eq!(outcome, Err(Refusal::ConfirmationMismatch));
    slot.password_throttle.failed(moment(61).now);
    assert_eq!(delete(&mut slot, session.session, "ALICE", 61), Ok(()));
    assert_eq!(slot.take_change(), Change::Published);
    assert_eq!(
        slot.password_throttle.failures, 1,
        "guesses of the name stay counted"
    );
    let renewal = slot.renew(presented(&session), &rules(), &mut moment(62));
    assert_eq!(renewal.err(), Some(Refusal::SessionEnded));
    assert!(
        slot.live_session(session.session, &rules(), moment(62).now)
            .is_none()
    );

    slot.record_withdrawn(moment(70).now);
    let last = 70 + Slot::TOMBSTONE_SECONDS - 1;
    let early = slot.register(registration(), &rules(), &mut moment(last));
    assert_eq!(early.err(), Some(Refusal::UsernameTaken));
    assert!(
        slot.register(registration(), &rules(), &mut moment(last + 1))
            .is_ok()
    );
}

#[test]
fn a_profile_is_changed_in_parts() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    let what = SelfService::ChangeProfile {
        email: None,
        full_name: Some("Alice Example".to_owned()),
    };
    // A name needs no fresh proof.
    let Ok(Served::User(user)) = serve(&mut slot, session, what, 1000) else {
        panic!("a name may be changed")
    };
    assert_eq!(user.full_name.as_deref(), Some("Alice Example"));
    assert_eq!(slot.take_change(), Change::Published);
    let what = SelfService::ChangeProfile {
        email: Some(String::new()),
        full_name: Some(String::new()),
    };
    let Ok(Served::User(user)) = serve(&mut slot, session, what, 1001) else {
        panic!("there was no e-mail address to be changed")
    };
    assert_eq!((user.full_name, user.email), (None, None));
}

/// As full as an account can be.
fn full() -> (Slot, SessionId) {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    assert!(serve(&mut slot, session, SelfService::MakeRecoveryCodes, 60).is_ok());
    let client = ClientInfo {
        browser: Some("Chrome Mobile WebView 1234567".to_owned()),
        system: Some("ChromeOS".to_owned()),
        country: Some("DE".to_owned()),
        ..ClientInfo::default()
    };
    let account = account(&mut slot);
    account.profile.email = Some(format!("{}@example.com", "a".repeat(240)));
    account.profile.full_name = Some("Ж".repeat(100));
    let label = "Ж".repeat(64);
    while account.factors.len() < Authenticator::MAX_PER_ACCOUNT {
        let id = AuthenticatorId([9; 16]);
        let secret = TotpSecret::from_random([1; 20]);
        let mut one = Authenticator::new(id, label.clone(), secret, moment(60).now);
        one.confirmed_at = Some(moment(60).now);
        one.last_step = Some(58_000_000);
        one.last_used_at = Some(moment(60).now);
        account.factors.push(Factor::Totp(one));
    }
    let methods = vec![ProvedMethod::Password, ProvedMethod::RecoveryCode];
    while account.sessions.len() < Session::MAX_PER_ACCOUNT {
        let at = &mut moment(70);
        let (mut session, token) = Session::begin(methods.clone(), client.clone(), at);
        assert!(session.rotate(0, &token, at).is_ok());
        session.began_at = moment(69).now;
        account.sessions.push(session);
    }
    while account.browsers.len() < KnownBrowser::MAX_PER_ACCOUNT {
        let (mut browser, _) = KnownBrowser::meet(client.clone(), &mut moment(70));
        browser.trusted_until = Some(moment(80).now);
        browser.password_throttle.failed(moment(80).now);
        browser.code_throttle.failed(moment(80).now);
        account.browsers.push(browser);
    }
    for second in 0..200 {
        let kind = ActivityKind::SignedInFromNewBrowser;
        let entry = Entry::new(kind, &client, moment(second).now);
        account.log(entry.of(session).by(&methods).about(&label));
    }
    for code in account.recovery.iter_mut().flat_map(|set| &mut set.codes) {
        code.used_at = Some(moment(60).now);
    }
    for _ in 0..Account::MAX_REPLAYS {
        let (session, _) = Session::begin(methods.clone(), client.clone(), &mut moment(70));
        let id = SessionId(session.id);
        account.sessions.insert(0, session);
        account.end_replayed(id, moment(71).now);
    }
    (slot, session)
}

#[test]
fn the_fullest_account_takes_less_than_64_kb() {
    let (slot, _) = full();
    let row = serde_json::to_vec(&StoredSlot::of(&slot))
        .expect("JSON")
        .len();
    let Tenure::Held(account) = &slot.tenure else {
        panic!("somebody holds the name")
    };
    let record = serde_json::to_vec(&StoredAccount::of(account))
        .expect("JSON")
        .len();
    println!("the fullest account: {row} bytes in its object, {record} in KV");
    // Sealing adds 45 bytes.
    assert!(row + 45 < 64_000, "{row}");
    assert!(record < row);
}

#[test]
fn an_export_has_everything_and_no_secret() {
    let (mut slot, session) = full();
    let Ok(Served::Export(export)) = serve(&mut slot, session, SelfService::Export, 1000) else {
        panic!("it may be exported")
    };
    assert_eq!(export.authenticators.len(), Authenticator::MAX_PER_ACCOUNT);
    assert_eq!(export.sessions.sessions.len(), Session::MAX_PER_ACCOUNT);
    assert_eq!(export.browsers.len(), KnownBrowser::MAX_PER_ACCOUNT);
    assert_eq!(export.recovery_codes.used_at.len(), 10);
    assert!(export.activity.intact);
    let text = serde_json::to_string(&export).expect("JSON");
    let held = account(&mut slot);
    for authenticator in held.authenticators() {
        assert!(!text.contains(&authenticator.secret.expose_base32()));
    }
    let stored = serde_json::to_value(StoredSlot::of(&slot)).expect("JSON");
    let stored = &stored["4"]["tenure"]["Held"];
    for secret in [
        &stored["sessions"][0]["current"],
        &stored["browsers"][0]["token"],
        &stored["recovery"]["codes"][0]["hash"],
        &stored["password"]["Argon2id"]["output"],
        &stored["factors"][0]["Totp"]["secret"],
    ] {
        let secret = secret.as_str().expect("a text");
        assert!(!text.contains(secret), "{secret}");
    }
}
