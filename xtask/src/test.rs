//! `cargo xtask test`: everything that continuous integration runs.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::build::{self, example};
use crate::paths;
use crate::process;
use crate::setup;
use crate::size;
use crate::steps::{self, Tally};
use crate::tidy;
use crate::toolchain::{self, WASM_TARGET};

/// One step of the run.
struct Step {
    name: &'static str,
    what: &'static str,
    act: fn() -> Result<Tally>,
}

/// Runs the steps named in `only`, or all of them; whether everything passed.
pub fn run(only: &[String]) -> Result<bool> {
    let chosen = chosen(only)?;
    let results: Vec<_> = chosen
        .into_iter()
        .map(|step| (step.name, steps::step(step.name, step.what, step.act)))
        .collect();
    let total = results
        .iter()
        .fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally));
    println!();
    for (name, tally) in results.iter().filter(|(_, tally)| tally.failed > 0) {
        println!(
            "failed: {name} ({} of {})",
            tally.failed,
            tally.passed + tally.failed
        );
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

fn chosen(only: &[String]) -> Result<Vec<&'static Step>> {
    if only.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    only.iter()
        .map(|name| {
            let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
            STEPS
                .iter()
                .find(|step| step.name == name)
                .with_context(|| format!("there is no step {name}; there are {}", names.join(", ")))
        })
        .collect()
}

fn format() -> Result<Tally> {
    let ours = steps::check(cargo().args(["fmt", "--all", "--check"]))?;
    Ok(ours.plus(steps::check(example::cargo().args(["fmt", "--check"]))?))
}

fn clippy() -> Result<Tally> {
    let ours = steps::check(
        cargo()
            .args(["clippy", "--quiet", "--workspace", "--all-targets"])
            .args(NO_WARNINGS),
    )?;
    let example = steps::check(
        example::cargo()
            .args(["clippy", "--quiet", "--locked"])
            .args(NO_WARNINGS),
    )?;
    Ok(ours.plus(example))
}

fn deny() -> Result<Tally> {
    setup::for_deny()?;
    let offline = steps::check(cargo_deny().args(["check", "licenses", "bans", "sources"]))?;
    // Known vulnerabilities stand in a database that has to be downloaded.
    if !process::succeeds(cargo_deny().args(["fetch", "db"])) {
        println!("advisories: not checked, because their database is out of reach from here");
        return Ok(offline);
    }
    Ok(offline.plus(steps::check(cargo_deny().args([
        "check",
        "--disable-fetch",
        "advisories",
    ]))?))
}

fn native() -> Result<Tally> {
    setup::for_native_tests()?;
    let units = steps::tests(
        cargo()
            .args(["test", "--quiet", "--no-fail-fast", "--workspace"])
            .args(["--exclude", "postern-e2e"]),
    )?;
    let harness =
        steps::tests(cargo().args(["test", "--quiet", "--package", "postern-e2e", "--lib"]))?;
    Ok(units.plus(harness))
}

fn wasm_node() -> Result<Tally> {
    setup::for_building()?;
    let packages = ["postern-shared", "postern-opaque", "postern-password"];
    let mut command = wasm_test(&packages);
    // As the Worker has it; the client has it without.
    command.args(["--features", "postern-opaque/server-group"]);
    steps::tests(command.env("PATH", paths::with_node()?))
}

fn wasm_browser() -> Result<Tally> {
    setup::for_testing()?;
    let driver =
        process::find_on_path("chromedriver").context("chromedriver is not on the path")?;
    steps::tests(
        wasm_test(&["postern-frontend"])
            .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
            .env("CHROMEDRIVER", driver),
    )
}

fn api() -> Result<Tally> {
    build::examples()?;
    end_to_end("api")
}

fn browser() -> Result<Tally> {
    end_to_end("browser")
}

fn schemathesis() -> Result<Tally> {
    end_to_end("schemathesis")
}

fn end_to_end(target: &str) -> Result<Tally> {
    setup::for_testing()?;
    build::run()?;
    steps::tests(
        cargo()
            .args([
                "test",
                "--quiet",
                "--package",
                "postern-e2e",
                "--test",
                target,
            ])
            .env("POSTERN_XTASK", this_program()?),
    )
}

fn wasm_test(packages: &[&str]) -> Command {
    let mut command = toolchain::wasm_cargo();
    command
        .args(["test", "--no-fail-fast", "--tests", "--target", WASM_TARGET])
        .args(packages.iter().flat_map(|name| ["--package", name]))
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            paths::cargo_tool("wasm-bindgen-test-runner"),
        );
    command
}

fn cargo() -> Command {
    process::command("cargo")
}

fn cargo_deny() -> Command {
    let mut command = process::command(paths::cargo_tool("cargo-deny"));
    command.arg("--log-level=error");
    command
}

/// The tests that follow may rebuild this program; they shall go on with the new one.
fn this_program() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let name = program.to_string_lossy();
    let path = PathBuf::from(name.strip_suffix(" (deleted)").unwrap_or(&name));
    if !path.is_file() {
        bail!("{} is gone; start the command again", paths::shown(&path));
    }
    Ok(path)
}

const NO_WARNINGS: &[&str] = &["--", "-D", "warnings"];

const STEPS: &[Step] = &[
    Step {
        name: "format",
        what: "cargo fmt finds nothing to change",
        act: format,
    },
    Step {
        name: "tidy",
        what: "the invariants of ARCHITECTURE.md, as far as text shows them",
        act: tidy::check,
    },
    Step {
        name: "clippy",
        what: "cargo clippy finds nothing, pedantically",
        act: clippy,
    },
    Step {
        name: "deny",
        what: "licences, sources and known vulnerabilities of the dependencies",
        act: deny,
    },
    Step {
        name: "native",
        what: "the tests that need no browser and no workerd",
        act: native,
    },
    Step {
        name: "wasm-node",
        what: "the crates of both sides as wasm, in Node",
        act: wasm_node,
    },
    Step {
        name: "wasm-browser",
        what: "the client's components as wasm, in headless Chromium",
        act: wasm_browser,
    },
    Step {
        name: "size",
        what: "what the platform and browsers load is within its limits",
        act: size::check,
    },
    Step {
        name: "api",
        what: "the calls on workerd with KV and Durable Objects",
        act: api,
    },
    Step {
        name: "schemathesis",
        what: "made-up requests to every call of the document, on workerd",
        act: schemathesis,
    },
    Step {
        name: "browser",
        what: "the whole ceremony in Chromium",
        act: browser,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_step_runs() {
        let chosen = chosen(&[]).expect("all of them exist");
        assert_eq!(chosen.len(), STEPS.len());
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = chosen(&["formt".to_owned()]).err().expect("it is mistyped");
        assert!(error.to_string().contains("format"), "{error}");
    }
}
