//! Name and secret of a client by HTTP Basic (RFC 7617), as OAuth 2 has it (RFC 6749 §2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use zeroize::Zeroizing;

/// What the header says.
pub struct Credentials {
    /// The client's name.
    pub name: String,
    /// Its secret; empty where it has none.
    pub secret: Zeroizing<String>,
}

/// The header is there and is no Basic credentials.
pub struct NotBasic;

/// The request's credentials; `None` where it has no `Authorization`.
///
/// # Errors
/// [`NotBasic`].
pub fn read(headers: &HeaderMap) -> Result<Option<Credentials>, NotBasic> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"))
        .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Zeroizing::new)
        .as_ref()
        .and_then(|text| text.split_once(':'))
        .map(|(name, secret)| {
            Some(Credentials {
                name: name.to_owned(),
                secret: Zeroizing::new(secret.to_owned()),
            })
        })
        .ok_or(NotBasic)
}
