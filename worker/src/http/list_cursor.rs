//! Where a page of a list has ended, as it travels: KV's own cursor, sealed for the one list that it is
//! of, so that it continues no other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_shared::problem::ProblemCode;

use crate::account::Entropy;
use crate::config::Config;
use crate::http::problem_response::ApiProblem;
use crate::keys::Purpose;
use crate::ports::Unavailable;

/// The cursor for the next page of `list`, where there is one.
///
/// # Errors
/// A problem with the code `unavailable`, which never happens for a text this short.
pub fn seal(
    config: &Config,
    list: &str,
    cursor: Option<String>,
    entropy: &mut Entropy,
) -> Result<Option<String>, ApiProblem> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let sealer = &config.sealer;
    let sealed = sealer.seal(Purpose::Cursor, list.as_bytes(), cursor.as_bytes(), entropy);
    let sealed = sealed.map_err(|_never| Unavailable)?;
    Ok(Some(URL_SAFE_NO_PAD.encode(sealed)))
}

/// KV's cursor in what somebody sends for `list`.
///
/// # Errors
/// A problem with the code `invalid_cursor` where it is none, or of another list.
pub fn open(config: &Config, list: &str, text: Option<&str>) -> Result<Option<String>, ApiProblem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let opened = URL_SAFE_NO_PAD.decode(text).ok().and_then(|sealed| {
        let opened = config
            .sealer
            .open(Purpose::Cursor, list.as_bytes(), &sealed);
        String::from_utf8(opened.ok()?.to_vec()).ok()
    });
    opened.map(Some).ok_or_else(|| {
        ApiProblem::at(
            ProblemCode::InvalidCursor,
            "cursor",
            "take the cursor of the page before, with the same search; or begin without one",
        )
    })
}
