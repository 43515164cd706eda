//! `POST /api/token`: the OAuth 2 password form, with the code appended to the password, and the
//! renewal of what it gives.

use axum::Json;
use axum::response::IntoResponse;
use http::HeaderMap;
use http::header::PRAGMA;
use postern_shared::api::{ClientKind, SecretText};
use postern_shared::oauth::OAuthTokenResponse;
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::problem::ProblemCode;
use postern_shared::username::Username;
use zeroize::Zeroizing;

use crate::account::{
    ClientInfo, Locator, Password, RecoveryCode, Refusal, SecondFactor, SignedIn,
};
use crate::http::basic::{self, NotBasic};
use crate::http::client_origin::ClientOrigin;
use crate::http::form_body::FormBody;
use crate::http::problem_response::ApiProblem;
use crate::http::refresh::renew;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::token_response::{self, CLIENT_ID};
use crate::http::{App, AppState, counting};
use crate::ports::{Accounts, Ports};

/// A grant for tokens. Whatever is wrong with name, password or code has one answer.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    origin: ClientOrigin,
    headers: HeaderMap,
    form: FormBody,
) -> Result<impl IntoResponse, ApiProblem> {
    check_client(&headers, &form)?;
    let client = origin.of_kind(ClientKind::Native);
    let (locator, signed_in) = match form.required("grant_type")? {
        "password" if app.config.plain_passwords.by_grant => {
            let (locator, signed_in) = sign_in(&app, &form, client).await?;
            counting::signed_in(&app.ports, &signed_in);
            (locator, signed_in)
        }
        "refresh_token" => renew(&app, form.required("refresh_token")?, client).await?,
        "password" => {
            return Err(ApiProblem::at(
                ProblemCode::UnsupportedGrantType,
                "grant_type",
                "OAuth 2.1 has dropped the password grant; it is off unless PASSWORD_GRANT is on",
            ));
        }
        _ => {
            return Err(ApiProblem::at(
                ProblemCode::UnsupportedGrantType,
                "grant_type",
                "the grants are refresh_token, and password where it is on",
            ));
        }
    };
    let tokens = token_response::make(&app, &mut context, &locator, signed_in).await?;
    // HTTP/1.0 caches are told as RFC 6749 §5.1 wants it.
    let headers = [(PRAGMA, "no-cache")];
    let response = OAuthTokenResponse {
        access_token: tokens.access_token,
        token_type: tokens.token_type,
        expires_in: tokens.expires_in,
        refresh_token: SecretText::new(tokens.refresh_token),
    };
    Ok((headers, Json(response)))
}

/// There is one public client so far, which needs no secret. Libraries that have been given none
/// send an empty name.
fn check_client(headers: &HeaderMap, form: &FormBody) -> Result<(), ApiProblem> {
    let by_header = match basic::read(headers) {
        Ok(None) => Some(String::new()),
        Ok(Some(client)) => Some(client.name).filter(|_| client.secret.is_empty()),
        Err(NotBasic) => None,
    };
    let by_form = form.optional("client_id")?.unwrap_or_default();
    let is_ours = |name: &str| name.is_empty() || name == CLIENT_ID;
    let has_no_secret = form.optional("client_secret")?.is_none();
    let is_known = by_header.is_some_and(|name| is_ours(&name)) && is_ours(by_form);
    (is_known && has_no_secret).then_some(()).ok_or_else(|| {
        ApiProblem::of(
            ProblemCode::InvalidClient,
            "send no client, or the public client postern without a secret",
        )
    })
}

async fn sign_in<P: Ports>(
    app: &App<P>,
    form: &FormBody,
    client: ClientInfo,
) -> Result<(Locator, SignedIn), ApiProblem> {
    let username = form.required("username")?;
    let (password, factor) =
        split(form.required("password")?).ok_or(Refusal::InvalidCredentials)?;
    let password = Zeroizing::new(app.ports.normalize(password));
    let password = Password::from_normalized(password.as_str().to_owned())
        .map_err(|_no_password| Refusal::InvalidCredentials)?;
    let username = Username::parse(username).map_err(|_no_name| Refusal::InvalidCredentials)?;
    let locator = app.config.locators.locate(&username);
    let signed_in = app
        .ports
        .accounts()
        .sign_in_at_once(&locator, password, factor, client)
        .await?;
    Ok((locator, signed_in))
}

/// The last six characters are the code, all before them is the password. Or a recovery code stands
/// behind a space, with its hyphens: so that none is taken for a part of the password.
fn split(text: &str) -> Option<(&str, SecondFactor)> {
    if let Some((password, code)) = text.rsplit_once(' ')
        && let Some(recovery) = RecoveryCode::parse(code)
        && is_in_groups(code)
    {
        return Some((password, SecondFactor::Recovery(recovery)));
    }
    let (position, _) = text.char_indices().rev().nth(OneTimeCode::DIGITS - 1)?;
    let (password, code) = text.split_at_checked(position)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    let code = OneTimeCode::parse(code).ok().filter(|_| is_code)?;
    Some((password, SecondFactor::Code(code)))
}

/// Whether these are groups of four with a hyphen between them, as the codes are shown. No code of
/// six digits ends such a text.
fn is_in_groups(code: &str) -> bool {
    code.split('-').all(|group| group.len() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        split(text).map(|(password, factor)| {
            let code = match factor {
                SecondFactor::Code(code) => code.expose().to_owned(),
                SecondFactor::Recovery(code) => code.to_text().expose().to_owned(),
                SecondFactor::TrustedBrowser => "trusted".to_owned(),
            };
            (password.to_owned(), code)
        })
    }

    #[test]
    fn the_code_is_the_last_six_characters() {
        let of = |password: &str, code: &str| Some((password.to_owned(), code.to_owned()));
        assert_eq!(parts("secret123456"), of("secret", "123456"));
        assert_eq!(parts("12345678901234"), of("12345678", "901234"));
        assert_eq!(parts("пароль012345"), of("пароль", "012345"));
        assert_eq!(
            parts("ends with space 012345"),
            of("ends with space ", "012345")
        );
    }

    #[test]
    fn a_recovery_code_stands_behind_a_space_in_its_groups() {
        let code = "0123-4567-89AB-CDEF-GHJK-MNPQ";
        let of = |password: &str| Some((password.to_owned(), code.to_owned()));
        assert_eq!(parts(&format!("secret {code}")), of("secret"));
        assert_eq!(parts(&format!("two words  {code}")), of("two words "));
        let typed = code.to_lowercase().replace('0', "o");
        assert_eq!(parts(&format!("secret {typed}")), of("secret"));
        for other in [
            format!("secret{code}"),
            format!("secret {}", code.replace('-', "")),
            format!("secret {}", code.replace('-', " ")),
        ] {
            assert!(parts(&other).is_none(), "{other}");
        }
        // A password may look like much of one.
        let password = "my thisisnotthatlngwrd";
        let digits = format!("{password}012345");
        assert_eq!(
            parts(&digits),
            Some((password.to_owned(), "012345".to_owned()))
        );
    }

    #[test]
    fn what_does_not_end_in_a_code_is_none() {
        for text in [
            "",
            "12345",
            "secret",
            "secret12345",
            "secret12 456",
            "secret１２３４５６",
        ] {
            assert!(parts(text).is_none(), "{text}");
        }
    }
}
