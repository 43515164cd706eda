//! `GET /api/users/me`

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;

use crate::account::{Locator, Profile};
use crate::http::bearer::Bearer;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState, entity_tag};
use crate::keys::{Claims, TokenError};
use crate::ports::{Accounts, Directory, Ports};

/// Who the access token belongs to. The published record answers; where it does not know the
/// account (yet), the account itself does.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    Bearer(claims): Bearer,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let profile = find(&app, &claims).await?;
    Ok(entity_tag::answer(&headers, &profile.shown()))
}

/// The account of these claims. One that has taken its name since then is another.
async fn find<P: Ports>(app: &App<P>, claims: &Claims) -> Result<Profile, ApiProblem> {
    let locator = Locator::parse(&claims.loc).ok_or(TokenError::Invalid)?;
    let is_theirs = |profile: &Profile| URL_SAFE_NO_PAD.encode(profile.id) == claims.sub;
    let published = app.ports.directory().published_profile(&locator).await;
    if let Some(profile) = published.ok().flatten().filter(is_theirs) {
        return Ok(profile);
    }
    app.ports
        .accounts()
        .current_profile(&locator)
        .await?
        .filter(is_theirs)
        .ok_or_else(|| TokenError::Invalid.into())
}
