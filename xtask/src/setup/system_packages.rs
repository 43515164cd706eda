//! Programs that the machine's own package manager brings.

use anyhow::{Result, bail};

use crate::process;

/// Chromium under one of its names, and its driver.
pub fn browser_is_met() -> bool {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .any(process::on_path)
        && process::on_path("chromedriver")
}

/// Installs both.
pub fn meet_browser() -> Result<()> {
    apt_get(&["chromium", "chromium-driver"])
}

/// An authenticator of other people's making.
pub fn authenticator_is_met() -> bool {
    process::on_path("oathtool")
}

/// Installs it.
pub fn meet_authenticator() -> Result<()> {
    apt_get(&["oathtool"])
}

/// Installs Debian packages where that is possible; else says what is missing.
pub fn apt_get(packages: &[&str]) -> Result<()> {
    let packages_text = packages.join(" ");
    if !process::on_path("apt-get") {
        bail!(
            "this machine has no apt-get: install what Debian calls `{packages_text}` with its own \
             package manager, so that the programs are on the path, then try again"
        );
    }
    let mut command = as_root("apt-get")?;
    command
        .args(["install", "--yes", "--no-install-recommends", "-qq"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if process::output(&mut command).is_ok() {
        return Ok(());
    }
    // The list of packages may be old, or not there yet.
    process::output(as_root("apt-get")?.args(["update", "-qq"]))?;
    process::output(&mut command).map(drop)
}

/// A command as root: directly, or through sudo.
pub fn as_root(program: &str) -> Result<std::process::Command> {
    if nix::unistd::geteuid().is_root() {
        return Ok(process::command(program));
    }
    if !process::on_path("sudo") {
        bail!(
            "{program} needs root here, and there is no sudo: run `cargo xtask setup` as root once"
        );
    }
    let mut command = process::command("sudo");
    command.arg(program);
    Ok(command)
}
