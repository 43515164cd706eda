//! The client: its page at each of its paths, its files with long-lived names, compressed.

use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, VARY,
};
use http::{HeaderMap, Method, StatusCode, Uri};
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::http::AppState;
use crate::http::problem_response::ApiProblem;
use crate::ports::{ClientFiles, Ports};

/// Everything that is no call.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let path = uri.path();
    if path.starts_with("/api/") || path.starts_with("/.well-known/") {
        return Err(ApiProblem::of(
            ProblemCode::NotFound,
            "no call has this path",
        ));
    }
    let allowed = [(ALLOW, "GET, HEAD, OPTIONS")];
    if method == Method::OPTIONS {
        return Ok((StatusCode::NO_CONTENT, allowed).into_response());
    }
    if method != Method::GET && method != Method::HEAD {
        let problem = ApiProblem::of(ProblemCode::MethodNotAllowed, "a page is only read");
        return Ok((allowed, problem).into_response());
    }
    let files = app.ports.client_files();
    if is_file(path) {
        return match read(files, path, &headers).await? {
            Some(file) => Ok(file),
            None => Err(ApiProblem::of(
                ProblemCode::NotFound,
                "no file has this path",
            )),
        };
    }
    let is_docs = is_docs(path);
    let page = if is_docs { "/docs.html" } else { "/index.html" };
    let page = read(files, page, &headers).await?;
    let Some(mut page) = page else {
        return Err(ApiProblem::of(
            ProblemCode::NotFound,
            "the client has not been built",
        ));
    };
    if !is_docs && Page::at(path).is_none() {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(page)
}

/// Whether this is the path of the interactive documentation, a page of its own.
pub fn is_docs(path: &str) -> bool {
    path.trim_end_matches('/') == "/docs"
}

/// The file at `path`, compressed where the caller takes that.
///
/// # Errors
/// A problem with the code `unavailable`.
pub async fn read(
    files: &impl ClientFiles,
    path: &str,
    headers: &HeaderMap,
) -> Result<Option<Response>, ApiProblem> {
    if accepts_brotli(headers)
        && let Some(body) = files.read(&format!("{path}.br")).await?
    {
        let mut response = render(path, body);
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        return Ok(Some(response));
    }
    Ok(files.read(path).await?.map(|body| render(path, body)))
}

fn render(path: &str, body: Vec<u8>) -> Response {
    let caching = if path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    (
        [
            (CONTENT_TYPE, media_type(path)),
            (CACHE_CONTROL, caching),
            (VARY, "Accept-Encoding"),
        ],
        body,
    )
        .into_response()
}

fn is_file(path: &str) -> bool {
    path.starts_with("/assets/")
        || path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether the caller takes brotli (RFC 9110 §12.5.3); `br;q=0` says no.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("br"))
                && !parts.any(is_weight_of_zero)
        })
}

/// Whether this is `q=0`, `q=0.0` or so. The digits are enough for that: to read any number would bring
/// a table of 10 kB.
fn is_weight_of_zero(parameter: &str) -> bool {
    parameter
        .strip_prefix(['q', 'Q'])
        .and_then(|rest| rest.trim_start().strip_prefix('='))
        .map(str::trim)
        .is_some_and(|weight| {
            weight.starts_with('0') && weight.chars().all(|digit| matches!(digit, '0' | '.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(value: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        accepts_brotli(&headers)
    }

    #[test]
    fn brotli_is_sent_only_to_who_takes_it() {
        assert!(accepts("gzip, deflate, br, zstd"));
        assert!(accepts("br;q=0.5"));
        assert!(accepts("BR"));
        assert!(!accepts("gzip"));
        assert!(accepts("br; q=0.001"));
        assert!(accepts("br;level=0"));
        assert!(!accepts("br;q=0"));
        assert!(!accepts("br; Q=0.000, gzip"));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }
}
