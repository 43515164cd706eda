//! The paths of the calls, and the router that follows from them.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::handler::Handler;
use axum::response::IntoResponse;
use http::header::ALLOW;
use http::{HeaderName, Method, Request, Response, StatusCode};
use postern_shared::problem::ProblemCode;

use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::{
    App, account_routes, administration_routes, client_files, cross_origin, health, import,
    introspect, invitation, jwks, login, login_start, logout, oauth_metadata, openapi, refresh,
    register, register_start, sign_in_options, token, verify_otp,
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

/// Each path with the handlers of its methods, in their order.
pub(super) type Table<P> = Vec<(CallPath, Vec<Handle<P>>)>;

/// What answers a request at one path by one method.
pub(super) type Handle<P> = Box<dyn Fn(Request<Body>, App<P>) -> Answering + Send + Sync>;

/// What answers every request.
pub(super) type Calls = Arc<dyn Fn(Request<Body>) -> Answering + Send + Sync>;

/// An answer that is being worked on.
pub(super) type Answering = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// A handler as the table takes it.
pub(super) fn handle<P: Ports, T: 'static>(
    handler: impl Handler<T, App<P>, Future = Answering>,
) -> Handle<P> {
    Box::new(move |request, app| handler.clone().call(request, app))
}

/// The paths of the calls.
pub(super) fn table<P: Ports>() -> Table<P> {
    let (call, shielded) = (CallPath::new, CallPath::shielded);
    let mut table = vec![
        (call("/api/health", "GET"), vec![handle(health::show)]),
        (
            call("/api/sign-in-options", "GET"),
            vec![handle(sign_in_options::show::<P>)],
        ),
        (
            shielded("/api/invitation"),
            vec![handle(invitation::show::<P>)],
        ),
        (
            shielded("/api/register/start"),
            vec![handle(register_start::create::<P>)],
        ),
        (
            shielded("/api/register"),
            vec![handle(register::create::<P>)],
        ),
        (
            shielded("/api/login/start"),
            vec![handle(login_start::create::<P>)],
        ),
        (shielded("/api/login"), vec![handle(login::create::<P>)]),
        (
            shielded("/api/verify-otp"),
            vec![handle(verify_otp::create::<P>)],
        ),
        (shielded("/api/refresh"), vec![handle(refresh::create::<P>)]),
        (
            call("/api/logout", "POST"),
            vec![handle(logout::create::<P>)],
        ),
        (shielded("/api/token"), vec![handle(token::create::<P>)]),
        (
            call("/api/import", "POST"),
            vec![handle(import::create::<P>)],
        ),
        (
            call("/api/introspect", "POST"),
            vec![handle(introspect::create::<P>)],
        ),
        (
            call("/.well-known/jwks.json", "GET"),
            vec![handle(jwks::show::<P>)],
        ),
        (
            call("/.well-known/oauth-authorization-server", "GET"),
            vec![handle(oauth_metadata::show::<P>)],
        ),
        (
            call("/api/openapi.json", "GET"),
            vec![handle(openapi::show::<P>)],
        ),
    ];
    table.extend(account_routes::table());
    table.extend(administration_routes::table());
    table
}

/// The calls of this table, and the client's files at all other paths.
pub(super) fn calls<P: Ports>(table: Table<P>, app: App<P>) -> Calls {
    let config = Arc::clone(&app.config);
    let calls: Calls = Arc::new(move |request| answer(&table, request, app.clone()));
    if config.allowed_origins.is_empty() {
        return calls;
    }
    cross_origin::rule(calls, &config.allowed_origins)
}

fn answer<P: Ports>(table: &Table<P>, mut request: Request<Body>, app: App<P>) -> Answering {
    let path = request.uri().path();
    let found = table
        .iter()
        .find_map(|(call, handlers)| Some((call, handlers, id_in(call.path, path)?)));
    let Some((call, handlers, id)) = found else {
        return handle(client_files::show::<P>)(request, app);
    };
    let id = PathId(id.to_owned());
    // What `HEAD` does not want is taken away at the end.
    let method = match *request.method() {
        Method::OPTIONS => return now((StatusCode::NO_CONTENT, allowed(call))),
        Method::HEAD => "GET",
        ref other => other.as_str(),
    };
    let methods = call.methods.split(", ");
    let Some((_, handler)) = methods.zip(handlers).find(|(known, _)| *known == method) else {
        let problem = ApiProblem::of(
            ProblemCode::MethodNotAllowed,
            "the Allow header says which methods this path takes",
        );
        return now((allowed(call), problem));
    };
    request.extensions_mut().insert(id);
    handler(request, app)
}

/// What stands for `{id}` in a path of this form: nothing where the form has none. `None` where the
/// path is of another form.
fn id_in<'a>(form: &str, path: &'a str) -> Option<&'a str> {
    let Some((before, after)) = form.split_once("{id}") else {
        return (form == path).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// What the path takes (RFC 9110 §9.3.7).
fn allowed(call: &CallPath) -> [(HeaderName, String); 1] {
    let head = if call.methods.starts_with("GET") {
        "HEAD, "
    } else {
        ""
    };
    [(ALLOW, format!("{}, {head}OPTIONS", call.methods))]
}

fn now(answer: impl IntoResponse) -> Answering {
    Box::pin(ready(answer.into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_segment_that_is_not_empty() {
        let one = "/api/sessions/{id}";
        let within = "/api/authenticators/{id}/confirm";
        for (form, path, expected) in [
            ("/api/login", "/api/login", Some("")),
            ("/api/login", "/api/login/", None),
            ("/api/login", "/api/logi", None),
            (one, "/api/sessions/x", Some("x")),
            (one, "/api/sessions/%20", Some("%20")),
            (one, "/api/sessions/", None),
            (one, "/api/sessions", None),
            (one, "/api/sessions/x/", None),
            (one, "/api/sessions/x/y", None),
            (within, "/api/authenticators/x/confirm", Some("x")),
            (within, "/api/authenticators//confirm", None),
            (within, "/api/authenticators/confirm", None),
            (within, "/api/authenticators/x/y/confirm", None),
        ] {
            assert_eq!(id_in(form, path), expected, "{form} {path}");
        }
    }
}
