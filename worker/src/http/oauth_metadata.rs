//! `GET /.well-known/oauth-authorization-server` (RFC 8414)

use axum::Json;
use axum::response::IntoResponse;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use postern_shared::oauth::AuthorizationServerMetadata;

use crate::http::AppState;
use crate::http::request_context::RequestContext;
use crate::ports::Ports;

/// What exists of an authorization server here. It is public: any page may read it.
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    context: RequestContext,
) -> impl IntoResponse {
    let issuer = context.origin;
    let at = |path: &str| format!("{issuer}{path}");
    let mut grants = vec!["refresh_token".to_owned()];
    if app.config.plain_passwords.by_grant {
        grants.push("password".to_owned());
    }
    let metadata = AuthorizationServerMetadata {
        jwks_uri: at("/.well-known/jwks.json"),
        token_endpoint: at("/api/token"),
        token_endpoint_auth_methods_supported: vec!["none".to_owned()],
        grant_types_supported: grants,
        response_types_supported: Vec::new(),
        introspection_endpoint: at("/api/introspect"),
        introspection_endpoint_auth_methods_supported: vec!["client_secret_basic".to_owned()],
        service_documentation: at("/docs"),
        issuer,
    };
    (
        [
            (CACHE_CONTROL, "public, max-age=300"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ],
        Json(metadata),
    )
}
