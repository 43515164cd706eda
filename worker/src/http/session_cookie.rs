//! The refresh token's cookie.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// Its name. `__Host-` binds it to this very host, with `Secure` and without `Domain`
/// (RFC 6265bis §4.1.3.2).
pub const NAME: &str = "__Host-postern_refresh";

/// The cookie's value in the request, if it has one.
pub fn read(headers: &HeaderMap) -> Option<&str> {
    values(headers, NAME).next()
}

/// The values of all cookies of this name.
pub fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    pairs(headers)
        .filter(move |(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// All cookies: names and values.
pub fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
}

/// `Set-Cookie` for a token that lasts `seconds`. The value is base64url, which needs no quoting.
pub fn set(value: &str, seconds: u64) -> Option<HeaderValue> {
    render(NAME, value, seconds)
}

/// `Set-Cookie` for a cookie of this name.
pub fn render(name: &str, value: &str, seconds: u64) -> Option<HeaderValue> {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; {ATTRIBUTES}");
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// `Set-Cookie` that takes it away.
pub fn clear() -> HeaderValue {
    HeaderValue::from_static(
        "__Host-postern_refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
    )
}

const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(
            COOKIE,
            HeaderValue::from_static("a=1; x__Host-postern_refresh=no; __Host-postern_refresh=yes"),
        );
        assert_eq!(read(&headers), Some("yes"));
        headers.clear();
        assert_eq!(read(&headers), None);
    }

    #[test]
    fn clearing_names_the_same_cookie() {
        assert!(
            clear()
                .to_str()
                .is_ok_and(|text| text.starts_with(NAME) && text.ends_with(ATTRIBUTES))
        );
    }
}
