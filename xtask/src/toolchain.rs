//! Which Rust toolchain builds for wasm32.

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
        process::output(self.apply(&mut command)).is_ok_and(|folder| {
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
