//! The client: cargo, wasm-bindgen, wasm-opt and esbuild, then hashed names and brotli, into
//! `build/client`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::site::Site;
use super::wasm_opt;
use crate::paths;
use crate::process;
use crate::toolchain::{self, WASM_TARGET};

/// What the client is made from.
pub const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "shared/Cargo.toml",
    "shared/src",
    "frontend/Cargo.toml",
    "frontend/src",
    "frontend/index.html",
    "frontend/start.js",
    "frontend/styles.css",
    "frontend/favicon.svg",
];

/// What every browser with the wasm features that rustc switches on understands.
const ESBUILD_TARGET: &str = "--target=es2022";

/// The flags as text, for the stamp.
pub fn settings() -> String {
    format!("{ESBUILD_TARGET} {:?}", wasm_opt::FLAGS)
}

/// Builds everything that browsers load.
pub fn build() -> Result<()> {
    let staging = paths::in_root("target/postern/client");
    let bound = bind(&staging)?;
    let wasm = staging.join("postern.wasm");
    wasm_opt::run(&bound, &wasm, &[])?;
    let script = bundle_script(&staging)?;
    let styles = minify_styles(&staging)?;

    let mut site = Site::new(paths::in_root("build/client"));
    let favicon = read("frontend/favicon.svg")?;
    site.add_page_part("js", "postern.js", read_path(&script)?);
    site.add_page_part("wasm", "postern.wasm", read_path(&wasm)?);
    site.add_page_part("css", "styles.css", read_path(&styles)?);
    site.add_page_part("favicon", "favicon.svg", favicon.clone());
    site.add("favicon.svg", favicon);
    let template = fs::read_to_string(paths::in_root("frontend/index.html"))
        .context("frontend/index.html is missing")?;
    site.add_page("index.html", &template)?;
    site.write()
}

/// Whether the outputs are there at all.
pub fn exists() -> bool {
    paths::in_root("build/client/index.html").is_file()
}

/// Compiles the crate and writes its JavaScript glue; answers the module.
fn bind(staging: &Path) -> Result<PathBuf> {
    process::run(
        toolchain::wasm_cargo()
            .args(["build", "--release", "--lib"])
            .args(["--package", "postern-frontend", "--target", WASM_TARGET])
            .env("CARGO_ENCODED_RUSTFLAGS", toolchain::release_flags(&[])),
    )
    .context("the client did not build")?;
    let module = paths::target()
        .join(WASM_TARGET)
        .join("release/postern_frontend.wasm");
    process::run(
        process::command(paths::cargo_tool("wasm-bindgen"))
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--omit-default-module-path",
            ])
            .args(["--out-name", "postern_frontend", "--out-dir"])
            .arg(staging)
            .arg(module),
    )
    .context("the client's JavaScript glue could not be written")?;
    Ok(staging.join("postern_frontend_bg.wasm"))
}

/// `frontend/start.js` and the glue that it imports as `./postern_frontend.js`, in one file.
fn bundle_script(staging: &Path) -> Result<PathBuf> {
    let entry = staging.join("start.js");
    fs::copy(paths::in_root("frontend/start.js"), &entry)
        .context("frontend/start.js is missing")?;
    esbuild(&entry, &staging.join("postern.min.js"))
}

fn minify_styles(staging: &Path) -> Result<PathBuf> {
    esbuild(
        &paths::in_root("frontend/styles.css"),
        &staging.join("styles.min.css"),
    )
}

fn esbuild(input: &Path, output: &Path) -> Result<PathBuf> {
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
            .arg(format!("--outfile={}", output.display())),
    )
    .with_context(|| format!("{} could not be bundled", paths::shown(input)))?;
    Ok(output.to_owned())
}

fn read(relative: &str) -> Result<Vec<u8>> {
    read_path(&paths::in_root(relative))
}

fn read_path(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", paths::shown(path)))
}
