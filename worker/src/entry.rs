//! Where the runtime comes in.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use http::header::CONTENT_ENCODING;
use worker::{
    Cf, Context, EncodeBody, Env, HttpRequest, Response, ResponseBuilder, ScheduleContext,
    ScheduledEvent, console_error, event,
};

use crate::adapters::environment;
use crate::adapters::real_ports::RealPorts;
use crate::adapters::resealing;
use crate::config::ConfigError;
use crate::http::{self as http_calls, Country, Service};

/// Answers one request.
///
/// # Errors
/// None; the signature is the runtime's.
#[event(fetch)]
pub async fn fetch(request: HttpRequest, env: Env, _context: Context) -> worker::Result<Response> {
    let mut request = request.map(Body::new);
    let answer = match service(&env) {
        Ok(service) => {
            let cf = request.extensions().get::<Cf>();
            if let Some(country) = cf.and_then(Cf::country) {
                request.extensions_mut().insert(Country(country));
            }
            service.answer(request).await
        }
        Err(error) => {
            console_error!("config_error: {error}");
            http_calls::answer_without_settings(&request, environment::entropy)
        }
    };
    if let Some(code) = answer.problem.filter(|code| code.status() >= 500) {
        console_error!("{}: request {}", code.as_str(), answer.request_id);
    }
    hand_over(answer.response).await
}

/// The hourly run that seals anew what a rotation has left behind ([`resealing`]).
#[event(scheduled)]
pub async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if resealing::run(&env).await.is_err() {
        console_error!("resealing_failed");
    }
}

/// The service, made at the first request of an isolate: the bindings of its environment are the
/// same for all later ones.
fn service(env: &Env) -> Result<&'static Service, ConfigError> {
    static SERVICE: OnceLock<Service> = OnceLock::new();
    if let Some(service) = SERVICE.get() {
        return Ok(service);
    }
    let config = environment::config(env)?;
    let ports = RealPorts::new(env, Arc::clone(&config));
    Ok(SERVICE.get_or_init(|| Service::new(config, ports)))
}

/// The answer as the runtime's own. Every body of ours is in memory already: handed over whole, it
/// costs less than as a stream.
async fn hand_over(response: http::Response<Body>) -> worker::Result<Response> {
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(|error| worker::Error::RustError(error.to_string()))?;
    let encode_body = if parts.headers.contains_key(CONTENT_ENCODING) {
        // It is compressed already; the runtime must not do it again.
        EncodeBody::Manual
    } else {
        EncodeBody::default()
    };
    let builder = ResponseBuilder::new()
        .with_status(parts.status.as_u16())
        .with_headers(parts.headers.into())
        .with_encode_body(encode_body);
    Ok(if body.is_empty() {
        builder.empty()
    } else {
        builder.fixed(body.into())
    })
}
