//! What the arithmetic of a password costs: alone in workerd, compiled as the Worker is, and one Argon2
//! by its reference implementation.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::processor_time::{middle, undisturbed};
use super::server::Server;
use crate::build::wasm_tools;
use crate::paths;
use crate::process;

/// A Worker that does nothing but the arithmetic, compiled as Postern is.
pub struct Probe(Server);

/// Processor time of one Argon2.
pub struct Argon2Times {
    /// In workerd.
    pub workerd: Duration,
    /// By libargon2, and how many times of that workerd takes.
    pub libargon2: Result<(Duration, f64)>,
}

impl Probe {
    /// Starts it, and waits until the engine has optimised the module.
    pub fn start() -> Result<Self> {
        let folder = probe()?;
        let probe = Self(Server::start(
            process::command(paths::node())
                .arg(paths::in_root("xtask/probe.mjs"))
                .arg(folder),
        )?);
        probe.ask("argon2", WARM_UP)?;
        probe.ask(&format!("opaque/{LOGINS}"), WARM_UP)?;
        Ok(probe)
    }

    /// One Argon2, from a batch.
    pub fn argon2(&self) -> Result<Duration> {
        self.cost("argon2", HASHES)
    }

    /// One answer to `login/start`, as OPAQUE reckons it, from a batch.
    pub fn opaque(&self) -> Result<Duration> {
        let many = self.cost(&format!("opaque/{LOGINS}"), FEW)?;
        let none = self.cost("opaque/0", FEW)?;
        Ok(many.saturating_sub(none) / LOGINS)
    }

    fn cost(&self, path: &str, times: u32) -> Result<Duration> {
        self.0.workerd.cost_of(times, || self.ask(path, times))
    }

    fn ask(&self, path: &str, times: u32) -> Result<()> {
        (0..times).try_for_each(|_| {
            ureq::get(format!("{}/{path}", self.0.origin)).call()?;
            Ok(())
        })
    }
}

impl Argon2Times {
    /// Batches by turns, workerd's and libargon2's: the machine's speed changes within minutes, and that of
    /// both with it. The ratio is the median of those of the pairs.
    pub fn measure(probe: &Probe) -> Result<Self> {
        let python = argon2_cffi();
        let (mut workerd, mut reference) = (Vec::new(), Vec::new());
        for _ in 0..BATCHES {
            workerd.push(probe.argon2()?);
            if let Ok(python) = &python {
                reference.push(in_libargon2(python)?);
            }
        }
        let ratios = workerd
            .iter()
            .zip(&reference)
            .map(|(workerd, reference)| workerd.as_secs_f64() / reference.as_secs_f64())
            .collect();
        let ratio = middle(ratios);
        Ok(Self {
            workerd: undisturbed(workerd),
            libargon2: python.map(|_| (undisturbed(reference), ratio)),
        })
    }
}

/// Processor time of one hash by libargon2, from a batch, through argon2-cffi in a virtual environment.
fn in_libargon2(python: &Path) -> Result<Duration> {
    let output = process::output(process::command(python).args([
        "-c",
        LIBARGON2_SCRIPT,
        &HASHES.to_string(),
    ]))?;
    let seconds: f64 = output.trim().parse().context("Python answers no number")?;
    Ok(Duration::from_secs_f64(seconds))
}

fn probe() -> Result<PathBuf> {
    let folder = paths::in_root("target/postern/password-probe");
    wasm_tools::probe("password-probe", &folder)?;
    fs::write(folder.join("entry.js"), WORKER)?;
    wasm_tools::esbuild(
        &folder.join("entry.js"),
        &folder.join("worker.js"),
        &["--external:./probe.wasm"],
    )?;
    Ok(folder)
}

fn argon2_cffi() -> Result<PathBuf> {
    let environment = paths::in_root(".tools/argon2-cffi");
    let python = environment.join("bin/python");
    if process::succeeds(process::command(&python).args(["-c", "import argon2"])) {
        return Ok(python);
    }
    if !process::on_path("python3") {
        bail!("python3 is not on the path; it runs libargon2 for comparison");
    }
    process::output(
        process::command("python3")
            .args(["-m", "venv"])
            .arg(&environment),
    )?;
    process::output(process::command(&python).args(["-m", "pip", "install", "-q", ARGON2_CFFI]))?;
    Ok(python)
}

const WORKER: &str = r#"
import { initSync, hash, start_logins } from "./password_probe.js";
import module from "./probe.wasm";
initSync({ module });
export class ProbeObject {}
export default {
  fetch(request) {
    const [, what, times] = new URL(request.url).pathname.split("/");
    return new Response(String(what === "opaque" ? start_logins(Number(times)) : hash()));
  },
};
"#;

const LIBARGON2_SCRIPT: &str = r#"
import sys, time
from argon2.low_level import Type, hash_secret_raw
def one():
    hash_secret_raw(b"quiet lantern over the harbour", b"\7" * 16, time_cost=2,
                    memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID)
one()
times = int(sys.argv[1])
start = time.process_time()
for _ in range(times):
    one()
print((time.process_time() - start) / times)
"#;

const ARGON2_CFFI: &str = "argon2-cffi==25.1.0";
const WARM_UP: u32 = 20;
const BATCHES: usize = 12;
const HASHES: u32 = 15;
/// Requests.
const FEW: u32 = 5;
/// In one request.
const LOGINS: u32 = 40;
