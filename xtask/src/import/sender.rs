//! Sending the rows: a few bodies at a time, through Node, which speaks TLS.

mod wire;

use std::collections::{HashMap, VecDeque};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Error, Result, anyhow, bail};
use postern_shared::api::{
    ImportOutcome, ImportRefusal, ImportResponse, ImportedRow, MOST_IMPORT_ROWS,
};
use zeroize::Zeroizing;

use super::bar::Bar;
use super::refused::{Refused, Report, Why};
use super::review::Good;
use wire::{Answer, Wire};

/// Where the service is.
pub struct Destination(String);

/// What became of what was sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Rows that are accounts now.
    pub imported: usize,
    /// Rows that were before.
    pub there_already: usize,
    /// Rows that the service does not take.
    pub refused: usize,
}

/// Rows on their way.
struct Batch {
    rows: Vec<Good>,
    tries: u32,
}

impl Destination {
    /// Reads an origin. Without TLS only this machine is one: hashes and secrets go there.
    pub fn parse(origin: &str) -> Result<Self> {
        let is_good = match origin.split_once("://") {
            Some(("https", host)) => is_host(host),
            Some(("http", host)) => {
                let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
                is_host(host) && matches!(name, "localhost" | "127.0.0.1" | "[::1]")
            }
            _ => false,
        };
        if !is_good {
            bail!(
                "--to takes https://HOST[:PORT], without a slash at the end; http:// for localhost only"
            );
        }
        Ok(Self(format!("{origin}/api/import")))
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && !host.contains(['/', '#', '?', ' ', '@'])
}

/// Sends all rows, and reports those that are refused. What fails for the moment is tried again; where
/// it goes on failing, or the service does not take the ticket, the rest stays unsent.
pub fn send(
    to: &Destination,
    ticket: &Zeroizing<String>,
    rows: Vec<Good>,
    report: &mut Report,
) -> (Sent, Option<Error>) {
    let mut sending = Sending {
        bar: Bar::of(rows.len()),
        sent: Sent::default(),
        waiting: batches(rows),
        under_way: HashMap::new(),
        report,
    };
    let outcome = Wire::open(&to.0, ticket).and_then(|mut wire| sending.run(&mut wire));
    sending.bar.clear();
    (sending.sent, outcome.err())
}

fn batches(rows: Vec<Good>) -> VecDeque<Batch> {
    let mut batches = VecDeque::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let rows = rows.by_ref().take(MOST_IMPORT_ROWS).collect();
        batches.push_back(Batch { rows, tries: 0 });
    }
    batches
}

struct Sending<'a> {
    bar: Bar,
    sent: Sent,
    waiting: VecDeque<Batch>,
    under_way: HashMap<u64, Batch>,
    report: &'a mut Report,
}

impl Sending<'_> {
    fn run(&mut self, wire: &mut Wire) -> Result<()> {
        let outcome = self.send_all(wire);
        if outcome.is_err() {
            self.take_the_last(wire);
        }
        outcome
    }

    /// What was under way may be done: it is counted, and its refused rows are named.
    fn take_the_last(&mut self, wire: &mut Wire) {
        while !self.under_way.is_empty()
            && let Ok(answer) = wire.answer()
        {
            if let Some(batch) = self.under_way.remove(&answer.number)
                && answer.status == 200
            {
                // The first failure is what is said.
                let _second = self.take(batch, &answer);
            }
        }
    }

    fn send_all(&mut self, wire: &mut Wire) -> Result<()> {
        let mut number = 0;
        loop {
            while self.under_way.len() < AT_A_TIME
                && let Some(batch) = self.waiting.pop_front()
            {
                number += 1;
                let rows: Vec<_> = batch.rows.iter().map(|good| &good.row).collect();
                let body = Zeroizing::new(serde_json::to_string(&rows)?);
                wire.send(number, &body)?;
                self.under_way.insert(number, batch);
            }
            if self.under_way.is_empty() {
                return Ok(());
            }
            let answer = wire.answer()?;
            let batch = self.under_way.remove(&answer.number);
            self.take(batch.context("an answer to nothing")?, &answer)?;
            let Sent {
                imported,
                there_already,
                refused,
            } = self.sent;
            self.bar.show(imported + there_already + refused);
        }
    }

    fn take(&mut self, batch: Batch, answer: &Answer) -> Result<()> {
        if answer.status != 200 {
            return match answer.status {
                0 | 429 | 500.. => self.again(batch, &said(answer)),
                _ => Err(anyhow!("the service refuses the import: {}", said(answer))),
            };
        }
        let response: ImportResponse =
            serde_json::from_str(&answer.body).context("the service answers something else")?;
        if response.rows.len() != batch.rows.len() {
            bail!("the service answers as many rows as were not sent");
        }
        let mut silent = Vec::new();
        for (good, outcome) in batch.rows.into_iter().zip(response.rows) {
            match outcome.outcome {
                ImportOutcome::Imported => self.sent.imported += 1,
                ImportOutcome::ThereAlready => self.sent.there_already += 1,
                ImportOutcome::Refused => {
                    let is_silent = outcome.code == Some(ImportRefusal::Unavailable);
                    if is_silent && batch.tries < MOST_TRIES {
                        silent.push(good);
                    } else {
                        self.refuse(good, &outcome)?;
                    }
                }
            }
        }
        if silent.is_empty() {
            return Ok(());
        }
        let tries = batch.tries;
        self.again(
            Batch {
                rows: silent,
                tries,
            },
            "some accounts do not answer",
        )
    }

    fn refuse(&mut self, good: Good, outcome: &ImportedRow) -> Result<()> {
        self.sent.refused += 1;
        self.bar.clear();
        self.report.add(&Refused {
            line: good.line,
            username: good.row.username,
            why: Why::Refused(outcome.code.unwrap_or(ImportRefusal::Unavailable)),
        })
    }

    /// Sends them once more after a while: the same rows twice are one account each.
    fn again(&mut self, mut batch: Batch, why: &str) -> Result<()> {
        if batch.tries >= MOST_TRIES {
            bail!("{why}");
        }
        if batch.tries == TRIES_IN_SILENCE {
            self.bar.clear();
            eprintln!("still trying: {why}");
        }
        thread::sleep(Duration::from_millis(PAUSE_MILLISECONDS << batch.tries));
        batch.tries += 1;
        self.waiting.push_front(batch);
        Ok(())
    }
}

/// What a problem says, or what is there in its place.
fn said(answer: &Answer) -> String {
    let problem: Option<serde_json::Value> = serde_json::from_str(&answer.body).ok();
    let part = |name| Some(problem.as_ref()?.get(name)?.as_str()?.to_owned());
    match (part("code"), part("detail")) {
        (Some(code), Some(detail)) => format!("{code}: {detail}"),
        _ if answer.status == 0 => answer.body.clone(),
        _ => format!("it answers {}", answer.status),
    }
}

const AT_A_TIME: usize = 4;
/// With pauses that double from a quarter of a second, one body after the other: a minute in all where
/// nothing is answered.
const MOST_TRIES: u32 = 6;
const PAUSE_MILLISECONDS: u64 = 250;
/// Whoever waits for longer than a second wants to know for what.
const TRIES_IN_SILENCE: u32 = 3;
