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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// npm leaves packages for other systems out of the lock file where its registry does not have
    /// them, and `npm ci` refuses such a lock file.
    #[test]
    fn the_lock_file_names_every_optional_package() {
        let text =
            fs::read_to_string(paths::in_root("package-lock.json")).expect("it is committed");
        let lock: Value = serde_json::from_str(&text).expect("npm wrote it");
        let packages = lock
            .get("packages")
            .and_then(Value::as_object)
            .expect("npm wrote it");
        let optional = packages
            .values()
            .filter_map(|package| package.get("optionalDependencies")?.as_object())
            .flat_map(|dependencies| dependencies.keys());
        for name in optional {
            let entry = format!("node_modules/{name}");
            assert!(
                packages.keys().any(|path| path.ends_with(&entry)),
                "package-lock.json lacks {name}"
            );
        }
    }
}
