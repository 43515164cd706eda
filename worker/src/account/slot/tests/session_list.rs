//! Sessions seen and ended.

use postern_shared::api::SessionsResponse;

use super::*;
use crate::account::session::Session;
use crate::adapters::records::StoredSlot;

fn at(seconds: u64) -> Timestamp {
    moment(seconds).now
}

fn list(slot: &mut Slot, session: SessionId, seconds: u64) -> Result<SessionsResponse, Refusal> {
    match serve(slot, session, SelfService::ListSessions, seconds)? {
        Served::Sessions(list) => Ok(list),
        _ => panic!("a list was asked for"),
    }
}

fn end(slot: &mut Slot, asking: SessionId, ended: SessionId, seconds: u64) -> Result<(), Refusal> {
    serve(slot, asking, SelfService::EndSession(ended), seconds).map(|_| ())
}

fn end_others(slot: &mut Slot, asking: SessionId, seconds: u64) -> Result<u32, Refusal> {
    match serve(slot, asking, SelfService::EndOtherSessions, seconds)? {
        Served::Ended(count) => Ok(count),
        _ => panic!("a count was asked for"),
    }
}

fn ids(list: &SessionsResponse) -> Vec<SessionId> {
    let ids = list.sessions.iter();
    ids.map(|session| SessionId::parse(&session.id).expect("an id"))
        .collect()
}

#[test]
fn the_last_used_session_is_listed_first() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let second = sign_in(&mut slot, &secret, 120);
    let listed = |slot: &mut Slot| list(slot, first.session, 200).map(|list| ids(&list));
    let known = listed(&mut slot).expect("it is one of them");
    assert_eq!(known[..2], [second.session, first.session]);
    let renewed = slot.renew(presented(&first), &rules(), &mut moment(150));
    assert!(renewed.is_ok());
    let known = listed(&mut slot).expect("it is one of them");
    assert_eq!(known[..2], [first.session, second.session]);
}

#[test]
fn a_session_ends_another_and_no_stranger() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let second = sign_in(&mut slot, &secret, 120);
    slot.take_change();
    let stranger = SessionId([9; 16]);
    let outcome = end(&mut slot, first.session, stranger, 130);
    assert_eq!(outcome, Err(Refusal::SessionNotFound));
    assert_eq!(slot.take_change(), Change::Nothing);
    let outcome = end(&mut slot, stranger, first.session, 130);
    assert_eq!(outcome, Err(Refusal::SessionEnded));

    let outcome = end(&mut slot, first.session, second.session, 130);
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
    let outcome = end(&mut slot, second.session, first.session, 131);
    assert_eq!(outcome, Err(Refusal::SessionEnded));
}

#[test]
fn all_others_are_ended_and_counted() {
    let (mut slot, secret) = confirmed();
    let kept = sign_in(&mut slot, &secret, 60);
    sign_in(&mut slot, &secret, 120);
    // The one of the enrolment is the third.
    let ended = end_others(&mut slot, kept.session, 130);
    assert_eq!(ended, Ok(2));
    let ended = end_others(&mut slot, kept.session, 130);
    assert_eq!(ended, Ok(0));
    let list = list(&mut slot, kept.session, 130);
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
    let list = list(&mut slot, kept.session, 900);
    let replays = list.expect("it is one of them").replays;
    assert_eq!(replays.len(), Account::MAX_REPLAYS);
    let browsers: Vec<_> = replays
        .iter()
        .filter_map(|replay| replay.browser.as_deref())
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
