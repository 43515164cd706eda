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
    use serde_json::{Map, Value};

    use super::*;

    fn json(file: &str) -> Value {
        let text = fs::read_to_string(paths::in_root(file)).expect("it is committed");
        serde_json::from_str(&text).expect("npm reads it")
    }

    fn locked(lock: &Value) -> &Map<String, Value> {
        let packages = lock.get("packages").and_then(Value::as_object);
        packages.expect("npm wrote it")
    }

    /// npm leaves packages for other systems out of the lock file where its registry does not have
    /// them, and `npm ci` refuses such a lock file.
    #[test]
    fn the_lock_file_names_every_optional_package() {
        let lock = json("package-lock.json");
        let packages = locked(&lock);
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

    /// A script that runs while a package is installed may do anything, report to somebody say.
    #[test]
    fn every_script_of_an_installation_is_allowed_or_forbidden_by_name() {
        let (lock, manifest) = (json("package-lock.json"), json("package.json"));
        let decided = manifest.get("allowScripts").and_then(Value::as_object);
        let decided = decided.expect("package.json says so");
        for (path, package) in locked(&lock) {
            let has_script = package.get("hasInstallScript") == Some(&Value::Bool(true));
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            // It runs on other systems only, and is never installed here.
            let is_left_out = package.get("os").is_some();
            assert!(
                !has_script || is_left_out || decided.contains_key(name),
                "package.json does not say whether {name} may run its script"
            );
        }
    }
}
