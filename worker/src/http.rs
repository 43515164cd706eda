//! The calls: parse, one command, render. The paths are in [`routes`]; each resource has a file.

mod account_routes;
mod activity;
mod administration;
mod administration_invitations;
mod administration_log;
mod administration_routes;
mod app;
mod asker;
mod authenticators;
mod basic;
mod bearer;
mod browser_cookie;
mod browsers;
mod client_files;
mod client_origin;
mod counting;
mod cross_origin;
mod entity_tag;
mod form_body;
mod health;
mod import;
mod introspect;
mod invitation;
mod json_body;
mod jwks;
mod list_cursor;
mod login;
mod login_start;
mod logout;
mod new_password;
mod oauth_metadata;
mod openapi;
mod overview;
mod password_change;
mod password_fields;
mod password_protocol;
mod password_reset;
mod path_id;
mod people;
mod problem_response;
mod profile;
mod rate_limit_headers;
mod refresh;
mod register;
mod register_start;
mod request_context;
mod request_id;
mod routes;
mod same_origin;
mod second_factor;
mod security_headers;
mod self_service;
mod session_cookie;
mod sessions;
mod sign_in_options;
mod step_up;
mod token;
mod token_response;
mod users_me;
mod verify_otp;

use std::sync::Arc;

use axum::body::Body;
use axum::response::IntoResponse;
use http::{HeaderValue, Method, Request, Response};
use postern_shared::problem::ProblemCode;

use crate::account::Entropy;
use crate::config::Config;
use crate::hold::Hold;
use crate::instance::Tally;
use crate::ports::Ports;
use crate::stopwatch::Stopwatch;
use app::{App, AppState};
pub use client_origin::Country;
pub use counting::Counting;
pub use json_body::MAX_BODY_LENGTH;
pub use problem_response::ApiProblem;
pub use routes::CallPath;
use routes::Calls;

/// The service: its table of paths is made once, and answers any number of requests.
pub struct Service {
    answer: Calls,
    calls: Vec<CallPath>,
    config: Arc<Config>,
    entropy: Box<dyn Fn() -> Option<Entropy> + Send + Sync>,
    tally: Tally,
    counting: Box<dyn Fn() -> Option<Counting> + Send + Sync>,
}

/// An answer, and what the log should know of it.
pub struct Answer {
    /// What the caller gets.
    pub response: Response<Body>,
    /// Names the request.
    pub request_id: String,
    /// What went wrong, if anything did.
    pub problem: Option<ProblemCode>,
    /// What has to be over before the answer may leave.
    pub hold: Hold,
}

impl Service {
    /// The service with these settings and ports.
    #[must_use]
    pub fn new<P: Ports>(config: Arc<Config>, ports: P) -> Self {
        let table = routes::table::<P>();
        Self {
            calls: table.iter().map(|(call, _)| *call).collect(),
            entropy: {
                let ports = ports.clone();
                Box::new(move || ports.entropy())
            },
            tally: ports.tally().clone(),
            counting: {
                let ports = ports.clone();
                Box::new(move || counting::due(&ports))
            },
            answer: routes::calls(
                table,
                App {
                    config: Arc::clone(&config),
                    ports,
                },
            ),
            config,
        }
    }

    /// The paths of the calls.
    #[must_use]
    pub fn calls(&self) -> &[CallPath] {
        &self.calls
    }

    /// Answers one request.
    pub async fn answer(&self, mut request: Request<Body>) -> Answer {
        let request_id = request_id::of(request.headers(), &self.entropy);
        let path = request.uri().path().to_owned();
        let is_head = request.method() == Method::HEAD;
        let is_deletion = counting::is_deletion(request.method(), &path);
        let hold = Hold::default();
        request.extensions_mut().insert(hold.clone());
        let stopwatch = self.config.is_timing_shown.then(Stopwatch::default);
        if let Some(stopwatch) = &stopwatch {
            request.extensions_mut().insert(stopwatch.clone());
        }
        let response = self.route(&path, request).await;
        let mut answer = finish(response, &path, request_id, is_head);
        answer.hold = hold;
        counting::count(&self.tally, &answer, is_deletion);
        let headers = answer.response.headers_mut();
        let times = stopwatch.map(|it| it.entries()).unwrap_or_default();
        if let Ok(value) = HeaderValue::from_str(&times)
            && !times.is_empty()
        {
            headers.insert("server-timing", value);
        }
        let is_shielded = |call: &CallPath| call.is_shielded && call.path == path;
        if self.config.is_flood_shield_on && self.calls.iter().any(is_shielded) {
            rate_limit_headers::add_address_policy(headers);
        }
        answer
    }

    /// The hand-over of what was counted, where one is due. It is for after the answer.
    #[must_use]
    pub fn counting(&self) -> Option<Counting> {
        (self.counting)()
    }

    async fn route(&self, path: &str, request: Request<Body>) -> Response<Body> {
        if path.starts_with("/api/") && request.uri().query().is_some() {
            // A credential in a query string would land in logs (ASVS 14.2.1).
            return ApiProblem::of(
                ProblemCode::QueryNotAllowed,
                "send parameters in the body, never in the query string",
            )
            .into_response();
        }
        (self.answer)(request).await
    }
}

/// The answer of a deployment whose settings are wrong.
pub fn answer_without_settings(
    request: &Request<Body>,
    entropy: impl FnOnce() -> Option<Entropy>,
) -> Answer {
    let problem = ApiProblem::wait(
        ProblemCode::Unavailable,
        60,
        "the service is not set up; its log says which setting is wrong",
    );
    finish(
        problem.into_response(),
        request.uri().path(),
        request_id::of(request.headers(), entropy),
        request.method() == Method::HEAD,
    )
}

/// What every answer gets at the end: the body of a problem, the request's name, the headers.
fn finish(mut response: Response<Body>, path: &str, request_id: String, is_head: bool) -> Answer {
    let is_oauth = matches!(path, "/api/token" | "/api/introspect");
    let problem = problem_response::complete(&mut response, &request_id, (is_oauth, is_head));
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(request_id::HEADER, value);
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    Answer {
        response: security_headers::add(path, response),
        request_id,
        problem,
        hold: Hold::default(),
    }
}
