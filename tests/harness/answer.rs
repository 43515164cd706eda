//! An answer of the service, and what a test may demand of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use hyper::body::Bytes;
use serde_json::Value;

use crate::api::{BROWSER_COOKIE, REFRESH_COOKIE};

/// What came back.
#[derive(Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its whole body.
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} is no JSON: {:?}", self.status, self.text()))
    }

    /// A text field of the JSON body.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        self.json()
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no text `{name}` in {}", self.text()))
            .to_owned()
    }

    /// The texts of a list of the JSON body; none where it has no such list.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        let body = self.json();
        let list = body.get(name).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// A header's value, empty where there is none.
    #[must_use]
    pub fn header(&self, name: impl AsRef<str>) -> &str {
        self.headers
            .get(name.as_ref())
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The stable word of a problem; empty where the answer is none.
    #[must_use]
    pub fn code(&self) -> String {
        serde_json::from_slice::<Value>(&self.body)
            .ok()
            .and_then(|body| body.get("code")?.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Demands this status.
    ///
    /// # Panics
    /// Where it is another.
    #[expect(
        clippy::return_self_not_must_use,
        reason = "the demand itself is worth making"
    )]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// Demands a problem with this status and code, in the form of RFC 9457.
    ///
    /// # Panics
    /// Where it is anything else.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) {
        let what = self.text();
        assert_eq!(self.status.as_u16(), status, "expected {code}: {what}");
        assert_eq!(self.code(), code, "{what}");
        assert_eq!(self.header(CONTENT_TYPE), "application/problem+json");
        let body = self.json();
        assert_eq!(
            body.get("type").and_then(Value::as_str),
            Some(format!("urn:postern:problem:{code}").as_str()),
            "{what}"
        );
        assert_eq!(
            body.get("status").and_then(Value::as_u64),
            Some(status.into()),
            "{what}"
        );
        assert!(!self.field("title").is_empty(), "{what}");
        assert!(!self.field("detail").is_empty(), "{what}");
    }

    /// The refresh token that the answer sets as a cookie, empty where the cookie is cleared.
    #[must_use]
    pub fn refresh_token(&self) -> Option<String> {
        let start = format!("{REFRESH_COOKIE}=");
        self.set_cookies()
            .into_iter()
            .find_map(|cookie| cookie.strip_prefix(&start).map(str::to_owned))
            .map(|rest| rest.split(';').next().unwrap_or_default().to_owned())
    }

    /// The cookie by which the account knows the browser again, as `name=value`.
    #[must_use]
    pub fn browser_cookie(&self) -> Option<String> {
        let mut cookies = self.set_cookies().into_iter();
        let cookie = cookies.find(|cookie| cookie.starts_with(BROWSER_COOKIE))?;
        cookie.split(';').next().map(str::to_owned)
    }

    /// Every `Set-Cookie` header.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<String> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok().map(str::to_owned))
            .collect()
    }
}

/// The claims of a token, unverified.
///
/// # Panics
/// Where it is no JWT.
#[must_use]
pub fn claims(token: &str) -> Value {
    jwt_part(token, 1)
}

/// The header of a token, unverified.
///
/// # Panics
/// Where it is no JWT.
#[must_use]
pub fn jwt_header(token: &str) -> Value {
    jwt_part(token, 0)
}

fn jwt_part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).expect("a JWT has three parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("a part is base64url");
    serde_json::from_slice(&bytes).expect("a part is JSON")
}
