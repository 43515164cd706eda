//! wasm-opt with one set of flags for both outputs.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process;

/// Optimise for size. The features are named one by one, because `--all-features` writes
/// encodings that browsers refuse.
pub const FLAGS: &[&str] = &[
    "-Oz",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises `input` into `output`.
pub fn run(input: &Path, output: &Path, more_features: &[&str]) -> Result<()> {
    let mut command = process::command(paths::node());
    command
        .arg(paths::npm_tool("wasm-opt"))
        .args(FLAGS)
        .args(more_features)
        .arg(input)
        .arg("-o")
        .arg(output);
    process::run(&mut command).context("wasm-opt could not read or write the module")
}
