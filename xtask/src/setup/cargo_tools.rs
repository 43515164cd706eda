//! Pinned tools that cargo installs, in `.tools`.

use std::fs;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process;

/// A crate with a program.
pub struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
}

/// Must be the version of wasm-bindgen in Cargo.lock: the two speak a private format.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.130",
};
/// Goes with the version of the crate `worker`.
pub const WORKER_BUILD: CargoTool = CargoTool {
    package: "worker-build",
    program: "worker-build",
    version: "0.8.7",
};
/// Licences, sources and known vulnerabilities of the dependencies.
pub const CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
};

impl CargoTool {
    /// Whether this very version is there.
    pub fn is_installed(&self) -> bool {
        let program = paths::cargo_tool(self.program);
        program.is_file()
            && process::answer(process::command(program).arg("--version"))
                .is_some_and(|said| said.split_whitespace().any(|word| word == self.version))
    }

    /// Installs it as its authors locked it.
    pub fn install(&self) -> Result<()> {
        if process::run(self.install_command().arg("--locked")).is_ok() {
            return Ok(());
        }
        // A registry mirror that holds new releases back can lack a crate of the lock file.
        eprintln!(
            "{} {} as locked by its authors is not to be had; trying with the newest \
             compatible dependencies",
            self.package, self.version
        );
        process::run(&mut self.install_command()).with_context(|| {
            format!(
                "{} {} could not be installed; is the package registry within reach?",
                self.package, self.version
            )
        })
    }

    fn install_command(&self) -> std::process::Command {
        let mut command = process::command("cargo");
        command
            .args(["install", "--quiet", "--force", self.package])
            .args(["--version", self.version, "--root"])
            .arg(paths::in_root(".tools"))
            .env("CARGO_TARGET_DIR", build_folder())
            // They run for seconds; to optimise them takes minutes.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command
    }
}

/// Removes what the installations shared while they compiled.
pub fn tidy_up() -> Result<()> {
    let folder = build_folder();
    if folder.is_dir() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot remove {}", paths::shown(&folder)))?;
    }
    Ok(())
}

fn build_folder() -> std::path::PathBuf {
    paths::in_root(".tools/target")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_bindgen_is_pinned_to_the_version_of_the_lock_file() {
        let lock = fs::read_to_string(paths::in_root("Cargo.lock")).expect("it is committed");
        let pinned = format!(
            "name = \"wasm-bindgen\"\nversion = \"{}\"\n",
            WASM_BINDGEN.version
        );
        assert!(
            lock.contains(&pinned),
            "Cargo.lock has another wasm-bindgen"
        );
    }

    #[test]
    fn worker_build_is_pinned_to_the_version_of_the_worker_crate() {
        let lock = fs::read_to_string(paths::in_root("Cargo.lock")).expect("it is committed");
        let pinned = format!(
            "name = \"worker\"\nversion = \"{}\"\n",
            WORKER_BUILD.version
        );
        assert!(lock.contains(&pinned), "Cargo.lock has another worker");
    }
}
