//! Everything about Postern that cargo alone cannot say: `cargo xtask help`.

mod arguments;
mod bench;
mod build;
mod children;
mod common_passwords;
mod dev;
mod introspection_client;
mod invite;
mod keys;
mod otp;
mod paths;
mod process;
mod serve;
mod setup;
mod size;
mod steps;
mod test;
mod tidy;
mod toolchain;
mod wrangler_config;

use std::process::ExitCode;

use anyhow::Result;
use arguments::{Built, Command};

fn main() -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()) {
        Err(misuse) => {
            eprintln!("error: {misuse}\nsee `cargo xtask help`");
            ExitCode::from(2)
        }
        Ok(command) => match run(command) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Carries the command out; false where what it checked does not hold.
fn run(command: Command) -> Result<bool> {
    match command {
        Command::Help => {
            print!("{}", arguments::HELP);
            Ok(true)
        }
        Command::Bench(only) => bench::run(&only).map(|()| true),
        Command::Build(Built::Postern) => build::run().map(|()| true),
        Command::Build(Built::Examples) => build::examples().map(|()| true),
        Command::CommonPasswords => common_passwords::run().map(|()| true),
        Command::Dev(options) => dev::run(&options).map(|()| true),
        Command::IntrospectionClient(name) => introspection_client::run(&name).map(|()| true),
        Command::Invite(options) => invite::run(&options).map(|()| true),
        Command::Keys(options) => keys::run(&options).map(|()| true),
        Command::Otp(options) => otp::run(options),
        Command::Serve(options) => serve::run(&options).map(|()| true),
        Command::Setup => setup::run().map(|()| true),
        Command::Size => size::run().map(|()| true),
        Command::Test(only) => test::run(&only),
        Command::Tidy => tidy::run(),
    }
}
