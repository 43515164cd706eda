//! What the arithmetic of a password costs: alone in workerd, compiled as the Worker is, and one Argon2
//! by its reference implementation.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::processor_time::undisturbed;
use super::server::Server;
use crate::build::wasm_tools;
use crate::paths;
use crate::process;

/// Processor time in workerd.
pub struct Arithmetic {
    /// Of one Argon2.
    pub argon2: Duration,
    /// Of one answer to `login/start`, as OPAQUE reckons it.
    pub opaque: Duration,
}

/// Measures both, alone.
pub fn in_workerd() -> Result<Arithmetic> {
    let folder = probe()?;
    let server = Server::start(
        process::command(paths::node())
            .arg(paths::in_root("xtask/probe.mjs"))
            .arg(folder),
    )?;
    let ask = |path: &str, times: u32| {
        (0..times).try_for_each(|_| {
            ureq::get(format!("{}/{path}", server.origin)).call()?;
            Ok(())
        })
    };
    let cost = |path: &str, times: u32| {
        // The first ones are slower, until the engine has optimised the module.
        ask(path, WARM_UP)?;
        let batches = (0..BATCHES).map(|_| server.workerd.cost_of(times, || ask(path, times)));
        batches.collect::<Result<_>>().map(undisturbed)
    };
    let many = cost(&format!("opaque/{LOGINS}"), FEW)?;
    Ok(Arithmetic {
        argon2: cost("argon2", HASHES)?,
        opaque: many.saturating_sub(cost("opaque/0", FEW)?) / LOGINS,
    })
}

/// Processor time of one hash by libargon2, through argon2-cffi in a virtual environment.
pub fn in_libargon2() -> Result<Duration> {
    let python = argon2_cffi()?;
    let output = process::output(process::command(python).args([
        "-c",
        LIBARGON2_SCRIPT,
        &BATCHES.to_string(),
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
def batch(times):
    start = time.process_time()
    for _ in range(times):
        one()
    return (time.process_time() - start) / times
one()
costs = sorted(batch(int(sys.argv[2])) for _ in range(int(sys.argv[1])))
print(costs[len(costs) // 4])
"#;

const ARGON2_CFFI: &str = "argon2-cffi==25.1.0";
const WARM_UP: u32 = 20;
const BATCHES: u32 = 8;
const HASHES: u32 = 15;
/// Requests.
const FEW: u32 = 5;
/// In one request.
const LOGINS: u32 = 40;
