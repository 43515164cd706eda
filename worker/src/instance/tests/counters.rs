//! The hours and days go by.

use postern_shared::timestamp::Timestamp;

use super::super::*;

/// Ten minutes past the last hour of a day.
const LATE: u64 = 20_778 * 86_400 + 23 * 3600 + 600;

const fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(LATE + seconds)
}

fn sign_ins(instance: &mut Instance, now: Timestamp) -> (Vec<u64>, Vec<u64>) {
    let overview = instance.overview(now);
    let of = |periods: Vec<postern_shared::api::OverviewPeriod>| {
        periods.into_iter().map(|period| period.sign_ins).collect()
    };
    (of(overview.hours), of(overview.days))
}

#[test]
fn the_hours_and_days_move_on_by_utc_and_the_oldest_go() {
    let one = Counts::one(Event::SignedIn);
    let mut instance = Instance::default();
    instance.count(&one, at(0));
    assert!(instance.take_change());
    let (hours, days) = sign_ins(&mut instance, at(0));
    assert_eq!(
        (hours.len(), hours[23], days.len(), days[29]),
        (24, 1, 30, 1)
    );
    instance.count(&one, at(3600));
    let (hours, days) = sign_ins(&mut instance, at(3600));
    assert_eq!((&hours[22..], &days[28..]), (&[1, 1][..], &[1, 1][..]));
    let (hours, days) = sign_ins(&mut instance, at(23 * 3600));
    assert_eq!((hours[0], hours[1], days[28], days[29]), (1, 1, 1, 1));
    let (hours, days) = sign_ins(&mut instance, at(25 * 3600));
    assert_eq!((hours.iter().sum::<u64>(), days[27], days[28]), (0, 1, 1));
    let (_, days) = sign_ins(&mut instance, at(400 * 86_400));
    assert_eq!(days, [0; 30]);
}

#[test]
fn each_period_says_when_it_began() {
    let mut instance = Instance::default();
    let overview = instance.overview(at(0));
    assert_eq!(overview.hours[23].starts_at, LATE - 600);
    assert_eq!(overview.hours[0].starts_at, LATE - 600 - 23 * 3600);
    assert_eq!(overview.days[29].starts_at, 20_778 * 86_400);
    assert_eq!(overview.days[0].starts_at, 20_749 * 86_400);
    assert!(!instance.take_change(), "to look at it writes nothing");
}

#[test]
fn a_clock_that_is_behind_counts_for_the_newest_hour() {
    let mut instance = Instance::default();
    instance.count(&Counts::one(Event::Failed), at(7200));
    instance.count(&Counts::one(Event::Failed), at(0));
    assert_eq!(instance.overview(at(0)).hours[23].failures, 2);
}

#[test]
fn a_proof_that_came_elsewhere_takes_its_beginning_back_in_whatever_order() {
    let mut instance = Instance::default();
    instance.count(&Counts::one(Event::ProofCame), at(0));
    assert_eq!(instance.overview(at(0)).hours[23].failures, 0);
    instance.count(&Counts::one(Event::ProofBegun), at(1));
    assert_eq!(instance.overview(at(1)).hours[23].failures, 0);
    instance.count(&Counts::one(Event::ProofBegun), at(2));
    assert_eq!(instance.overview(at(2)).hours[23].failures, 1);
}

#[test]
fn more_deletions_than_accounts_leave_none() {
    let mut instance = Instance::default();
    instance.count(&Counts::one(Event::Deleted), at(0));
    assert_eq!(instance.overview(at(0)).accounts, 0);
    instance.count(&Counts::one(Event::Registered), at(0));
    assert_eq!(instance.overview(at(0)).accounts, 1);
}

#[test]
fn counters_need_no_alarm_and_are_kept_for_longer_than_they_show() {
    let mut instance = Instance::default();
    instance.count(&Counts::one(Event::SignedIn), at(0));
    assert_eq!(instance.next_end(), None);
    let end = instance.last_end().expect("it is to be kept");
    assert!(end.since(at(0)) > 399 * 86_400);
    instance.forget(at(86_400));
    assert!(instance.counters.is_some());
}
