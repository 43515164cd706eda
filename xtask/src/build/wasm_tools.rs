//! From a crate to a module with its JavaScript glue, and from scripts to one small file.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{wasm_opt, worker};
use crate::paths;
use crate::process;
use crate::toolchain::{self, WASM_TARGET};

/// What every browser with the wasm features that rustc switches on understands.
pub const ESBUILD_TARGET: &str = "--target=es2022";

/// Compiles a crate and writes its glue into `folder`; answers the module.
pub fn bind(package: &str, release: &str, rustflags: &[&str], folder: &Path) -> Result<PathBuf> {
    let module = compile(package, release, rustflags, &[])?;
    glue(&module, &package.replace('-', "_"), folder, &[])
}

/// Compiles a crate, with `more` for its own rustc alone; answers the module as it was linked.
pub fn compile(package: &str, release: &str, rustflags: &[&str], more: &[&str]) -> Result<PathBuf> {
    let target = paths::release_target(release);
    process::run(
        toolchain::wasm_cargo()
            // With the crate's other type, which tests link, there would be no optimisation across
            // crates.
            .args(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
            .args(["--package", package, "--target", WASM_TARGET, "--"])
            .args(more)
            .env("CARGO_TARGET_DIR", &target)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                toolchain::release_flags(rustflags),
            ),
    )
    .with_context(|| format!("{package} did not build"))?;
    Ok(target
        .join(WASM_TARGET)
        .join("release")
        .join(package.replace('-', "_"))
        .with_extension("wasm"))
}

/// Writes the JavaScript glue of a module into `folder`, under `name`; answers the module that
/// belongs to it.
pub fn glue(module: &Path, name: &str, folder: &Path, more: &[&str]) -> Result<PathBuf> {
    process::run(
        process::command(paths::cargo_tool("wasm-bindgen"))
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--omit-default-module-path",
            ])
            .args(more)
            .args(["--out-name", name, "--out-dir"])
            .arg(folder)
            .arg(module),
    )
    .with_context(|| format!("the JavaScript glue of {name} could not be written"))?;
    Ok(folder.join(format!("{name}_bg.wasm")))
}

/// A crate built as the Worker is: `probe.wasm` and its glue in `folder`.
pub fn probe(package: &str, folder: &Path) -> Result<()> {
    let bound = bind(package, worker::RELEASE, worker::RUSTFLAGS, folder)?;
    wasm_opt::run(
        &bound,
        &folder.join("probe.wasm"),
        worker::WASM_OPT_FEATURES,
    )
}

/// Bundles and minifies.
pub fn esbuild(input: &Path, output: &Path, more: &[&str]) -> Result<()> {
    process::run(
        process::command(paths::npm_tool("esbuild"))
            .arg(input)
            .args([
                "--bundle",
                "--minify",
                "--format=esm",
                "--log-level=warning",
            ])
            .args([ESBUILD_TARGET, "--legal-comments=none"])
            .args(more)
            .arg(format!("--outfile={}", output.display())),
    )
    .with_context(|| format!("{} could not be bundled", paths::shown(input)))
}
