//! The first step by a client that does not show the password.

use postern_opaque::client::{Registering, SigningIn};
use postern_opaque::{Ke1, Ke3, RegistrationRequest};

use super::*;
use crate::account::password_record::PasswordRecord;
use crate::account::pending_login::{LoginId, PendingLogins};
use crate::account::slot::password_protocol::LoginStarted;

/// At the least cost that the client takes part in.
fn opaque() -> Rules {
    rules_of(PasswordProtocol::Opaque, Argon2Cost::OWASP)
}

/// A counter stands in for the client's randomness.
fn random(mut next: u8) -> impl FnMut(&mut [u8]) {
    move |bytes| {
        for byte in bytes {
            next = next.wrapping_mul(29).wrapping_add(7);
            *byte = next;
        }
    }
}

/// A slot whose account was registered with `correct horse` without showing it.
fn held() -> Slot {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let rules = opaque();
    let (registering, request) =
        Registering::start(b"correct horse", &mut random(1)).expect("blinded");
    let started = slot
        .start_registration(&request, None, &rules, &mut moment(0))
        .expect("nobody has to wait");
    assert_eq!(slot.password_throttle.failures, 1);
    let record = registering
        .finish(
            b"correct horse",
            &started.response,
            started.cost,
            &mut random(2),
        )
        .expect("made");
    let kept = KeptRecord {
        key_pair: started.key_pair,
        cost: started.cost,
        record,
    };
    let registration = Registration {
        password: NewPassword::Record(kept),
        ..registration()
    };
    slot.register(registration, &rules, &mut moment(0))
        .expect("the name is free");
    assert_eq!(slot.password_throttle.failures, 0);
    slot.take_change();
    slot
}

fn blinded(password: &[u8]) -> (SigningIn, Ke1) {
    SigningIn::start(password, &mut random(3)).expect("blinded")
}

fn begin(slot: &mut Slot, ke1: &Ke1, seconds: u64) -> Result<LoginStarted, Refusal> {
    slot.start_login(ke1, None, &opaque(), &mut moment(seconds))
}

/// A sign-in that is done but for its proof being sent.
fn proof(slot: &mut Slot, seconds: u64) -> (LoginId, Ke3) {
    let (signing_in, ke1) = blinded(b"correct horse");
    let started = begin(slot, &ke1, seconds).expect("nobody has to wait");
    let cost = Argon2Cost::OWASP;
    let ke3 = signing_in
        .finish(b"correct horse", &started.ke2, cost, &mut random(4))
        .expect("the right password");
    (started.login, ke3)
}

fn finish(slot: &mut Slot, login: &LoginId, ke3: &Ke3, seconds: u64) -> Result<bool, Refusal> {
    let (_, request) = Registering::start(b"correct horse", &mut random(5)).expect("blinded");
    finish_with(slot, login, ke3, Some(&request), seconds)
}

/// Whether a new record was asked for.
fn finish_with(
    slot: &mut Slot,
    login: &LoginId,
    ke3: &Ke3,
    request: Option<&RegistrationRequest>,
    seconds: u64,
) -> Result<bool, Refusal> {
    slot.finish_login(login, ke3, request, None, &opaque(), &mut moment(seconds))
        .map(|proved| proved.renewal.is_some())
}

#[test]
fn a_proof_opens_a_challenge_once() {
    let mut slot = held();
    let (login, ke3) = proof(&mut slot, 1);
    assert_eq!(slot.password_throttle.failures, 1);
    assert_eq!(finish(&mut slot, &login, &ke3, 2), Ok(false));
    assert_eq!(slot.password_throttle.failures, 0);
    assert_eq!(slot.take_change(), Change::Unpublished);
    assert_eq!(finish(&mut slot, &login, &ke3, 3), Err(Refusal::LoginUsed));
}

#[test]
fn a_sign_in_that_has_begun_wakes_the_object_only_where_there_is_no_account_to_keep() {
    let (_, ke1) = blinded(b"correct horse");
    let mut vacant = Slot::new(locator(), Tenure::Vacant);
    begin(&mut vacant, &ke1, 1).expect("nobody has to wait");
    let forgotten = Some(moment(1 + Slot::FORGET_SECONDS).now);
    assert_eq!(vacant.next_expiry(&opaque()), forgotten);

    let (mut confirmed, _) = confirmed();
    begin(&mut confirmed, &ke1, 1).expect("nobody has to wait");
    assert_eq!(confirmed.next_expiry(&opaque()), None);
    // Whoever comes next finds the failure forgotten all the same.
    let (later, rules) = (moment(1 + Slot::FORGET_SECONDS).now, opaque());
    confirmed.expire(&rules, later);
    assert_eq!(confirmed.password_throttle.failures, 0);
}

#[test]
fn a_proof_of_another_sign_in_uses_it_up_and_counts() {
    let mut slot = held();
    let (first, _) = proof(&mut slot, 1);
    let (second, ke3) = proof(&mut slot, 2);
    assert_eq!(
        finish(&mut slot, &first, &ke3, 3),
        Err(Refusal::InvalidCredentials)
    );
    assert_eq!(slot.password_throttle.failures, 2);
    assert_eq!(finish(&mut slot, &first, &ke3, 3), Err(Refusal::LoginUsed));
    assert_eq!(finish(&mut slot, &second, &ke3, 3), Ok(false));
}

#[test]
fn a_sign_in_ends_on_its_second() {
    for (seconds, outcome) in [
        (119, Ok(false)),
        (120, Err(Refusal::LoginExpired)),
        (179, Err(Refusal::LoginExpired)),
        (180, Err(Refusal::LoginUsed)),
    ] {
        let mut slot = held();
        let (login, ke3) = proof(&mut slot, 10);
        assert_eq!(finish(&mut slot, &login, &ke3, 10 + seconds), outcome);
        let again = finish(&mut slot, &login, &ke3, 10 + seconds);
        assert_eq!(again, Err(Refusal::LoginUsed));
    }
}

#[test]
fn nobody_gets_more_answers_than_guesses_and_a_vacant_name_counts_alike() {
    let (_, ke1) = blinded(b"guess");
    let mut counts = [held(), Slot::new(locator(), Tenure::Vacant)].map(|mut slot| {
        (0..50)
            .map(|_| begin(&mut slot, &ke1, 1).map(|_| ()))
            .collect::<Vec<_>>()
    });
    assert_eq!(counts[0], counts[1]);
    let answered = counts[0].iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(answered, 5);
    assert_eq!(counts[0].pop(), Some(Err(Refusal::Wait { seconds: 30 })));
}

#[test]
fn an_unknown_name_has_nothing_to_prove() {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let (signing_in, ke1) = blinded(b"correct horse");
    let started = begin(&mut slot, &ke1, 1).expect("answered");
    let cost = Argon2Cost::OWASP;
    let refused = signing_in.finish(b"correct horse", &started.ke2, cost, &mut random(4));
    assert!(refused.is_err());
    let ke3 = Ke3::from_bytes(&[0; Ke3::LENGTH]).expect("64 bytes");
    let outcome = finish(&mut slot, &started.login, &ke3, 2);
    assert_eq!(outcome, Err(Refusal::InvalidCredentials));
    assert_eq!(slot.password_throttle.failures, 1);
}

#[test]
fn so_many_wait_for_their_proof_and_no_more() {
    let mut slot = held();
    let (first, ke3) = proof(&mut slot, 1);
    let (_, ke1) = blinded(b"guess");
    for number in 0..PendingLogins::CAPACITY {
        slot.password_throttle.succeeded();
        begin(
            &mut slot,
            &ke1,
            2 + u64::try_from(number).unwrap_or_default(),
        )
        .expect("answered");
    }
    assert_eq!(slot.logins.0.len(), PendingLogins::CAPACITY);
    assert_eq!(finish(&mut slot, &first, &ke3, 20), Err(Refusal::LoginUsed));
}

#[test]
fn a_new_record_ends_what_was_begun_with_the_old_one() {
    let mut slot = held();
    let (login, ke3) = proof(&mut slot, 1);
    // Shown in a deployment of the other protocol, the password moves to the other form.
    let outcome = slot.log_in(&password("correct horse"), None, &rules(), &mut moment(2));
    assert!(outcome.is_ok());
    assert!(matches!(
        slot.password_record(),
        Some(PasswordRecord::Argon2id { .. })
    ));
    assert_eq!(slot.take_change(), Change::Published);
    // Not that it is over, which would tell a stranger that the password has changed.
    let outcome = finish(&mut slot, &login, &ke3, 3);
    assert_eq!(outcome, Err(Refusal::InvalidCredentials));
    // In that form it is answered as a name that nobody has, and its holder is not told apart.
    let (signing_in, ke1) = blinded(b"correct horse");
    let started = begin(&mut slot, &ke1, 4).expect("answered");
    let cost = Argon2Cost::OWASP;
    let refused = signing_in.finish(b"correct horse", &started.ke2, cost, &mut random(4));
    assert!(refused.is_err());
}

#[test]
fn a_record_is_made_anew_where_the_cost_has_grown_and_the_client_can() {
    let dearer = rules_of(
        PasswordProtocol::Opaque,
        Argon2Cost {
            passes: 3,
            ..Argon2Cost::OWASP
        },
    );
    let mut slot = held();
    let (login, ke3) = proof(&mut slot, 1);
    assert_eq!(finish_with(&mut slot, &login, &ke3, None, 2), Ok(false));
    let (login, ke3) = proof(&mut slot, 3);
    let (_, request) = Registering::start(b"correct horse", &mut random(5)).expect("blinded");
    let proved = slot
        .finish_login(&login, &ke3, Some(&request), None, &dearer, &mut moment(4))
        .expect("the right password");
    let renewal = proved.renewal.expect("it is outdated");
    assert_eq!(renewal.cost.passes, 3);
}

#[test]
fn everybody_who_registers_is_answered_alike() {
    let (_, request) = Registering::start(b"guess", &mut random(1)).expect("blinded");
    let responses = [held(), Slot::new(locator(), Tenure::Vacant)].map(|mut slot| {
        slot.start_registration(&request, None, &opaque(), &mut moment(1))
            .ok()
            .map(|started| *started.response.as_bytes())
    });
    assert!(responses[0].is_some());
    assert_eq!(responses[0], responses[1]);
}

#[test]
fn a_used_sign_in_that_comes_again_changes_nothing() {
    let mut slot = held();
    let (login, ke3) = proof(&mut slot, 1);
    assert_eq!(finish(&mut slot, &login, &ke3, 2), Ok(false));
    slot.take_change();
    assert_eq!(finish(&mut slot, &login, &ke3, 3), Err(Refusal::LoginUsed));
    assert_eq!(slot.take_change(), Change::Nothing);
}

/// Who claims a name gets as many answers of it as who guesses, whatever they sign in with: what they
/// learn would be good for the day on which somebody else has the name.
#[test]
fn whoever_only_claims_a_name_cannot_forget_their_guesses() {
    let mut slot = held();
    let (_, ke1) = blinded(b"guess");
    let mut answered = 0;
    for round in (0..12).map(|round| 2 * round) {
        if begin(&mut slot, &ke1, round).is_ok() {
            answered += 1;
        }
        let round = round + 1;
        // An own sign-in by either way gives back its own count alone.
        let (signing_in, own) = blinded(b"correct horse");
        if let Ok(started) = begin(&mut slot, &own, round) {
            let cost = Argon2Cost::OWASP;
            let ke3 = signing_in
                .finish(b"correct horse", &started.ke2, cost, &mut random(4))
                .expect("the right password");
            assert_eq!(finish(&mut slot, &started.login, &ke3, round), Ok(false));
        }
        let _ = slot.log_in(
            &password("correct horse"),
            None,
            &opaque(),
            &mut moment(round),
        );
    }
    assert_eq!(answered, 5);
    // The name lapses, is claimed again, and the count is still there.
    let later = rules().unconfirmed_seconds;
    slot.password_throttle.last_failure = moment(later).now;
    slot.expire(&opaque(), moment(later).now);
    assert!(matches!(slot.tenure, Tenure::Released { .. }));
    slot.register(registration(), &opaque(), &mut moment(later))
        .expect("the name is free");
    assert!(begin(&mut slot, &ke1, later).is_err());
}
