//! The Python packages of `tests/foreign/requirements.txt`, in a virtual environment of the
//! project's own.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::system_packages;
use crate::paths;
use crate::process;

/// Whether the environment was made from the requirements as they are now, by a Python that is
/// still there.
pub fn is_met() -> bool {
    let required = fs::read(paths::in_root(REQUIREMENTS));
    let installed = fs::read(installed());
    matches!((required, installed), (Ok(required), Ok(installed)) if required == installed)
        // Another version of Python does not see what the one before it installed.
        && process::succeeds(process::command(python()).args(["-c", FIND_A_PACKAGE]))
}

/// Makes the environment anew, with exactly the files whose hashes are written down.
pub fn meet() -> Result<()> {
    require_python()?;
    process::output(
        process::command(SYSTEM_PYTHON)
            .args(["-m", "venv", "--clear"])
            .arg(paths::in_root(ENVIRONMENT)),
    )?;
    process::output(
        process::command(python())
            .args(["-m", "pip", "install", "--quiet", "--no-input"])
            .arg("--disable-pip-version-check")
            // A package of source would fetch what builds it, and no hash covers that.
            .args(["--only-binary", ":all:", "--no-deps", "--require-hashes"])
            .args(["--requirement", REQUIREMENTS]),
    )
    .context("the Python packages could not be installed; is the package index within reach?")?;
    fs::copy(paths::in_root(REQUIREMENTS), installed())?;
    Ok(())
}

fn require_python() -> Result<()> {
    // Debian packages the module that makes environments apart.
    if !process::succeeds(process::command(SYSTEM_PYTHON).args(["-c", "import ensurepip, venv"])) {
        system_packages::apt_get(&["python3", "python3-venv"])?;
    }
    let is_recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    if !process::succeeds(process::command(SYSTEM_PYTHON).args(["-c", is_recent])) {
        bail!("python3 is older than 3.11: put a newer one on the path, then try again");
    }
    Ok(())
}

fn python() -> PathBuf {
    paths::in_root(ENVIRONMENT).join("bin/python")
}

fn installed() -> PathBuf {
    paths::in_root(ENVIRONMENT).join("installed-requirements.txt")
}

const SYSTEM_PYTHON: &str = "python3";
const ENVIRONMENT: &str = ".tools/python";
const REQUIREMENTS: &str = "tests/foreign/requirements.txt";
/// Finds without importing, which would take ten times as long.
const FIND_A_PACKAGE: &str =
    "import importlib.util, sys; sys.exit(importlib.util.find_spec('jwt') is None)";

#[cfg(test)]
mod tests {
    use super::*;

    fn required() -> String {
        fs::read_to_string(paths::in_root(REQUIREMENTS)).expect("it is committed")
    }

    #[test]
    fn what_is_asked_for_is_pinned() {
        let asked = fs::read_to_string(paths::in_root("tests/foreign/requirements.in"))
            .expect("it is committed");
        let required = required();
        let names = asked.lines().filter(|line| !line.starts_with('#'));
        for name in names.filter_map(|line| line.split('[').next()) {
            let pin = format!("{}==", name.to_lowercase());
            assert!(
                required.lines().any(|line| line.starts_with(&pin)),
                "{REQUIREMENTS} lacks {name}"
            );
        }
    }

    #[test]
    fn every_line_is_a_pin_or_a_hash_and_every_pin_has_hashes() {
        let required = required();
        for entry in required.replace("\\\n", "").lines() {
            let (pin, hashes) = entry.split_once("--hash=sha256:").unwrap_or((entry, ""));
            assert!(pin.contains("=="), "{pin} is no pin");
            assert!(hashes.len() >= 64, "{pin} has no hash");
        }
    }
}
