//! What guessing codes comes to, from the constants that the code goes by. The figures stand in
//! ARCHITECTURE.md.

use postern_shared::totp::WINDOW_STEPS;

use super::*;
use crate::account::throttle::Throttle;

/// Codes that somebody who knows the password can have looked at within `seconds`, from browsers
/// that the account does not know, while its owner stays away.
fn tries_within(seconds: u64) -> u32 {
    let mut throttle = Throttle::default();
    let mut now = 0;
    loop {
        let at = Timestamp::from_unix_seconds(now);
        if throttle.failures >= Slot::MAX_WRONG_CODES || now >= seconds {
            return throttle.failures;
        }
        match throttle.wait(at) {
            Some(wait) => now += wait,
            None => throttle.failed(at),
        }
    }
}

/// The chance that one of so many tries is right, with one authenticator: each is compared with the
/// codes of every step of the window.
fn chance(tries: u32) -> f64 {
    let right = f64::from(2 * WINDOW_STEPS + 1) / 1e6;
    1.0 - (1.0 - right).powf(f64::from(tries))
}

#[test]
fn the_figures_of_the_document_are_those_of_the_constants() {
    let (day, year) = (tries_within(86_400), tries_within(365 * 86_400));
    assert_eq!((day, year), (34, 100));
    let document = include_str!("../../../../../ARCHITECTURE.md");
    for (tries, span) in [(day, "a day"), (year, "a year")] {
        let one_in = (1.0 / chance(tries)).round();
        let figure = format!("{tries} codes in {span}: a chance of 1 in {one_in}");
        assert!(
            document.contains(&figure),
            "ARCHITECTURE.md must say: {figure}"
        );
    }
}

#[test]
fn a_slot_lets_no_more_codes_be_guessed_than_the_figures_say() {
    let (mut slot, secret) = confirmed();
    let mut looked_at = 0;
    for minute in 1..=24 * 60 {
        let seconds = minute * 60;
        let Ok(proved) = log_in(&mut slot, seconds) else {
            continue;
        };
        for _ in 0..5 {
            let wrong = wrong_code(&secret, &moment(seconds));
            let presented = presented_code(&proved.challenge, &wrong);
            let outcome = slot.verify_code(presented, &rules(), &mut moment(seconds));
            if matches!(outcome.err(), Some(Refusal::InvalidOtp { .. })) {
                looked_at += 1;
            }
        }
    }
    assert!(looked_at <= tries_within(86_400), "{looked_at}");
    assert!(
        looked_at >= 25,
        "{looked_at} is not what an attacker would get"
    );
}
