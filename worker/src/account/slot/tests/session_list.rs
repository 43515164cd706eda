//! Sessions seen and ended.

use super::*;
use crate::account::session::Session;
use crate::adapters::records::StoredSlot;

fn at(seconds: u64) -> Timestamp {
    moment(seconds).now
}

fn ids(list: &SessionList) -> Vec<SessionId> {
    list.sessions.iter().map(|session| session.id).collect()
}

#[test]
fn the_last_used_session_is_listed_first() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let second = sign_in(&mut slot, &secret, 120);
    let list = |slot: &mut Slot| {
        slot.list_sessions(first.session, &rules(), at(200))
            .map(|list| ids(&list))
    };
    let known = list(&mut slot).expect("it is one of them");
    assert_eq!(known[..2], [second.session, first.session]);
    let renewed = slot.renew(presented(&first), &rules(), &mut moment(150));
    assert!(renewed.is_ok());
    let known = list(&mut slot).expect("it is one of them");
    assert_eq!(known[..2], [first.session, second.session]);
}

#[test]
fn a_session_ends_another_and_no_stranger() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let second = sign_in(&mut slot, &secret, 120);
    slot.take_change();
    let stranger = SessionId([9; 16]);
    let outcome = slot.end_session(first.session, stranger, &rules(), at(130));
    assert_eq!(outcome, Err(Refusal::SessionNotFound));
    assert_eq!(slot.take_change(), Change::Nothing);
    let outcome = slot.end_session(stranger, first.session, &rules(), at(130));
    assert_eq!(outcome, Err(Refusal::SessionEnded));

    let outcome = slot.end_session(first.session, second.session, &rules(), at(130));
    assert_eq!(outcome, Ok(()));
    assert_eq!(slot.take_change(), Change::Unpublished);
    let renewal = slot.renew(presented(&second), &rules(), &mut moment(131));
    assert_eq!(renewal.err(), Some(Refusal::SessionEnded));
    assert!(
        slot.live_session(second.session, &rules(), at(131))
            .is_none()
    );
    assert!(
        slot.live_session(first.session, &rules(), at(131))
            .is_some()
    );
    let outcome = slot.end_session(second.session, first.session, &rules(), at(131));
    assert_eq!(outcome, Err(Refusal::SessionEnded));
}

#[test]
fn all_others_are_ended_and_counted() {
    let (mut slot, secret) = confirmed();
    let kept = sign_in(&mut slot, &secret, 60);
    sign_in(&mut slot, &secret, 120);
    // The one of the enrolment is the third.
    let ended = slot.end_other_sessions(kept.session, &rules(), at(130));
    assert_eq!(ended, Ok(2));
    let ended = slot.end_other_sessions(kept.session, &rules(), at(130));
    assert_eq!(ended, Ok(0));
    let list = slot.list_sessions(kept.session, &rules(), at(130));
    assert_eq!(list.map(|list| ids(&list)), Ok(vec![kept.session]));
}

#[test]
fn a_replay_is_remembered_with_what_held_the_session() {
    let (mut slot, secret) = confirmed();
    let kept = sign_in(&mut slot, &secret, 60);
    for number in 0..12 {
        let start = 120 + number * 60;
        let lost = sign_in(&mut slot, &secret, start);
        let mut again = presented(&lost);
        again.client.browser = Some(format!("Browser {number}"));
        let renewed = slot.renew(again, &rules(), &mut moment(start + 1));
        assert!(renewed.is_ok());
        let replay = slot.renew(presented(&lost), &rules(), &mut moment(start + 20));
        assert_eq!(replay.err(), Some(Refusal::RefreshTokenReused));
    }
    let list = slot.list_sessions(kept.session, &rules(), at(900));
    let replays = list.expect("it is one of them").replays;
    assert_eq!(replays.len(), Account::MAX_REPLAYS);
    let browsers: Vec<_> = replays
        .iter()
        .filter_map(|replay| replay.client.browser.as_deref())
        .collect();
    assert_eq!(browsers[0], "Browser 11");
    assert_eq!(browsers[9], "Browser 2");
    let stored = serde_json::to_string(&StoredSlot::of(&slot)).expect("JSON");
    assert!(stored.contains("Browser 11"));
}

#[test]
fn of_ten_thousand_sessions_the_longest_unused_ones_go() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let mut kept = presented(&first);
    for number in 1..=10_000_u64 {
        let seconds = 60 + number * 60;
        let signed_in = sign_in(&mut slot, &secret, seconds);
        assert_ne!(signed_in.session, first.session);
        // The first one stays because it is used.
        let renewed = slot.renew(kept, &rules(), &mut moment(seconds + 1));
        kept = presented(&renewed.expect("a session in use stays"));
    }
    let Tenure::Held(account) = &slot.tenure else {
        panic!("somebody holds the name")
    };
    assert_eq!(account.sessions.len(), Session::MAX_PER_ACCOUNT);
    let text = serde_json::to_string(&StoredSlot::of(&slot)).expect("JSON");
    assert!(text.len() < 64 * 1024, "{} bytes", text.len());
}

#[test]
fn another_kind_of_client_cannot_use_the_token() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60);
    let mut stolen = presented(&session);
    stolen.client.kind = postern_shared::api::ClientKind::Native;
    let outcome = slot.renew(stolen, &rules(), &mut moment(70));
    assert_eq!(outcome.err(), Some(Refusal::SessionEnded));
    let outcome = slot.renew(presented(&session), &rules(), &mut moment(71));
    assert!(outcome.is_ok(), "the session lives on");
}

#[test]
fn a_shorter_lifetime_holds_for_sessions_that_are_there_already() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60);
    let strict = Rules {
        session_lifetime: SessionLifetime {
            idle_seconds: 100,
            absolute_seconds: 1000,
        },
        ..rules()
    };
    assert!(
        slot.live_session(session.session, &strict, at(159))
            .is_some()
    );
    assert!(
        slot.live_session(session.session, &strict, at(160))
            .is_none()
    );
    let outcome = slot.renew(presented(&session), &strict, &mut moment(160));
    assert_eq!(outcome.err(), Some(Refusal::SessionEnded));
}
