//! `GET /api/admin/overview`

use axum::body::Body;
use http::Response;

use crate::account::permission::Action;
use crate::http::AppState;
use crate::http::asker::Asker;
use crate::http::problem_response::ApiProblem;
use crate::http::self_service::render;
use crate::ports::{Administration, Instance, Ports};

/// How many sign in, and how many fail.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
) -> Result<Response<Body>, ApiProblem> {
    let accounts = app.ports.accounts();
    accounts
        .authorize(&asker.locator, asker.asking, Action::ReadOverview)
        .await?;
    let overview = app.ports.instance().overview().await?;
    render(&app.config, overview)
}
