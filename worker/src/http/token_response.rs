//! What a session's holder gets: an access token, and a refresh token in a cookie or in the body.

use axum::Json;
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::SET_COOKIE;
use postern_shared::api::{ClientKind, SecretText, TokenResponse, TokenType, User};
use postern_shared::problem::ProblemCode;

use crate::account::{Locator, SignedIn};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::{App, session_cookie};
use crate::keys::{Claims, RefreshText};
use crate::ports::{Ports, Signer};

/// The one client there is so far, a public one: our own pages, and programs of the people.
pub const CLIENT_ID: &str = "postern";

/// The two tokens of a session that has begun or been renewed.
pub struct Tokens {
    pub kind: ClientKind,
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
pub async fn make<P: Ports>(
    app: &App<P>,
    context: &mut RequestContext,
    locator: &Locator,
    signed_in: SignedIn,
) -> Result<Tokens, ApiProblem> {
    let internal = || ApiProblem::of(ProblemCode::Internal, "the session could not be rendered");
    let config = &app.config;
    // No access token outlives its session.
    let lasts = config
        .access_token_seconds
        .min(signed_in.refresh_seconds)
        .max(1);
    let unsigned = config
        .access_tokens
        .unsigned(&claims(lasts, context, locator, &signed_in))
        .ok_or_else(internal)?;
    let (name, seed) = (unsigned.key.kid(), unsigned.key.expose_seed());
    let signer = app.ports.signer();
    let signature = signer.sign(name, seed, unsigned.message()).await;
    let access_token = unsigned.with(&signature.ok_or_else(internal)?);
    let refresh = RefreshText {
        locator: locator.clone(),
        session: signed_in.session,
        generation: signed_in.generation,
        token: signed_in.refresh_token,
    };
    Ok(Tokens {
        kind: signed_in.kind,
        access_token: SecretText::new(access_token),
        token_type: TokenType::Bearer,
        expires_in: lasts,
        refresh_token: refresh
            .seal(&config.sealer, &mut context.entropy)
            .map_err(|_never_for_so_short_a_text| internal())?,
        refresh_seconds: signed_in.refresh_seconds,
        user: signed_in.profile.shown(),
        recovery_codes: signed_in.recovery_codes,
    })
}

impl Tokens {
    /// Parts the refresh token from the rest: for a browser it goes into a cookie, for a program into
    /// the body.
    ///
    /// # Errors
    /// As [`make`].
    pub fn part(&mut self) -> Result<(Option<HeaderValue>, Option<SecretText>), ApiProblem> {
        let token = std::mem::take(&mut self.refresh_token);
        match self.kind {
            ClientKind::Native => Ok((None, Some(SecretText::new(token)))),
            ClientKind::Browser => session_cookie::set(&token, self.refresh_seconds)
                .map(|cookie| (Some(cookie), None))
                .ok_or_else(|| {
                    ApiProblem::of(ProblemCode::Internal, "the cookie could not be rendered")
                }),
        }
    }
}

/// An answer with a cookie, where there is one.
pub fn with_cookie(cookie: Option<HeaderValue>, body: impl IntoResponse) -> Response {
    let cookie = AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie)));
    (cookie, body).into_response()
}

/// Renders them for whatever holds the session.
///
/// # Errors
/// As [`make`].
pub async fn render<P: Ports>(
    app: &App<P>,
    mut context: RequestContext,
    locator: &Locator,
    signed_in: SignedIn,
    message: &str,
) -> Result<Response, ApiProblem> {
    let mut tokens = make(app, &mut context, locator, signed_in).await?;
    let (cookie, refresh_token) = tokens.part()?;
    let response = TokenResponse {
        message: message.to_owned(),
        access_token: tokens.access_token,
        token_type: tokens.token_type,
        expires_in: tokens.expires_in,
        refresh_token,
        refresh_expires_in: tokens.refresh_seconds,
        user: tokens.user,
        recovery_codes: tokens.recovery_codes,
    };
    Ok(with_cookie(cookie, Json(response)))
}

fn claims(
    lasts: u64,
    context: &mut RequestContext,
    locator: &Locator,
    signed_in: &SignedIn,
) -> Claims {
    Claims {
        iss: context.origin.clone(),
        aud: context.origin.clone(),
        sub: URL_SAFE_NO_PAD.encode(signed_in.profile.id),
        client_id: CLIENT_ID.to_owned(),
        sid: signed_in.session.to_string(),
        role: signed_in.profile.role,
        amr: signed_in
            .methods
            .iter()
            .map(|method| method.amr().to_owned())
            .collect(),
        auth_time: signed_in.authenticated_at.unix_seconds(),
        iat: context.now.unix_seconds(),
        exp: context.now.plus(lasts).unix_seconds(),
        jti: URL_SAFE_NO_PAD.encode(context.entropy.draw::<16>()),
        loc: locator.to_string(),
    }
}
