//! How callers prove who they are.

use serde_json::{Value, json};

/// The access token, however it was come by.
pub const TOKEN: &[&str] = &["bearer", "password"];

/// The schemes by name. Swagger UI puts the cursor into the last one that is a single field, so the
/// ways that people use stand at the end.
pub fn schemes() -> Vec<(&'static str, Value)> {
    vec![
        (
            "refreshCookie",
            json!({
                "type": "apiKey",
                "in": "cookie",
                "name": "__Host-postern_refresh",
                "description": "The refresh token in its cookie, which a browser sends by itself: \
                    there is nothing to enter. The request must come from a page of the same \
                    origin, and say so in `Sec-Fetch-Site` or `Origin`, as browsers do.",
            }),
        ),
        (
            "introspectionClient",
            json!({
                "type": "http",
                "scheme": "basic",
                "description": "Name and secret of a service that `INTROSPECTION_CLIENTS` names.",
            }),
        ),
        (
            "importTicket",
            json!({
                "type": "http",
                "scheme": "bearer",
                "description": "A ticket that is sealed with the keys of the service; `cargo xtask \
                    import` makes it.",
            }),
        ),
        (
            "bearer",
            json!({
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "An access token (RFC 9068), as `verify-otp`, `refresh` and `token` \
                    answer it.",
            }),
        ),
        (
            "password",
            json!({
                "type": "oauth2",
                "description": "Sign in here and now: as the password, send the password with the \
                    current code of the authenticator appended. The deployment must have set \
                    `PASSWORD_GRANT` to `on`, because OAuth 2.1 has dropped this grant; leave the \
                    client's name and secret empty.",
                "flows": { "password": {
                    "tokenUrl": "/api/token", "refreshUrl": "/api/token", "scopes": {},
                } },
            }),
        ),
    ]
}
