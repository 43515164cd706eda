//! `cargo xtask invite`: a link by which one person registers. It is made from the keys alone, so that
//! there can be a first administrator, and no account that everybody knows.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use postern_keyring::{Invitation, KeyRing};
use postern_shared::api::Role;
use postern_shared::timestamp::Timestamp;

use crate::clock;
use crate::keys::file::SecretFile;
use crate::paths;
use crate::wrangler_config::WranglerConfig;

/// Whom to invite.
pub struct Options {
    /// The role of the account.
    pub role: Role,
    /// Its e-mail address.
    pub email: Option<String>,
    /// How long the invitation is good.
    pub hours: u64,
    /// Where `POSTERN_KEYS` stands; `.dev.vars` where it is not given.
    pub file: Option<PathBuf>,
    /// Where the service is.
    pub origin: Option<String>,
}

/// Prints the link.
pub fn run(options: &Options) -> Result<()> {
    let file = options.file.clone();
    let file = file.unwrap_or_else(|| paths::in_root(".dev.vars"));
    let ring = SecretFile::read(&file)?.ring()?;
    let origin = match &options.origin {
        Some(origin) => origin.clone(),
        None => usual_origin(&WranglerConfig::read()?),
    };
    let link = link(options, &ring, &origin, clock::now()?)?;
    println!("{link}");
    eprintln!(
        "It makes one account with the role {}, within {} hours. Whoever has it first gets the \
         account: send it to that person alone.",
        options.role.as_str(),
        options.hours
    );
    Ok(())
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

fn usual_origin(config: &WranglerConfig) -> String {
    let public = config.variable("PUBLIC_ORIGIN").unwrap_or_default();
    if public.is_empty() {
        "http://localhost:8787".to_owned()
    } else {
        public.to_owned()
    }
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

    #[test]
    fn the_origin_is_that_of_the_deployment_else_the_local_one() {
        let of = |text: &str| usual_origin(&WranglerConfig::parse(text).expect("well formed"));
        assert_eq!(
            of("[vars]\nPUBLIC_ORIGIN = \"\"\n"),
            "http://localhost:8787"
        );
        let public = "[vars]\nPUBLIC_ORIGIN = \"https://login.example\"\n";
        assert_eq!(of(public), "https://login.example");
    }
}
