//! The `{id}` of a path.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

/// Its text as it stands in the path, which the table of paths has left with the request; empty, which
/// names nothing, where the path has none. No id of ours has to be encoded.
#[derive(Clone)]
pub struct PathId(pub String);

impl<S: Sync> FromRequestParts<S> for PathId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let id = parts.extensions.remove::<Self>();
        Ok(id.unwrap_or_else(|| Self(String::new())))
    }
}
