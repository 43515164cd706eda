//! Who asks for what belongs to an account.

use axum::extract::FromRequestParts;
use http::request::Parts;
use postern_shared::api::ClientKind;

use crate::account::{Asking, Locator};
use crate::http::bearer::{Bearer, session_of};
use crate::http::client_origin::ClientOrigin;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, browser_cookie};
use crate::ports::Ports;

/// The holder of a session, by their access token. Whether the session lives is the account's to say.
pub struct Asker {
    /// Where the account lives.
    pub locator: Locator,
    /// Which of its sessions asks, from where.
    pub asking: Asking,
}

impl<P: Ports> FromRequestParts<App<P>> for Asker {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, ApiProblem> {
        let Bearer(claims) = Bearer::from_request_parts(parts, app).await?;
        let (locator, session) = session_of(&claims)?;
        let Ok(origin) = ClientOrigin::from_request_parts(parts, app).await;
        let asking = Asking {
            session,
            // What holds the session is known to the account.
            client: origin.of_kind(ClientKind::default()),
            browser: browser_cookie::read(&parts.headers, &app.config.sealer, &locator),
        };
        Ok(Self { locator, asking })
    }
}
