//! What a deployment sets: variables of `wrangler.toml` and the one secret.

use std::fmt;

use postern_keyring::LONGEST_ACCESS_TOKEN_SECONDS;

use crate::account::{Argon2Cost, PasswordHasher, Rules};
use crate::keys::{AccessTokens, KeyRing, KeyRingError, Locators, Sealer};

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
    /// What an account goes by.
    pub rules: Rules,
    /// Where accounts live.
    pub locators: Locators,
    /// Seals and opens.
    pub sealer: Sealer,
    /// Makes and checks access tokens.
    pub access_tokens: AccessTokens,
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
        Ok(Self {
            app_name,
            public_origin: origin(variable("PUBLIC_ORIGIN"))?,
            access_token_seconds: seconds(
                &variable,
                "ACCESS_TOKEN_SECONDS",
                600,
                LONGEST_ACCESS_TOKEN_SECONDS,
            )?,
            is_flood_shield_on: switch(variable("FLOOD_SHIELD").as_deref())?,
            rules: Rules {
                hasher: PasswordHasher::new(Argon2Cost::OWASP, ring.peppers()),
                challenge_seconds: seconds(&variable, "CHALLENGE_SECONDS", 300, 900)?,
                unconfirmed_seconds: seconds(&variable, "UNCONFIRMED_SECONDS", 86_400, 604_800)?,
            },
            locators: Locators::new(&ring),
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

/// `on` unless it says `off`.
fn switch(text: Option<&str>) -> Result<bool, ConfigError> {
    match text {
        None | Some("" | "on") => Ok(true),
        Some("off") => Ok(false),
        Some(_) => Err(ConfigError::Variable("FLOOD_SHIELD")),
    }
}

/// `scheme://host[:port]`, without a slash at the end (RFC 6454 §6.2).
fn origin(text: Option<String>) -> Result<Option<String>, ConfigError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(Some(text)),
        _ => Err(ConfigError::Variable("PUBLIC_ORIGIN")),
    }
}

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
        ] {
            assert_eq!(
                read(&[(name, value)]),
                Some(ConfigError::Variable(name)),
                "{name}={value}"
            );
        }
        assert!(matches!(
            read(&[("POSTERN_KEYS", "x")]),
            Some(ConfigError::Keys(_))
        ));
    }
}
