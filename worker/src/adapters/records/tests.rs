//! The stored forms survive the way to storage and back, the written ones of earlier days too.

use postern_opaque::server::ExpectedProof;
use postern_shared::api::{ActivityKind, Role};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use super::*;
use crate::account::activity::Entry;
use crate::account::authenticator::Authenticator;
use crate::account::challenge::{Challenge, Standing};
use crate::account::pending_login::PendingLogin;
use crate::account::{
    ActivityLog, Argon2Cost, AuthenticatorId, ClientInfo, Entropy, Factor, Moment, PasswordRecord,
    Profile, ProvedMethod, RecoveryCodes, RowDigest, Session, Tenure,
};

fn account() -> Account {
    let mut moment = Moment {
        now: Timestamp::from_unix_seconds(1_700_000_000),
        entropy: Entropy::from_seed([5; 32]),
    };
    let methods = vec![ProvedMethod::Password, ProvedMethod::Totp];
    let (mut session, token) = Session::begin(methods, ClientInfo::default(), &mut moment);
    session.rotate(0, &token, &mut moment).expect("current");
    Account {
        profile: Profile {
            id: [1; 16],
            username: Username::parse("alice").expect("a name"),
            email: Some("alice@example.com".to_owned()),
            full_name: None,
            disabled: false,
            role: Role::User,
            created_at: moment.now,
        },
        password: PasswordRecord::Argon2id {
            cost: Argon2Cost::OWASP,
            pepper_root: 1,
            salt: [2; 16],
            output: [3; 32],
        },
        factors: vec![Factor::Totp(Authenticator {
            confirmed_at: Some(moment.now),
            last_step: Some(7),
            ..Authenticator::new(
                AuthenticatorId::default(),
                Authenticator::DEFAULT_LABEL.to_owned(),
                TotpSecret::from_random([4; 20]),
                moment.now,
            )
        })],
        sessions: vec![session],
        replays: Vec::new(),
        recovery: None,
        browsers: Vec::new(),
        activity: ActivityLog::default(),
        enrol_until: None,
        reset_link: None,
        imported: None,
        came_in_clear: false,
    }
}

fn slot() -> Slot {
    let mut slot = Slot::new(locator(), Tenure::Held(Box::new(account())));
    slot.password_throttle
        .failed(Timestamp::from_unix_seconds(9));
    slot.challenges.0.push(Challenge {
        id: [6; 16],
        expires_at: Timestamp::from_unix_seconds(10),
        wrong_codes: 2,
        standing: Standing::Exhausted,
        proved: vec![ProvedMethod::Password],
    });
    slot.logins.0.push(PendingLogin {
        id: [8; 16],
        expires_at: Timestamp::from_unix_seconds(11),
        expected: ExpectedProof::from_bytes([9; ExpectedProof::LENGTH]),
    });
    slot
}

fn locator() -> Locator {
    Locator::from_bytes([7; 32])
}

fn json(slot: &Slot) -> String {
    serde_json::to_string(&StoredSlot::of(slot)).expect("a slot is JSON")
}

#[test]
fn a_slot_is_the_same_after_the_way_to_storage_and_back() {
    let text = json(&slot());
    let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
    let restored = stored.into_slot(locator()).expect("whole");
    assert_eq!(json(&restored), text);
    assert_eq!(restored.challenges, slot().challenges);
    assert_eq!(restored.password_throttle, slot().password_throttle);
    assert_eq!(restored.logins.0.len(), 1);
}

#[test]
fn every_tenure_is_kept() {
    for tenure in [
        Tenure::Vacant,
        Tenure::Released {
            until: Timestamp::from_unix_seconds(5),
            is_reserved: false,
            listed_as: None,
        },
        Tenure::Released {
            until: Timestamp::from_unix_seconds(5),
            is_reserved: true,
            listed_as: None,
        },
        Tenure::Released {
            until: Timestamp::from_unix_seconds(5),
            is_reserved: true,
            listed_as: Username::parse("alice").ok(),
        },
    ] {
        let text = json(&Slot::new(locator(), tenure));
        let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
        assert_eq!(json(&stored.into_slot(locator()).expect("whole")), text);
    }
}

#[test]
fn the_third_version_is_read_and_written_as_it_always_was_but_for_sessions() {
    let third = include_str!("account_v3.json");
    let stored: StoredAccount = serde_json::from_str(third).expect("version 3");
    let read = stored.into_account().expect("whole");
    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    assert_eq!(again, without_sessions(third));
    assert!(matches!(&read.password, PasswordRecord::Opaque(kept) if kept.key_pair == 1));
}

#[test]
fn the_second_version_is_read_and_written_as_it_always_was_but_for_sessions() {
    let second = include_str!("account_v2.json");
    let stored: StoredAccount = serde_json::from_str(second).expect("version 2");
    let read = stored.into_account().expect("whole");
    assert_eq!((read.sessions.len(), read.replays.len()), (1, 1));
    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    assert_eq!(again, without_sessions(second));
}

/// What is written of a record that says something of sessions: that there are none, in the words of
/// the versions before, which want the lists.
fn without_sessions(record: &str) -> serde_json::Value {
    let mut record: serde_json::Value = serde_json::from_str(record).expect("JSON");
    for account in record.as_object_mut().expect("an object").values_mut() {
        for list in ["sessions", "replays"] {
            assert_eq!(account[list].as_array().map(Vec::len), Some(1));
            account[list] = serde_json::json!([]);
        }
    }
    record
}

#[test]
fn the_first_version_is_still_read_and_becomes_the_second() {
    let first = include_str!("account_v1.json");
    let stored: StoredAccount = serde_json::from_str(first).expect("version 1");
    let read = stored.into_account().expect("whole");
    assert_eq!(read.profile.username.as_str(), "alice");
    assert_eq!(read.sessions[0].client, ClientInfo::default());

    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    let fixture: serde_json::Value = serde_json::from_str(first).expect("JSON");
    for (name, value) in fixture["1"].as_object().expect("an object") {
        if name != "sessions" {
            assert_eq!(again["2"][name], *value, "{name}");
        }
    }
}

#[test]
fn the_fourth_version_is_read_and_written_as_it_always_was() {
    let fourth = include_str!("account_v4.json");
    let stored: StoredAccount = serde_json::from_str(fourth).expect("version 4");
    let read = stored.into_account().expect("whole");
    let left = read.recovery.as_ref().map(RecoveryCodes::left);
    assert_eq!(left, Some(1));
    assert!(read.activity.is_intact());
    assert_eq!(read.factors.len(), 2);
    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    let fixture: serde_json::Value = serde_json::from_str(fourth).expect("JSON");
    assert_eq!(again, fixture);
}

#[test]
fn the_fifth_version_is_read_and_written_as_it_always_was() {
    let fifth = include_str!("account_v5.json");
    let stored: StoredAccount = serde_json::from_str(fifth).expect("version 5");
    let read = stored.into_account().expect("whole");
    assert!(read.is_somebodys() && !read.is_confirmed() && read.reset_link.is_some());
    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    let fixture: serde_json::Value = serde_json::from_str(fifth).expect("JSON");
    assert_eq!(again, fixture);
}

#[test]
fn an_imported_account_is_read_and_written_as_it_always_was() {
    let fixture = include_str!("account_v5_imported.json");
    let stored: StoredAccount = serde_json::from_str(fixture).expect("version 5");
    let read = stored.into_account().expect("whole");
    assert!(read.is_confirmed() && read.activity.is_intact());
    assert_eq!(read.imported, Some(RowDigest([9; 32])));
    assert_eq!(read.password.form_and_cost(), "imported bcrypt cost=12");
    assert_eq!(
        (read.password.pepper_root(), read.password.cost()),
        (None, None)
    );
    let again = serde_json::to_value(StoredAccount::of(&read)).expect("JSON");
    let fixture: serde_json::Value = serde_json::from_str(fixture).expect("JSON");
    assert_eq!(again, fixture);
}

#[test]
fn an_import_needs_the_fifth_version_whatever_is_left_of_it() {
    let mut account = account();
    account.imported = Some(RowDigest([9; 32]));
    account.came_in_clear = true;
    let value = serde_json::to_value(StoredAccount::of(&account)).expect("JSON");
    assert!(value["5"]["imported"].is_string());
    let again: StoredAccount = serde_json::from_value(value).expect("it was just written");
    assert!(again.into_account().is_some_and(|it| it.came_in_clear));
    let slot = Slot::new(locator(), Tenure::Held(Box::new(account)));
    assert!(json(&slot).starts_with("{\"5\""));
}

#[test]
fn what_an_administrator_did_needs_the_fifth_version_and_nothing_else_does() {
    let mut account = account();
    let version = |account: &Account| {
        let value = serde_json::to_value(StoredAccount::of(account)).expect("JSON");
        value.as_object().and_then(|it| it.keys().next().cloned())
    };
    account.profile.role = Role::Support;
    assert_eq!(version(&account).as_deref(), Some("4"));
    let at = Timestamp::from_unix_seconds(9);
    account.log(Entry::new(
        ActivityKind::Unlocked,
        &ClientInfo::default(),
        at,
    ));
    assert_eq!(version(&account).as_deref(), Some("5"));
}

#[test]
fn only_a_role_that_not_everybody_has_is_written_and_only_in_the_fourth_version() {
    let mut account = account();
    let written = |account: &Account| serde_json::to_value(StoredAccount::of(account));
    let plain = written(&account).expect("JSON");
    assert!(plain["2"]["role"].is_null());
    for role in [Role::Support, Role::Admin] {
        account.profile.role = role;
        let value = written(&account).expect("JSON");
        assert_eq!(value["4"]["role"], role.as_str());
        let stored: StoredAccount = serde_json::from_value(value).expect("version 4");
        let read = stored.into_account().expect("whole");
        assert_eq!(read.profile.role, role);
    }
    let mut unknown = written(&account).expect("JSON");
    unknown["4"]["role"] = serde_json::json!("owner");
    assert!(serde_json::from_value::<StoredAccount>(unknown).is_err());
}

#[test]
fn slots_of_the_second_to_the_fifth_version_are_read_and_written_as_they_always_were() {
    for fixture in [
        include_str!("slot_v2.json"),
        include_str!("slot_v3.json"),
        include_str!("slot_v4.json"),
        include_str!("slot_v5.json"),
    ] {
        let stored: StoredSlot = serde_json::from_str(fixture).expect("a version that is known");
        let read = stored.into_slot(locator()).expect("whole");
        assert_eq!(read.password_throttle.failures, 3);
        assert_eq!(read.challenges.0.len(), 1);
        let again = serde_json::to_value(StoredSlot::of(&read)).expect("JSON");
        let fixture: serde_json::Value = serde_json::from_str(fixture).expect("JSON");
        assert_eq!(again, fixture);
    }
}

#[test]
fn a_sign_in_that_waits_for_its_proof_needs_the_third_version_and_nothing_else_does() {
    let version = |slot: &Slot| json(slot).chars().nth(2);
    let mut slot = slot();
    assert_eq!(version(&slot), Some('3'));
    slot.logins.0.clear();
    assert_eq!(version(&slot), Some('2'));
    assert_eq!(version(&Slot::new(locator(), Tenure::Vacant)), Some('2'));
}

#[test]
fn a_slot_around_the_first_version_is_still_read() {
    let account: serde_json::Value =
        serde_json::from_str(include_str!("account_v1.json")).expect("JSON");
    let text = serde_json::json!({ "1": {
        "tenure": { "Held": account["1"] },
        "password_failures": { "count": 3, "last": 9 },
        "code_failures": { "count": 0, "last": 0 },
        "challenges": [],
    }})
    .to_string();
    let stored: StoredSlot = serde_json::from_str(&text).expect("version 1");
    let slot = stored.into_slot(locator()).expect("whole");
    assert_eq!(slot.password_throttle.failures, 3);

    let again = serde_json::to_value(StoredSlot::of(&slot)).expect("JSON");
    let (again, first) = (
        &again["2"]["tenure"]["Held"]["sessions"][0],
        &account["1"]["sessions"][0],
    );
    for (name, value) in first.as_object().expect("an object") {
        assert_eq!(again[name], *value, "{name}");
    }
}

#[test]
fn a_form_of_an_unknown_version_is_refused() {
    assert!(serde_json::from_str::<StoredAccount>(r#"{"6":{}}"#).is_err());
    let unknown = include_str!("slot_v3.json").replacen("\"3\"", "\"6\"", 1);
    assert!(serde_json::from_str::<StoredSlot>(&unknown).is_err());
}
