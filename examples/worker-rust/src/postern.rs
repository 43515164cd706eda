//! Verifies Postern's access tokens (RFC 9068) with its published keys.

use std::cell::RefCell;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Date, Env, Fetch, Headers, Request, Response};

/// Whoever the token speaks of.
#[derive(Deserialize, Serialize)]
pub struct User {
    /// The account: random, never given again, not the username.
    pub sub: String,
    /// How they proved who they are: `pwd`, `otp`.
    pub amr: Vec<String>,
    /// When they did, in seconds since the epoch.
    pub auth_time: u64,
}

/// Why somebody is not let in.
pub enum Refusal {
    /// The request has no token.
    NoToken,
    /// The token is not one for this service, or has expired.
    InvalidToken(&'static str),
    /// The code was not asked for, or too long ago.
    NotRecent {
        /// How long ago it may be, in seconds.
        max_age: u64,
    },
    /// The keys cannot be read, or `ISSUER` is not set.
    Unavailable(String),
}

/// Whoever sends the request.
pub async fn current_user(request: &Request, env: &Env) -> Result<User, Refusal> {
    let authorization = request.headers().get("authorization");
    let authorization = authorization.ok().flatten().unwrap_or_default();
    let token = match authorization.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => return Err(Refusal::NoToken),
    };
    let issuer = env.var("ISSUER")?.to_string();

    let (signed, signature) = token.rsplit_once('.').ok_or(NOT_FOR_US)?;
    let (header, claims) = signed.split_once('.').ok_or(NOT_FOR_US)?;
    let header: Header = json(header)?;
    if header.alg != "EdDSA" || header.typ != "at+jwt" || header.crit.is_some() {
        return Err(NOT_FOR_US);
    }
    let signature = Signature::from_slice(&bytes(signature)?).map_err(|_length| NOT_FOR_US)?;
    key(&header.kid, &issuer, env)
        .await?
        .verify_strict(signed.as_bytes(), &signature)
        .map_err(|_not_authentic| NOT_FOR_US)?;

    let claims: Claims = json(claims)?;
    if claims.iss != issuer || claims.aud != issuer {
        return Err(NOT_FOR_US);
    }
    if claims.exp.saturating_add(CLOCKS_DIFFER_BY) <= now() {
        return Err(Refusal::InvalidToken("the access token has expired"));
    }
    Ok(claims.user)
}

impl User {
    /// Demands that a one-time code was given at most `max_age` seconds ago: for what an open
    /// session alone shall not reach.
    pub fn require_recent_otp(&self, max_age: u64) -> Result<(), Refusal> {
        let age = now().saturating_sub(self.auth_time);
        if self.amr.iter().any(|method| method == "otp") && age <= max_age {
            return Ok(());
        }
        Err(Refusal::NotRecent { max_age })
    }
}

impl Refusal {
    /// As RFC 6750 §3 and RFC 9470 §3 want it told.
    pub fn into_response(self) -> worker::Result<Response> {
        let (status, detail, challenge) = match self {
            Self::NoToken => (401, "no access token", "Bearer".to_owned()),
            Self::InvalidToken(why) => (401, why, r#"Bearer error="invalid_token""#.to_owned()),
            Self::NotRecent { max_age } => (
                401,
                "sign in again, with a code",
                format!(r#"Bearer error="insufficient_user_authentication", max_age="{max_age}""#),
            ),
            Self::Unavailable(why) => {
                worker::console_error!("{why}");
                (503, "the keys are out of reach", String::new())
            }
        };
        let headers = Headers::new();
        if !challenge.is_empty() {
            headers.set("www-authenticate", &challenge)?;
        }
        let body = serde_json::json!({ "detail": detail });
        Ok(Response::from_json(&body)?
            .with_status(status)
            .with_headers(headers))
    }
}

impl From<worker::Error> for Refusal {
    fn from(error: worker::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
    crit: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: u64,
    #[serde(flatten)]
    user: User,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    crv: String,
    kid: String,
    x: String,
}

/// The keys as they were fetched, for the later requests of this isolate.
struct Cache {
    keys: HashMap<String, VerifyingKey>,
    fetched_at: u64,
}

thread_local! {
    static CACHE: RefCell<Option<Cache>> = const { RefCell::new(None) };
}

async fn key(kid: &str, issuer: &str, env: &Env) -> Result<VerifyingKey, Refusal> {
    let (known, age) = CACHE.with_borrow(|cache| match cache {
        Some(cache) => (
            cache.keys.get(kid).copied(),
            now().saturating_sub(cache.fetched_at),
        ),
        None => (None, u64::MAX),
    });
    match known {
        Some(key) if age < CACHE_SECONDS => return Ok(key),
        // Made-up key names shall not make us ask each time.
        None if age < COOLDOWN_SECONDS => return Err(NOT_FOR_US),
        _ => {}
    }
    let keys = fetch_keys(issuer, env).await?;
    let key = keys.get(kid).copied();
    let fetched_at = now();
    CACHE.replace(Some(Cache { keys, fetched_at }));
    key.ok_or(NOT_FOR_US)
}

async fn fetch_keys(issuer: &str, env: &Env) -> worker::Result<HashMap<String, VerifyingKey>> {
    let url = format!("{issuer}/.well-known/jwks.json");
    let mut response = match env.service("POSTERN") {
        Ok(postern) => postern.fetch(url, None).await?,
        Err(_not_bound) => Fetch::Url(url.parse()?).send().await?,
    };
    if response.status_code() != 200 {
        let status = response.status_code();
        return Err(format!("the keys are answered with {status}").into());
    }
    let set: KeySet = response.json().await?;
    let ed25519 = set.keys.into_iter().filter(|jwk| jwk.crv == "Ed25519");
    Ok(ed25519
        .filter_map(|jwk| {
            let x = URL_SAFE_NO_PAD.decode(&jwk.x).ok()?;
            let key = VerifyingKey::try_from(x.as_slice()).ok()?;
            Some((jwk.kid, key))
        })
        .collect())
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, Refusal> {
    serde_json::from_slice(&bytes(part)?).map_err(|_form| NOT_FOR_US)
}

fn bytes(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_form| NOT_FOR_US)
}

fn now() -> u64 {
    Date::now().as_millis() / 1000
}

const NOT_FOR_US: Refusal = Refusal::InvalidToken("not an access token for this service");
const CLOCKS_DIFFER_BY: u64 = 5;
/// As long as Postern lets its keys be cached.
const CACHE_SECONDS: u64 = 300;
const COOLDOWN_SECONDS: u64 = 30;
