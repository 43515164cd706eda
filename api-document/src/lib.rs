//! The description of the calls (`OpenAPI` 3.1). The schemas come from the types that the code uses,
//! and so do the examples; the tests of the Worker hold every answer against it.

mod bounds;
mod call;
mod calls;
mod examples;
mod problems;
mod schemas;
mod security;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// Where the service serves it.
pub const PATH: &str = "/api/openapi.json";

/// The document as it is served: the calls in the order in which people meet them.
#[must_use]
pub fn text() -> String {
    let mut paths: Vec<(&'static str, Ordered<Value>)> = Vec::new();
    for call in calls::all() {
        let (path, method) = (call.path, call.method);
        if paths.iter().all(|(known, _)| *known != path) {
            paths.push((path, Ordered(Vec::new())));
        }
        let item = paths.iter_mut().find(|(known, _)| *known == path);
        if let Some((_, methods)) = item {
            methods.0.push((method, call.render()));
        }
    }
    let paths = Ordered(paths);
    let rest = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Postern",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Sign-in with a password and a one-time code",
            "description": DESCRIPTION,
            "license": { "name": "MIT or Apache-2.0" },
        },
        // Relative, so that the document is right wherever the service runs.
        "servers": [{ "url": "/" }],
        "tags": calls::tags(),
    });
    let components = Components {
        schemas: schemas::components(),
        security_schemes: Ordered(security::schemes()),
    };
    let document = Document {
        rest,
        paths,
        components,
    };
    serde_json::to_string(&document).unwrap_or_default()
}

/// The document, to look things up in.
#[must_use]
pub fn document() -> Value {
    serde_json::from_str(&text()).unwrap_or_default()
}

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    rest: Value,
    paths: Ordered<Ordered<Value>>,
    components: Components,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Components {
    schemas: BTreeMap<String, Value>,
    security_schemes: Ordered<Value>,
}

/// An object whose members keep their order.
struct Ordered<T>(Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

const DESCRIPTION: &str = "\
Postern signs people in with a password and a one-time code of an authenticator app (TOTP, RFC 6238).

**The way in.** `register` answers a secret for the app and a challenge; `verify-otp` takes the challenge with the first code and begins a session. Later, `login` takes the password and answers a challenge, and `verify-otp` takes it with a code. `refresh` renews the session, `logout` ends it.

**To try it here**, press *Authorize*: `bearer` takes an access token, as `verify-otp` answers it. `password` takes a username, and as the password the password with the current code appended (`correct horse battery492039`); the deployment must have set `PASSWORD_GRANT` to `on`.

**Problems.** Every error is `application/problem+json` (RFC 9457); software compares `code`. The calls of OAuth 2 answer the same members in `application/json`, with `error` and `error_description` (RFC 6749) beside them. Any other path answers 404 `not_found`, and any other method 405 `method_not_allowed` with the header `Allow`.

**What holds for every call.** `HEAD` goes wherever `GET` does, and `OPTIONS` everywhere. Bodies have at most 16 KiB. A query string under `/api/` is refused, because it would land in logs. Each answer names its request in `X-Request-Id`.";

#[cfg(test)]
mod tests;
