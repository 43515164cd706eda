//! Which pages of other origins may call (CORS, Fetch §3.3): those of `ALLOWED_ORIGINS`, with tokens
//! that they hold themselves. Never with cookies, which are for our own pages alone.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderValue, Method, Request, Response};
use tower_http::cors::Cors;
use tower_service::Service;

use crate::http::request_id;
use crate::http::routes::Calls;

/// The calls under the rule for these origins. The rule answers every `OPTIONS`; those that ask for no
/// leave go past it.
pub fn rule(calls: Calls, allowed_origins: &[String]) -> Calls {
    let ruled = ruled(Ruled(Arc::clone(&calls)), allowed_origins);
    Arc::new(move |request: Request<Body>| {
        let asks_no_leave = request.method() == Method::OPTIONS
            && !request
                .headers()
                .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if asks_no_leave {
            return calls(request);
        }
        let answer = ruled.clone().call(request);
        Box::pin(async move {
            match answer.await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        })
    })
}

/// The calls as the library of the rule wants them.
#[derive(Clone)]
struct Ruled(Calls);

impl Service<Request<Body>> for Ruled {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answer = (self.0)(request);
        Box::pin(async move { Ok(answer.await) })
    }
}

fn ruled(calls: Ruled, allowed_origins: &[String]) -> Cors<Ruled> {
    let origins: Vec<HeaderValue> = allowed_origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok())
        .collect();
    Cors::new(calls)
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            IF_NONE_MATCH,
            // Swagger UI sends it to the token endpoint.
            HeaderName::from_static("x-requested-with"),
        ])
        .expose_headers([
            ETAG,
            RETRY_AFTER,
            WWW_AUTHENTICATE,
            request_id::HEADER,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
        ])
        .max_age(Duration::from_mins(10))
}
