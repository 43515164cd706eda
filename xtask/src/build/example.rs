//! The Worker of `examples/worker-rust`, as the tests run it.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process;
use crate::toolchain::WasmToolchain;

/// What it is made from.
pub const INPUTS: &[&str] = &[
    "examples/worker-rust/Cargo.toml",
    "examples/worker-rust/Cargo.lock",
    "examples/worker-rust/src",
];

const FOLDER: &str = "examples/worker-rust";
/// Name of its folder for cargo's outputs.
const TARGET: &str = "examples";

/// Where the tests look for it.
const OUTPUT: &str = "build/examples/worker-rust";

/// Only whether it works is looked at, not how fast; what follows the path is for cargo.
const ARGUMENTS: &[&str] = &["--dev", ".", "--locked"];

/// The flags as text, for the stamp.
pub fn settings() -> String {
    format!("{ARGUMENTS:?}")
}

/// cargo for the example, which is a workspace of its own.
pub fn cargo() -> Command {
    let mut command = process::command("cargo");
    command
        .current_dir(paths::in_root(FOLDER))
        .env("CARGO_TARGET_DIR", paths::release_target(TARGET));
    command
}

/// Builds `index.js` and `index_bg.wasm`.
pub fn build() -> Result<()> {
    let mut command = process::command(paths::cargo_tool("worker-build"));
    WasmToolchain::of_this_machine()
        .apply(&mut command)
        .current_dir(paths::in_root(FOLDER))
        .arg("--out-dir")
        .arg(paths::in_root(OUTPUT))
        .args(ARGUMENTS)
        .env("WASM_BINDGEN_BIN", paths::cargo_tool("wasm-bindgen"))
        .env("ESBUILD_BIN", paths::npm_tool("esbuild"))
        .env("CARGO_TARGET_DIR", paths::release_target(TARGET))
        .env("RUST_BACKTRACE", "0");
    process::run(&mut command).context("examples/worker-rust did not build")
}

/// Whether the outputs are there at all.
pub fn exists() -> bool {
    let output = paths::in_root(OUTPUT);
    output.join("index.js").is_file() && output.join("index_bg.wasm").is_file()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn locked(file: &str) -> BTreeSet<(String, String)> {
        let text = std::fs::read_to_string(paths::in_root(file)).expect("it is committed");
        let lock: toml::Table = toml::from_str(&text).expect("cargo wrote it");
        let packages = lock.get("package").and_then(toml::Value::as_array);
        let field = |package: &toml::Value, name| {
            package
                .get(name)
                .and_then(toml::Value::as_str)
                .map(str::to_owned)
        };
        packages
            .expect("cargo wrote it")
            .iter()
            .filter(|package| package.get("source").is_some())
            .filter_map(|package| Some((field(package, "name")?, field(package, "version")?)))
            .collect()
    }

    /// So the check of licences and known vulnerabilities covers it too, and its wasm-bindgen is
    /// the one that set-up installs.
    #[test]
    fn the_example_depends_on_nothing_that_postern_does_not() {
        let ours = locked("Cargo.lock");
        let example = locked("examples/worker-rust/Cargo.lock");
        assert!(!example.is_empty());
        let foreign: Vec<_> = example.difference(&ours).collect();
        assert!(foreign.is_empty(), "{foreign:?}");
    }
}
