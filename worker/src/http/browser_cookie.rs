//! The cookie by which an account knows a browser again: one for each account that has signed in
//! there. It authenticates nothing by itself; it lets a browser have its own budget of failures, and
//! stands in for a code where the person has trusted the browser.

use http::{HeaderMap, HeaderValue};

use crate::account::{BrowserToken, Entropy, Locator};
use crate::http::session_cookie;
use crate::keys::{BrowserText, Sealer};

/// Whether any account may know this browser.
pub fn is_there(headers: &HeaderMap) -> bool {
    session_cookie::pairs(headers).any(|(name, _)| name.starts_with(PREFIX))
}

/// What this browser is known by at the account of `locator`. A cookie of another account, or one
/// that does not open, is none.
pub fn read(headers: &HeaderMap, sealer: &Sealer, locator: &Locator) -> Option<BrowserToken> {
    let (_, text) = find(headers, sealer, locator)?;
    Some(text.token)
}

/// `Set-Cookie` at a sign-in: with the token that the account has given out, else with the one that
/// came, for as long again.
pub fn set(
    headers: &HeaderMap,
    sealer: &Sealer,
    locator: &Locator,
    given: Option<BrowserToken>,
    entropy: &mut Entropy,
) -> Option<HeaderValue> {
    let name = name(locator);
    if let Some(token) = given {
        let text = BrowserText {
            locator: locator.clone(),
            token,
        };
        let value = text.seal(sealer, entropy).ok()?;
        return session_cookie::render(&name, &value, SECONDS);
    }
    let (value, _) = find(headers, sealer, locator)?;
    session_cookie::render(&name, value, SECONDS)
}

/// `Set-Cookie` that takes it away.
pub fn clear(locator: &Locator) -> Option<HeaderValue> {
    session_cookie::render(&name(locator), "", 0)
}

fn find<'a>(
    headers: &'a HeaderMap,
    sealer: &Sealer,
    locator: &Locator,
) -> Option<(&'a str, BrowserText)> {
    let name = name(locator);
    session_cookie::values(headers, &name)
        .take(MOST_READ)
        .find_map(|value| {
            let text = BrowserText::open(sealer, value).ok()?;
            (text.locator == *locator).then_some((value, text))
        })
}

/// The name says of which account it is, so that several people may share a browser; eight
/// characters of a keyed hash tell nobody who.
fn name(locator: &Locator) -> String {
    let text = locator.to_string();
    let (start, _) = text.split_at_checked(8).unwrap_or((&text, ""));
    format!("{PREFIX}{start}")
}

/// What the names of all of them begin with.
const PREFIX: &str = "__Host-postern_browser_";
/// 400 days, the longest that browsers keep a cookie (RFC 6265bis §5.5).
const SECONDS: u64 = 400 * 24 * 3600;
/// Cookies of one name that are tried: a browser sends one.
const MOST_READ: usize = 4;
