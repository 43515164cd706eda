//! What a session's holder gets: an access token, and a refresh token in a cookie or in the body.

use axum::Json;
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::SET_COOKIE;
use postern_shared::api::{ClientKind, SecretText, TokenResponse, TokenType, User};
use postern_shared::problem::ProblemCode;

use crate::account::{Locator, SignedIn, SteppedUp};
use crate::config::Config;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::session_cookie;
use crate::keys::{Claims, RefreshText};

/// The one client there is so far, a public one: our own pages, and programs of the people.
pub const CLIENT_ID: &str = "postern";

/// The two tokens of a session that has begun or been renewed.
pub struct Tokens {
    pub access_token: SecretText,
    pub token_type: TokenType,
    pub expires_in: u64,
    pub refresh_token: String,
    pub refresh_seconds: u64,
    pub user: User,
    pub recovery_codes: Option<Vec<SecretText>>,
}

/// Signs the one and seals the other.
///
/// # Errors
/// A problem with the code `internal`, which does not happen.
pub fn make(
    config: &Config,
    context: &mut RequestContext,
    locator: &Locator,
    signed_in: SignedIn,
) -> Result<Tokens, ApiProblem> {
    let proved = SteppedUp {
        profile: signed_in.profile,
        session: signed_in.session,
        session_seconds: signed_in.refresh_seconds,
        authenticated_at: signed_in.authenticated_at,
        methods: signed_in.methods,
    };
    let (access_token, expires_in) = sign(config, context, locator, &proved)?;
    let refresh = RefreshText {
        locator: locator.clone(),
        session: signed_in.session,
        generation: signed_in.generation,
        token: signed_in.refresh_token,
    };
    Ok(Tokens {
        access_token,
        token_type: TokenType::Bearer,
        expires_in,
        refresh_token: refresh
            .seal(&config.sealer, &mut context.entropy)
            .map_err(|_never_for_so_short_a_text| internal())?,
        refresh_seconds: signed_in.refresh_seconds,
        user: proved.profile.shown(),
        recovery_codes: signed_in.recovery_codes,
    })
}

/// An access token, and the seconds that it lasts. None outlives its session.
///
/// # Errors
/// As [`make`].
pub fn sign(
    config: &Config,
    context: &mut RequestContext,
    locator: &Locator,
    proved: &SteppedUp,
) -> Result<(SecretText, u64), ApiProblem> {
    let lasts = config
        .access_token_seconds
        .min(proved.session_seconds)
        .max(1);
    let claims = claims(lasts, context, locator, proved);
    let token = config.access_tokens.sign(&claims).ok_or_else(internal)?;
    Ok((SecretText::new(token), lasts))
}

fn internal() -> ApiProblem {
    ApiProblem::of(ProblemCode::Internal, "the session could not be rendered")
}

/// Renders them for a client of this kind.
///
/// # Errors
/// As [`make`].
pub fn render(
    config: &Config,
    mut context: RequestContext,
    locator: &Locator,
    signed_in: SignedIn,
    (kind, message): (ClientKind, &str),
) -> Result<Response, ApiProblem> {
    let tokens = make(config, &mut context, locator, signed_in)?;
    let cookie = match kind {
        ClientKind::Browser => Some(
            session_cookie::set(&tokens.refresh_token, tokens.refresh_seconds).ok_or_else(
                || ApiProblem::of(ProblemCode::Internal, "the cookie could not be rendered"),
            )?,
        ),
        ClientKind::Native => None,
    };
    let response = TokenResponse {
        message: message.to_owned(),
        access_token: tokens.access_token,
        token_type: tokens.token_type,
        expires_in: tokens.expires_in,
        refresh_token: match kind {
            ClientKind::Browser => None,
            ClientKind::Native => Some(SecretText::new(tokens.refresh_token)),
        },
        refresh_expires_in: tokens.refresh_seconds,
        user: tokens.user,
        recovery_codes: tokens.recovery_codes,
    };
    let cookie = AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok((cookie, Json(response)).into_response())
}

fn claims(
    lasts: u64,
    context: &mut RequestContext,
    locator: &Locator,
    proved: &SteppedUp,
) -> Claims {
    Claims {
        iss: context.origin.clone(),
        aud: context.origin.clone(),
        sub: URL_SAFE_NO_PAD.encode(proved.profile.id),
        client_id: CLIENT_ID.to_owned(),
        sid: proved.session.to_string(),
        amr: proved
            .methods
            .iter()
            .map(|method| method.amr().to_owned())
            .collect(),
        auth_time: proved.authenticated_at.unix_seconds(),
        iat: context.now.unix_seconds(),
        exp: context.now.plus(lasts).unix_seconds(),
        jti: URL_SAFE_NO_PAD.encode(context.entropy.draw::<16>()),
        loc: locator.to_string(),
    }
}
