//! wasm-opt with one set of flags for both outputs.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::stamp::content_hash;
use crate::paths;
use crate::process;

/// Optimise for size as it is served, compressed: two passes that make the module smaller but the
/// compressed module larger are left out. The features are named one by one, because `--all-features` writes
/// encodings that browsers refuse.
pub const FLAGS: &[&str] = &[
    "-Oz",
    "--converge",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises `input` into `output`, unless that was made from the same module already: it takes
/// longer than the rest of a build in which little has changed.
pub fn run(input: &Path, output: &Path, more_features: &[&str]) -> Result<()> {
    let mut content =
        fs::read(input).with_context(|| format!("wasm-bindgen left no {}", paths::shown(input)))?;
    content.extend(format!("{FLAGS:?}{more_features:?}").bytes());
    let origin = content_hash(&content);
    let record = input.with_extension("optimised");
    if output.is_file() && fs::read_to_string(&record).is_ok_and(|recorded| recorded == origin) {
        return Ok(());
    }
    let mut command = process::command(paths::node());
    command
        .arg(paths::npm_tool("wasm-opt"))
        .args(FLAGS)
        .args(more_features)
        .arg(input)
        .arg("-o")
        .arg(output);
    process::run(&mut command).context("wasm-opt could not read or write the module")?;
    fs::write(record, origin)?;
    Ok(())
}
