//! Passwords changed by who knows them, and set anew by who has forgotten them.

use super::*;
use crate::account::recovery_code::RecoveryCode;

/// A confirmed account, and one of its recovery codes.
fn with_code() -> (Slot, TotpSecret, String) {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    match serve(&mut slot, session, SelfService::MakeRecoveryCodes, 60) {
        Ok(Served::NewRecoveryCodes(codes)) => (slot, secret, codes[0].expose().to_owned()),
        _ => panic!("fresh enough"),
    }
}

fn change(
    slot: &mut Slot,
    session: SessionId,
    current: &str,
    keep_others: bool,
    seconds: u64,
) -> Result<(), Refusal> {
    let change = PasswordChange::Plain {
        current: password(current),
        new: password("battery staple"),
    };
    let (asking, at) = (asking(session), &mut moment(seconds));
    slot.change_password(&asking, change, keep_others, &rules(), at)
}

fn reset(slot: &mut Slot, recovery: &str, code: &OneTimeCode, seconds: u64) -> Result<(), Refusal> {
    let reset = PasswordReset {
        proof: ResetProof::Recovery {
            recovery: RecoveryCode::parse(recovery).expect("of the form"),
            code: OneTimeCode::parse(code.expose()).expect("six digits"),
        },
        password: NewPassword::Plain(password("battery staple")),
        client: ClientInfo::default(),
        browser: None,
    };
    slot.reset_password(reset, &rules(), &mut moment(seconds))
}

#[test]
fn a_change_needs_the_current_password_and_ends_the_other_sessions() {
    let (mut slot, secret) = confirmed();
    let other = sign_in(&mut slot, &secret, 60);
    let own = sign_in(&mut slot, &secret, 120);
    let outcome = change(&mut slot, own.session, "wrong horse", false, 130);
    assert_eq!(outcome, Err(Refusal::InvalidCredentials));
    assert_eq!(slot.password_throttle.failures, 1);
    let under_way = log_in(&mut slot, 131).expect("the right password");
    assert_eq!(
        change(&mut slot, own.session, "correct horse", false, 132),
        Ok(())
    );
    assert_eq!(slot.take_change(), Change::Published);
    let ended = slot.renew(presented(&other), &rules(), &mut moment(133));
    assert_eq!(ended.err(), Some(Refusal::SessionEnded));
    assert!(
        slot.renew(presented(&own), &rules(), &mut moment(133))
            .is_ok()
    );
    assert_eq!(
        log_in(&mut slot, 134).err(),
        Some(Refusal::InvalidCredentials)
    );
    let late = presented_code(&under_way.challenge, &code(&secret, &moment(180)));
    let late = slot.verify_code(late, &rules(), &mut moment(180));
    assert_eq!(late.err(), Some(Refusal::ChallengeUsed));
    let new = password("battery staple");
    assert!(slot.log_in(&new, None, &rules(), &mut moment(181)).is_ok());
}

#[test]
fn the_other_sessions_go_on_where_they_are_to_be_kept() {
    let (mut slot, secret) = confirmed();
    let other = sign_in(&mut slot, &secret, 60);
    let own = sign_in(&mut slot, &secret, 120);
    assert_eq!(
        change(&mut slot, own.session, "correct horse", true, 130),
        Ok(())
    );
    assert!(
        slot.renew(presented(&other), &rules(), &mut moment(131))
            .is_ok()
    );
}

#[test]
fn a_change_is_for_a_fresh_proof_and_wrong_passwords_make_it_wait() {
    let (mut slot, secret) = confirmed();
    let own = sign_in(&mut slot, &secret, 60);
    let outcome = change(&mut slot, own.session, "correct horse", false, 361);
    assert_eq!(outcome, Err(Refusal::StepUpRequired));
    for second in 0..5 {
        let outcome = change(&mut slot, own.session, "wrong horse", false, 70 + second);
        assert_eq!(outcome, Err(Refusal::InvalidCredentials));
    }
    let outcome = change(&mut slot, own.session, "correct horse", false, 80);
    assert!(matches!(outcome, Err(Refusal::Wait { .. })));
}

#[test]
fn a_recovery_code_and_a_code_together_set_a_new_password_and_end_all_sessions() {
    let (mut slot, secret, recovery) = with_code();
    let session = sign_in(&mut slot, &secret, 120);
    let right = code(&secret, &moment(180));
    assert_eq!(reset(&mut slot, &recovery, &right, 180), Ok(()));
    assert_eq!(slot.take_change(), Change::Published);
    let ended = slot.renew(presented(&session), &rules(), &mut moment(181));
    assert_eq!(ended.err(), Some(Refusal::SessionEnded));
    assert_eq!(
        account(&mut slot).factors.len(),
        1,
        "the second factor stays"
    );
    let new = password("battery staple");
    let proved = slot.log_in(&new, None, &rules(), &mut moment(240));
    let proved = proved.expect("the new password");
    let presented = presented_code(&proved.challenge, &code(&secret, &moment(240)));
    assert!(
        slot.verify_code(presented, &rules(), &mut moment(240))
            .is_ok()
    );
    let again = reset(&mut slot, &recovery, &code(&secret, &moment(300)), 300);
    assert_eq!(again, Err(Refusal::InvalidRecovery), "it works once");
}

#[test]
fn whatever_is_wrong_has_one_answer_and_uses_nothing_up() {
    let (mut slot, secret, recovery) = with_code();
    let right = code(&secret, &moment(120));
    let wrong = wrong_code(&secret, &moment(120));
    let none = "Z".repeat(24);
    let mut vacant = Slot::new(locator(), Tenure::Vacant);
    for outcome in [
        reset(&mut slot, &none, &right, 120),
        reset(&mut slot, &none, &wrong, 121),
        reset(&mut slot, &recovery, &wrong, 122),
        reset(&mut vacant, &recovery, &right, 120),
    ] {
        assert_eq!(outcome, Err(Refusal::InvalidRecovery));
    }
    assert_eq!(slot.password_throttle.failures, 3);
    assert_eq!(vacant.password_throttle.failures, 1);
    assert_eq!(
        slot.code_throttle.failures, 1,
        "codes are looked at behind a right one only"
    );
    assert_eq!(reset(&mut slot, &recovery, &right, 123), Ok(()));
}

#[test]
fn nobody_resets_without_tries_left() {
    let (mut slot, secret, recovery) = with_code();
    for second in 0..5 {
        let none = "Z".repeat(24);
        let outcome = reset(&mut slot, &none, &code(&secret, &moment(120)), 120 + second);
        assert_eq!(outcome, Err(Refusal::InvalidRecovery));
    }
    let right = code(&secret, &moment(130));
    let outcome = reset(&mut slot, &recovery, &right, 130);
    assert!(matches!(outcome, Err(Refusal::Wait { .. })));
    slot.password_throttle.succeeded();
    slot.code_throttle.failures = Slot::MAX_WRONG_CODES;
    let outcome = reset(&mut slot, &recovery, &right, 131);
    assert_eq!(outcome, Err(Refusal::AuthenticatorSuspended));
}
