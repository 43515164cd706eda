//! What is around a request: when it came, from where, to which origin, with which randomness.

use axum::extract::FromRequestParts;
use http::request::Parts;
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;

use crate::account::Entropy;
use crate::http::problem_response::ApiProblem;
use crate::http::rate_limit_headers::ADDRESS_PERIOD_SECONDS;
use crate::http::{App, same_origin};
use crate::ports::{FloodShield, Ports};

/// The clock is read and randomness drawn once for each request, here.
pub struct RequestContext {
    /// When the request came.
    pub now: Timestamp,
    /// Randomness for this request.
    pub entropy: Entropy,
    /// The service's own origin: `scheme://host[:port]`.
    pub origin: String,
}

/// Proof that the request's address has not asked too often, and that no foreign page has sent it. A
/// handler that takes this is behind the flood shield.
pub struct Admitted;

impl<P: Ports> FromRequestParts<App<P>> for RequestContext {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, ApiProblem> {
        let entropy = app.ports.entropy().ok_or_else(|| {
            ApiProblem::wait(ProblemCode::Unavailable, 5, "no randomness is available")
        })?;
        Ok(Self {
            now: app.ports.now(),
            entropy,
            origin: own_origin(parts, app.config.public_origin.as_deref()),
        })
    }
}

impl<P: Ports> FromRequestParts<App<P>> for Admitted {
    type Rejection = ApiProblem;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, app: &App<P>) -> Result<Self, ApiProblem> {
        same_origin::refuse_foreign_pages(&parts.headers, &app.config.allowed_origins)?;
        if !app.config.is_flood_shield_on {
            return Ok(Self);
        }
        let address = parts
            .headers
            .get("cf-connecting-ip")
            .and_then(|value| value.to_str().ok())
            .unwrap_or("unknown");
        if app.ports.flood_shield().admit(&network(address)).await {
            Ok(Self)
        } else {
            Err(ApiProblem::wait(
                ProblemCode::RateLimited,
                ADDRESS_PERIOD_SECONDS,
                "too many requests from this address; wait a minute",
            ))
        }
    }
}

/// The service's own origin.
pub fn own_origin(parts: &Parts, configured: Option<&str>) -> String {
    if let Some(origin) = configured {
        return origin.to_owned();
    }
    let scheme = parts.uri.scheme_str().unwrap_or("https");
    let host = parts
        .uri
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| {
            parts
                .headers
                .get("host")
                .and_then(|host| host.to_str().ok())
        })
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}

/// What one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 one (RFC 6177).
fn network(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(v6)) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return v4.to_string();
            }
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(std::net::IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
