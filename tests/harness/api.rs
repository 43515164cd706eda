//! A client of the HTTP calls that hides nothing: every header and byte is the test's to choose.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::answer::Answer;
use crate::mode::Way;

/// A client of one server. It keeps no cookies but one that it is given.
#[derive(Clone)]
pub struct Api {
    origin: String,
    http: Client<HttpConnector, Full<Bytes>>,
    way: Way,
    browser: Option<String>,
}

/// A request under construction.
pub struct Call<'a> {
    api: &'a Api,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Api {
    /// A client of the server at `origin`.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            http: Client::builder(TokioExecutor::new()).build_http(),
            way: Way::Plain,
            browser: None,
        }
    }

    /// The same, and the people who use it show their passwords in this way.
    #[must_use]
    pub fn by_way(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// The same in a browser that has signed in before: every call carries its cookie
    /// (`name=value`).
    #[must_use]
    pub fn in_browser(&self, cookie: &str) -> Self {
        Self {
            browser: Some(cookie.to_owned()),
            ..self.clone()
        }
    }

    /// How the people who use it show their passwords.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// `http://localhost:PORT`
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A request with any method.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        let call = Call {
            api: self,
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        match &self.browser {
            Some(cookie) => call.header(COOKIE, cookie),
            None => call,
        }
    }

    /// `GET`
    #[must_use]
    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    /// `DELETE`
    #[must_use]
    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    /// `POST`
    #[must_use]
    pub fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }
}

impl Call<'_> {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: &str) -> Self {
        self.headers
            .push((name.as_ref().to_owned(), value.to_owned()));
        self
    }

    /// Sends a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sends a form, as OAuth 2 has it.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    /// Names a client by HTTP Basic.
    #[must_use]
    pub fn basic(self, name: &str, secret: &str) -> Self {
        let credentials = STANDARD.encode(format!("{name}:{secret}"));
        self.header(AUTHORIZATION, &format!("Basic {credentials}"))
    }

    /// Sends any body as any media type.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE, media_type)
    }

    /// Says that a page of the server itself sends this, as a browser would.
    #[must_use]
    pub fn same_origin(self) -> Self {
        let origin = self.api.origin.clone();
        self.header(ORIGIN, &origin)
    }

    /// Presents an access token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// Presents the refresh cookie.
    #[must_use]
    pub fn refresh_cookie(self, token: &str) -> Self {
        self.header(COOKIE, &format!("{REFRESH_COOKIE}={token}"))
    }

    /// Sends it. No request may make the service fail: an answer of 500 or more ends the test.
    ///
    /// # Panics
    /// Where no answer comes, or one of 500 or more.
    pub async fn send(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        let answer = self
            .try_send()
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(
            answer.status.as_u16() < 500,
            "{what} failed with {}: {}",
            answer.status,
            answer.text()
        );
        answer
    }

    /// Sends it to a server that may be dying.
    ///
    /// # Errors
    /// Says why no answer came.
    ///
    /// # Panics
    /// Where the request itself cannot be built.
    pub async fn try_send(self) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(self.method)
            .uri(format!("{}{}", self.api.origin, self.path));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(self.body)))
            .expect("a request that HTTP allows");
        let exchange = async {
            let response = self
                .api
                .http
                .request(request)
                .await
                .map_err(|error| format!("{error:?}"))?;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| error.to_string())?;
            Ok(Answer {
                status: head.status,
                headers: head.headers,
                body: body.to_bytes(),
            })
        };
        tokio::time::timeout(PATIENCE, exchange)
            .await
            .unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }
}

/// The name of the refresh cookie.
pub const REFRESH_COOKIE: &str = "__Host-postern_refresh";
/// What the names of the cookies begin with by which accounts know browsers again.
pub const BROWSER_COOKIE: &str = "__Host-postern_browser_";
/// Longer than any answer may take on a busy machine: who waits longer has been left hanging.
const PATIENCE: Duration = Duration::from_mins(1);
