//! `cargo xtask bench`: speed, side by side with its yardsticks. It prints and asserts nothing:
//! times depend on the machine, ratios less so.

mod argon2;
mod load;
mod processor_time;
mod server;
mod sign_in;
mod token_check;

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use server::Server;

use crate::build;
use crate::paths;
use crate::process;
use crate::setup;

/// Measures everything.
pub fn run() -> Result<()> {
    build::run()?;
    setup::for_running()?;
    let workerd = argon2::in_workerd().context("Argon2 in workerd was not measured")?;
    println!("one Argon2 (m = 19456 KiB, t = 2, p = 1), processor time:");
    println!("  in workerd                     {}", shown(workerd));
    match argon2::in_libargon2() {
        Ok(reference) => {
            println!("  libargon2                      {}", shown(reference));
            let ratio = workerd.as_secs_f64() / reference.as_secs_f64();
            println!("  ratio                          {ratio:.2} (goal: at most 1.7)");
        }
        Err(error) => println!("  libargon2                      not measured: {error:#}"),
    }

    let state = paths::in_root("target/postern/bench-state");
    remove(&state)?;
    let server = Server::start(
        process::command(std::env::current_exe()?)
            .args([
                "serve",
                "--port",
                "0",
                "--var",
                "FLOOD_SHIELD=off",
                "--state",
            ])
            .arg(&state),
    )?;
    let access_token = sign_ins(&server, workerd)?;
    token_checks(&server, &access_token)?;
    throughput(&server, &access_token)?;
    drop(server);
    remove(&state)
}

fn sign_ins(server: &Server, argon2: Duration) -> Result<String> {
    let sign_in = sign_in::measure(&server.origin, server.workerd)?;
    let floor = sign_in::floor()?;
    let outside = (sign_in.login + sign_in.verify).saturating_sub(argon2);
    println!("\none sign-in, processor time of workerd:");
    println!("  login                          {}", shown(sign_in.login));
    println!("  verify-otp                     {}", shown(sign_in.verify));
    println!("  both, without the Argon2       {}", shown(outside));
    println!("  the simulator's share of that  {}", shown(floor));
    println!(
        "  Postern's own                  {} (goal: at most 3 ms)",
        shown(outside.saturating_sub(floor))
    );
    Ok(sign_in.access_token)
}

fn token_checks(server: &Server, access_token: &str) -> Result<()> {
    let check = token_check::in_postern(server, access_token)?;
    println!("\none check of an access token, processor time of workerd:");
    println!(
        "  Postern's, ed25519-dalek       {} (goal: at most 0.3 ms)",
        shown(check)
    );
    println!(
        "  the signature by WebCrypto     {}",
        shown(token_check::in_webcrypto()?)
    );
    Ok(())
}

fn throughput(server: &Server, access_token: &str) -> Result<()> {
    let origin = &server.origin;
    let authorization = [format!("Authorization=Bearer {access_token}")];
    let health = load::requests_per_second(&format!("{origin}/api/health"), &[])?;
    let me = load::requests_per_second(&format!("{origin}/api/users/me"), &authorization)?;
    println!(
        "\nrequests per second, {} connections, {} s each:",
        load::CONNECTIONS,
        load::SECONDS
    );
    println!("  health                         {health:.0}");
    println!("  users/me                       {me:.0}");
    println!(
        "  ratio                          {:.0} % (goal: at least 50 %)",
        100.0 * me / health
    );
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn remove(folder: &std::path::Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
