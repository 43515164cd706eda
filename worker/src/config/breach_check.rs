//! `BREACH_CHECK` and `BREACH_CHECK_URL`: whom to ask whether a password is known from a breach.

use super::ConfigError;

/// Where the ranges are, with a slash at the end; `None` where nobody is asked.
///
/// # Errors
/// Names the variable that is wrong.
pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    let mut url = variable("BREACH_CHECK_URL").unwrap_or_default();
    if url.is_empty() {
        PUBLIC_SERVICE.clone_into(&mut url);
    }
    if !url.ends_with('/') {
        url.push('/');
    }
    if !is_private_on_the_way(&url) {
        return Err(ConfigError::Variable("BREACH_CHECK_URL"));
    }
    match variable("BREACH_CHECK").as_deref() {
        None | Some("" | "off") => Ok(None),
        Some("hibp") => Ok(Some(url)),
        Some(_) => Err(ConfigError::Variable("BREACH_CHECK")),
    }
}

/// `https`, or `http` that does not leave the machine; nothing that is no part of a path.
fn is_private_on_the_way(url: &str) -> bool {
    let after_scheme = match url.split_once("://") {
        Some(("https", rest)) => rest,
        Some(("http", rest)) if is_loopback(rest) => rest,
        _ => return false,
    };
    !after_scheme.is_empty()
        && !after_scheme.starts_with(['/', ':'])
        && after_scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte))
}

fn is_loopback(after_scheme: &str) -> bool {
    let (authority, _path) = after_scheme.split_once('/').unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Have I Been Pwned, which publishes the ranges of its list.
const PUBLIC_SERVICE: &str = "https://api.pwnedpasswords.com/range/";

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(check: &str, url: &str) -> Result<Option<String>, ConfigError> {
        read(|name| match name {
            "BREACH_CHECK" => Some(check.to_owned()),
            _url => Some(url.to_owned()),
        })
    }

    #[test]
    fn nobody_is_asked_unless_the_deployment_says_so() {
        assert_eq!(read(|_| None), Ok(None));
        assert_eq!(read_with("off", ""), Ok(None));
        assert_eq!(read_with("hibp", ""), Ok(Some(PUBLIC_SERVICE.to_owned())));
        assert_eq!(
            read_with("on", ""),
            Err(ConfigError::Variable("BREACH_CHECK"))
        );
    }

    #[test]
    fn a_mirror_is_asked_over_tls_or_on_this_machine_only() {
        for (url, base) in [
            ("https://mirror.example", "https://mirror.example/"),
            (
                "https://mirror.example/range/",
                "https://mirror.example/range/",
            ),
            ("http://localhost:9000/r", "http://localhost:9000/r/"),
            ("http://127.0.0.1:9000/", "http://127.0.0.1:9000/"),
            ("http://[::1]:9000/", "http://[::1]:9000/"),
            ("http://[::1]", "http://[::1]/"),
            ("http://localhost", "http://localhost/"),
        ] {
            assert_eq!(read_with("hibp", url), Ok(Some(base.to_owned())), "{url}");
        }
        for url in [
            "http://mirror.example/",
            "http://localhost.example/",
            "http://localhost@mirror.example/",
            "http://localhost:pass@mirror.example/",
            "http://127.0.0.1.example/",
            "https://",
            "https:///range/",
            "https://mirror.example/?q=",
            "https://name@mirror.example/",
            "ftp://mirror.example/",
            "mirror.example",
        ] {
            let refused = Err(ConfigError::Variable("BREACH_CHECK_URL"));
            assert_eq!(read_with("hibp", url), refused, "{url}");
            assert_eq!(read_with("off", url), refused, "{url}");
        }
    }
}
