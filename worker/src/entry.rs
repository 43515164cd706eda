//! Where the runtime comes in.

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::CONTENT_ENCODING;
use postern_shared::problem::ProblemCode;
use worker::{
    Context, EncodeBody, Env, HttpRequest, Response, ResponseBuilder, console_error, event,
};

use crate::adapters::environment;
use crate::adapters::real_ports::RealPorts;
use crate::http::{ApiProblem, App};

/// Answers one request.
///
/// # Errors
/// None; the signature is the runtime's.
#[event(fetch)]
pub async fn fetch(request: HttpRequest, env: Env, _context: Context) -> worker::Result<Response> {
    let config = match environment::config(&env) {
        Ok(config) => config,
        Err(error) => {
            console_error!("config_error: {error}");
            let problem = ApiProblem::wait(
                ProblemCode::Unavailable,
                60,
                "the service is not set up; its log says which setting is wrong",
            );
            return hand_over(problem.into_response()).await;
        }
    };
    let ports = RealPorts::new(&env, config.clone());
    let app = App::new(config, ports);
    hand_over(app.answer(request.map(Body::new)).await).await
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
