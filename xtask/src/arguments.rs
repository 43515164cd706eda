//! The command line.

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::serve;

/// What to do.
pub enum Command {
    /// Print this text.
    Help(&'static str),
    /// Build client and Worker where they are stale.
    Build,
    /// Serve the built Worker.
    Serve(serve::Options),
    /// Install what is missing.
    Setup,
}

/// Reads the command and its options.
pub fn parse(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let name = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help(HELP)),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    match name.as_str() {
        "help" => Ok(Command::Help(HELP)),
        "build" => no_options(&mut parser, Command::Build),
        "setup" => no_options(&mut parser, Command::Setup),
        "serve" => serve_options(&mut parser),
        _ => Err(format!("there is no command {name}").into()),
    }
}

fn no_options(parser: &mut lexopt::Parser, command: Command) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help(HELP)),
        Some(other) => Err(other.unexpected()),
    }
}

fn serve_options(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = serve::Options {
        port: DEFAULT_PORT,
        state: default_state(),
        variables: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = parser.value()?.parse()?,
            Long("state") => options.state = parser.value()?.into(),
            Long("var") => options.variables.push(parser.value()?.string()?),
            Short('h') | Long("help") => return Ok(Command::Help(HELP)),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}

fn default_state() -> PathBuf {
    crate::paths::in_root(".state")
}

const DEFAULT_PORT: u16 = 8787;

const HELP: &str = "help";
