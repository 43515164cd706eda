//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md, as far as text shows them.

mod asvs;
mod house_style;
mod layers;
mod log_codes;
mod machine_traces;
mod secrets;
mod source_file;

use std::fs;

use anyhow::{Context as _, Result};
use source_file::{Finding, SourceFile};

use crate::paths;
use crate::process;
use crate::steps::Tally;

/// A rule reads one file and says what breaks it.
type Rule = fn(&SourceFile) -> Vec<Finding>;
/// What one file says of all the others.
type RuleOfAll = fn(&[SourceFile]) -> Vec<Finding>;

/// Prints what breaks a rule; whether nothing does.
pub fn run() -> Result<bool> {
    let tally = check()?;
    println!("{} rules hold, {} are broken", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// One passed or failed check for each rule.
pub fn check() -> Result<Tally> {
    let files = files()?;
    let mut tally = Tally::default();
    for (name, rule) in RULES {
        let findings = files.iter().flat_map(|file| {
            let found = rule(file).into_iter();
            found.map(|finding| (file.path.as_str(), finding))
        });
        tally = tally.plus(report(name, findings));
    }
    for (name, path, rule) in RULES_OF_ALL {
        let findings = rule(&files).into_iter().map(|finding| (*path, finding));
        tally = tally.plus(report(name, findings));
    }
    Ok(tally)
}

/// Prints what breaks the rule of this name.
fn report<'a>(name: &str, findings: impl Iterator<Item = (&'a str, Finding)>) -> Tally {
    let mut tally = Tally::ONE_PASSED;
    for (path, Finding { line, what }) in findings {
        tally = Tally::ONE_FAILED;
        println!("{path}:{line}: {name}: {what}");
    }
    tally
}

/// The text files that are, or are about to be, under version control.
fn files() -> Result<Vec<SourceFile>> {
    let listed = process::output(process::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))
    .context("tidy reads the list of files from git")?;
    Ok(listed
        .split('\0')
        .filter(|path| !path.is_empty())
        // A file that was just deleted, or that is no text.
        .filter_map(|path| Some((path, fs::read_to_string(paths::in_root(path)).ok()?)))
        .map(|(path, text)| SourceFile::new(path, text))
        .collect())
}

const RULES: &[(&str, Rule)] = &[
    ("account is pure", layers::account_is_pure),
    (
        "ports know account and shared",
        layers::ports_know_account_and_shared,
    ),
    ("http knows no storage", layers::http_knows_no_storage),
    (
        "one place reads clock and entropy",
        layers::one_place_reads_clock_and_entropy,
    ),
    ("one place maps problems", layers::one_place_maps_problems),
    (
        "one place leads to the account area",
        layers::one_place_leads_to_the_account_area,
    ),
    ("secrets do not show", secrets::secrets_do_not_show),
    (
        "the Worker does not panic",
        house_style::the_worker_does_not_panic,
    ),
    ("expect with a reason", house_style::expect_with_a_reason),
    ("short files", house_style::short_files),
    (
        "crates take the workspace's lints",
        house_style::crates_take_the_lints,
    ),
    ("no machine's paths", machine_traces::no_paths_of_a_machine),
    ("no registry's hosts", machine_traces::no_registry_hosts),
];

const RULES_OF_ALL: &[(&str, &str, RuleOfAll)] = &[
    (
        "the ASVS table is whole",
        asvs::PATH,
        asvs::the_table_is_whole_and_its_tests_exist,
    ),
    (
        "the operations page explains the log",
        log_codes::PATH,
        log_codes::the_page_explains_every_line_of_the_log,
    ),
];
