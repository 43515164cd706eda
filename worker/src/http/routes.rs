//! The paths of the calls, and the router that follows from them.

use std::future::ready;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ALLOW};
use http::{Method, Request, StatusCode};
use postern_shared::problem::ProblemCode;
use tower_service::Service as _;

use crate::http::problem_response::ApiProblem;
use crate::http::{
    App, account_routes, client_files, cross_origin, health, introspect, jwks, login, login_start,
    logout, oauth_metadata, openapi, refresh, register, register_start, sign_in_options, token,
    verify_otp,
};
use crate::ports::Ports;

/// One path of the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallPath {
    /// The path; `{id}` stands for one segment.
    pub path: &'static str,
    /// Its methods, with commas between them. `HEAD` goes wherever `GET` does, and `OPTIONS`
    /// everywhere.
    pub methods: &'static str,
    /// Whether it is behind the limit per address.
    pub is_shielded: bool,
}

impl CallPath {
    /// One that is not behind the limit per address.
    pub(super) const fn new(path: &'static str, methods: &'static str) -> Self {
        Self {
            path,
            methods,
            is_shielded: false,
        }
    }

    /// One that is, with the method `POST`.
    pub(super) const fn shielded(path: &'static str) -> Self {
        Self {
            path,
            methods: "POST",
            is_shielded: true,
        }
    }
}

/// Each path with its handlers.
pub(super) type Table<P> = Vec<(CallPath, MethodRouter<App<P>>)>;

/// The paths of the calls.
pub(super) fn table<P: Ports>() -> Table<P> {
    let (call, shielded) = (CallPath::new, CallPath::shielded);
    let mut table = vec![
        (call("/api/health", "GET"), get(health::show)),
        (
            call("/api/sign-in-options", "GET"),
            get(sign_in_options::show::<P>),
        ),
        (
            shielded("/api/register/start"),
            post(register_start::create::<P>),
        ),
        (shielded("/api/register"), post(register::create::<P>)),
        (shielded("/api/login/start"), post(login_start::create::<P>)),
        (shielded("/api/login"), post(login::create::<P>)),
        (shielded("/api/verify-otp"), post(verify_otp::create::<P>)),
        (shielded("/api/refresh"), post(refresh::create::<P>)),
        (call("/api/logout", "POST"), post(logout::create::<P>)),
        (shielded("/api/token"), post(token::create::<P>)),
        (
            call("/api/introspect", "POST"),
            post(introspect::create::<P>),
        ),
        (call("/.well-known/jwks.json", "GET"), get(jwks::show::<P>)),
        (
            call("/.well-known/oauth-authorization-server", "GET"),
            get(oauth_metadata::show::<P>),
        ),
        (call("/api/openapi.json", "GET"), get(openapi::show::<P>)),
    ];
    table.extend(account_routes::table());
    table
}

/// The router of these paths, and of the client's files at all others.
pub(super) fn router<P: Ports>(table: Table<P>, app: App<P>) -> Router {
    let allowed_origins = app.config.allowed_origins.clone();
    let router = table
        .into_iter()
        .fold(Router::new(), |router, (call, methods)| {
            router.route(call.path, methods.options(move || ready(options(call))))
        })
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(client_files::show::<P>)
        .with_state(app);
    if allowed_origins.is_empty() {
        return router;
    }
    // The rule answers every OPTIONS; those that ask for no leave go past it.
    let ruled = router.clone().layer(cross_origin::layer(&allowed_origins));
    Router::new().fallback(move |request: Request<Body>| {
        let asks_no_leave = request.method() == Method::OPTIONS
            && !request
                .headers()
                .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let mut router = if asks_no_leave {
            router.clone()
        } else {
            ruled.clone()
        };
        async move { router.call(request).await }
    })
}

/// What the path takes (RFC 9110 §9.3.7).
fn options(call: CallPath) -> impl IntoResponse {
    let head = if call.methods.starts_with("GET") {
        "HEAD, "
    } else {
        ""
    };
    let allowed = format!("{}, {head}OPTIONS", call.methods);
    (StatusCode::NO_CONTENT, [(ALLOW, allowed)])
}

async fn method_not_allowed() -> ApiProblem {
    ApiProblem::of(
        ProblemCode::MethodNotAllowed,
        "the Allow header says which methods this path takes",
    )
}
