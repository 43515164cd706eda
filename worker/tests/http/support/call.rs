//! One request.

use axum::body::{Body, to_bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN as ORIGIN_HEADER};
use http::{Method, Request, request};
use postern_worker::http::Service;
use serde_json::Value;

use super::answer::Answer;
use super::app::{ORIGIN, TestApp};
use super::document;

/// The refresh cookie's name.
pub const COOKIE_NAME: &str = "__Host-postern_refresh";
/// What the names of the cookies begin with by which accounts know a browser.
pub const BROWSER_COOKIE_NAME: &str = "__Host-postern_browser_";

/// A body with one more field, or with one replaced.
pub fn with_field(body: Value, field: &str, value: Value) -> Value {
    let Value::Object(mut fields) = body else {
        panic!("a body is an object")
    };
    fields.insert(field.to_owned(), value);
    Value::Object(fields)
}

/// A request that has not been sent yet.
#[must_use]
pub struct Call<'a> {
    app: &'a TestApp,
    request: request::Builder,
    body: Body,
}

impl TestApp {
    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call {
            app: self,
            request: Request::builder()
                .method(method)
                .uri(format!("{ORIGIN}{path}"))
                // As the platform names every request.
                .header("cf-ray", "9a1b2c3d4e5f6789-FRA"),
            body: Body::empty(),
        }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    /// Posts a form.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(path).form(fields).send().await
    }

    /// Posts JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path).json(body).send().await
    }
}

impl Call<'_> {
    /// Where it goes.
    pub fn path(&self) -> String {
        let uri = self.request.uri_ref().expect("the test makes a good path");
        uri.path().to_owned()
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        for (name, value) in fields {
            if matches!(
                *name,
                "password" | "token" | "refresh_token" | "client_secret"
            ) {
                self.app.secrets.learn(value);
            }
        }
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.header(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")
            .body(body)
    }

    /// With the name and the secret of a client.
    pub fn basic(self, name: &str, secret: &str) -> Self {
        let credentials = STANDARD.encode(format!("{name}:{secret}"));
        self.header(AUTHORIZATION.as_str(), &format!("Basic {credentials}"))
    }

    /// A body as it stands, declared as `media_type`.
    pub fn raw(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        self.app.secrets.learn_body(&body);
        self.header(CONTENT_TYPE.as_str(), media_type).body(body)
    }

    /// A body without a declaration.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.app.secrets.learn(token);
        self.header(AUTHORIZATION.as_str(), &format!("Bearer {token}"))
    }

    /// With the refresh cookie, as a browser sends it.
    pub fn cookie(self, value: &str) -> Self {
        self.app.secrets.learn(value);
        self.header(COOKIE.as_str(), &format!("{COOKIE_NAME}={value}"))
    }

    /// With another cookie: name, `=` and value.
    pub fn other_cookie(self, pair: &str) -> Self {
        if let Some((_, value)) = pair.split_once('=') {
            self.app.secrets.learn(value);
        }
        self.header(COOKIE.as_str(), pair)
    }

    /// From a page of the service's own.
    pub fn same_origin(self) -> Self {
        self.header(ORIGIN_HEADER.as_str(), ORIGIN)
    }

    pub async fn send(self) -> Answer {
        let request = self
            .request
            .body(self.body)
            .expect("the test makes a well-formed request");
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let service = Service::new(self.app.config.clone(), self.app.ports.clone());
        let answer = service.answer(request).await;
        if let Some(counting) = service.counting() {
            // However long it would wait for more.
            counting.hand_over.await;
        }
        let (parts, body) = answer.response.into_parts();
        let body = to_bytes(body, usize::MAX)
            .await
            .expect("a body from memory does not break");
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        };
        answer.check(&path, &self.app.secrets);
        if let Some(fault) = document::fault(&method, &path, &answer) {
            panic!(
                "not as documented: {method} {path}: {fault}: {}",
                answer.text()
            );
        }
        self.app.secrets.learn_body(&answer.body);
        if let Some(cookie) = answer.cookie() {
            self.app.secrets.learn(&cookie);
        }
        if let Some((_, value)) = answer
            .browser_cookie()
            .as_deref()
            .and_then(|pair| pair.split_once('='))
        {
            self.app.secrets.learn(value);
        }
        answer
    }
}
