//! `cargo xtask import FILE --to ORIGIN`: people of another service. The whole file is checked before
//! the first row is sent, by the same code as the service's; what was imported before is there already,
//! so the same command again goes on where it has broken off.

mod bar;
mod csv_file;
mod json_file;
mod refused;
mod review;
mod row;
mod sender;
mod source;
mod sqlite_file;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use postern_keyring::ImportTicket;
use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::clock;
use crate::keys::SecretFile;
use crate::paths;
use crate::restore::Outcome;
use crate::setup;
use refused::Report;
use review::Review;
use sender::{Destination, Sent};

/// What to import, and where.
pub struct Options {
    /// The people.
    pub people: PathBuf,
    /// Where the service is; nowhere with `dry_run`.
    pub origin: Option<String>,
    /// Where `POSTERN_KEYS` stands; `.dev.vars` where it is not given.
    pub file: Option<PathBuf>,
    /// Where the refused rows go, besides the terminal.
    pub report: Option<PathBuf>,
    /// Whether to check the file, and no more.
    pub dry_run: bool,
}

/// Imports the people; incomplete where a row was refused.
pub fn run(options: &Options) -> Result<Outcome> {
    setup::for_wrangler()?;
    let mut report = Report::begin(options.report.as_deref())?;
    let review = Review::of(source::read(&options.people)?);
    for refused in &review.refused {
        report.add(refused)?;
    }
    if options.dry_run {
        println!(
            "{} rows: {} can be imported, {} are refused. Nothing was sent.",
            review.total(),
            review.good.len(),
            review.refused.len()
        );
        return finish(report);
    }
    let origin = options.origin.as_deref();
    let destination =
        Destination::parse(origin.context("import takes --to ORIGIN, or --dry-run")?)?;
    let ticket = ticket(options)?;
    let total = review.total();
    let begun = Instant::now();
    let sent = sender::send(&destination, &ticket, review.good, &mut report);
    let seconds = begun.elapsed().as_secs_f64();
    let (sent, failure) = sent;
    println!("{}", summary(total, &sent, report.count(), seconds));
    let outcome = finish(report)?;
    match failure {
        None => Ok(outcome),
        Some(error) => Err(error
            .context("not all rows were sent. When the reason is gone, the same command goes on")),
    }
}

fn finish(report: Report) -> Result<Outcome> {
    let is_complete = report.count() == 0;
    report.finish()?;
    Ok(if is_complete {
        Outcome::Complete
    } else {
        Outcome::Incomplete
    })
}

fn summary(total: usize, sent: &Sent, refused: usize, seconds: f64) -> String {
    let rows = sent.imported + sent.there_already + sent.refused;
    let rate = f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds.max(0.001);
    format!(
        "{total} rows: {} imported, {} there already, {refused} refused; {rate:.0} rows a second.",
        sent.imported, sent.there_already
    )
}

fn ticket(options: &Options) -> Result<Zeroizing<String>> {
    let file = options.file.clone();
    let file = file.unwrap_or_else(|| paths::in_root(".dev.vars"));
    let ring = SecretFile::read(&file)?.ring()?;
    let mut nonce = [0; 24];
    getrandom::fill(&mut nonce).context("the system gives no random numbers")?;
    let ticket = ImportTicket::new(Timestamp::from_unix_seconds(clock::now()?));
    match ticket.seal(&ring, nonce) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => bail!("the ticket cannot be sealed: {error}"),
    }
}
