//! A row of numbers as bars, and in words. No DOM, no clock.

use std::fmt::Write as _;

use postern_shared::api::OverviewPeriod;

/// Of these periods all together.
pub fn total(periods: &[OverviewPeriod], number: fn(&OverviewPeriod) -> u64) -> u64 {
    periods.iter().map(number).sum()
}

/// Of the period that has the most.
pub fn most(periods: &[OverviewPeriod], number: fn(&OverviewPeriod) -> u64) -> u64 {
    periods.iter().map(number).max().unwrap_or_default()
}

/// The outline of the bars for `d` of an SVG path, in a box of 100 by 102: each stands on a line at the
/// bottom, and the highest fills the box. Whatever is counted can be seen, however little it is.
pub fn bars(periods: &[OverviewPeriod], number: fn(&OverviewPeriod) -> u64) -> String {
    let mut path = String::from("M0 100h100v2h-100z");
    let highest = most(periods, number);
    let count = u64::try_from(periods.len()).unwrap_or_default();
    for (period, place) in periods.iter().zip(0_u64..) {
        let number = number(period);
        if number == 0 {
            continue;
        }
        let height = (number * 100 / highest).max(4);
        // In tenths, because 100 is not much for 30 bars and what is between them.
        let (left, right) = (place * 1000 / count, (place + 1) * 1000 / count);
        let width = (right - left) * 3 / 4;
        let _in_memory = write!(
            path,
            "M{} 100v-{height}h{}v{height}z",
            tenths(left),
            tenths(width)
        );
    }
    path
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// What the bars show, as a screen reader says it.
pub fn summary(
    name: &str,
    when: &str,
    each: &str,
    periods: &[OverviewPeriod],
    number: fn(&OverviewPeriod) -> u64,
) -> String {
    match (total(periods, number), most(periods, number)) {
        (0, _) => format!("{name} {when}: none."),
        (all, most) => format!("{name} {when}: {all}, at most {most} {each}."),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn periods(numbers: &[u64]) -> Vec<OverviewPeriod> {
        let period = |&sign_ins: &u64| OverviewPeriod {
            starts_at: 0,
            registrations: 0,
            sign_ins,
            failures: 0,
            locks: 0,
        };
        numbers.iter().map(period).collect()
    }

    #[test]
    fn the_highest_bar_fills_the_box_and_the_lowest_can_be_seen() {
        let path = bars(&periods(&[0, 1, 1000, 500]), |it| it.sign_ins);
        assert_eq!(
            path,
            "M0 100h100v2h-100z\
             M25.0 100v-4h18.7v4zM50.0 100v-100h18.7v100zM75.0 100v-50h18.7v50z"
        );
    }

    #[test]
    fn where_nothing_was_counted_there_is_a_line() {
        for numbers in [&[][..], &[0, 0, 0]] {
            let path = bars(&periods(numbers), |it| it.sign_ins);
            assert_eq!(path, "M0 100h100v2h-100z");
        }
    }

    #[test]
    fn the_words_say_the_sum_and_the_most() {
        let said = |numbers: &[u64]| {
            summary(
                "Sign-ins",
                "today",
                "in one hour",
                &periods(numbers),
                |it| it.sign_ins,
            )
        };
        assert_eq!(
            said(&[1, 5, 2]),
            "Sign-ins today: 8, at most 5 in one hour."
        );
        assert_eq!(said(&[0, 0]), "Sign-ins today: none.");
    }
}
