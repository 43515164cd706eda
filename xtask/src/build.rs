//! `cargo xtask build`: the client and the Worker in release form, where they are stale.

mod api_docs;
mod client;
pub mod example;
pub mod site;
mod split;
mod stamp;
mod wasm_opt;
pub mod wasm_tools;
mod worker;

use std::fs::{self, File};
use std::time::Instant;

use anyhow::{Context as _, Result};
use stamp::Stamp;

use crate::paths;
use crate::setup;

/// One of the two outputs.
struct Part {
    name: &'static str,
    inputs: &'static [&'static str],
    settings: String,
    exists: fn() -> bool,
    build: fn() -> Result<()>,
}

/// Builds what of client and Worker is stale.
pub fn run() -> Result<()> {
    build_stale(&parts())
}

/// Builds the example that has to be compiled, where it is stale.
pub fn examples() -> Result<()> {
    build_stale(&[Part {
        name: "Rust example",
        inputs: example::INPUTS,
        settings: example::settings(),
        exists: example::exists,
        build: example::build,
    }])
}

/// Asks set-up only where something is stale, so that it is quick where nothing is.
fn build_stale(parts: &[Part]) -> Result<()> {
    if all_current(parts)? {
        return Ok(());
    }
    // Two commands at the same time: the second one waits, then finds everything current.
    let lock = lock()?;
    for part in parts {
        let stamp = part.stamp()?;
        if (part.exists)() && stamp.is_current() {
            continue;
        }
        setup::for_building()?;
        eprintln!("building the {}…", part.name);
        let start = Instant::now();
        stamp.clear()?;
        (part.build)()?;
        stamp.record()?;
        eprintln!(
            "built the {} in {:.1} s",
            part.name,
            start.elapsed().as_secs_f64()
        );
    }
    drop(lock);
    Ok(())
}

impl Part {
    fn stamp(&self) -> Result<Stamp> {
        Stamp::of(self.name, self.inputs, &self.settings)
    }
}

fn parts() -> [Part; 2] {
    [
        Part {
            name: "client",
            inputs: client::INPUTS,
            settings: client::settings(),
            exists: client::exists,
            build: client::build,
        },
        Part {
            name: "Worker",
            inputs: worker::INPUTS,
            settings: worker::settings(),
            exists: worker::exists,
            build: worker::build,
        },
    ]
}

fn all_current(parts: &[Part]) -> Result<bool> {
    for part in parts {
        if !(part.exists)() || !part.stamp()?.is_current() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn lock() -> Result<File> {
    let folder = paths::in_root("build");
    fs::create_dir_all(&folder)?;
    let file = File::create(folder.join(".lock"))?;
    if file.try_lock().is_err() {
        eprintln!("waiting for another build to end…");
        file.lock().context("cannot lock the build folder")?;
    }
    Ok(file)
}
