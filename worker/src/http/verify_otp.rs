//! `POST /api/verify-otp`

use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use postern_shared::api::{ClientKind, VerifyOtpRequest};

use crate::account::{BrowserToken, CodePresented, SecondFactor, SessionId};
use crate::http::client_origin::ClientOrigin;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_fields::missing_field;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::second_factor::{self, open_challenge};
use crate::http::{
    App, AppState, browser_cookie, counting, password_protocol, same_origin, session_cookie,
    token_response,
};
use crate::keys::RefreshText;
use crate::ports::{Accounts, Ports};

/// The second step: a code, with the challenge of the first. Begins a session.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    origin: ClientOrigin,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<Response, ApiProblem> {
    let request = VerifyOtpRequest::read(body)?;
    let (config, kind) = (&app.config, request.client);
    let typed = request.otp.as_ref().map(second_factor::parse).transpose()?;
    if typed.is_none() && !browser_cookie::is_there(&headers) {
        return Err(missing_field("otp"));
    }
    let challenge = open_challenge(config, &request.challenge, context.now)?;
    let locator = challenge.locator;
    let record = (
        request.registration.as_ref(),
        request.registration_record.as_ref(),
    );
    let bond = (&locator, &challenge.id.0);
    let renewal = password_protocol::renewed_record(config, bond, record, context.now)?;
    let browser = browser_cookie::read(&headers, &config.sealer, &locator);
    let presented = CodePresented {
        challenge: challenge.id,
        factor: factor(typed, browser.as_ref(), &headers, &context)?,
        client: origin.of_kind(kind),
        renewal,
        browser,
        trust_browser: request.trust_browser,
    };
    let accounts = app.ports.accounts();
    let mut signed_in = accounts.verify_code(&locator, presented).await?;
    counting::signed_in(&app.ports, &signed_in);
    if kind == ClientKind::Native {
        return token_response::render(&app, context, &locator, signed_in, SIGNED_IN).await;
    }
    let given = signed_in.new_browser.take();
    let known = browser_cookie::set(
        &headers,
        &config.sealer,
        &locator,
        given,
        &mut context.entropy,
    );
    end_former(&app, &headers, &context.origin, signed_in.session).await;
    let mut response =
        token_response::render(&app, context, &locator, signed_in, SIGNED_IN).await?;
    if let Some(cookie) = known {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What proves the second factor: what was typed, or else the browser. Then its cookie authenticates
/// the call.
fn factor(
    typed: Option<SecondFactor>,
    browser: Option<&BrowserToken>,
    headers: &HeaderMap,
    context: &RequestContext,
) -> Result<SecondFactor, ApiProblem> {
    if let Some(factor) = typed {
        return Ok(factor);
    }
    if browser.is_none() {
        return Err(missing_field("otp"));
    }
    same_origin::check(headers, &context.origin)?;
    Ok(SecondFactor::TrustedBrowser)
}

/// A sign-in takes the place of the session that this browser had (ASVS 7.2.4), whose cookie it
/// overwrites. That the former one cannot be reached does not undo the sign-in.
async fn end_former<P: Ports>(app: &App<P>, headers: &HeaderMap, origin: &str, begun: SessionId) {
    let former = session_cookie::read(headers)
        .filter(|_| same_origin::check(headers, origin).is_ok())
        .and_then(|text| RefreshText::open(&app.config.sealer, text).ok())
        .filter(|former| former.session != begun);
    if let Some(former) = former {
        let accounts = app.ports.accounts();
        let _ended_by_time_else = accounts.log_out(&former.locator, former.session).await;
    }
}

const SIGNED_IN: &str = "OTP verified successfully";
