//! `cargo xtask invite`: a link by which one person registers. It is made from the keys alone, so that
//! there can be a first administrator, and no account that everybody knows.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use postern_keyring::{Invitation, KeyRing};
use postern_shared::api::{RegistrationMode, Role};
use postern_shared::timestamp::Timestamp;

use crate::clock;
use crate::keys::file::SecretFile;
use crate::paths;
use crate::wrangler_config::{self, WranglerConfig};

/// Whom to invite.
pub struct Options {
    /// The role of the account.
    pub role: Role,
    /// Its e-mail address.
    pub email: Option<String>,
    /// How long the invitation is good.
    pub hours: u64,
    /// The deployed environment that it is for; none is the service on this machine.
    pub environment: Option<String>,
    /// Where `POSTERN_KEYS` stands; `.dev.vars` where it is not given, which an environment never has.
    pub file: Option<PathBuf>,
    /// Where the service is.
    pub origin: Option<String>,
}

/// Prints the link.
pub fn run(options: &Options) -> Result<()> {
    let environment = options.environment.as_deref();
    environment.map_or(Ok(()), wrangler_config::expect_environment)?;
    let file = options.key_file()?;
    let ring = SecretFile::read(&file)?.ring()?;
    let config = WranglerConfig::read()?;
    let origin = match &options.origin {
        Some(origin) => origin.clone(),
        None => usual_origin(&config, environment)?,
    };
    let link = link(options, &ring, &origin, clock::now()?)?;
    println!("{link}");
    eprintln!(
        "It makes one account with the role {}, within {} hours. Whoever has it first gets the \
         account: send it to that person alone.",
        options.role.as_str(),
        options.hours
    );
    if is_closed(&config, environment) {
        eprintln!(
            "REGISTRATION is \"closed\" in wrangler.toml: a service that runs with that refuses the \
             link. Set it to \"invite\" first."
        );
    }
    Ok(())
}

impl Options {
    fn key_file(&self) -> Result<PathBuf> {
        match (&self.file, &self.environment) {
            (Some(file), _) => Ok(file.clone()),
            (None, None) => Ok(paths::in_root(".dev.vars")),
            (None, Some(environment)) => bail!(
                "--env {environment} takes --file PATH besides: the file where POSTERN_KEYS of that \
                 environment stands"
            ),
        }
    }
}

/// What no server gets to see stands behind `#`.
fn link(options: &Options, ring: &KeyRing, origin: &str, now: u64) -> Result<String> {
    let is_origin = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| origin.strip_prefix(scheme))
        .any(|host| !host.is_empty() && !host.contains(['/', '#', '?', ' ']));
    if !is_origin {
        bail!("--origin takes https://HOST[:PORT], without a slash at the end");
    }
    let (mut id, mut nonce) = ([0; 16], [0; 24]);
    getrandom::fill(&mut id)
        .and_then(|()| getrandom::fill(&mut nonce))
        .context("the system gives no random numbers")?;
    let invitation = Invitation {
        id,
        role: options.role,
        email: options.email.clone(),
        expires_at: Timestamp::from_unix_seconds(now).plus(options.hours * 3600),
    };
    let text = invitation.seal(ring, nonce)?;
    Ok(format!("{origin}/register#invitation={text}"))
}

fn usual_origin(config: &WranglerConfig, environment: Option<&str>) -> Result<String> {
    let public = config.variable(environment, "PUBLIC_ORIGIN");
    match (public.unwrap_or_default(), environment) {
        ("", None) => Ok("http://localhost:8787".to_owned()),
        ("", Some(environment)) => bail!(
            "[env.{environment}.vars] of wrangler.toml has no PUBLIC_ORIGIN: say with --origin where \
             the service is"
        ),
        (public, _) => Ok(public.to_owned()),
    }
}

fn is_closed(config: &WranglerConfig, environment: Option<&str>) -> bool {
    let registration = config.variable(environment, "REGISTRATION");
    registration.and_then(RegistrationMode::parse) == Some(RegistrationMode::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn options() -> Options {
        Options {
            role: Role::Admin,
            email: Some("alice@example.com".to_owned()),
            hours: 24,
            environment: None,
            file: None,
            origin: None,
        }
    }

    fn ring() -> KeyRing {
        KeyRing::parse(&format!("directory:{A},1:{A}")).expect("well formed")
    }

    #[test]
    fn the_link_has_the_invitation_behind_the_hash_and_nothing_in_clear() {
        let link = link(&options(), &ring(), "https://login.example", 1000).expect("it is made");
        let text = link
            .strip_prefix("https://login.example/register#invitation=")
            .expect("it leads to the registration");
        assert!(!link.contains("alice") && !link.contains("admin"));
        let opened = Invitation::open(&ring().derive(Invitation::LABEL), text);
        let opened = opened.expect("the Worker opens it alike");
        assert_eq!(opened.expires_at.unix_seconds(), 1000 + 86_400);
        assert_eq!(opened.role, Role::Admin);
        assert_eq!(opened.email.as_deref(), Some("alice@example.com"));
    }

    #[test]
    fn no_two_invitations_have_one_name() {
        let id = || {
            let link = link(&options(), &ring(), "https://login.example", 1000);
            let link = link.expect("it is made");
            let text = link.split('=').next_back().unwrap_or_default();
            let opened = Invitation::open(&ring().derive(Invitation::LABEL), text);
            opened.expect("it opens").id
        };
        assert_ne!(id(), id());
    }

    #[test]
    fn an_origin_that_is_none_is_refused() {
        for origin in [
            "",
            "login.example",
            "https://",
            "https://a/",
            "ftp://a",
            "https://a#b",
        ] {
            assert!(link(&options(), &ring(), origin, 1000).is_err(), "{origin}");
        }
    }

    const CONFIG: &str = "[vars]\nPUBLIC_ORIGIN = \"\"\nREGISTRATION = \"open\"\n\
        [env.staging.vars]\nPUBLIC_ORIGIN = \"\"\n\
        [env.production.vars]\nPUBLIC_ORIGIN = \"https://login.example\"\nREGISTRATION = \"closed\"\n";

    fn config() -> WranglerConfig {
        WranglerConfig::parse(CONFIG).expect("well formed")
    }

    #[test]
    fn the_origin_is_that_of_the_environment_else_the_local_one() {
        let here = usual_origin(&config(), None).expect("there is always one");
        assert_eq!(here, "http://localhost:8787");
        let deployed = usual_origin(&config(), Some("production")).expect("it is set");
        assert_eq!(deployed, "https://login.example");
        let set = "[vars]\nPUBLIC_ORIGIN = \"https://here.example\"\n";
        let set = WranglerConfig::parse(set).expect("well formed");
        let here = usual_origin(&set, None).expect("it is set");
        assert_eq!(here, "https://here.example");
        // What the top says is not the environment's.
        for config in [&set, &config()] {
            let error = usual_origin(config, Some("staging")).expect_err("it has none");
            let error = error.to_string();
            assert!(
                error.contains("--origin") && error.contains("env.staging"),
                "{error}"
            );
        }
    }

    #[test]
    fn an_environment_is_never_given_the_keys_of_this_machine() {
        let here = options().key_file().expect("there is a usual one");
        assert!(here.ends_with(".dev.vars"));
        let deployed = |file: Option<&str>| Options {
            environment: Some("staging".to_owned()),
            file: file.map(PathBuf::from),
            ..options()
        };
        let error = deployed(None).key_file().expect_err("it has no usual one");
        assert!(error.to_string().contains("--file"), "{error}");
        let file = deployed(Some("a")).key_file().expect("it is given");
        assert_eq!(file, PathBuf::from("a"));
    }

    #[test]
    fn an_unknown_environment_is_refused_before_anything_is_read() {
        let options = Options {
            environment: Some("test".to_owned()),
            file: Some(PathBuf::from("nowhere")),
            ..options()
        };
        let error = run(&options).expect_err("there is none");
        assert!(
            error.to_string().contains("staging or production"),
            "{error}"
        );
    }

    #[test]
    fn who_invites_to_what_is_closed_hears_it() {
        assert!(is_closed(&config(), Some("production")));
        assert!(!is_closed(&config(), Some("staging")) && !is_closed(&config(), None));
    }
}
