//! Bodies: JSON of at most 16 KiB, of the declared type, with the known fields only.
//!
//! A body is read into a list of its fields first, whatever the call: a visitor for each type of body
//! would make the Worker 10 kB larger. What a call takes of them stands in [`bodies`].

mod bodies;
mod fields;
mod reading;

use axum::body::Body;
use axum::extract::FromRequest;
use http::Request;
use postern_shared::api::{ClientKind, Role, SecretText};
use postern_shared::problem::ProblemCode;
use serde::de::IgnoredAny;

use crate::http::password_fields::missing_field;
use crate::http::problem_response::ApiProblem;
use fields::Field;
pub use reading::{has_media_type, is_declared, read_at_most, read_limited};

/// The fields of a body, in their order.
pub struct JsonBody(Vec<(String, Field)>);

/// What a call takes.
pub trait FromBody: Sized {
    /// Takes it out of the fields.
    ///
    /// # Errors
    /// A problem with the code `unknown_field`, `missing_field` or `invalid_field`.
    fn read(body: JsonBody) -> Result<Self, ApiProblem>;
}

/// Most bytes of a body.
pub const MAX_BODY_LENGTH: usize = 16 * 1024;

impl JsonBody {
    /// Refuses fields that the call does not know, and any that stands twice.
    fn only(&self, known: &[&str]) -> Result<(), ApiProblem> {
        for (position, (name, _)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(ApiProblem::at(
                    ProblemCode::UnknownField,
                    &shorten(name),
                    "this call does not know the field",
                ));
            }
            if self.0.iter().take(position).any(|(other, _)| other == name) {
                return Err(invalid(name, "the field stands twice"));
            }
        }
        Ok(())
    }

    fn take(&mut self, name: &str) -> Option<Field> {
        let (_, value) = self.0.iter_mut().find(|(known, _)| known == name)?;
        Some(std::mem::replace(value, Field::Null))
    }

    /// A text that has to be there.
    fn text(&mut self, name: &str) -> Result<String, ApiProblem> {
        match self.take(name) {
            Some(Field::Text(ref mut text)) => Ok(std::mem::take(text)),
            Some(_) => Err(wrong_type(name)),
            None => Err(missing_field(name)),
        }
    }

    /// A text that may be left out; null is as good as none.
    fn optional_text(&mut self, name: &str) -> Result<Option<String>, ApiProblem> {
        match self.take(name) {
            Some(Field::Text(ref mut text)) => Ok(Some(std::mem::take(text))),
            Some(Field::Null) | None => Ok(None),
            Some(_) => Err(wrong_type(name)),
        }
    }

    fn secret(&mut self, name: &str) -> Result<SecretText, ApiProblem> {
        self.text(name).map(SecretText::new)
    }

    fn optional_secret(&mut self, name: &str) -> Result<Option<SecretText>, ApiProblem> {
        let text = self.optional_text(name)?;
        Ok(text.map(SecretText::new))
    }

    /// No, where it is left out.
    fn flag(&mut self, name: &str) -> Result<bool, ApiProblem> {
        match self.take(name) {
            Some(Field::Flag(flag)) => Ok(flag),
            Some(_) => Err(wrong_type(name)),
            None => Ok(false),
        }
    }

    fn number(&mut self, name: &str) -> Result<u64, ApiProblem> {
        match self.take(name) {
            Some(Field::Number(number)) => Ok(number),
            Some(_) => Err(wrong_type(name)),
            None => Err(missing_field(name)),
        }
    }

    /// None, where it is left out; null is as good.
    fn optional_number(&mut self, name: &str) -> Result<Option<u64>, ApiProblem> {
        match self.take(name) {
            Some(Field::Number(number)) => Ok(Some(number)),
            Some(Field::Null) | None => Ok(None),
            Some(_) => Err(wrong_type(name)),
        }
    }

    fn role(&mut self, name: &str) -> Result<Role, ApiProblem> {
        let text = self.text(name)?;
        Role::parse(&text).ok_or_else(|| no_such_value(name))
    }

    /// A browser, where it is left out.
    fn client(&mut self, name: &str) -> Result<ClientKind, ApiProblem> {
        let Some(value) = self.take(name) else {
            return Ok(ClientKind::default());
        };
        let Field::Text(text) = &value else {
            return Err(wrong_type(name));
        };
        match text.as_str() {
            "browser" => Ok(ClientKind::Browser),
            "native" => Ok(ClientKind::Native),
            _ => Err(no_such_value(name)),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiProblem;

    async fn from_request(request: Request<Body>, _state: &S) -> Result<Self, ApiProblem> {
        if !is_declared(&request) {
            return Err(ApiProblem::of(
                ProblemCode::UnsupportedMediaType,
                "send the header Content-Type: application/json",
            ));
        }
        parse(&read_limited(request).await?)
    }
}

/// The objects of a list, each read by itself.
///
/// # Errors
/// A problem with the code `malformed_json`, or `invalid_field` where it is no list of objects.
pub fn parse_list(bytes: &[u8]) -> Result<Vec<JsonBody>, ApiProblem> {
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            ApiProblem::of(
                ProblemCode::InvalidField,
                "the body must be a list of objects",
            )
        } else {
            malformed()
        }
    })
}

fn parse(bytes: &[u8]) -> Result<JsonBody, ApiProblem> {
    // The visitor takes nothing else; what it says of it would not tell it from broken JSON.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(match serde_json::from_slice::<IgnoredAny>(bytes) {
            Ok(_) => no_object(),
            Err(_) => malformed(),
        });
    }
    serde_json::from_slice(bytes).map_err(|_broken| malformed())
}

fn wrong_type(name: &str) -> ApiProblem {
    invalid(name, "the field has the wrong type")
}

fn invalid(name: &str, detail: &str) -> ApiProblem {
    ApiProblem::at(ProblemCode::InvalidField, name, detail)
}

fn no_such_value(name: &str) -> ApiProblem {
    invalid(name, "the field is none of the values that it may have")
}

fn no_object() -> ApiProblem {
    ApiProblem::of(ProblemCode::InvalidField, "the body must be a JSON object")
}

fn malformed() -> ApiProblem {
    ApiProblem::of(
        ProblemCode::MalformedJson,
        "the body must be one JSON object in UTF-8, without lone surrogates",
    )
}

/// A field's name comes from the caller; a long one is cut.
fn shorten(name: &str) -> String {
    name.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use postern_shared::api::{ActivitySeenRequest, LoginRequest, VerifyOtpRequest};

    fn problem<T: FromBody>(body: &[u8]) -> Option<ApiProblem> {
        parse(body).and_then(T::read).err()
    }

    fn code(body: &[u8]) -> Option<ProblemCode> {
        problem::<LoginRequest>(body).map(|problem| problem.code())
    }

    fn blamed(body: &str) -> Option<String> {
        problem::<VerifyOtpRequest>(body.as_bytes())?.field()
    }

    #[test]
    fn the_field_of_the_wrong_type_is_found_wherever_it_stands() {
        for (body, expected) in [
            (r#"{"challenge":1,"otp":"a"}"#, "challenge"),
            (
                r#"{"challenge":"a:\"b","trust_browser":"yes"}"#,
                "trust_browser",
            ),
            (
                "{\n \"challenge\" : \"a\",\n \"otp\"\n:\n {\"x\":\"y\"}, \"client\":\"native\"}",
                "otp",
            ),
            (
                r#"{"trust_browser":true,"client":"toaster","otp":"a","challenge":"b"}"#,
                "client",
            ),
            (r#"{"client":1,"challenge":"a"}"#, "client"),
            (r#"{"trust_browser":null,"challenge":"a"}"#, "trust_browser"),
            (
                r#"{"trust_browser":0,"otp":"a","challenge":"b"}"#,
                "trust_browser",
            ),
            (r#"{"\u006ftp":[[],{"a":1}],"challenge":"a"}"#, "otp"),
        ] {
            assert_eq!(blamed(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn each_mistake_has_its_code() {
        for (body, expected) in [
            (
                r#"{"username":"a","password":"b""#,
                ProblemCode::MalformedJson,
            ),
            ("", ProblemCode::MalformedJson),
            (
                r#"{"username":"\ud800","password":"b"}"#,
                ProblemCode::MalformedJson,
            ),
            (
                r#"{"username":"a","password":"b"} x"#,
                ProblemCode::MalformedJson,
            ),
            (
                r#"{"username":"a","password":"b","x":1}"#,
                ProblemCode::UnknownField,
            ),
            (r#"{"password":"a"}"#, ProblemCode::MissingField),
            (
                r#"{"username":"a","username":"b","password":"c"}"#,
                ProblemCode::InvalidField,
            ),
            (
                r#"{"username":1,"password":"b"}"#,
                ProblemCode::InvalidField,
            ),
            (
                r#"{"username":null,"password":"b"}"#,
                ProblemCode::InvalidField,
            ),
            ("[]", ProblemCode::InvalidField),
            (r#" ["a","b"]"#, ProblemCode::InvalidField),
            ("[", ProblemCode::MalformedJson),
            (
                r#"{"username":1,"password":"b""#,
                ProblemCode::MalformedJson,
            ),
            (r#""text""#, ProblemCode::InvalidField),
        ] {
            assert_eq!(code(body.as_bytes()), Some(expected), "{body}");
        }
        assert_eq!(
            code(b"{\"username\":\"\xff\"}"),
            Some(ProblemCode::MalformedJson)
        );
        assert_eq!(code(br#"{"username":"a","password":"b"}"#), None);
    }

    #[test]
    fn a_number_is_whole_and_at_most_the_greatest_that_all_agree_on() {
        let read = |number: &str| {
            let body = format!(r#"{{"number":{number}}}"#);
            let read = parse(body.as_bytes()).and_then(ActivitySeenRequest::read);
            read.ok().map(|request| request.number)
        };
        for (text, number) in [
            ("0", 0),
            ("-0.0", 0),
            ("7.0", 7),
            ("1e3", 1000),
            ("9007199254740991", 9_007_199_254_740_991),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
        for text in [
            "-1",
            "0.5",
            "-1e3",
            "9007199254740992",
            "1e16",
            "\"7\"",
            "null",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_body_nested_beyond_reason_does_no_harm() {
        let nested = format!(
            r#"{{"username":"a","password":{}{}}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        assert_eq!(code(nested.as_bytes()), Some(ProblemCode::InvalidField));
    }
}
