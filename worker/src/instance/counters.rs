//! The counts of the last hours and days, and the number of accounts.

use std::iter::repeat_n;

use postern_shared::api::{OverviewPeriod, OverviewResponse};
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::instance::{Counts, Instance};

/// What the deployment's counters remember. They are an instance of their own, in an object of its
/// own, so that nothing exact ever waits for them.
#[derive(Default)]
pub struct Counters {
    /// The hour of the newest counts, in hours since the epoch.
    pub hour: u64,
    /// The counts of each hour, newest first, at most [`HOURS`].
    pub hours: Vec<Counts>,
    /// The counts of each day of UTC, newest first, at most [`DAYS`].
    pub days: Vec<Counts>,
    /// How many accounts there are.
    pub accounts: u64,
    /// When they were all counted the last time.
    pub counted_at: Option<Timestamp>,
    /// How far they are being counted.
    pub census: Census,
}

/// A counting of all accounts, which takes several runs where there are many.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census {
    /// Where to go on; none at the beginning, and at the end.
    pub cursor: Option<String>,
    /// How many there were before.
    pub counted: u64,
}

impl Counters {
    /// When none of it matters any more.
    #[must_use]
    pub const fn forget_at(&self) -> Timestamp {
        let end = self.hour.saturating_mul(HOUR_SECONDS);
        Timestamp::from_unix_seconds(end).plus(KEPT_SECONDS)
    }

    /// Makes room for the hour and the day that it is now. A clock that is behind counts for the newest.
    fn move_on(&mut self, now: Timestamp) {
        let hour = (now.unix_seconds() / HOUR_SECONDS).max(self.hour);
        shift(&mut self.hours, hour - self.hour, HOURS);
        let days = hour / DAY_HOURS - self.hour / DAY_HOURS;
        shift(&mut self.days, days, DAYS);
        self.hour = hour;
    }

    fn count(&mut self, counts: &Counts, now: Timestamp) {
        self.move_on(now);
        let newest = [self.hours.first_mut(), self.days.first_mut()];
        for newest in newest.into_iter().flatten() {
            newest.add(counts);
        }
        let Counts([_, _, _, registered, deleted, _]) = *counts;
        let accounts = self.accounts.saturating_add(positive(registered));
        self.accounts = accounts.saturating_sub(positive(deleted));
    }

    fn overview(&self) -> OverviewResponse {
        let day = self.hour / DAY_HOURS;
        OverviewResponse {
            accounts: self.accounts,
            counted_at: self.counted_at.map(Timestamp::unix_seconds),
            hours: periods(&self.hours, HOUR_SECONDS, self.hour),
            days: periods(&self.days, HOUR_SECONDS * DAY_HOURS, day),
        }
    }
}

impl Instance {
    /// Adds these to the counts of this hour and of this day.
    pub fn count(&mut self, counts: &Counts, now: Timestamp) {
        self.counters.get_or_insert_default().count(counts, now);
        self.is_changed = true;
    }

    /// How it went until now. That nothing was counted meanwhile changes nothing that is stored.
    pub fn overview(&mut self, now: Timestamp) -> OverviewResponse {
        let counters = self.counters.get_or_insert_default();
        counters.move_on(now);
        counters.overview()
    }

    /// How far the accounts are being counted.
    #[must_use]
    pub fn census(&self) -> Census {
        let counters = self.counters.as_ref();
        counters.map_or_else(Census::default, |counters| counters.census.clone())
    }

    /// Takes over how far they are counted now; without a place to go on from, all of them are.
    pub fn take_census(&mut self, census: Census, now: Timestamp) {
        let counters = self.counters.get_or_insert_default();
        counters.move_on(now);
        if census.cursor.is_some() {
            counters.census = census;
        } else {
            counters.accounts = census.counted;
            counters.counted_at = Some(now);
            counters.census = Census::default();
        }
        self.is_changed = true;
    }
}

/// These counts as they travel, oldest first. The newest is of the period `newest` of so many seconds
/// since the epoch.
fn periods(counts: &[Counts], seconds: u64, newest: u64) -> Vec<OverviewPeriod> {
    let period = |(counts, ago): (&Counts, u64)| {
        let Counts([sign_ins, failures, locks, registrations, _, unproved]) = *counts;
        OverviewPeriod {
            starts_at: newest.saturating_sub(ago).saturating_mul(seconds),
            registrations: positive(registrations),
            sign_ins: positive(sign_ins),
            failures: positive(failures).saturating_add(positive(unproved)),
            locks: positive(locks),
        }
    };
    let mut all: Vec<_> = counts.iter().zip(0..).map(period).collect();
    all.reverse();
    all
}

/// Puts `steps` empty counts before the others, of which the oldest go.
fn shift(counts: &mut Vec<Counts>, steps: u64, length: usize) {
    let steps = usize::try_from(steps).unwrap_or(length).min(length);
    if steps > 0 || counts.len() < length {
        let empty = repeat_n(Counts::default(), length);
        let new = repeat_n(Counts::default(), steps);
        *counts = new
            .chain(std::mem::take(counts))
            .chain(empty)
            .take(length)
            .collect();
    }
}

fn positive(number: i32) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Hours that are counted apart.
pub const HOURS: usize = 24;
/// Days that are counted apart.
pub const DAYS: usize = 30;
const HOUR_SECONDS: u64 = 3600;
const DAY_HOURS: u64 = 24;
/// Counts that nobody has added to for so long are forgotten.
const KEPT_SECONDS: u64 = 400 * 24 * 3600;
