//! Options and words of a command line.

use std::path::PathBuf;

use lexopt::prelude::*;

/// What follows the command. Every option but `--help` and [`SWITCHES`] takes a value.
pub struct Rest {
    /// Whether help was asked for.
    pub help: bool,
    switches: Vec<String>,
    options: Vec<(String, String)>,
    values: std::collections::VecDeque<String>,
}

impl Rest {
    /// Reads all of it.
    pub fn read(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut rest = Self {
            help: false,
            switches: Vec::new(),
            options: Vec::new(),
            values: std::collections::VecDeque::new(),
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => {
                    rest.help = true;
                    return Ok(rest);
                }
                Long(name) if SWITCHES.contains(&name) => rest.switches.push(name.to_owned()),
                Long(name) => {
                    let name = name.to_owned();
                    rest.options.push((name, parser.value()?.string()?));
                }
                Value(value) => rest.values.push_back(value.string()?),
                Short(_) => return Err(argument.unexpected()),
            }
        }
        Ok(rest)
    }

    /// The next value that belongs to no option.
    pub fn value(&mut self) -> Option<String> {
        self.values.pop_front()
    }

    /// Takes an option that may be given more than once.
    pub fn options(&mut self, name: &str) -> Vec<String> {
        self.options
            .extract_if(.., |(given, _)| given == name)
            .map(|(_, value)| value)
            .collect()
    }

    /// Takes an option that may be given once.
    pub fn option(&mut self, name: &str) -> Result<Option<String>, lexopt::Error> {
        let mut given = self.options(name);
        if given.len() > 1 {
            return Err(format!("--{name} is given more than once").into());
        }
        Ok(given.pop())
    }

    /// Takes an option without a value.
    pub fn switch(&mut self, name: &str) -> bool {
        let given = self.switches.extract_if(.., |switch| switch == name);
        given.count() > 0
    }

    /// The port to serve at.
    pub fn port(&mut self) -> Result<u16, lexopt::Error> {
        match self.option("port")? {
            None => Ok(DEFAULT_PORT),
            Some(port) => port
                .parse()
                .map_err(|_not_a_port| format!("--port {port}: not a port").into()),
        }
    }

    /// The folder of the accounts.
    pub fn state(&mut self) -> Result<PathBuf, lexopt::Error> {
        Ok(self
            .option("state")?
            .map_or_else(|| crate::paths::in_root(".state"), PathBuf::from))
    }

    /// An error where something was given that the command does not know.
    pub fn is_used_up(&self, command: &str) -> Result<(), lexopt::Error> {
        let options = self.options.iter().map(|(name, _)| name);
        if let Some(name) = options.chain(&self.switches).next() {
            return Err(format!("{command} has no option --{name}").into());
        }
        if let Some(value) = self.values.front() {
            return Err(format!("{command} cannot do anything with {value}").into());
        }
        Ok(())
    }
}

const DEFAULT_PORT: u16 = 8787;
/// Options without a value.
const SWITCHES: &[&str] = &["now", "remote"];
