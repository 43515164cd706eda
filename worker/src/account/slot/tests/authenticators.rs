//! Several authenticators of one account.

use postern_shared::api::SecretText;

use super::*;
use crate::account::authenticator::{Authenticator, AuthenticatorId};

fn add(
    slot: &mut Slot,
    session: SessionId,
    replaces: Option<AuthenticatorId>,
    seconds: u64,
) -> Result<(AuthenticatorId, TotpSecret), Refusal> {
    let label = Some(format!("Phone {seconds}"));
    let what = SelfService::AddAuthenticator { label, replaces };
    match serve(slot, session, what, seconds)? {
        Served::AuthenticatorAdded { id, secret, .. } => Ok((
            id,
            TotpSecret::parse_base32(secret.expose()).expect("base32"),
        )),
        _ => panic!("one was added"),
    }
}

fn confirm(
    slot: &mut Slot,
    session: SessionId,
    id: AuthenticatorId,
    code: &OneTimeCode,
    seconds: u64,
) -> Result<(), Refusal> {
    let code = SecretText::new(code.expose().to_owned());
    let what = SelfService::ConfirmAuthenticator { id, code };
    serve(slot, session, what, seconds).map(|_| ())
}

fn ids(slot: &mut Slot) -> Vec<AuthenticatorId> {
    account(slot).authenticators().map(|it| it.id).collect()
}

#[test]
fn a_second_one_counts_from_its_first_code_on_and_each_has_its_own_last_step() {
    let (mut slot, first) = confirmed();
    let session = sign_in(&mut slot, &first, 60).session;
    let (id, second) = add(&mut slot, session, None, 61).expect("fresh");
    let proved = log_in(&mut slot, 90).expect("the right password");
    let early = presented_code(&proved.challenge, &code(&second, &moment(90)));
    assert!(slot.verify_code(early, &rules(), &mut moment(90)).is_err());

    let wrong = wrong_code(&second, &moment(91));
    let outcome = confirm(&mut slot, session, id, &wrong, 91);
    assert_eq!(outcome, Err(Refusal::InvalidFirstCode));
    let right = code(&second, &moment(91));
    assert_eq!(confirm(&mut slot, session, id, &right, 91), Ok(()));
    assert_eq!(slot.take_change(), Change::Published);
    let again = confirm(&mut slot, session, id, &right, 92);
    assert_eq!(again, Err(Refusal::AuthenticatorConfirmed));
    // The step of the one is used, that of the other is not.
    sign_in(&mut slot, &first, 93);
    sign_in(&mut slot, &second, 150);
    sign_in(&mut slot, &first, 151);
}

#[test]
fn the_old_one_works_until_the_new_one_has_proved_itself() {
    let (mut slot, old) = confirmed();
    let session = sign_in(&mut slot, &old, 60).session;
    let replaced = ids(&mut slot)[0];
    let (id, new) = add(&mut slot, session, Some(replaced), 61).expect("fresh");
    sign_in(&mut slot, &old, 120);
    let right = code(&new, &moment(121));
    assert_eq!(confirm(&mut slot, session, id, &right, 121), Ok(()));
    assert_eq!(ids(&mut slot), [id]);
    let proved = log_in(&mut slot, 180).expect("the right password");
    let gone = presented_code(&proved.challenge, &code(&old, &moment(180)));
    assert!(slot.verify_code(gone, &rules(), &mut moment(180)).is_err());
    sign_in(&mut slot, &new, 180);
}

#[test]
fn one_that_nobody_confirms_goes_away_by_itself() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    let (id, new) = add(&mut slot, session, None, 61).expect("fresh");
    let last = 61 + Authenticator::ENROLMENT_SECONDS - 1;
    assert_eq!(slot.next_expiry(&rules()), Some(moment(last + 1).now));
    slot.expire(&rules(), moment(last).now);
    assert_eq!(ids(&mut slot).len(), 2);
    let right = code(&new, &moment(last + 1));
    let outcome = confirm(&mut slot, session, id, &right, last + 1);
    assert_eq!(outcome, Err(Refusal::AuthenticatorNotFound));
    assert_eq!(ids(&mut slot).len(), 1);
}

#[test]
fn the_last_one_stays_and_there_are_ten_at_most() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    let remove = |slot: &mut Slot, id| {
        serve(slot, session, SelfService::RemoveAuthenticator(id), 70).map(|_| ())
    };
    let only = ids(&mut slot)[0];
    assert_eq!(remove(&mut slot, only), Err(Refusal::LastAuthenticator));
    for second in 71..80 {
        let (id, new) = add(&mut slot, session, None, second).expect("room");
        let right = code(&new, &moment(second));
        assert_eq!(confirm(&mut slot, session, id, &right, second), Ok(()));
    }
    let eleventh = add(&mut slot, session, None, 90).err();
    assert_eq!(eleventh, Some(Refusal::TooManyAuthenticators));
    assert!(
        add(&mut slot, session, Some(only), 91).is_ok(),
        "in place of one"
    );
    assert_eq!(remove(&mut slot, only), Ok(()));
    assert_eq!(remove(&mut slot, only), Err(Refusal::AuthenticatorNotFound));
}

#[test]
fn whatever_changes_a_factor_needs_a_fresh_proof() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60).session;
    let id = ids(&mut slot)[0];
    let late = 60 + 301;
    for what in [
        SelfService::AddAuthenticator {
            label: None,
            replaces: None,
        },
        SelfService::RemoveAuthenticator(id),
        SelfService::MakeRecoveryCodes,
        SelfService::EndOtherSessions,
        SelfService::Delete {
            username: Username::parse("alice").expect("a name"),
        },
        SelfService::ChangeProfile {
            email: Some("a@example.com".to_owned()),
            full_name: None,
        },
    ] {
        let outcome = serve(&mut slot, session, what, late).err();
        assert_eq!(outcome, Some(Refusal::StepUpRequired));
    }
}
