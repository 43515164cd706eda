//! The steps of `cargo xtask test`: each says what it does, how it went and how long it took.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// Checks that went well and checks that did not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Went well.
    pub passed: usize,
    /// Did not.
    pub failed: usize,
}

impl Tally {
    /// One check that went well.
    pub const ONE_PASSED: Self = Self {
        passed: 1,
        failed: 0,
    };
    /// One check that did not.
    pub const ONE_FAILED: Self = Self {
        passed: 0,
        failed: 1,
    };

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// Runs one step. A step that cannot be carried out counts as one failed check.
pub fn step(name: &str, what: &str, act: impl FnOnce() -> Result<Tally>) -> Tally {
    println!("\n── {name}: {what}");
    let start = Instant::now();
    let tally = act().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        Tally::ONE_FAILED
    });
    println!(
        "── {name}: {} passed, {} failed, {:.1} s",
        tally.passed,
        tally.failed,
        start.elapsed().as_secs_f64()
    );
    tally
}

/// A program that is one check: it passes where its status is good.
pub fn check(command: &mut Command) -> Result<Tally> {
    process::run(command).map(|()| Tally::ONE_PASSED)
}

/// A test program: shows its output and counts the tests in it.
pub fn tests(command: &mut Command) -> Result<Tally> {
    let name = process::described(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let output = child.stdout.take().context("its output is gone")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        tally = tally.plus(counted(&line).unwrap_or_default());
        writeln!(std::io::stdout(), "{line}")?;
    }
    let status = child.wait()?;
    if !status.success() && tally.failed == 0 {
        eprintln!("error: {name} failed ({status})");
        return Ok(tally.plus(Tally::ONE_FAILED));
    }
    if tally == Tally::default() {
        bail!("{name} ran no test at all");
    }
    Ok(tally)
}

/// What a line such as `test result: ok. 3 passed; 0 failed; …` counts.
fn counted(line: &str) -> Option<Tally> {
    let (_, result) = line.split_once("test result: ")?;
    let (_, counts) = result.split_once(". ")?;
    let count = |label: &str| {
        counts
            .split("; ")
            .find_map(|part| part.strip_suffix(label)?.trim().parse().ok())
    };
    Some(Tally {
        passed: count("passed")?,
        failed: count("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_cargo_test_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        let expected = Tally {
            passed: 12,
            failed: 3,
        };
        assert_eq!(counted(line), Some(expected));
    }

    #[test]
    fn another_line_counts_nothing() {
        assert_eq!(counted("test a_code_is_accepted_once ... ok"), None);
    }

    #[test]
    fn a_program_that_runs_no_test_is_a_failure() {
        assert!(tests(&mut process::command("true")).is_err());
    }

    #[test]
    fn a_program_that_fails_without_a_count_is_one_failure() {
        let tally = tests(&mut process::command("false")).expect("it starts");
        assert_eq!(tally, Tally::ONE_FAILED);
    }

    #[test]
    fn a_step_that_cannot_be_carried_out_is_one_failure() {
        let tally = step("test", "fails on purpose", || bail!("on purpose"));
        assert_eq!(tally, Tally::ONE_FAILED);
    }
}
