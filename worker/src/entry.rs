//! Where the runtime comes in.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderName, HeaderValue, Request};
use worker::js_sys::{Array, Reflect, Uint8Array, global};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::wasm_bindgen_futures::JsFuture;
use worker::{
    Context, Delay, EncodeBody, Env, ResponseBuilder, ScheduleContext, ScheduledEvent,
    console_error, event, web_sys,
};

use crate::adapters::census;
use crate::adapters::environment;
use crate::adapters::real_ports::RealPorts;
use crate::adapters::resealing;
use crate::config::ConfigError;
use crate::http::{self as http_calls, Counting, Country, MAX_BODY_LENGTH, Service};

/// Answers one request.
///
/// # Errors
/// Where the request has a header that is none.
#[event(fetch)]
pub async fn fetch(
    request: web_sys::Request,
    env: Env,
    context: Context,
) -> worker::Result<web_sys::Response> {
    let request = take_over(&request).await?;
    let service = service(&env);
    let answer = match &service {
        Ok(service) => service.answer(request).await,
        Err(error) => {
            console_error!("config_error: {error}");
            http_calls::answer_without_settings(&request, environment::entropy)
        }
    };
    if let Some(code) = answer.problem.filter(|code| code.status() >= 500) {
        console_error!("{}: request {}", code.as_str(), answer.request_id);
    }
    let response = hand_over(answer.response).await?;
    answer.hold.over().await;
    if let Ok(service) = service
        && let Some(counting) = service.counting()
    {
        context.wait_until(count(service, counting));
    }
    Ok(response)
}

/// Has futures go on by promises, which are the engine's own. `queueMicrotask`, which they take where it is
/// there, is a function of workerd that costs six times as much.
#[event(start)]
fn start() {
    let _read_only = Reflect::set(&global(), &"queueMicrotask".into(), &JsValue::UNDEFINED);
}

/// The hourly run that seals anew what a rotation has left behind ([`resealing`]), and counts the
/// accounts ([`census`]).
#[event(scheduled)]
pub async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if resealing::run(&env).await.is_err() {
        console_error!("resealing_failed");
    }
    if census::run(&env).await.is_err() {
        console_error!("accounts_not_counted");
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

/// Hands over what was counted, and what has been meanwhile; what comes later has a request of its own
/// that does it.
async fn count(service: &'static Service, first: Counting) {
    let mut next = Some(first);
    for _round in 0..HAND_OVERS {
        let Some(counting) = next.take().or_else(|| service.counting()) else {
            return;
        };
        // After the answer, and with what else happens meanwhile.
        Delay::from(counting.wait.max(COUNTED_AFTER)).await;
        counting.hand_over.await;
    }
}

/// The request as the calls take it. A short body is read whole: as a stream it would cost more than
/// all else that is done here. What is said to be longer, or does not say how long it is, stays a
/// stream, which nobody has to read to its end.
async fn take_over(request: &web_sys::Request) -> worker::Result<Request<Body>> {
    let mut taken = Request::builder()
        .method(request.method().as_str())
        .uri(request.url())
        .body(Body::empty())?;
    for pair in Array::from(&request.headers()) {
        let pair: Array = pair.unchecked_into();
        let text = |index| pair.get(index).as_string().unwrap_or_default();
        let name = HeaderName::from_bytes(text(0).as_bytes())?;
        let value = HeaderValue::from_str(&text(1))?;
        taken.headers_mut().append(name, value);
    }
    if let Some(country) = country(request) {
        taken.extensions_mut().insert(Country(country));
    }
    let length = taken.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    *taken.body_mut() = match length {
        Some(1..=MAX_BODY_LENGTH) => match JsFuture::from(request.array_buffer()?).await {
            Ok(bytes) => Uint8Array::new(&bytes).to_vec().into(),
            // Whoever has broken off does not hear what we say of it.
            Err(_broken_off) => Body::empty(),
        },
        _ => match request.body() {
            Some(stream) => Body::new(worker::Body::new(stream)),
            None => Body::empty(),
        },
    };
    Ok(taken)
}

/// Where the platform says that a request comes from.
fn country(request: &web_sys::Request) -> Option<String> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let country = get(&get(request, "cf")?, "country")?;
    country.as_string()
}

/// The answer as the runtime's own. Every body of ours is in memory already: handed over whole, it
/// costs less than as a stream.
async fn hand_over(response: http::Response<Body>) -> worker::Result<web_sys::Response> {
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
    let response = if body.is_empty() {
        builder.empty()
    } else {
        builder.fixed(body.into())
    };
    Ok(response.into())
}

/// How long after an answer it is counted, at the earliest.
const COUNTED_AFTER: Duration = Duration::from_millis(100);
/// Hand-overs of one request, one after the other: the platform lets it go on for 30 s after its answer.
const HAND_OVERS: usize = 3;
