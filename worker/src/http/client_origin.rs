//! What a request says of the program that sent it: words for a list of sessions, nothing that
//! anything is decided by.

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;
use postern_shared::api::ClientKind;

use crate::account::ClientInfo;

/// Browser, system and country of a request.
pub struct ClientOrigin {
    browser: Option<String>,
    system: Option<String>,
    country: Option<String>,
}

/// Where the platform says that a request comes from; an extension of the request.
#[derive(Clone)]
pub struct Country(pub String);

impl ClientOrigin {
    /// With the kind that the request has asked for.
    pub fn of_kind(self, kind: ClientKind) -> ClientInfo {
        ClientInfo {
            kind,
            browser: self.browser,
            system: self.system,
            country: self.country,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ClientOrigin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let agent = user_agent(&parts.headers);
        let country = parts.extensions.get::<Country>();
        Ok(Self {
            browser: browser(agent),
            system: system(agent).map(str::to_owned),
            country: country
                .map(|country| country.0.clone())
                .filter(|code| is_country(code)),
        })
    }
}

/// Two letters; `XX` is how the platform says that it does not know.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && code != "XX"
}

fn user_agent(headers: &HeaderMap) -> &str {
    headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The browser's name and major version. Browsers pretend to be each other: the first token of
/// this list that is there is the honest one.
fn browser(agent: &str) -> Option<String> {
    const TOKENS: [(&str, &str); 10] = [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    let known = TOKENS.iter().find_map(|(token, name)| {
        let (_, version) = agent.split_once(token)?;
        Some((*name, version))
    });
    let (name, version) = known.or_else(|| agent.split_once('/'))?;
    let name: String = name
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.'))
        .take(MAX_NAME_LENGTH)
        .collect();
    let major: String = version
        .chars()
        .take_while(char::is_ascii_digit)
        .take(6)
        .collect();
    let words = format!("{name} {major}");
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

fn system(agent: &str) -> Option<&'static str> {
    const TOKENS: [(&str, &str); 8] = [
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ];
    TOKENS
        .iter()
        .find(|(token, _)| agent.contains(token))
        .map(|(_, name)| *name)
}

/// Most letters of a program's name that are kept.
const MAX_NAME_LENGTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_programs_are_told_apart() {
        for (agent, expected, on) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox 145",
                Some("Linux"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge 142",
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari 18",
                Some("iOS"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome 142",
                Some("Android"),
            ),
            ("curl/8.14.1", "curl 8", None),
            ("python-requests/2.32", "python-requests 2", None),
        ] {
            assert_eq!(browser(agent).as_deref(), Some(expected), "{agent}");
            assert_eq!(system(agent), on, "{agent}");
        }
    }

    #[test]
    fn nonsense_gives_few_and_harmless_words() {
        assert_eq!(browser(""), None);
        assert_eq!(browser("no slash"), None);
        assert_eq!(browser("/"), None);
        let long = format!("<script>{}/9", "x".repeat(500));
        let words = browser(&long).expect("words");
        assert!(words.len() < 40 && !words.contains('<'), "{words}");
    }
}
