//! The slot by example. Random sequences of commands are in `properties`.

use postern_opaque::Argon2Cost;
use postern_opaque::server::{KeptRecord, Server};
use postern_shared::api::{PasswordProtocol, Role};
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use super::*;
use crate::account::challenge::ChallengeId;
use crate::account::client_info::ClientInfo;
use crate::account::moment::Entropy;
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::passwords::Passwords;
use crate::account::refusal::Refusal;
use crate::account::second_factor::SecondFactor;
use crate::account::session::{
    PresentedToken, ProvedMethod, RefreshToken, SessionId, SessionLifetime,
};
use postern_shared::totp::STEP_SECONDS;
use zeroize::Zeroizing;

mod administration;
mod at_once;
mod authenticators;
mod browsers;
mod guessing;
mod own_data;
mod password_protocol;
mod passwords;
mod proof_properties;
mod properties;
mod recovery;
mod self_service_properties;
mod session_list;
mod step_up;

const START: u64 = 1_700_000_010;

const QUICK: Argon2Cost = Argon2Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

fn rules() -> Rules {
    rules_of(PasswordProtocol::Argon2id, QUICK)
}

fn rules_of(protocol: PasswordProtocol, cost: Argon2Cost) -> Rules {
    let keys = || vec![(1, Zeroizing::new([1; 32]))];
    let opaque = Server::new(Zeroizing::new([9; 64]), keys());
    Rules {
        passwords: Passwords::new(protocol, cost, keys(), opaque),
        challenge_seconds: 300,
        unconfirmed_seconds: 86_400,
        session_lifetime: SessionLifetime::DEFAULT,
        trusts_browsers: true,
    }
}

/// `seconds` after the start; the seed differs with every call's own number.
fn moment(seconds: u64) -> Moment {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&seconds.to_be_bytes());
    Moment {
        now: Timestamp::from_unix_seconds(START + seconds),
        entropy: Entropy::from_seed(seed),
    }
}

/// What a browser presents.
fn presented_code(challenge: &ChallengeId, code: &OneTimeCode) -> CodePresented {
    CodePresented {
        challenge: ChallengeId(challenge.0),
        factor: factor(code),
        client: ClientInfo::default(),
        renewal: None,
        browser: None,
        trust_browser: false,
    }
}

fn factor(code: &OneTimeCode) -> SecondFactor {
    SecondFactor::parse(code.expose()).expect("it was parsed before")
}

fn locator() -> Locator {
    Locator::from_bytes([7; 32])
}

fn password(text: &str) -> Password {
    Password::from_normalized(text.to_owned()).expect("a password of good form")
}

fn registration() -> Registration {
    Registration {
        username: Username::parse("alice").expect("a name"),
        password: NewPassword::Plain(password("correct horse")),
        email: None,
        full_name: None,
        role: Role::User,
    }
}

fn code(secret: &TotpSecret, at: &Moment) -> OneTimeCode {
    OneTimeCode::parse(&secret.code_at(at.now)).expect("six digits")
}

fn wrong_code(secret: &TotpSecret, at: &Moment) -> OneTimeCode {
    let window = [0, STEP_SECONDS, 2 * STEP_SECONDS].map(|offset| {
        let now = at.now.unix_seconds() - STEP_SECONDS + offset;
        secret.code_at(Timestamp::from_unix_seconds(now))
    });
    let wrong = (0..4)
        .map(|number| format!("{number:06}"))
        .find(|text| !window.contains(text))
        .expect("three codes cannot cover four");
    OneTimeCode::parse(&wrong).expect("six digits")
}

/// A slot with a confirmed account, and its secret. The step of the start is used.
fn confirmed() -> (Slot, TotpSecret) {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let proved = slot
        .register(registration(), &rules(), &mut moment(0))
        .expect("the name is free");
    let secret = proved.enrolment.expect("not confirmed yet");
    slot.verify_code(
        presented_code(&proved.challenge, &code(&secret, &moment(0))),
        &rules(),
        &mut moment(0),
    )
    .expect("the first code");
    slot.take_change();
    (slot, secret)
}

fn log_in(slot: &mut Slot, seconds: u64) -> Result<PasswordProved, Refusal> {
    slot.log_in(
        &password("correct horse"),
        None,
        &rules(),
        &mut moment(seconds),
    )
}

fn sign_in(slot: &mut Slot, secret: &TotpSecret, seconds: u64) -> SignedIn {
    let proved = log_in(slot, seconds).expect("the right password");
    let right = code(secret, &moment(seconds));
    slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(seconds),
    )
    .expect("the right code")
}

/// The session's latest token, as its browser sends it.
fn presented(session: &SignedIn) -> PresentedToken {
    PresentedToken {
        session: session.session,
        generation: session.generation,
        token: RefreshToken::from_bytes(*session.refresh_token.expose()),
        client: ClientInfo::default(),
    }
}

/// Somebody with a session, who asks from the same browser.
fn asking(session: SessionId) -> Asking {
    Asking {
        session,
        client: ClientInfo::default(),
        browser: None,
    }
}

fn serve(
    slot: &mut Slot,
    session: SessionId,
    what: SelfService,
    seconds: u64,
) -> Result<Served, Refusal> {
    slot.serve(&asking(session), what, &rules(), &mut moment(seconds))
}

fn account(slot: &mut Slot) -> &mut Account {
    match &mut slot.tenure {
        Tenure::Held(account) => account,
        Tenure::Vacant | Tenure::Released { .. } => panic!("somebody holds the name"),
    }
}

#[test]
fn a_name_is_claimed_once() {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    assert!(
        slot.register(registration(), &rules(), &mut moment(0))
            .is_ok()
    );
    assert_eq!(slot.take_change(), Change::Published);
    let again = slot.register(registration(), &rules(), &mut moment(1));
    assert_eq!(again.err(), Some(Refusal::UsernameTaken));
    assert_eq!(slot.take_change(), Change::Nothing);
}

#[test]
fn a_sign_in_proves_both_factors_and_says_so() {
    let (mut slot, secret) = confirmed();
    let proved = log_in(&mut slot, 60).expect("the right password");
    assert!(
        proved.enrolment.is_none(),
        "the secret is shown while enrolling only"
    );
    let signed_in = slot
        .verify_code(
            presented_code(&proved.challenge, &code(&secret, &moment(60))),
            &rules(),
            &mut moment(60),
        )
        .expect("the right code");
    assert_eq!(
        signed_in.methods,
        [ProvedMethod::Password, ProvedMethod::Totp]
    );
    assert_eq!(signed_in.authenticated_at, moment(60).now);
}

#[test]
fn the_enrolling_code_is_not_accepted_again() {
    let (mut slot, secret) = confirmed();
    let proved = log_in(&mut slot, 1).expect("the right password");
    let same = code(&secret, &moment(0));
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &same),
        &rules(),
        &mut moment(1),
    );
    assert_eq!(
        outcome.err(),
        Some(Refusal::OtpAlreadyUsed { attempts_left: 4 })
    );
}

#[test]
fn a_challenge_is_used_up_by_the_right_code() {
    let (mut slot, secret) = confirmed();
    let proved = log_in(&mut slot, 60).expect("the right password");
    let right = code(&secret, &moment(60));
    let first = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(60),
    );
    assert!(first.is_ok());
    let second = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(61),
    );
    assert_eq!(second.err(), Some(Refusal::ChallengeUsed));
}

#[test]
fn five_wrong_codes_use_a_challenge_up_and_start_a_wait() {
    let (mut slot, secret) = confirmed();
    let proved = log_in(&mut slot, 60).expect("the right password");
    let wrong = wrong_code(&secret, &moment(60));
    for attempts_left in [4, 3, 2, 1, 0] {
        let outcome = slot.verify_code(
            presented_code(&proved.challenge, &wrong),
            &rules(),
            &mut moment(60),
        );
        assert_eq!(outcome.err(), Some(Refusal::InvalidOtp { attempts_left }));
    }
    let right = code(&secret, &moment(60));
    let dead = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(60),
    );
    assert_eq!(dead.err(), Some(Refusal::ChallengeExhausted));

    let another = log_in(&mut slot, 61).expect("the right password");
    let early = slot.verify_code(
        presented_code(&another.challenge, &right),
        &rules(),
        &mut moment(61),
    );
    assert_eq!(early.err(), Some(Refusal::Wait { seconds: 29 }));
    let later = code(&secret, &moment(90));
    let in_time = slot.verify_code(
        presented_code(&another.challenge, &later),
        &rules(),
        &mut moment(90),
    );
    assert!(in_time.is_ok());
}

#[test]
fn a_right_password_does_not_forgive_wrong_codes() {
    let (mut slot, secret) = confirmed();
    for second in 0..5 {
        let proved = log_in(&mut slot, 60 + second).expect("the right password");
        let wrong = wrong_code(&secret, &moment(60 + second));
        let outcome = slot.verify_code(
            presented_code(&proved.challenge, &wrong),
            &rules(),
            &mut moment(60 + second),
        );
        assert_eq!(
            outcome.err(),
            Some(Refusal::InvalidOtp { attempts_left: 4 })
        );
    }
    let proved = log_in(&mut slot, 65).expect("the right password");
    let right = code(&secret, &moment(65));
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(65),
    );
    assert_eq!(outcome.err(), Some(Refusal::Wait { seconds: 29 }));
}

#[test]
fn after_a_hundred_wrong_codes_in_a_row_not_even_the_right_one_is_taken() {
    let (mut slot, secret) = confirmed();
    slot.code_throttle.failures = Slot::MAX_WRONG_CODES;
    let day = 24 * 3600;
    let proved = log_in(&mut slot, day).expect("the right password");
    let right = code(&secret, &moment(day));
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(day),
    );
    assert_eq!(outcome.err(), Some(Refusal::AuthenticatorSuspended));
}

#[test]
fn a_challenge_expires_on_its_second() {
    let (mut slot, secret) = confirmed();
    let proved = log_in(&mut slot, 60).expect("the right password");
    let at = moment(360);
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &code(&secret, &at)),
        &rules(),
        &mut moment(360),
    );
    assert_eq!(outcome.err(), Some(Refusal::ChallengeExpired));
}

#[test]
fn a_challenge_of_another_account_is_worth_nothing() {
    let (mut slot, secret) = confirmed();
    let stranger = ChallengeId([9; 16]);
    let right = code(&secret, &moment(60));
    let outcome = slot.verify_code(presented_code(&stranger, &right), &rules(), &mut moment(60));
    assert_eq!(outcome.err(), Some(Refusal::ChallengeUsed));
}

#[test]
fn an_unknown_name_is_refused_and_limited_like_a_wrong_password() {
    let (mut known, _) = confirmed();
    let mut vacant = Slot::new(locator(), Tenure::Vacant);
    let mut released = Slot::new(
        locator(),
        Tenure::Released {
            until: moment(100_000).now,
            is_reserved: false,
            listed_as: None,
        },
    );
    for second in 100..140 {
        let answers = [&mut known, &mut vacant, &mut released].map(|slot| {
            let wrong = password("wrong horse");
            let outcome = slot.log_in(&wrong, None, &rules(), &mut moment(second));
            (outcome.err(), slot.take_change())
        });
        assert!(answers[0] == answers[1] && answers[1] == answers[2]);
    }
}

#[test]
fn the_right_password_waits_too() {
    let (mut slot, _) = confirmed();
    for _ in 0..5 {
        let outcome = slot.log_in(&password("wrong horse"), None, &rules(), &mut moment(60));
        assert_eq!(outcome.err(), Some(Refusal::InvalidCredentials));
    }
    assert_eq!(
        log_in(&mut slot, 61).err(),
        Some(Refusal::Wait { seconds: 29 })
    );
    assert!(log_in(&mut slot, 90).is_ok());
    assert_eq!(slot.password_throttle, Throttle::default());
}

#[test]
fn an_unconfirmed_name_is_given_back_after_a_day() {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let first = slot.register(registration(), &rules(), &mut moment(0));
    assert!(first.is_ok());
    let deadline = slot.next_expiry(&rules());
    assert_eq!(deadline, Some(moment(86_400).now));
    let early = slot.register(registration(), &rules(), &mut moment(86_399));
    assert_eq!(early.err(), Some(Refusal::UsernameTaken));
    slot.take_change();
    slot.expire(&rules(), moment(86_400).now);
    assert_eq!(slot.take_change(), Change::Published);
    assert!(matches!(slot.tenure, Tenure::Released { .. }));
    let second = slot.register(registration(), &rules(), &mut moment(86_401));
    assert!(second.is_ok());
}

#[test]
fn a_confirmed_name_stays() {
    let (mut slot, _) = confirmed();
    slot.expire(&rules(), moment(86_400 * 3650).now);
    assert!(matches!(slot.tenure, Tenure::Held(_)));
    assert_eq!(slot.next_expiry(&rules()), None);
}

#[test]
fn a_released_name_is_remembered_for_ten_minutes_and_then_forgotten() {
    let mut slot = Slot::new(
        locator(),
        Tenure::Released {
            until: moment(600).now,
            is_reserved: false,
            listed_as: None,
        },
    );
    slot.expire(&rules(), moment(599).now);
    assert!(!slot.is_blank());
    slot.expire(&rules(), moment(600).now);
    assert!(slot.is_blank());
}

#[test]
fn a_released_name_is_remembered_from_when_kv_let_go_of_it() {
    for tenure in [
        Tenure::Vacant,
        Tenure::Released {
            until: moment(600).now,
            is_reserved: false,
            listed_as: None,
        },
    ] {
        let mut slot = Slot::new(locator(), tenure);
        slot.record_withdrawn(moment(5000).now);
        slot.expire(&rules(), moment(5599).now);
        assert!(!slot.is_blank());
        slot.expire(&rules(), moment(5600).now);
        assert!(slot.is_blank());
    }
}

#[test]
fn sign_ins_renewals_and_ends_of_sessions_are_kept_and_not_published() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60);
    assert_eq!(slot.take_change(), Change::Unpublished);
    let renewed = slot.renew(presented(&session), &rules(), &mut moment(70));
    assert!(renewed.is_ok());
    assert_eq!(slot.take_change(), Change::Unpublished);
    let replayed = slot.renew(presented(&session), &rules(), &mut moment(90));
    assert_eq!(replayed.err(), Some(Refusal::RefreshTokenReused));
    assert_eq!(slot.take_change(), Change::Unpublished);
    let another = sign_in(&mut slot, &secret, 120);
    slot.take_change();
    slot.log_out(another.session, moment(150).now);
    assert_eq!(slot.take_change(), Change::Unpublished);
}

#[test]
fn a_registration_and_its_confirmation_are_published() {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let mut start = moment(0);
    let proved = slot.register(registration(), &rules(), &mut start);
    assert_eq!(slot.take_change(), Change::Published);
    let proved = proved.expect("the name is free");
    let right = code(&proved.enrolment.expect("a secret"), &start);
    let presented = presented_code(&proved.challenge, &right);
    let outcome = slot.verify_code(presented, &rules(), &mut start);
    assert!(outcome.is_ok());
    assert_eq!(slot.take_change(), Change::Published);
}

#[test]
fn failures_of_a_vacant_name_are_forgotten_after_a_day() {
    let mut slot = Slot::new(locator(), Tenure::Vacant);
    let outcome = slot.log_in(&password("wrong horse"), None, &rules(), &mut moment(0));
    assert_eq!(outcome.err(), Some(Refusal::InvalidCredentials));
    assert_eq!(slot.next_expiry(&rules()), Some(moment(86_400).now));
    slot.expire(&rules(), moment(86_400).now);
    assert!(slot.is_blank());
}

#[test]
fn a_disabled_account_signs_nobody_in() {
    let (mut slot, secret) = confirmed();
    if let Tenure::Held(account) = &mut slot.tenure {
        account.profile.disabled = true;
    }
    let proved = log_in(&mut slot, 60).expect("the right password");
    let right = code(&secret, &moment(60));
    let outcome = slot.verify_code(
        presented_code(&proved.challenge, &right),
        &rules(),
        &mut moment(60),
    );
    assert_eq!(outcome.err(), Some(Refusal::AccountDisabled));
}

#[test]
fn a_session_that_was_logged_out_is_not_renewed() {
    let (mut slot, secret) = confirmed();
    let session = sign_in(&mut slot, &secret, 60);
    slot.log_out(session.session, moment(150).now);
    assert_eq!(slot.take_change(), Change::Unpublished);
    let outcome = slot.renew(presented(&session), &rules(), &mut moment(70));
    assert_eq!(outcome.err(), Some(Refusal::SessionEnded));
}

#[test]
fn a_used_refresh_token_ends_the_session() {
    let (mut slot, secret) = confirmed();
    let first = sign_in(&mut slot, &secret, 60);
    let renew = |slot: &mut Slot, from: &SignedIn, seconds| {
        slot.renew(presented(from), &rules(), &mut moment(seconds))
    };
    let second = renew(&mut slot, &first, 70).expect("the current token");
    let replay = renew(&mut slot, &first, 90);
    assert_eq!(replay.err(), Some(Refusal::RefreshTokenReused));
    let ended = renew(&mut slot, &second, 91);
    assert_eq!(ended.err(), Some(Refusal::SessionEnded));
}

#[test]
fn an_outdated_hash_is_replaced_at_the_next_sign_in() {
    let (mut slot, _) = confirmed();
    let cost = Argon2Cost {
        memory_kib: 16,
        ..QUICK
    };
    let dearer = rules_of(PasswordProtocol::Argon2id, cost);
    let outcome = slot.log_in(&password("correct horse"), None, &dearer, &mut moment(60));
    assert!(outcome.is_ok());
    assert_eq!(slot.take_change(), Change::Published);
    let again = slot.log_in(&password("correct horse"), None, &dearer, &mut moment(61));
    assert!(again.is_ok());
    assert_eq!(slot.take_change(), Change::Unpublished);
}
