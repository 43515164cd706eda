//! How the service fares: how many accounts there are, and what the last hours and days were like.

mod bars;

use leptos::prelude::*;
use postern_shared::api::{OverviewPeriod, OverviewResponse};
use postern_shared::page::Page;

use self::bars::{bars, most, summary, total};
use super::calls;
use crate::account_area::area::Area;
use crate::account_area::layout::AreaCard;
use crate::account_area::reading::Reading;
use crate::components::{heading, line, when};
use crate::intl;

/// The numbers of the service.
#[component]
pub fn Overview() -> impl IntoView {
    page(Reading::new(Area::here(), calls::overview))
}

fn page(reading: Reading<OverviewResponse>) -> AnyView {
    view! {
        <AreaCard page=Page::Overview title="Overview">
            {reading.state()}
            {reading.drawn(drawn)}
        </AreaCard>
    }
    .into_any()
}

fn drawn(read: &OverviewResponse, now: u64) -> AnyView {
    let parts = vec![
        figures(read, now),
        heading("hours", "The last 24 hours"),
        charts("in the last 24 hours", "in one hour", &read.hours),
        table("Hour by hour", &read.hours, intl::hour),
        heading("days", "The last 30 days"),
        charts("in the last 30 days", "in one day", &read.days),
        table("Day by day", &read.days, day),
        line("hint", EXACTNESS),
    ];
    parts.into_any()
}

/// The number of accounts, and the sums of a day.
fn figures(read: &OverviewResponse, now: u64) -> AnyView {
    let counted = match read.counted_at {
        Some(at) => when(at, now),
        None => vec![line("", "Counted each hour")],
    };
    let mut figures = vec![figure("Accounts", read.accounts, counted)];
    for (name, number) in KINDS.into_iter().skip(1) {
        let note = vec![line("", "In the last 24 hours")];
        figures.push(figure(name, total(&read.hours, number), note));
    }
    view! { <dl class="figures">{figures}</dl> }.into_any()
}

fn figure(name: &'static str, number: u64, note: Vec<AnyView>) -> AnyView {
    view! {
        <div data-testid="figure">
            <dt>{name}</dt>
            <dd>
                <strong>{intl::count(number)}</strong>
                {note}
            </dd>
        </div>
    }
    .into_any()
}

/// A chart of each kind, side by side.
fn charts(when: &str, each: &str, periods: &[OverviewPeriod]) -> AnyView {
    let charts: Vec<_> = KINDS
        .into_iter()
        .map(|(name, number)| {
            chart(
                name,
                summary(name, when, each, periods, number),
                periods,
                number,
            )
        })
        .collect();
    view! { <div class="charts">{charts}</div> }.into_any()
}

/// The bars, beside which the highest says its height. The numbers stand in the table below.
fn chart(
    name: &'static str,
    summary: String,
    periods: &[OverviewPeriod],
    number: fn(&OverviewPeriod) -> u64,
) -> AnyView {
    let (all, highest) = (total(periods, number), most(periods, number));
    view! {
        <div class="chart" data-testid="chart">
            <p>
                {name} ": "
                <strong>{intl::count(all)}</strong>
            </p>
            <svg role="img" aria-label=summary viewBox=BOX preserveAspectRatio="none">
                <path class="bars" d=bars(periods, number) />
            </svg>
            <p class="details">"Highest: " {intl::count(highest)}</p>
        </div>
    }
    .into_any()
}

/// All numbers, newest first, for whoever opens it.
fn table(name: &'static str, periods: &[OverviewPeriod], said: fn(u64) -> String) -> AnyView {
    let heads = KINDS.map(|(name, _)| view! { <th scope="col">{name}</th> }.into_any());
    let rows: Vec<_> = periods
        .iter()
        .rev()
        .map(|period| row(period, said))
        .collect();
    view! {
        <details class="numbers">
            <summary>{name}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"From"</th>
                        {Vec::from(heads)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn row(period: &OverviewPeriod, said: fn(u64) -> String) -> AnyView {
    let at = period.starts_at;
    let cells =
        KINDS.map(|(_, number)| view! { <td>{intl::count(number(period))}</td> }.into_any());
    view! {
        <tr>
            <th scope="row">
                <time datetime=intl::iso(at)>{said(at)}</time>
            </th>
            {Vec::from(cells)}
        </tr>
    }
    .into_any()
}

/// A day of UTC, whatever the person's own zone is.
fn day(starts_at: u64) -> String {
    let text = intl::iso(starts_at);
    text.split('T').next().unwrap_or_default().to_owned()
}

/// What is counted, in the order in which it is shown.
type Kind = (&'static str, fn(&OverviewPeriod) -> u64);

const KINDS: [Kind; 4] = [
    ("New accounts", |period| period.registrations),
    ("Sign-ins", |period| period.sign_ins),
    ("Failures", |period| period.failures),
    ("Locks", |period| period.locks),
];

/// A bar is ten wide, and the highest 100 high, above a line of 2.
const BOX: &str = "0 0 100 102";
const EXACTNESS: &str = "Failures are wrong passwords and codes, also for names that nobody has; locks \
                         are tries refused after too many of them. The numbers are close, not exact. \
                         Days are those of UTC.";

#[cfg(test)]
mod browser_tests;
