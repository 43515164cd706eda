//! Browsers that are known again: a budget of their own, and trust.

use postern_shared::api::ClientKind;

use super::*;
use crate::account::known_browser::{BrowserToken, KnownBrowser};

fn copy(token: &BrowserToken) -> BrowserToken {
    BrowserToken::from_bytes(*token.expose())
}

/// Signs in from the browser, or from one that was never seen.
fn sign_in_from(
    slot: &mut Slot,
    secret: &TotpSecret,
    browser: Option<&BrowserToken>,
    trust_browser: bool,
    seconds: u64,
) -> Result<SignedIn, Refusal> {
    let at = &mut moment(seconds);
    let proved = slot.log_in(&password("correct horse"), browser, &rules(), at)?;
    let presented = CodePresented {
        browser: browser.map(copy),
        trust_browser,
        ..presented_code(&proved.challenge, &code(secret, at))
    };
    slot.verify_code(presented, &rules(), at)
}

#[test]
fn a_stranger_cannot_lock_the_owner_out() {
    let (mut slot, secret) = confirmed();
    let met = sign_in_from(&mut slot, &secret, None, false, 60).expect("both are right");
    let own = met.new_browser.expect("it was never seen");
    for second in 0..5 {
        let wrong = password("wrong horse");
        let outcome = slot.log_in(&wrong, None, &rules(), &mut moment(70 + second));
        assert_eq!(outcome.err(), Some(Refusal::InvalidCredentials));
    }
    let stranger = sign_in_from(&mut slot, &secret, None, false, 90).err();
    assert!(matches!(stranger, Some(Refusal::Wait { .. })));
    let again = sign_in_from(&mut slot, &secret, Some(&own), false, 90).expect("the owner");
    assert!(again.new_browser.is_none(), "it is known");
    // The owner's success gives strangers no new tries.
    let stranger = sign_in_from(&mut slot, &secret, None, false, 91).err();
    assert!(matches!(stranger, Some(Refusal::Wait { .. })));
}

#[test]
fn a_known_browser_has_its_own_limit() {
    let (mut slot, secret) = confirmed();
    let met = sign_in_from(&mut slot, &secret, None, false, 60).expect("both are right");
    let stolen = met.new_browser.expect("it was never seen");
    for second in 0..5 {
        let wrong = password("wrong horse");
        let outcome = slot.log_in(&wrong, Some(&stolen), &rules(), &mut moment(70 + second));
        assert_eq!(outcome.err(), Some(Refusal::InvalidCredentials));
    }
    let outcome = sign_in_from(&mut slot, &secret, Some(&stolen), false, 90).err();
    assert!(matches!(outcome, Some(Refusal::Wait { .. })));
    assert!(sign_in_from(&mut slot, &secret, None, false, 90).is_ok());
}

#[test]
fn a_trusted_browser_needs_no_code_for_thirty_days_and_is_never_fresh() {
    let (mut slot, secret) = confirmed();
    let met = sign_in_from(&mut slot, &secret, None, true, 60).expect("both are right");
    let own = met.new_browser.expect("it was never seen");
    let without_code = |slot: &mut Slot, seconds: u64| {
        let at = &mut moment(seconds);
        let right = password("correct horse");
        let proved = slot.log_in(&right, Some(&own), &rules(), at)?;
        let presented = CodePresented {
            factor: SecondFactor::TrustedBrowser,
            browser: Some(copy(&own)),
            ..presented_code(&proved.challenge, &code(&secret, at))
        };
        slot.verify_code(presented, &rules(), at)
    };
    let last = 60 + KnownBrowser::TRUST_SECONDS - 1;
    let signed_in = without_code(&mut slot, last).expect("it is trusted");
    assert_eq!(
        signed_in.methods,
        [ProvedMethod::Password, ProvedMethod::TrustedBrowser]
    );
    let change = SelfService::MakeRecoveryCodes;
    let outcome = serve(&mut slot, signed_in.session, change, last).err();
    assert_eq!(outcome, Some(Refusal::StepUpRequired));
    let outcome = without_code(&mut slot, last + 1).err();
    assert_eq!(outcome, Some(Refusal::NoTrustedBrowser));
}

#[test]
fn trust_is_given_where_the_deployment_allows_it_and_ends_with_every_change_of_a_factor() {
    let (mut slot, secret) = confirmed();
    let strict = Rules {
        trusts_browsers: false,
        ..rules()
    };
    let proved = log_in(&mut slot, 60).expect("the right password");
    let presented = CodePresented {
        trust_browser: true,
        ..presented_code(&proved.challenge, &code(&secret, &moment(60)))
    };
    let outcome = slot.verify_code(presented, &strict, &mut moment(60));
    assert!(outcome.is_ok());
    assert!(
        account(&mut slot)
            .browsers
            .iter()
            .all(|it| it.trusted_until.is_none())
    );

    let met = sign_in_from(&mut slot, &secret, None, true, 120).expect("both are right");
    let is_trusted = |slot: &mut Slot| {
        let browsers = &account(slot).browsers;
        browsers.iter().any(|it| it.is_trusted(moment(121).now))
    };
    assert!(is_trusted(&mut slot));
    let change = SelfService::MakeRecoveryCodes;
    assert!(serve(&mut slot, met.session, change, 121).is_ok());
    assert!(!is_trusted(&mut slot));
}

#[test]
fn a_program_is_no_browser() {
    let (mut slot, secret) = confirmed();
    let known = account(&mut slot).browsers.len();
    let proved = log_in(&mut slot, 60).expect("the right password");
    let mut presented = presented_code(&proved.challenge, &code(&secret, &moment(60)));
    presented.client.kind = ClientKind::Native;
    let signed_in = slot.verify_code(presented, &rules(), &mut moment(60));
    assert!(signed_in.is_ok_and(|it| it.new_browser.is_none()));
    assert_eq!(account(&mut slot).browsers.len(), known);
}

#[test]
fn of_many_browsers_the_ones_not_seen_longest_are_forgotten() {
    let (mut slot, secret) = confirmed();
    let kept = sign_in_from(&mut slot, &secret, None, false, 60).expect("both are right");
    let kept = kept.new_browser.expect("it was never seen");
    for number in 1..=40_u64 {
        let at = 60 + number * 60;
        assert!(sign_in_from(&mut slot, &secret, None, false, at).is_ok());
        let again = sign_in_from(&mut slot, &secret, Some(&kept), false, at + 30);
        assert!(again.is_ok_and(|it| it.new_browser.is_none()));
    }
    let most = KnownBrowser::MAX_PER_ACCOUNT;
    assert_eq!(account(&mut slot).browsers.len(), most);
}
