//! Which Rust toolchain builds for wasm32.

use std::path::PathBuf;
use std::process::Command;

use crate::process;

/// Name under which Debian's toolchain for the web is linked into rustup.
pub const DEBIAN_TOOLCHAIN: &str = "debian-web";
/// The target of the client and of the Worker.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Where the standard library for [`WASM_TARGET`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The toolchain in use, with a target that rustup downloads.
    Rustup,
    /// Debian's packages: the owner of the machine has switched rustup's own downloads off.
    Debian,
}

impl WasmToolchain {
    /// Debian's where `RUSTUP_AUTO_INSTALL=0`, else rustup's.
    pub fn of_this_machine() -> Self {
        if std::env::var_os("RUSTUP_AUTO_INSTALL").is_some_and(|value| value == "0") {
            Self::Debian
        } else {
            Self::Rustup
        }
    }

    /// Makes `command`, which starts cargo or rustc, use this toolchain.
    pub fn apply(self, command: &mut Command) -> &mut Command {
        match self {
            Self::Rustup => command,
            Self::Debian => command.env("RUSTUP_TOOLCHAIN", DEBIAN_TOOLCHAIN),
        }
    }

    /// Whether it can build for wasm32 already.
    pub fn is_ready(self) -> bool {
        let mut command = process::command("rustc");
        command.args(["--print", "target-libdir", "--target", WASM_TARGET]);
        process::answer(self.apply(&mut command)).is_some_and(|folder| {
            std::fs::read_dir(folder.trim()).is_ok_and(|mut entries| entries.next().is_some())
        })
    }
}

/// cargo with the toolchain that builds for wasm32.
pub fn wasm_cargo() -> Command {
    let mut command = process::command("cargo");
    WasmToolchain::of_this_machine().apply(&mut command);
    command
}

/// What a release for wasm32 gets in `CARGO_ENCODED_RUSTFLAGS`: `flags`, and shorter source paths
/// in the messages of panics. They are weight to load, and would tell of the machine.
pub fn release_flags(flags: &[&str]) -> String {
    let remappings = registry_folders()
        .into_iter()
        .map(|folder| format!("--remap-path-prefix={}=", folder.display()));
    flags
        .iter()
        .map(|flag| (*flag).to_owned())
        .chain(remappings)
        .collect::<Vec<_>>()
        .join("\u{1f}")
}

/// Where cargo unpacks the sources of dependencies.
fn registry_folders() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map_or_else(
        || std::env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    );
    let entries = std::fs::read_dir(home.join("registry/src"));
    let mut folders: Vec<_> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    folders.sort();
    folders
}
