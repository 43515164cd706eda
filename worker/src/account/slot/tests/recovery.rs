//! Recovery codes at a sign-in.

use postern_shared::api::SecretText;

use super::*;

/// A confirmed account with the codes that its owner was shown.
fn with_codes() -> (Slot, TotpSecret, Vec<SecretText>) {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let proved = slot
        .register(registration(), &rules(), &mut moment(0))
        .expect("the name is free");
    assert_eq!(proved.methods, [ProvedMethod::Totp]);
    let secret = proved.enrolment.expect("not confirmed yet");
    let presented = presented_code(&proved.challenge, &code(&secret, &moment(0)));
    let signed_in = slot
        .verify_code(presented, &rules(), &mut moment(0))
        .expect("the first code");
    let codes = signed_in.recovery_codes.expect("the first confirmation");
    slot.take_change();
    (slot, secret, codes)
}

fn present(slot: &mut Slot, text: &str, seconds: u64) -> Result<SignedIn, Refusal> {
    let proved = log_in(slot, seconds)?;
    let presented = CodePresented {
        factor: SecondFactor::parse(text).expect("a code"),
        ..presented_code(
            &proved.challenge,
            &OneTimeCode::parse("000000").expect("six"),
        )
    };
    slot.verify_code(presented, &rules(), &mut moment(seconds))
}

#[test]
fn a_recovery_code_signs_in_once_and_its_use_is_published() {
    let (mut slot, _, codes) = with_codes();
    let proved = log_in(&mut slot, 60).expect("the right password");
    let offered = [ProvedMethod::Totp, ProvedMethod::RecoveryCode];
    assert_eq!(proved.methods, offered);
    let typed = codes[3].expose().to_lowercase().replace('-', " ");
    let signed_in = present(&mut slot, &typed, 60).expect("a right code");
    assert_eq!(
        signed_in.methods,
        [ProvedMethod::Password, ProvedMethod::RecoveryCode]
    );
    assert!(signed_in.recovery_codes.is_none(), "they are shown once");
    assert_eq!(slot.take_change(), Change::Published);
    let again = present(&mut slot, &typed, 61).err();
    assert_eq!(again, Some(Refusal::RecoveryCodeUsed { attempts_left: 4 }));
    let codes = account(&mut slot).recovery.as_ref();
    assert_eq!(codes.map(crate::account::RecoveryCodes::left), Some(9));
}

#[test]
fn a_hundred_wrong_codes_suspend_the_factor_until_a_recovery_code() {
    let (mut slot, secret, codes) = with_codes();
    slot.code_throttle.failures = Slot::MAX_WRONG_CODES - 1;
    let proved = log_in(&mut slot, 60).expect("the right password");
    let wrong = presented_code(&proved.challenge, &wrong_code(&secret, &moment(60)));
    assert!(slot.verify_code(wrong, &rules(), &mut moment(60)).is_err());
    // However long they wait.
    let day = 86_400;
    let proved = log_in(&mut slot, day).expect("the right password");
    let right = presented_code(&proved.challenge, &code(&secret, &moment(day)));
    let outcome = slot.verify_code(right, &rules(), &mut moment(day)).err();
    assert_eq!(outcome, Some(Refusal::AuthenticatorSuspended));

    assert!(present(&mut slot, codes[0].expose(), day).is_ok());
    assert_eq!(slot.code_throttle.failures, 0);
    sign_in(&mut slot, &secret, day + 60);
}

#[test]
fn a_new_set_voids_the_old_one_at_once() {
    let (mut slot, secret, old) = with_codes();
    let session = sign_in(&mut slot, &secret, 60).session;
    let made = serve(&mut slot, session, SelfService::MakeRecoveryCodes, 61);
    let Ok(Served::NewRecoveryCodes(new)) = made else {
        panic!("fresh enough")
    };
    assert_eq!(slot.take_change(), Change::Published);
    let outcome = present(&mut slot, old[0].expose(), 62).err();
    assert_eq!(outcome, Some(Refusal::InvalidOtp { attempts_left: 4 }));
    assert!(present(&mut slot, new[0].expose(), 63).is_ok());
}

#[test]
fn wrong_recovery_codes_use_up_the_challenge_and_nothing_else() {
    let (mut slot, secret, _) = with_codes();
    let proved = log_in(&mut slot, 60).expect("the right password");
    for attempts_left in [4, 3, 2, 1, 0] {
        let presented = CodePresented {
            factor: SecondFactor::parse(&"Z".repeat(24)).expect("of the form"),
            ..presented_code(&proved.challenge, &code(&secret, &moment(60)))
        };
        let outcome = slot.verify_code(presented, &rules(), &mut moment(60)).err();
        assert_eq!(outcome, Some(Refusal::InvalidOtp { attempts_left }));
    }
    assert_eq!(slot.code_throttle.failures, 0);
    sign_in(&mut slot, &secret, 61);
}
