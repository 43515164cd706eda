//! What a deployment sets: variables of `wrangler.toml` and the one secret.

mod breach_check;
mod registration;

use std::fmt;

use postern_keyring::LONGEST_ACCESS_TOKEN_SECONDS;
use postern_opaque::server::Server;
use postern_shared::api::{PasswordProtocol, RegistrationMode};

use crate::account::{Argon2Cost, Passwords, Rules, SessionLifetime};
use crate::keys::{
    AccessTokens, IntrospectionClients, KeyRing, KeyRingError, Locators, NamePrefixes, Sealer,
};

/// The settings in the form that the code uses, with the keys derived.
pub struct Config {
    /// Name of the service in authenticator apps.
    pub app_name: String,
    /// `iss` and `aud` of tokens, and the origin that writes must come from; `None` where it is
    /// the request's own.
    pub public_origin: Option<String>,
    /// Seconds that an access token lasts.
    pub access_token_seconds: u64,
    /// Whether requests are counted per address.
    pub is_flood_shield_on: bool,
    /// Where passwords are taken as they are.
    pub plain_passwords: PlainPasswords,
    /// Who may register.
    pub registration: RegistrationMode,
    /// Who is asked whether a new password is known from a breach; `None` where nobody is.
    pub breach_check: Option<String>,
    /// Whether answers say how long their parts took.
    pub is_timing_shown: bool,
    /// The origins of pages that may call from elsewhere.
    pub allowed_origins: Vec<String>,
    /// The services that may ask whether a token is good.
    pub introspection_clients: IntrospectionClients,
    /// What an account goes by.
    pub rules: Rules,
    /// Where accounts live.
    pub locators: Locators,
    /// Where the directory of people has names.
    pub name_prefixes: NamePrefixes,
    /// Seals and opens.
    pub sealer: Sealer,
    /// Makes and checks access tokens.
    pub access_tokens: AccessTokens,
}

/// Where passwords are taken as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainPasswords {
    /// Whether `register` and `login` take them.
    pub by_calls: bool,
    /// Whether `POST /api/token` takes them.
    pub by_grant: bool,
}

/// Which setting is wrong. Never repeats its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigError {
    /// `POSTERN_KEYS` is missing.
    NoKeys,
    /// `POSTERN_KEYS` is not a key ring.
    Keys(KeyRingError),
    /// The variable is not what it may be.
    Variable(&'static str),
}

impl Config {
    /// Reads the settings through `variable`, which answers a variable's or secret's text by name.
    ///
    /// # Errors
    /// Names the first setting that is wrong.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let keys = zeroize::Zeroizing::new(variable("POSTERN_KEYS").ok_or(ConfigError::NoKeys)?);
        let ring = KeyRing::parse(&keys).map_err(ConfigError::Keys)?;
        let app_name = variable("APP_NAME").unwrap_or_else(|| "Postern".to_owned());
        if app_name.trim().is_empty() || app_name.len() > 64 || app_name.contains(':') {
            return Err(ConfigError::Variable("APP_NAME"));
        }
        let passwords = passwords(&variable, &ring)?;
        let plain_passwords = PlainPasswords {
            by_calls: switch(&variable, "PLAIN_PASSWORDS", true)?,
            by_grant: switch(&variable, "PASSWORD_GRANT", false)?,
        };
        let can_be_off =
            passwords.protocol() == PasswordProtocol::Opaque && !plain_passwords.by_grant;
        if !plain_passwords.by_calls && !can_be_off {
            return Err(ConfigError::Variable("PLAIN_PASSWORDS"));
        }
        Ok(Self {
            app_name,
            public_origin: origin(variable("PUBLIC_ORIGIN"))?,
            access_token_seconds: seconds(
                &variable,
                "ACCESS_TOKEN_SECONDS",
                600,
                LONGEST_ACCESS_TOKEN_SECONDS,
            )?,
            is_flood_shield_on: switch(&variable, "FLOOD_SHIELD", true)?,
            plain_passwords,
            registration: registration::read(&variable)?,
            breach_check: breach_check::read(&variable)?,
            is_timing_shown: switch(&variable, "DEBUG_TIMING", false)?,
            allowed_origins: origins(variable("ALLOWED_ORIGINS"))?,
            introspection_clients: variable("INTROSPECTION_CLIENTS")
                .map_or(Some(IntrospectionClients::default()), |text| {
                    IntrospectionClients::parse(&text)
                })
                .ok_or(ConfigError::Variable("INTROSPECTION_CLIENTS"))?,
            rules: Rules {
                passwords,
                challenge_seconds: seconds(&variable, "CHALLENGE_SECONDS", 300, 900)?,
                unconfirmed_seconds: seconds(&variable, "UNCONFIRMED_SECONDS", 86_400, 604_800)?,
                session_lifetime: session_lifetime(&variable)?,
                trusts_browsers: switch(&variable, "TRUSTED_BROWSERS", false)?,
            },
            locators: Locators::new(&ring),
            name_prefixes: NamePrefixes::new(&ring),
            sealer: Sealer::new(&ring),
            access_tokens: AccessTokens::new(&ring),
        })
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKeys => formatter.write_str("the secret POSTERN_KEYS is missing"),
            Self::Keys(error) => write!(formatter, "the secret POSTERN_KEYS is malformed: {error}"),
            Self::Variable(name) => write!(formatter, "the variable {name} is out of its bounds"),
        }
    }
}

impl std::error::Error for ConfigError {}

/// A whole number of seconds from 1 to `most`, or `default` where the variable is not set.
fn seconds(
    variable: impl Fn(&str) -> Option<String>,
    name: &'static str,
    default: u64,
    most: u64,
) -> Result<u64, ConfigError> {
    let Some(text) = variable(name).filter(|text| !text.is_empty()) else {
        return Ok(default);
    };
    match text.parse() {
        Ok(seconds) if (1..=most).contains(&seconds) => Ok(seconds),
        _ => Err(ConfigError::Variable(name)),
    }
}

/// `on` or `off`, or `default` where the variable is not set.
fn switch(
    variable: impl Fn(&str) -> Option<String>,
    name: &'static str,
    default: bool,
) -> Result<bool, ConfigError> {
    match variable(name).as_deref() {
        None | Some("") => Ok(default),
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(_) => Err(ConfigError::Variable(name)),
    }
}

/// What keeps passwords: the protocol, its keys and its costs.
fn passwords(
    variable: impl Fn(&str) -> Option<String>,
    ring: &KeyRing,
) -> Result<Passwords, ConfigError> {
    let protocol = match variable("PASSWORD_PROTOCOL").as_deref() {
        None | Some("" | "argon2id") => PasswordProtocol::Argon2id,
        Some("opaque") => PasswordProtocol::Opaque,
        Some(_) => return Err(ConfigError::Variable("PASSWORD_PROTOCOL")),
    };
    let costs = variable("PASSWORD_ARGON2").unwrap_or_default();
    let mut costs = costs.split_whitespace().map(|text| {
        Argon2Cost::parse(text)
            .filter(|cost| cost.is_in_bounds())
            .ok_or(ConfigError::Variable("PASSWORD_ARGON2"))
    });
    let cost = costs.next().unwrap_or(Ok(Argon2Cost::OWASP))?;
    let older = costs.collect::<Result<Vec<_>, _>>()?;
    if older.len() >= MOST_COSTS {
        return Err(ConfigError::Variable("PASSWORD_ARGON2"));
    }
    let opaque = Server::new(ring.opaque_oprf_seed(), ring.opaque_key_pair_seeds());
    Ok(Passwords::new(protocol, cost, ring.peppers(), opaque).with_older_costs(older))
}

/// At most 90 days unused, 366 in all.
fn session_lifetime(
    variable: impl Fn(&str) -> Option<String>,
) -> Result<SessionLifetime, ConfigError> {
    let SessionLifetime {
        idle_seconds: idle,
        absolute_seconds: absolute,
    } = SessionLifetime::DEFAULT;
    Ok(SessionLifetime {
        idle_seconds: seconds(&variable, "SESSION_IDLE_SECONDS", idle, 90 * DAY)?,
        absolute_seconds: seconds(&variable, "SESSION_ABSOLUTE_SECONDS", absolute, 366 * DAY)?,
    })
}

/// Origins with commas between them.
fn origins(text: Option<String>) -> Result<Vec<String>, ConfigError> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| parse_origin(text).ok_or(ConfigError::Variable("ALLOWED_ORIGINS")))
        .collect()
}

fn origin(text: Option<String>) -> Result<Option<String>, ConfigError> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => parse_origin(&text)
            .map(Some)
            .ok_or(ConfigError::Variable("PUBLIC_ORIGIN")),
    }
}

/// `scheme://host[:port]` as browsers write it: lower case, without a slash at the end, without the
/// port that the scheme implies (RFC 6454 §6.2).
fn parse_origin(text: &str) -> Option<String> {
    let (host, implied_port) = match text.split_once("://")? {
        ("https", host) => (host, ":443"),
        ("http", host) => (host, ":80"),
        _ => return None,
    };
    let is_host = !host.is_empty()
        && !host.ends_with(implied_port)
        && host.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte)
        });
    is_host.then(|| text.to_owned())
}

/// A wrong password makes a client do the work of each.
const MOST_COSTS: usize = 3;
const DAY: u64 = 24 * 3600;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Option<ConfigError> {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let keys = format!("directory:{key},1:{key}");
        Config::read(|name| {
            let set = settings.iter().find(|(known, _)| *known == name);
            match set {
                Some((_, value)) => Some((*value).to_owned()),
                None => (name == "POSTERN_KEYS").then(|| keys.clone()),
            }
        })
        .err()
    }

    #[test]
    fn what_is_not_set_has_a_default() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("PUBLIC_ORIGIN", ""), ("FLOOD_SHIELD", "on")]), None);
    }

    #[test]
    fn plain_passwords_are_off_only_where_nothing_needs_them() {
        let off = ("PLAIN_PASSWORDS", "off");
        let opaque = ("PASSWORD_PROTOCOL", "opaque");
        assert_eq!(read(&[off, opaque]), None);
        assert_eq!(
            read(&[off, opaque, ("PASSWORD_GRANT", "on")]),
            Some(ConfigError::Variable("PLAIN_PASSWORDS"))
        );
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (name, value) in [
            ("CHALLENGE_SECONDS", "0"),
            ("CHALLENGE_SECONDS", "901"),
            ("ACCESS_TOKEN_SECONDS", "ten"),
            ("UNCONFIRMED_SECONDS", "-1"),
            ("FLOOD_SHIELD", "maybe"),
            ("PUBLIC_ORIGIN", "login.example"),
            ("PUBLIC_ORIGIN", "https://login.example/"),
            ("APP_NAME", "a:b"),
            ("PASSWORD_GRANT", "yes"),
            ("PASSWORD_PROTOCOL", "plain"),
            ("PLAIN_PASSWORDS", "off"),
            ("PASSWORD_ARGON2", "m=19455,t=2,p=1"),
            ("PASSWORD_ARGON2", "m=65537,t=2,p=1"),
            ("PASSWORD_ARGON2", "m=19456,t=1,p=1"),
            ("PASSWORD_ARGON2", "m=19456,t=2,p=2"),
            ("PASSWORD_ARGON2", "m=20480,t=2,p=1 strong"),
            ("DEBUG_TIMING", "1"),
            ("TRUSTED_BROWSERS", "yes"),
            ("SESSION_IDLE_SECONDS", "0"),
            ("SESSION_IDLE_SECONDS", "7776001"),
            ("SESSION_ABSOLUTE_SECONDS", "31622401"),
            ("ALLOWED_ORIGINS", "*"),
            ("ALLOWED_ORIGINS", "https://*.example"),
            ("ALLOWED_ORIGINS", "https://Shop.example"),
            ("ALLOWED_ORIGINS", "https://shop.example:443"),
            ("ALLOWED_ORIGINS", "https://user@shop.example"),
            ("ALLOWED_ORIGINS", "https://a.example, b.example"),
            ("INTROSPECTION_CLIENTS", "shop"),
        ] {
            assert_eq!(
                read(&[(name, value)]),
                Some(ConfigError::Variable(name)),
                "{name}={value}"
            );
        }
        let costs = "m=65536,t=2,p=1 m=32768,t=2,p=1 m=20480,t=2,p=1";
        assert_eq!(read(&[("PASSWORD_ARGON2", costs)]), None);
        assert_eq!(
            read(&[("PASSWORD_ARGON2", &format!("{costs} m=19456,t=2,p=1"))]),
            Some(ConfigError::Variable("PASSWORD_ARGON2"))
        );
        assert!(matches!(
            read(&[("POSTERN_KEYS", "x")]),
            Some(ConfigError::Keys(_))
        ));
    }
}
