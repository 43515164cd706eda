//! The calls: parse, one command, render. The table of paths is here; each resource has a file.

mod bearer;
mod client_files;
mod health;
mod json_body;
mod jwks;
mod login;
mod logout;
mod problem_response;
mod refresh;
mod register;
mod request_context;
mod same_origin;
mod security_headers;
mod session_cookie;
mod token_response;
mod users_me;
mod verify_otp;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use http::{Request, Response};
use postern_shared::problem::ProblemCode;
use tower_service::Service as _;

use crate::config::Config;
use crate::ports::Ports;
pub use problem_response::ApiProblem;

/// The service: its table of paths is made once, and answers any number of requests.
pub struct Service(Router);

/// What every handler has at hand.
struct App<P> {
    config: Arc<Config>,
    ports: P,
}

impl Service {
    /// The service with these settings and ports.
    #[must_use]
    pub fn new<P: Ports>(config: Arc<Config>, ports: P) -> Self {
        Self(router(App { config, ports }))
    }

    /// Answers one request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let is_api = path.starts_with("/api/");
        let response = if is_api && request.uri().query().is_some() {
            // A credential in a query string would land in logs (ASVS 14.2.1).
            axum::response::IntoResponse::into_response(ApiProblem::of(
                ProblemCode::QueryNotAllowed,
                "send parameters in a JSON body, never in the query string",
            ))
        } else {
            match self.0.clone().call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        };
        security_headers::add(&path, response)
    }
}

impl<P: Clone> Clone for App<P> {
    fn clone(&self) -> Self {
        Self {
            config: Arc::clone(&self.config),
            ports: self.ports.clone(),
        }
    }
}

fn router<P: Ports>(app: App<P>) -> Router {
    Router::new()
        .route("/api/health", get(health::show))
        .route("/api/register", post(register::create::<P>))
        .route("/api/login", post(login::create::<P>))
        .route("/api/verify-otp", post(verify_otp::create::<P>))
        .route("/api/refresh", post(refresh::create::<P>))
        .route("/api/logout", post(logout::create::<P>))
        .route("/api/users/me", get(users_me::show::<P>))
        .route("/.well-known/jwks.json", get(jwks::show::<P>))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(client_files::show::<P>)
        .with_state(app)
}

async fn method_not_allowed() -> ApiProblem {
    ApiProblem::of(
        ProblemCode::MethodNotAllowed,
        "the Allow header says which methods this path takes",
    )
}

type AppState<P> = State<App<P>>;
