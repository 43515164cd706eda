//! Everything about Postern that cargo alone cannot say: `cargo xtask help`.

mod arguments;
mod build;
mod children;
mod paths;
mod process;
mod serve;
mod setup;
mod toolchain;
mod wrangler_config;

use std::process::ExitCode;

use anyhow::Result;
use arguments::Command;

fn main() -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()).map_or_else(misused, run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Help(text) => println!("{text}"),
        Command::Build => build::run()?,
        Command::Serve(options) => serve::run(&options)?,
        Command::Setup => setup::run()?,
    }
    Ok(ExitCode::SUCCESS)
}

fn misused(error: lexopt::Error) -> Result<ExitCode> {
    eprintln!("error: {error}\nsee `cargo xtask help`");
    Ok(ExitCode::from(2))
}
