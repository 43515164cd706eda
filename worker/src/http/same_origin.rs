//! Which pages may send what: writes that a cookie authenticates come from our own (CSRF, ASVS
//! 3.5.1), and pages of origins that nobody has named cannot try passwords through their visitors.

use http::HeaderMap;
use http::header::ORIGIN;
use postern_shared::problem::ProblemCode;

use crate::http::problem_response::ApiProblem;

/// Refuses what a page of another origin has sent. Browsers say where a request comes from in
/// `Sec-Fetch-Site` or in `Origin`, and no page can change either; a request that says neither is
/// refused too.
///
/// # Errors
/// A problem with the code `cross_origin`.
pub fn check(headers: &HeaderMap, own_origin: &str) -> Result<(), ApiProblem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let is_ours = match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own_origin,
        (None, None) => false,
    };
    is_ours.then_some(()).ok_or_else(|| {
        ApiProblem::of(
            ProblemCode::CrossOrigin,
            "a call that a cookie authenticates must come from a page of this service",
        )
    })
}

/// Refuses what a browser says that a page of another origin has sent, unless the deployment allows
/// that origin: such a page would use up its visitors' budget, or try passwords from their
/// addresses, even where it cannot read the answers.
///
/// # Errors
/// A problem with the code `cross_origin`.
pub fn refuse_foreign_pages(
    headers: &HeaderMap,
    allowed_origins: &[String],
) -> Result<(), ApiProblem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_foreign = matches!(text("sec-fetch-site"), Some("cross-site" | "same-site"));
    let is_allowed = text(ORIGIN.as_str())
        .is_some_and(|origin| allowed_origins.iter().any(|allowed| allowed == origin));
    if is_foreign && !is_allowed {
        return Err(ApiProblem::of(
            ProblemCode::CrossOrigin,
            "pages of this origin may not call; ALLOWED_ORIGINS names those that may",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn is_ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        check(&headers, "https://login.example").is_ok()
    }

    #[test]
    fn only_our_own_pages_pass() {
        assert!(is_ours(&[("sec-fetch-site", "same-origin")]));
        assert!(is_ours(&[("origin", "https://login.example")]));
        assert!(!is_ours(&[]));
        assert!(!is_ours(&[("origin", "null")]));
        assert!(!is_ours(&[(
            "origin",
            "https://login.example.evil.example"
        )]));
        assert!(!is_ours(&[("origin", "http://login.example")]));
        assert!(!is_ours(&[("sec-fetch-site", "same-site")]));
        assert!(!is_ours(&[("sec-fetch-site", "none")]));
        assert!(!is_ours(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://login.example")
        ]));
    }
}
