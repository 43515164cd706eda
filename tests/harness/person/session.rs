//! What a sign-in gives.

use crate::answer::Answer;

/// What a sign-in gives.
pub struct Session {
    /// The bearer token.
    pub access_token: String,
    /// The cookie's value.
    pub refresh_token: String,
}

impl Session {
    /// The session in an answer of `verify-otp` or `refresh`.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn of(answer: &Answer) -> Self {
        Self {
            access_token: answer.field("access_token"),
            refresh_token: answer.refresh_token().expect("a refresh cookie"),
        }
    }

    /// The session in an answer to a program.
    ///
    /// # Panics
    /// Where there is none, or where a cookie is set besides.
    #[must_use]
    pub fn in_body(answer: &Answer) -> Self {
        assert!(answer.set_cookies().is_empty(), "a program gets no cookie");
        Self {
            access_token: answer.field("access_token"),
            refresh_token: answer.field("refresh_token"),
        }
    }
}
