//! One answer, and what holds for all of them.

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use postern_shared::oauth::OAuthProblem;
use postern_shared::problem::{Problem, ProblemCode};
use serde_json::Value;

use super::call::{BROWSER_COOKIE_NAME, COOKIE_NAME};
use super::secrets::Secrets;

/// The headers of every answer, whatever else it has.
pub const ALWAYS: [(&str, &str); 7] = [
    (
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The policy of a page: its own files and calls, and nothing else.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";
/// The policy of the interactive documentation, whose styles hold their pictures.
pub const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// The policy of what is no page.
pub const CALL_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The one value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next()?;
        assert!(values.next().is_none(), "{name} stands twice");
        Some(first.to_str().expect("our headers are ASCII"))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("our bodies are UTF-8")
    }

    /// The body, which must be declared as JSON.
    pub fn json(&self) -> Value {
        assert_eq!(
            self.header(CONTENT_TYPE.as_str()),
            Some("application/json"),
            "{}",
            self.text()
        );
        serde_json::from_slice(&self.body).expect("what is declared as JSON is JSON")
    }

    /// A text field of the body.
    pub fn field(&self, name: &str) -> String {
        match self.json().get(name) {
            Some(Value::String(text)) => text.clone(),
            other => panic!("{name} is {other:?}"),
        }
    }

    /// The names of the body's fields, in order of the alphabet.
    pub fn fields(&self) -> Vec<String> {
        let Value::Object(fields) = self.json() else {
            panic!("the body is no object")
        };
        let mut names: Vec<String> = fields.keys().cloned().collect();
        names.sort();
        names
    }

    /// Expects a success.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Expects a problem of this code, with everything that a problem has.
    #[track_caller]
    pub fn problem(&self, code: ProblemCode) -> Problem {
        let problem: Problem = match serde_json::from_slice(&self.body) {
            Ok(problem) => problem,
            Err(error) => panic!("{} is no problem: {error}: {}", self.status, self.text()),
        };
        assert_eq!(problem.code, code, "{}", self.text());
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.status.as_u16(), code.status());
        assert_eq!(problem.status, code.status());
        assert_eq!(problem.title, code.title());
        assert_eq!(
            problem.kind,
            format!("urn:postern:problem:{}", code.as_str())
        );
        assert!(!problem.detail.is_empty());
        assert!(problem.request_id.is_some());
        assert_eq!(self.header("x-request-id"), problem.request_id.as_deref());
        let retry_after = problem.retry_after.map(|seconds| seconds.to_string());
        assert_eq!(self.header("retry-after"), retry_after.as_deref());
        assert_eq!(
            self.headers.contains_key("www-authenticate"),
            self.status == StatusCode::UNAUTHORIZED,
            "a 401, and nothing else, says how to authenticate"
        );
        problem
    }

    /// Expects a problem of this code in OAuth's words (RFC 6749 §5.2).
    #[track_caller]
    pub fn oauth_problem(&self, code: ProblemCode) -> OAuthProblem {
        let answer = self.json();
        let problem: OAuthProblem = match serde_json::from_value(answer) {
            Ok(problem) => problem,
            Err(error) => panic!("{} is no problem: {error}: {}", self.status, self.text()),
        };
        assert_eq!(problem.problem.code, code, "{}", self.text());
        assert_eq!(problem.problem.status, self.status.as_u16());
        assert_eq!(problem.error_description, problem.problem.detail);
        assert_eq!(
            self.header("x-request-id"),
            problem.problem.request_id.as_deref()
        );
        let retry_after = problem
            .problem
            .retry_after
            .map(|seconds| seconds.to_string());
        assert_eq!(self.header("retry-after"), retry_after.as_deref());
        problem
    }

    /// The problem's code, and the field that it blames.
    #[track_caller]
    pub fn blames(&self, code: ProblemCode, field: &str) {
        assert_eq!(self.problem(code).field.as_deref(), Some(field));
    }

    /// The cookies that are set or taken away, as they stand there.
    pub fn set_cookies(&self) -> Vec<&str> {
        let values = self.headers.get_all(SET_COOKIE).iter();
        values
            .map(|value| value.to_str().expect("our headers are ASCII"))
            .collect()
    }

    /// The refresh cookie that is set, if it is not taken away.
    pub fn cookie(&self) -> Option<String> {
        let mut pairs = self.cookie_pairs();
        pairs.find_map(|pair| {
            Some(
                pair.strip_prefix(COOKIE_NAME)?
                    .strip_prefix('=')?
                    .to_owned(),
            )
        })
    }

    /// The cookie by which an account will know the browser again: name, `=` and value.
    pub fn browser_cookie(&self) -> Option<String> {
        let mut pairs = self.cookie_pairs();
        pairs.find(|pair| pair.starts_with(BROWSER_COOKIE_NAME))
    }

    /// Name, `=` and value of each cookie that is set and not taken away.
    fn cookie_pairs(&self) -> impl Iterator<Item = String> {
        let cookies = self.set_cookies().into_iter();
        cookies
            .filter_map(|cookie| cookie.split_once(';'))
            .map(|(pair, _attributes)| pair.to_owned())
            .filter(|pair| !pair.ends_with('='))
    }

    /// Whether the refresh cookie is taken away, in just the words that do it.
    pub fn clears_cookie(&self) -> bool {
        self.set_cookies().contains(
            &"__Host-postern_refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
        )
    }

    /// What holds for every answer to a request at `path`.
    #[track_caller]
    pub fn check(&self, path: &str, secrets: &Secrets) {
        assert_ne!(
            self.status,
            StatusCode::INTERNAL_SERVER_ERROR,
            "{}",
            self.text()
        );
        for (name, value) in ALWAYS {
            assert_eq!(self.header(name), Some(value), "{path}");
        }
        let is_call = path.starts_with("/api/") || path.starts_with("/.well-known/");
        assert_eq!(
            self.header(CONTENT_SECURITY_POLICY.as_str()),
            Some(match path.trim_end_matches('/') {
                "/docs" => DOCS_POLICY,
                _ if is_call => CALL_POLICY,
                _ => PAGE_POLICY,
            }),
            "{path}"
        );
        let caching = self.header(CACHE_CONTROL.as_str());
        assert!(self.header("x-request-id").is_some(), "{path}");
        let is_public = path.starts_with("/.well-known/") || path == postern_api_document::PATH;
        if is_call && (!is_public || self.status != StatusCode::OK) {
            assert_eq!(caching, Some("no-store"), "{path}");
        } else {
            assert!(caching.is_some(), "{path}");
        }
        if self.status.as_u16() >= 400 {
            assert_eq!(secrets.first_in(self.text()), None, "{path}");
            for (name, value) in &self.headers {
                let value = value.to_str().expect("our headers are ASCII");
                assert_eq!(secrets.first_in(value), None, "{path} {name}");
            }
        }
    }
}
