//! The command line.

mod people;
mod rest;

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::backup;
use crate::deploy;
use crate::dev;
use crate::import;
use crate::invite;
use crate::keys::{self, Step};
use crate::otp::{self, SecretSource};
use crate::records::Place;
use crate::restore;
use crate::serve;
use rest::Rest;

/// What to do.
pub enum Command {
    /// Print the help text.
    Help,
    /// Write every record into a file.
    Backup(backup::Options),
    /// Measure speed: the named parts, or all.
    Bench(Vec<String>),
    /// Build client and Worker where they are stale, or the examples.
    Build(Built),
    /// Make the filter of common passwords.
    CommonPasswords,
    /// Bring an environment to Cloudflare.
    Deploy(deploy::Options),
    /// Set up, build and run.
    Dev(dev::Options),
    /// Take people over from another service.
    Import(import::Options),
    /// Rotate keys.
    Keys(keys::Options),
    /// An invitation.
    Invite(invite::Options),
    /// A secret for the service of this name.
    IntrospectionClient(String),
    /// One-time codes.
    Otp(otp::Options),
    /// Bring a backup back.
    Restore(restore::Options),
    /// Serve the built Worker.
    Serve(serve::Options),
    /// Install what is missing.
    Setup,
    /// Measure size.
    Size,
    /// Run the named steps, or all.
    Test(Vec<String>),
    /// Check the invariants.
    Tidy,
}

/// What to build.
pub enum Built {
    /// Client and Worker.
    Postern,
    /// What the tests run of `examples/`.
    Examples,
}

/// The text of `cargo xtask help`.
pub const HELP: &str = include_str!("help.txt");

/// Reads the command and its options.
pub fn parse(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let Some(name) = parser.next()? else {
        return Ok(Command::Help);
    };
    let command = match name {
        Short('h') | Long("help") => return Ok(Command::Help),
        Value(name) => name.string()?,
        other => return Err(other.unexpected()),
    };
    let mut rest = Rest::read(&mut parser)?;
    if rest.help {
        return Ok(Command::Help);
    }
    let parsed = match command.as_str() {
        "help" => Command::Help,
        "backup" => Command::Backup(backup_options(&mut rest)?),
        "bench" => Command::Bench(rest.options("only")),
        "build" => Command::Build(built(&mut rest)?),
        "common-passwords" => Command::CommonPasswords,
        "deploy" => Command::Deploy(deploy::Options {
            environment: rest.option("env")?.unwrap_or_else(|| PRODUCTION.to_owned()),
            file: rest.option("file")?.map(PathBuf::from),
            dry_run: rest.switch("dry-run"),
        }),
        "dev" => Command::Dev(dev::Options {
            port: rest.port()?,
            state: rest.state()?,
        }),
        "import" => Command::Import(people::import_options(&mut rest)?),
        "introspection-client" => {
            Command::IntrospectionClient(rest.value().ok_or("introspection-client takes a NAME")?)
        }
        "invite" => Command::Invite(people::invite_options(&mut rest)?),
        "keys" => Command::Keys(keys_options(&mut rest)?),
        "otp" => Command::Otp(otp_options(&mut rest)?),
        "restore" => Command::Restore(restore_options(&mut rest)?),
        "serve" => Command::Serve(serve::Options {
            port: rest.port()?,
            state: rest.state()?,
            variables: rest.options("var"),
        }),
        "setup" => Command::Setup,
        "size" => Command::Size,
        "test" => Command::Test(rest.options("only")),
        "tidy" => Command::Tidy,
        _ => return Err(format!("there is no command {command}").into()),
    };
    rest.is_used_up(&command)?;
    Ok(parsed)
}

fn keys_options(rest: &mut Rest) -> Result<keys::Options, lexopt::Error> {
    let step = match rest.value().as_deref() {
        Some("list") => Step::List,
        Some("add") => Step::Add,
        Some("promote") => Step::Promote(root(rest)?),
        Some("retire") => Step::Retire(root(rest)?),
        Some("export") => Step::Export,
        _ => return Err("keys takes list, add, promote, retire or export".into()),
    };
    let counts = matches!(step, Step::List | Step::Retire(_));
    let (is_remote, environment) = if counts {
        deployed(rest)?
    } else {
        (false, None)
    };
    Ok(keys::Options {
        step,
        file: rest.option("file")?.map(PathBuf::from),
        state: if counts { rest.option("state")? } else { None }.map(PathBuf::from),
        is_remote,
        environment,
        now: matches!(step, Step::Promote(_) | Step::Retire(_)) && rest.switch("now"),
    })
}

fn backup_options(rest: &mut Rest) -> Result<backup::Options, lexopt::Error> {
    Ok(backup::Options {
        file: rest.value().ok_or("backup takes a FILE")?.into(),
        place: place(rest)?,
    })
}

fn restore_options(rest: &mut Rest) -> Result<restore::Options, lexopt::Error> {
    Ok(restore::Options {
        backup: rest.value().ok_or("restore takes a FILE")?.into(),
        file: rest.option("file")?.map(PathBuf::from),
        place: place(rest)?,
        merge: rest.switch("merge"),
        salvage: rest.switch("salvage"),
        dry_run: rest.switch("dry-run"),
    })
}

/// Where the records are: on this machine unless it says `--remote`.
fn place(rest: &mut Rest) -> Result<Place, lexopt::Error> {
    match deployed(rest)? {
        (true, _) if rest.option("state")?.is_some() => {
            Err("--remote and --state exclude each other".into())
        }
        (true, environment) => Ok(Place::Deployed(environment.unwrap_or_default())),
        (false, Some(_)) => Err("--env goes with --remote".into()),
        (false, None) => Ok(Place::Here(rest.state()?)),
    }
}

/// Whether a deployed Worker is meant, and of which environment it is: what is on this machine has none.
fn deployed(rest: &mut Rest) -> Result<(bool, Option<String>), lexopt::Error> {
    let (is_remote, given) = (rest.switch("remote"), rest.option("env")?);
    let environment = given.or_else(|| is_remote.then(|| PRODUCTION.to_owned()));
    Ok((is_remote, environment))
}

fn root(rest: &mut Rest) -> Result<u32, lexopt::Error> {
    let id = rest.value().and_then(|id| id.parse().ok());
    Ok(id.ok_or("say which root, by its number")?)
}

fn built(rest: &mut Rest) -> Result<Built, lexopt::Error> {
    match rest.value().as_deref() {
        None => Ok(Built::Postern),
        Some("examples") => Ok(Built::Examples),
        Some(_) => Err("build takes nothing, or examples".into()),
    }
}

fn otp_options(rest: &mut Rest) -> Result<otp::Options, lexopt::Error> {
    match rest.value().as_deref() {
        Some("new") => Ok(otp::Options::New),
        Some("uri") => Ok(otp::Options::Uri {
            issuer: rest
                .option("issuer")?
                .unwrap_or_else(|| "Postern".to_owned()),
            account: rest
                .option("account")?
                .unwrap_or_else(|| "account".to_owned()),
            secret: secret(rest),
        }),
        Some("code") => Ok(otp::Options::Code {
            secret: secret(rest),
        }),
        Some("verify") => Ok(otp::Options::Verify {
            code: rest.value().ok_or("otp verify takes a CODE")?,
            secret: secret(rest),
        }),
        _ => Err("otp takes new, uri, code or verify".into()),
    }
}

fn secret(rest: &mut Rest) -> SecretSource {
    let given = rest.value().filter(|text| text != "-");
    given.map_or(SecretSource::Input, SecretSource::Argument)
}

/// What is deployed where nothing is said.
const PRODUCTION: &str = "production";

#[cfg(test)]
mod tests {
    use postern_shared::api::Role;

    use super::*;

    fn parsed(line: &str) -> Result<Command, lexopt::Error> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn serve_takes_a_port_and_variables() {
        let Ok(Command::Serve(options)) = parsed("serve --port 0 --var A=1 --var B=2") else {
            panic!("the options are known");
        };
        assert_eq!(options.port, 0);
        assert_eq!(options.variables, ["A=1", "B=2"]);
    }

    #[test]
    fn an_unknown_option_is_refused_by_name() {
        let error = parsed("build --prot 1").err().expect("it is mistyped");
        assert!(error.to_string().contains("--prot"), "{error}");
    }

    #[test]
    fn a_superfluous_word_is_refused() {
        assert!(parsed("setup now").is_err());
    }

    #[test]
    fn an_option_given_twice_is_refused() {
        assert!(parsed("dev --port 1 --port 2").is_err());
    }

    #[test]
    fn a_dash_is_the_standard_input() {
        let Ok(Command::Otp(otp::Options::Verify { code, secret })) = parsed("otp verify 123456 -")
        else {
            panic!("the words are known");
        };
        assert_eq!(code, "123456");
        assert!(matches!(secret, SecretSource::Input));
    }

    #[test]
    fn a_step_of_a_rotation_takes_what_concerns_it() {
        let line = "keys retire 3 --now --remote --file a";
        let Ok(Command::Keys(options)) = parsed(line) else {
            panic!("the options are known");
        };
        assert_eq!(options.step, Step::Retire(3));
        assert!(options.now && options.is_remote && options.state.is_none());
        assert_eq!(options.file, Some(PathBuf::from("a")));
        for line in [
            "keys",
            "keys rotate",
            "keys retire",
            "keys promote two",
            "keys add --now",
            "keys add 3",
            "keys promote 3 --remote",
            "keys export --state a",
            "serve --now",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_backup_is_of_this_machine_or_of_production_unless_it_is_said() {
        let environment = |line: &str| match parsed(line) {
            Ok(
                Command::Backup(backup::Options { place, .. })
                | Command::Restore(restore::Options { place, .. }),
            ) => match place {
                Place::Here(_) => None,
                Place::Deployed(environment) => Some(environment),
            },
            Ok(Command::Deploy(options)) => Some(options.environment),
            _ => panic!("{line}"),
        };
        assert_eq!(environment("backup a"), None);
        let production = Some("production".to_owned());
        assert_eq!(environment("backup a --remote"), production);
        assert_eq!(environment("deploy --dry-run"), production);
        let staging = Some("staging".to_owned());
        assert_eq!(
            environment("restore a --remote --env staging --merge"),
            staging
        );
        for line in [
            "backup",
            "backup a b",
            "backup a --merge",
            "deploy --remote",
            "serve --remote",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn an_invitation_says_its_role_and_lasts_30_days_at_most() {
        let line = "invite --role admin --email a@example.com --hours 720 --file a";
        let Ok(Command::Invite(options)) = parsed(line) else {
            panic!("the options are known");
        };
        assert_eq!((options.role, options.hours), (Role::Admin, 720));
        assert_eq!(options.email.as_deref(), Some("a@example.com"));
        let Ok(Command::Invite(options)) = parsed("invite --role user") else {
            panic!("the options are known");
        };
        assert_eq!((options.hours, options.email), (24, None));
        assert_eq!(options.environment, None);
        let Ok(Command::Invite(options)) = parsed("invite --role user --env staging") else {
            panic!("the options are known");
        };
        assert_eq!(options.environment.as_deref(), Some("staging"));
        for line in [
            "invite",
            "invite --role owner",
            "invite --role user --hours 0",
            "invite --role user --hours 721",
            "invite --role user --email x",
            "invite admin",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn an_import_says_where_to_unless_it_only_looks() {
        let Ok(Command::Import(options)) = parsed("import a --to https://b --report c") else {
            panic!("the options are known");
        };
        assert_eq!(options.origin.as_deref(), Some("https://b"));
        assert_eq!(options.report, Some(PathBuf::from("c")));
        assert!(matches!(
            parsed("import a --dry-run"),
            Ok(Command::Import(_))
        ));
        for line in [
            "import",
            "import a",
            "import a b --dry-run",
            "import a --to",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn help_is_there_for_every_command() {
        assert!(matches!(parsed("serve --help"), Ok(Command::Help)));
    }
}
