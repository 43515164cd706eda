//! Password and code in one call.

use super::*;

fn at_once(slot: &mut Slot, text: &str, code: &OneTimeCode, seconds: u64) -> Result<(), Refusal> {
    slot.sign_in_at_once(
        &password(text),
        &factor(code),
        ClientInfo::default(),
        &rules(),
        &mut moment(seconds),
    )
    .map(|_| ())
}

#[test]
fn both_right_begin_a_session_and_use_the_step_up() {
    let (mut slot, secret) = confirmed();
    let right = code(&secret, &moment(60));
    assert_eq!(at_once(&mut slot, "correct horse", &right, 60), Ok(()));
    assert_eq!(slot.take_change(), Change::Unpublished);
    assert_eq!(
        at_once(&mut slot, "correct horse", &right, 61),
        Err(Refusal::InvalidCredentials)
    );
}

#[test]
fn a_wrong_code_is_answered_and_counted_like_a_wrong_password() {
    let answers = |text: &str, is_code_right: bool, is_known: bool| {
        let (mut slot, secret) = confirmed();
        if !is_known {
            slot = Slot::new(locator(), Tenure::Vacant);
        }
        (0..8)
            .map(|second| {
                let at = moment(60 + second);
                let code = if is_code_right {
                    code(&secret, &at)
                } else {
                    wrong_code(&secret, &at)
                };
                at_once(&mut slot, text, &code, 60 + second)
            })
            .collect::<Vec<_>>()
    };
    let wrong_code = answers("correct horse", false, true);
    assert_eq!(wrong_code[0], Err(Refusal::InvalidCredentials));
    assert!(matches!(wrong_code[5], Err(Refusal::Wait { .. })));
    assert_eq!(wrong_code, answers("wrong horse", true, true));
    assert_eq!(wrong_code, answers("wrong horse", false, true));
    assert_eq!(wrong_code, answers("correct horse", true, false));
}

#[test]
fn wrong_codes_count_against_the_authenticator_by_this_way_too() {
    let (mut slot, secret) = confirmed();
    let wrong = wrong_code(&secret, &moment(60));
    for second in 0..5 {
        let outcome = at_once(&mut slot, "correct horse", &wrong, 60 + second);
        assert_eq!(outcome, Err(Refusal::InvalidCredentials));
    }
    assert_eq!(slot.code_throttle.failures, 5);
    // Another way in finds the authenticator waiting as well.
    let proved = log_in(&mut slot, 95).expect("the wait for passwords is over");
    slot.code_throttle.last_failure = moment(94).now;
    let right = code(&secret, &moment(95));
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(95),
    );
    assert!(matches!(outcome.err(), Some(Refusal::Wait { .. })));
    // And this way does not tell that the password was right.
    assert_eq!(
        at_once(&mut slot, "correct horse", &right, 96),
        Err(Refusal::InvalidCredentials)
    );
}

#[test]
fn a_suspended_authenticator_and_a_disabled_account_sign_nobody_in() {
    let (mut slot, secret) = confirmed();
    slot.code_throttle.failures = Slot::MAX_WRONG_CODES;
    let right = code(&secret, &moment(60));
    assert_eq!(
        at_once(&mut slot, "correct horse", &right, 60),
        Err(Refusal::InvalidCredentials)
    );
    slot.code_throttle.succeeded();
    if let Tenure::Held(account) = &mut slot.tenure {
        account.profile.disabled = true;
    }
    let right = code(&secret, &moment(90));
    assert_eq!(
        at_once(&mut slot, "wrong horse", &right, 90),
        Err(Refusal::InvalidCredentials)
    );
    assert_eq!(
        at_once(&mut slot, "correct horse", &right, 90),
        Err(Refusal::AccountDisabled)
    );
}
