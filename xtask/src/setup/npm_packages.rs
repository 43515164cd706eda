//! The development tools of package-lock.json.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::paths;
use crate::process;

/// Whether `node_modules` was made from the lock file as it is now.
pub fn is_met() -> bool {
    let lock = fs::read(paths::in_root("package-lock.json"));
    let installed = fs::read(installed_lock());
    paths::node().is_file()
        && matches!((lock, installed), (Ok(lock), Ok(installed)) if lock == installed)
}

/// `npm ci`.
pub fn meet() -> Result<()> {
    if !process::on_path("npm") {
        bail!(
            "npm is not on the path: install Node.js 20 or newer (it brings npm), then try again"
        );
    }
    // npm warns that the machine's Node is old; the tools run on the Node that it installs.
    process::output(process::command("npm").args(["ci", "--no-audit", "--no-fund"]))?;
    fs::copy(paths::in_root("package-lock.json"), installed_lock())?;
    Ok(())
}

fn installed_lock() -> PathBuf {
    paths::in_root("node_modules/.installed-package-lock.json")
}
