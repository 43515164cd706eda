//! The standard library for wasm32, from rustup or from Debian's packages.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::system_packages;
use crate::paths;
use crate::process;
use crate::toolchain::{DEBIAN_TOOLCHAIN, WASM_TARGET, WasmToolchain};

/// Whether wasm32 can be built for.
pub fn is_met() -> bool {
    WasmToolchain::of_this_machine().is_ready()
}

/// Brings the target in the way that the machine's owner allows.
pub fn meet() -> Result<()> {
    match WasmToolchain::of_this_machine() {
        WasmToolchain::Rustup => {
            process::run(process::command("rustup").args(["target", "add", WASM_TARGET])).context(
                "rustup could not add the target; without rustup, install it as your system does",
            )
        }
        WasmToolchain::Debian => from_debian(),
    }
}

/// Debian packages the compiler and the source of the standard library, but not the library for
/// wasm32: it is built here once, and put where the compiler looks.
fn from_debian() -> Result<()> {
    system_packages::apt_get(DEBIAN_PACKAGES)?;
    process::output(process::command("rustup").args([
        "toolchain",
        "link",
        DEBIAN_TOOLCHAIN,
        "/usr",
    ]))?;
    let project = paths::in_root(".tools/wasm-std");
    write_empty_library(&project)?;
    process::run(
        process::command("cargo")
            .current_dir(&project)
            .args(["build", "--quiet", "--release", "--target", WASM_TARGET])
            .arg("-Zbuild-std=std,panic_abort,test")
            .env("RUSTUP_TOOLCHAIN", DEBIAN_TOOLCHAIN)
            .env("RUSTC_BOOTSTRAP", "1")
            // Without the bitcode, `lto = "fat"` fails later.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", project.join("target")),
    )
    .context("the standard library for wasm32 did not build")?;
    install(
        &project
            .join("target")
            .join(WASM_TARGET)
            .join("release/deps"),
    )?;
    fs::remove_dir_all(&project)?;
    Ok(())
}

fn write_empty_library(project: &Path) -> Result<()> {
    fs::create_dir_all(project.join("src"))?;
    // `[workspace]` keeps it out of the one that it lies in.
    let manifest = format!(
        "[package]\nname = \"{EMPTY_LIBRARY}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n"
    );
    fs::write(project.join("Cargo.toml"), manifest)?;
    fs::write(project.join("src/lib.rs"), "#![no_std]\n")?;
    Ok(())
}

fn install(built: &Path) -> Result<()> {
    let target = format!("/usr/lib/rustlib/{WASM_TARGET}/lib");
    process::output(system_packages::as_root("mkdir")?.args(["-p", &target]))?;
    let libraries = libraries(built)?;
    if libraries.is_empty() {
        bail!("the build of the standard library left nothing behind");
    }
    process::output(
        system_packages::as_root("cp")?
            .args(libraries)
            .arg(format!("{target}/")),
    )
    .map(drop)
}

fn libraries(built: &Path) -> Result<Vec<PathBuf>> {
    let own = format!("lib{}", EMPTY_LIBRARY.replace('-', "_"));
    let mut found = Vec::new();
    for entry in fs::read_dir(built)? {
        let path = entry?.path();
        let is_library = path
            .extension()
            .is_some_and(|extension| extension == "rlib" || extension == "rmeta");
        let is_own = path
            .file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| name.starts_with(&own));
        if is_library && !is_own {
            found.push(path);
        }
    }
    Ok(found)
}

const EMPTY_LIBRARY: &str = "empty-library";
const DEBIAN_PACKAGES: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
