//! The Worker: cargo and wasm-bindgen through worker-build, then wasm-opt, into `build/worker`.

use std::fs;

use anyhow::{Context as _, Result};

use super::wasm_opt;
use crate::paths;
use crate::process;
use crate::toolchain::{self, WasmToolchain};

/// What the Worker is made from.
pub const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "import/Cargo.toml",
    "import/src",
    "keyring/Cargo.toml",
    "keyring/src",
    "opaque/Cargo.toml",
    "opaque/src",
    "shared/Cargo.toml",
    "shared/src",
    "shared/data",
    "worker/Cargo.toml",
    "worker/entry",
    "worker/src",
];

/// SIMD makes the Worker a little smaller (Argon2 is as fast without it); every workerd has it.
pub const RUSTFLAGS: &[&str] = &["-Ctarget-feature=+simd128"];
/// For wasm-opt, besides the ones of the client.
pub const WASM_OPT_FEATURES: &[&str] = &["--enable-simd", "--enable-exception-handling"];
/// Name of its folder for cargo's outputs.
pub const RELEASE: &str = "worker";
/// worker-build's output, before wasm-opt.
const STAGING: &str = "target/postern/worker";

/// The flags as text, for the stamp.
pub fn settings() -> String {
    format!("{RUSTFLAGS:?} {WASM_OPT_FEATURES:?} {:?}", wasm_opt::FLAGS)
}

/// Builds `build/worker/index.js` and `build/worker/index_bg.wasm`.
pub fn build() -> Result<()> {
    let staging = paths::in_root(STAGING);
    let mut command = process::command(paths::cargo_tool("worker-build"));
    WasmToolchain::of_this_machine()
        .apply(&mut command)
        .current_dir(paths::in_root("worker/entry"))
        .args(["--release", "--no-opt", "--out-dir"])
        .arg(&staging)
        .env("WASM_BINDGEN_BIN", paths::cargo_tool("wasm-bindgen"))
        .env("ESBUILD_BIN", paths::npm_tool("esbuild"))
        .env("CARGO_TARGET_DIR", paths::release_target(RELEASE))
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            toolchain::release_flags(RUSTFLAGS),
        )
        // Its errors end in a stack trace otherwise.
        .env("RUST_BACKTRACE", "0");
    process::run(&mut command).context("the Worker did not build")?;

    let target = paths::in_root("build/worker");
    fs::create_dir_all(&target)?;
    wasm_opt::run(
        &staging.join("index_bg.wasm"),
        &target.join("index_bg.wasm"),
        WASM_OPT_FEATURES,
    )?;
    fs::copy(staging.join("index.js"), target.join("index.js"))
        .with_context(|| format!("worker-build left no index.js in {STAGING}"))?;
    Ok(())
}

/// Whether the outputs are there at all.
pub fn exists() -> bool {
    paths::in_root("build/worker/index.js").is_file()
        && paths::in_root("build/worker/index_bg.wasm").is_file()
}
