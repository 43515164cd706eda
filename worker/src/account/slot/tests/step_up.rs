//! Both factors proved again within a session.

use super::*;

fn step_up(
    slot: &mut Slot,
    session: SessionId,
    factor: &SecondFactor,
    seconds: u64,
) -> Result<SignedIn, Refusal> {
    let proved = log_in(slot, seconds)?;
    let at = &mut moment(seconds);
    slot.step_up(&asking(session), &proved.challenge, factor, &rules(), at)
}

#[test]
fn a_proof_is_fresh_for_five_minutes_and_made_again_within_the_session() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let make = |slot: &mut Slot, seconds| {
        serve(slot, first.session, SelfService::MakeRecoveryCodes, seconds).map(|_| ())
    };
    assert_eq!(make(&mut slot, 360), Ok(()));
    assert_eq!(make(&mut slot, 361), Err(Refusal::StepUpRequired));

    let right = factor(&code(&secret, &moment(400)));
    let again = step_up(&mut slot, first.session, &right, 400).expect("both are right");
    assert_eq!(again.session, first.session);
    assert_eq!(again.authenticated_at, moment(400).now);
    assert_eq!(make(&mut slot, 700), Ok(()));
    assert_eq!(make(&mut slot, 701), Err(Refusal::StepUpRequired));
}

#[test]
fn it_gives_another_refresh_token_and_voids_the_one_before() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let right = factor(&code(&secret, &moment(120)));
    let again = step_up(&mut slot, first.session, &right, 120).expect("both are right");
    let old = slot.renew(presented(&first), &rules(), &mut moment(121));
    assert_eq!(old.err(), Some(Refusal::SessionEnded));
    let new = slot.renew(presented(&again), &rules(), &mut moment(122));
    assert!(new.is_ok(), "the old one has not ended the session");
}

#[test]
fn the_session_ends_no_later_for_it() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let lifetime = SessionLifetime::DEFAULT;
    let began = moment(60).now;
    for day in 1..30 {
        let seconds = 60 + day * 86_400;
        let right = factor(&code(&secret, &moment(seconds)));
        assert!(step_up(&mut slot, first.session, &right, seconds).is_ok());
    }
    let last = account(&mut slot)
        .sessions
        .iter()
        .find(|it| it.id == first.session.0);
    let ends_at = last.expect("it lives").ends_at(&lifetime);
    assert_eq!(ends_at, began.plus(lifetime.absolute_seconds));
}

#[test]
fn what_is_no_second_factor_proves_nothing() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let outcome = step_up(&mut slot, first.session, &SecondFactor::TrustedBrowser, 120);
    assert_eq!(outcome.err(), Some(Refusal::NoTrustedBrowser));
    let used = factor(&code(&secret, &moment(60)));
    let outcome = step_up(&mut slot, first.session, &used, 61);
    assert_eq!(
        outcome.err(),
        Some(Refusal::OtpAlreadyUsed { attempts_left: 4 })
    );
    let right = factor(&code(&secret, &moment(120)));
    let outcome = step_up(&mut slot, SessionId([9; 16]), &right, 120);
    assert_eq!(outcome.err(), Some(Refusal::SessionEnded));
}
