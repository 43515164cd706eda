//! Everything about Postern that cargo alone cannot say: `cargo xtask help`.

mod arguments;
mod backup;
mod bench;
mod build;
mod children;
mod clock;
mod common_passwords;
mod deploy;
mod dev;
#[cfg(test)]
mod fake_wrangler;
mod hex;
mod import;
mod introspection_client;
mod invite;
mod keys;
mod otp;
mod paths;
mod process;
mod progress;
mod records;
mod restore;
mod serve;
mod setup;
mod size;
mod steps;
mod test;
#[cfg(test)]
mod test_folder;
mod tidy;
mod toolchain;
mod whole_file;
mod wrangler;
mod wrangler_config;

use std::process::ExitCode;

use anyhow::Result;
use arguments::{Built, Command};
use restore::Outcome;

fn main() -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()) {
        Err(misuse) => {
            eprintln!("error: {misuse}\nsee `cargo xtask help`");
            ExitCode::from(2)
        }
        Ok(command) => run(command).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }),
    }
}

/// Carries the command out; the exit code is 1 where what it checked does not hold.
fn run(command: Command) -> Result<ExitCode> {
    let holds = match command {
        Command::Help => {
            print!("{}", arguments::HELP);
            Ok(true)
        }
        Command::Backup(options) => backup::run(&options).map(|()| true),
        Command::Bench(only) => bench::run(&only).map(|()| true),
        Command::Build(Built::Postern) => build::run().map(|()| true),
        Command::Build(Built::Examples) => build::examples().map(|()| true),
        Command::CommonPasswords => common_passwords::run().map(|()| true),
        Command::Deploy(options) => deploy::run(&options).map(|()| true),
        Command::Dev(options) => dev::run(&options).map(|()| true),
        Command::IntrospectionClient(name) => introspection_client::run(&name).map(|()| true),
        Command::Invite(options) => invite::run(&options).map(|()| true),
        Command::Keys(options) => keys::run(&options).map(|()| true),
        Command::Otp(options) => otp::run(options),
        Command::Import(options) => return import::run(&options).map(exit_code),
        Command::Restore(options) => return restore::run(&options).map(exit_code),
        Command::Serve(options) => serve::run(&options).map(|()| true),
        Command::Setup => setup::run().map(|()| true),
        Command::Size => size::check().map(|tally| tally.failed == 0),
        Command::Test(only) => test::run(&only),
        Command::Tidy => tidy::run(),
    };
    Ok(if holds? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn exit_code(outcome: Outcome) -> ExitCode {
    match outcome {
        Outcome::Complete => ExitCode::SUCCESS,
        Outcome::Incomplete => ExitCode::from(INCOMPLETE),
    }
}

/// The exit code of a restore or an import that has left something out.
const INCOMPLETE: u8 = 3;
