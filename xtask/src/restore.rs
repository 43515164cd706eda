//! `cargo xtask restore FILE`: a backup's records into an empty namespace.

mod review;
mod seals;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Seek as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use postern_worker::account::Entropy;

use crate::backup::form;
use crate::clock;
use crate::keys::SecretFile;
use crate::paths;
use crate::progress::Progress;
use crate::records::{BATCH, Namespace, Place, Record, Stored};
use crate::setup;
use review::Review;
use seals::Skip;
pub use seals::{Judge, Sound};

/// Which backup to bring back, and where.
pub struct Options {
    /// The backup.
    pub backup: PathBuf,
    /// Where `POSTERN_KEYS` stands; `.dev.vars` where it is not given.
    pub file: Option<PathBuf>,
    /// Where the records go.
    pub place: Place,
    /// Whether the namespace may have records already, which stay as they are.
    pub merge: bool,
    /// Whether a damaged backup is taken for what is whole in it.
    pub salvage: bool,
    /// Whether to say what would come of it, and no more.
    pub dry_run: bool,
}

/// What became of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything in it is there.
    Complete,
    /// Something is not, and was named.
    Incomplete,
}

/// Brings the records back. Everything is checked before the first one is written.
pub fn run(options: &Options) -> Result<Outcome> {
    setup::for_wrangler()?;
    let namespace = Namespace::at(&options.place)?;
    let keys = options
        .file
        .clone()
        .unwrap_or_else(|| paths::in_root(".dev.vars"));
    let judge = Judge::new(&SecretFile::read(&keys)?.ring()?)?;
    let mut backup = Backup::open(options)?;
    let review = backup.review(&judge)?;
    review.show(clock::now()?);
    review.refuse_hopeless(options, &paths::shown(&keys))?;
    let there: BTreeSet<String> = namespace.all_keys()?.into_iter().collect();
    if !there.is_empty() && !options.merge {
        bail!(
            "there are {} keys in {} already. A backup is brought back into an empty namespace, \
             because what is there may be newer. --merge leaves what is there as it is, and brings \
             back the rest: for going on where a restore has broken off",
            there.len(),
            namespace.shown()
        );
    }
    let missing: BTreeSet<&String> = review.sound.difference(&there).collect();
    if options.dry_run {
        println!(
            "{} records can be brought back; none was written",
            missing.len()
        );
        return Ok(review.outcome());
    }
    backup.bring_back(&judge, &missing, &namespace)?;
    println!(
        "{} records are in {}. Accounts are back as they were when the backup was made; everybody \
         has to sign in again, and codes of the minute before an account is first used are refused.",
        missing.len(),
        namespace.shown()
    );
    Ok(review.outcome())
}

struct Backup {
    file: File,
    shown: String,
}

impl Backup {
    fn open(options: &Options) -> Result<Self> {
        let shown = options.backup.display().to_string();
        let file = File::open(&options.backup).with_context(|| format!("cannot read {shown}"))?;
        Ok(Self { file, shown })
    }

    /// Reads all of it, and opens each record.
    fn review(&mut self, judge: &Judge) -> Result<Review> {
        let mut review = Review::default();
        let mut seen = BTreeSet::new();
        let reading = self.read(&mut |record| {
            if !seen.insert(record.key.clone()) {
                review.skipped.push((record.key, Skip::Twice));
                return Ok(());
            }
            match judge.judge(&record) {
                Ok(sound) => {
                    let root = sound.absent_pepper.map(|root| (record.key.clone(), root));
                    review.without_pepper.extend(root);
                    review.sound.insert(record.key);
                }
                Err(skip) => review.skipped.push((record.key, skip)),
            }
            Ok(())
        })?;
        review.faults = reading.faults;
        review.made_at = reading.made_at;
        Ok(review)
    }

    fn bring_back(
        &mut self,
        judge: &Judge,
        wanted: &BTreeSet<&String>,
        namespace: &Namespace,
    ) -> Result<()> {
        let mut progress = Progress::of(wanted.len(), "written");
        let mut batch = Vec::new();
        let mut left = wanted.clone();
        let mut seed = [0; Entropy::SEED_LENGTH];
        getrandom::fill(&mut seed).context("the system gives no random numbers")?;
        let mut entropy = Entropy::from_seed(seed);
        let write = |batch: &mut Vec<Stored>| {
            namespace.put(batch).context(
                "not all records are written. When the reason is gone, the same command with \
                 --merge goes on",
            )?;
            batch.clear();
            Ok::<_, anyhow::Error>(())
        };
        self.read(&mut |record| {
            // Once each, and as it was judged.
            if left.remove(&record.key)
                && let Ok(sound) = judge.judge(&record)
            {
                batch.extend(judge.listed(&record, &mut entropy));
                let metadata = sound.metadata;
                batch.push(Stored { record, metadata });
                progress.step();
            }
            if batch.len() >= BATCH {
                write(&mut batch)?;
            }
            Ok(())
        })?;
        if batch.is_empty() {
            return Ok(());
        }
        write(&mut batch)
    }

    fn read(&mut self, take: &mut dyn FnMut(Record) -> Result<()>) -> Result<form::Reading> {
        self.file.rewind()?;
        form::read(BufReader::new(&self.file), take).context(self.shown.clone())
    }
}
