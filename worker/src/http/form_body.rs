//! Form bodies, as OAuth 2 has them (RFC 6749 §3.2): no parameter twice, unknown ones ignored.

use axum::body::Body;
use axum::extract::FromRequest;
use http::Request;
use postern_shared::problem::ProblemCode;
use zeroize::Zeroizing;

use crate::http::json_body::{has_media_type, read_limited};
use crate::http::problem_response::ApiProblem;

/// The parameters of a body of the type `application/x-www-form-urlencoded`, of at most 16 KiB.
pub struct FormBody(Vec<(String, Zeroizing<String>)>);

impl FormBody {
    fn parse(bytes: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(bytes)
                .map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned())))
                .collect(),
        )
    }

    /// A parameter; an empty one is as good as none (RFC 6749 §3.1).
    ///
    /// # Errors
    /// A problem with the code `invalid_field` where it stands twice.
    pub fn optional(&self, name: &str) -> Result<Option<&str>, ApiProblem> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(ApiProblem::at(
                ProblemCode::InvalidField,
                name,
                "the parameter stands twice",
            ));
        }
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// A parameter that has to be there.
    ///
    /// # Errors
    /// The same, and one with the code `missing_field`.
    pub fn required(&self, name: &str) -> Result<&str, ApiProblem> {
        self.optional(name)?.ok_or_else(|| {
            ApiProblem::at(
                ProblemCode::MissingField,
                name,
                "this call needs the parameter",
            )
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = ApiProblem;

    async fn from_request(request: Request<Body>, _state: &S) -> Result<Self, ApiProblem> {
        if !has_media_type(&request, "application/x-www-form-urlencoded") {
            return Err(ApiProblem::of(
                ProblemCode::UnsupportedMediaType,
                "send the header Content-Type: application/x-www-form-urlencoded",
            ));
        }
        Ok(Self::parse(&read_limited(request).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_empty_ones_are_none() {
        let form = FormBody::parse(b"username=a%20b&password=c%2B1+2&scope=");
        assert_eq!(form.required("username").ok(), Some("a b"));
        assert_eq!(form.required("password").ok(), Some("c+1 2"));
        assert_eq!(form.optional("scope").ok(), Some(None));
        assert!(form.required("scope").is_err());
    }

    #[test]
    fn a_parameter_that_stands_twice_is_refused() {
        let form = FormBody::parse(b"username=a&username=b");
        assert!(form.optional("username").is_err());
    }
}
