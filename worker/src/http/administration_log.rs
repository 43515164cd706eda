//! `POST /api/admin/log`, `POST /api/admin/log/export`

use axum::Json;
use axum::body::Body;
use axum::response::IntoResponse;
use http::Response;
use http::header::CONTENT_TYPE;
use postern_shared::api::{LogRequest, LogResponse};

use crate::account::permission::Action;
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::{App, AppState, list_cursor};
use crate::ports::{Administration, Directory, Ports};

/// A page of what was done, newest first.
#[worker::send]
pub async fn list<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    context: RequestContext,
    body: JsonBody,
) -> Result<Json<LogResponse>, ApiProblem> {
    let request = LogRequest::read(body)?;
    page(&app, asker, context, (request, PAGE)).await.map(Json)
}

/// The same as lines of JSON, more at a time. Where there is more, the last line has the cursor.
#[worker::send]
pub async fn export<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    context: RequestContext,
    body: JsonBody,
) -> Result<Response<Body>, ApiProblem> {
    let request = LogRequest::read(body)?;
    let page = page(&app, asker, context, (request, EXPORTED)).await?;
    let mut lines = String::new();
    for entry in &page.entries {
        lines.push_str(&serde_json::to_string(entry).unwrap_or_default());
        lines.push('\n');
    }
    if let Some(cursor) = page.cursor {
        // Nothing in it has to be escaped: it is base64url.
        for part in ["{\"cursor\":\"", &cursor, "\"}\n"] {
            lines.push_str(part);
        }
    }
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response())
}

async fn page<P: Ports>(
    app: &App<P>,
    asker: Asker,
    mut context: RequestContext,
    (request, limit): (LogRequest, u32),
) -> Result<LogResponse, ApiProblem> {
    let accounts = app.ports.accounts();
    accounts
        .authorize(&asker.locator, asker.asking, Action::ReadLog)
        .await?;
    let cursor = list_cursor::open(&app.config, LIST, request.cursor.as_deref())?;
    let page = app.ports.directory().log(cursor.as_deref(), limit).await?;
    Ok(LogResponse {
        entries: page.entries,
        cursor: list_cursor::seal(&app.config, LIST, page.cursor, &mut context.entropy)?,
    })
}

/// What its cursors are for.
const LIST: &str = "log";
/// Entries of a page.
const PAGE: u32 = 100;
/// Lines of an export: as many as KV lists at a time.
const EXPORTED: u32 = 1000;
