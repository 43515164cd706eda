//! The client: cargo, wasm-bindgen, wasm-opt and esbuild, then hashed names and brotli, into
//! `build/client`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::api_docs;
use super::site::Site;
use super::split;
use super::wasm_opt;
use super::wasm_tools::{self, ESBUILD_TARGET};
use crate::common_passwords;
use crate::paths;

/// What the client is made from.
pub const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "shared/Cargo.toml",
    "shared/src",
    "shared/data",
    "frontend/Cargo.toml",
    "frontend/src",
    "frontend/index.html",
    "frontend/start.js",
    "frontend/part_files.js",
    "frontend/password_client.js",
    "frontend/password_worker.js",
    "opaque/Cargo.toml",
    "opaque/src",
    "password/Cargo.toml",
    "password/src",
    "frontend/styles.css",
    "frontend/favicon.svg",
    "frontend/docs",
    "api-document/Cargo.toml",
    "api-document/src",
];

/// The flags as text, for the stamp.
pub fn settings() -> String {
    format!(
        "cdylib {ESBUILD_TARGET} {:?} {:?} {:?}",
        wasm_opt::FLAGS,
        split::LINKING,
        split::SHARING
    )
}

/// Builds everything that browsers load.
pub fn build() -> Result<()> {
    let staging = paths::in_root("target/postern/client");
    let mut site = Site::new(paths::in_root("build/client"));
    let parts = split::build(&staging)?;
    for file in &parts.later {
        let asset = site.add_part(file.name, file.content.clone());
        parts.name_later(file, &asset)?;
    }
    stage(&staging, "part_files.js")?;
    let script = bundle_script(&staging, "start.js", &[])?;
    let common_passwords = site.add_part("common-passwords.bin", read(common_passwords::FILE)?);
    let password = password_module(&staging, &common_passwords)?;
    let styles = minify_styles(&staging)?;

    let favicon = read("frontend/favicon.svg")?;
    site.add_page_part("js", "postern.js", read_path(&script)?);
    site.add_page_part("wasm", "postern.wasm", read_path(&parts.first)?);
    site.add_page_part("password-js", "password.js", read_path(&password.script)?);
    site.add_page_part(
        "password-wasm",
        "password.wasm",
        read_path(&password.module)?,
    );
    site.add_page_part("css", "styles.css", read_path(&styles)?);
    site.add_page_part("favicon", "favicon.svg", favicon.clone());
    site.add("favicon.svg", favicon);
    let template = fs::read_to_string(paths::in_root("frontend/index.html"))
        .context("frontend/index.html is missing")?;
    site.add_page("index.html", &template)?;
    api_docs::add(&mut site)?;
    site.write()
}

/// Whether the outputs are there at all.
pub fn exists() -> bool {
    paths::in_root("build/client/index.html").is_file()
}

/// What works on passwords, beside the page.
struct PasswordModule {
    script: PathBuf,
    module: PathBuf,
}

/// The script knows where the list of `common_passwords` is: the page has nothing to do with it.
fn password_module(staging: &Path, common_passwords: &str) -> Result<PasswordModule> {
    let bound = wasm_tools::bind("postern-password", "client", &[], staging)?;
    let module = staging.join("password.wasm");
    wasm_opt::run(&bound, &module, &[])?;
    Ok(PasswordModule {
        script: bundle_script(
            staging,
            "password_worker.js",
            &[&format!("--define:COMMON_PASSWORDS=\"{common_passwords}\"")],
        )?,
        module,
    })
}

/// A script of `frontend/` and the glue that it imports from beside it, in one file.
fn bundle_script(staging: &Path, name: &str, more: &[&str]) -> Result<PathBuf> {
    let entry = stage(staging, name)?;
    bundle(&entry, entry.with_extension("min.js"), more)
}

/// Copies a script of `frontend/` beside the glue.
fn stage(staging: &Path, name: &str) -> Result<PathBuf> {
    let staged = staging.join(name);
    fs::copy(paths::in_root("frontend").join(name), &staged)
        .with_context(|| format!("frontend/{name} is missing"))?;
    Ok(staged)
}

fn minify_styles(staging: &Path) -> Result<PathBuf> {
    bundle(
        &paths::in_root("frontend/styles.css"),
        staging.join("styles.min.css"),
        &[],
    )
}

fn bundle(input: &Path, output: PathBuf, more: &[&str]) -> Result<PathBuf> {
    wasm_tools::esbuild(input, &output, more)?;
    Ok(output)
}

pub(super) fn read(relative: &str) -> Result<Vec<u8>> {
    read_path(&paths::in_root(relative))
}

fn read_path(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", paths::shown(path)))
}
