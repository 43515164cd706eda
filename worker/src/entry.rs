//! Where the runtime comes in.

use axum::body::Body;
use axum::response::IntoResponse;
use http::Response;
use http::header::CONTENT_ENCODING;
use postern_shared::problem::ProblemCode;
use worker::{Context, EncodeBody, Env, HttpRequest, console_error, event};

use crate::adapters::environment;
use crate::adapters::real_ports::RealPorts;
use crate::http::{ApiProblem, App};

/// Answers one request.
///
/// # Errors
/// None; the signature is the runtime's.
#[event(fetch)]
pub async fn fetch(
    request: HttpRequest,
    env: Env,
    _context: Context,
) -> worker::Result<Response<Body>> {
    let config = match environment::config(&env) {
        Ok(config) => config,
        Err(error) => {
            console_error!("config_error: {error}");
            let problem = ApiProblem::wait(
                ProblemCode::Unavailable,
                60,
                "the service is not set up; its log says which setting is wrong",
            );
            return Ok(problem.into_response());
        }
    };
    let ports = RealPorts::new(&env, config.clone());
    let mut response = App::new(config, ports).answer(request.map(Body::new)).await;
    if response.headers().contains_key(CONTENT_ENCODING) {
        // The body is compressed already; the runtime must not do it again.
        response.extensions_mut().insert(EncodeBody::Manual);
    }
    Ok(response)
}
