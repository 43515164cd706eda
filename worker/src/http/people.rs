//! `POST /api/admin/people`, `GET /api/admin/people/{id}`

use axum::Json;
use axum::body::Body;
use http::Response;
use postern_shared::api::{PeopleRequest, PeopleResponse};
use postern_shared::problem::ProblemCode;
use postern_shared::username::Username;

use crate::account::permission::Action;
use crate::http::administration::person_at;
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::self_service::render;
use crate::http::{AppState, list_cursor};
use crate::ports::{Administration, Directory, Ports};

/// A page of people whose names begin so, or of all.
#[worker::send]
pub async fn list<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    mut context: RequestContext,
    body: JsonBody,
) -> Result<Json<PeopleResponse>, ApiProblem> {
    let request = PeopleRequest::read(body)?;
    let accounts = app.ports.accounts();
    accounts
        .authorize(&asker.locator, asker.asking, Action::ReadPeople)
        .await?;
    let beginning = request.search.unwrap_or_default().to_ascii_lowercase();
    if beginning.chars().count() > Username::MAX_LENGTH {
        return Err(ApiProblem::at(
            ProblemCode::InvalidField,
            "search",
            "a username has at most 64 characters",
        ));
    }
    let list = format!("people {beginning}");
    let cursor = list_cursor::open(&app.config, &list, request.cursor.as_deref())?;
    let page = app
        .ports
        .directory()
        .people(&beginning, cursor.as_deref(), PAGE)
        .await?;
    Ok(Json(PeopleResponse {
        people: page.entries,
        cursor: list_cursor::seal(&app.config, &list, page.cursor, &mut context.entropy)?,
    }))
}

/// How somebody's account stands at this moment.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    PathId(id): PathId,
) -> Result<Response<Body>, ApiProblem> {
    let accounts = app.ports.accounts();
    accounts
        .authorize(&asker.locator, asker.asking, Action::ReadPeople)
        .await?;
    let answered = accounts.person(&person_at(&id)?).await?;
    render(&app.config, answered)
}

/// People on a page.
const PAGE: u32 = 100;
