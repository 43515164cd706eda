//! Problems as they travel (RFC 9457): `application/problem+json` with a stable `code`.

use serde::{Deserialize, Serialize};

/// Media type of a problem (RFC 9457 §3).
pub const MEDIA_TYPE: &str = "application/problem+json";

// `tt`, because a derived schema does not see through a `literal`.
macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $text:tt, $status:literal, $title:literal;)*) => {
        /// What went wrong, as a stable word that software may compare.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status that comes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The same for every occurrence (RFC 9457 §3.1.3).
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problem_codes! {
    // the request's form
    /// The body is not JSON, or holds a lone surrogate.
    MalformedJson = "malformed_json", 400, "The body is not valid JSON";
    /// The call takes no query string: a credential there would land in logs.
    QueryNotAllowed = "query_not_allowed", 400, "This call takes no query string";
    /// No such path.
    NotFound = "not_found", 404, "There is nothing here";
    /// The path exists, but not with this method.
    MethodNotAllowed = "method_not_allowed", 405, "This path does not take this method";
    /// The body is larger than 16 KiB.
    BodyTooLarge = "body_too_large", 413, "The body is too large";
    /// The body is not declared as what the call takes: `application/json`, or a form.
    UnsupportedMediaType = "unsupported_media_type", 415, "The body has the wrong media type";
    /// A field that the call does not know.
    UnknownField = "unknown_field", 422, "A field is not known";
    /// A field that the call needs.
    MissingField = "missing_field", 422, "A field is missing";
    /// A field of the wrong type.
    InvalidField = "invalid_field", 422, "A field has the wrong type";
    /// The username breaks a rule.
    InvalidUsername = "invalid_username", 422, "The username cannot be used";
    /// The password breaks a rule of form (length, control characters).
    InvalidPassword = "invalid_password", 422, "The password cannot be used";
    /// The password is too easy to guess.
    WeakPassword = "weak_password", 422, "The password is too easy to guess";
    /// The password is known from a breach.
    BreachedPassword = "breached_password", 422, "The password is known from a breach";
    /// The e-mail address is not one.
    InvalidEmail = "invalid_email", 422, "The e-mail address is not valid";
    /// The full name is too long or has control characters.
    InvalidFullName = "invalid_full_name", 422, "The full name cannot be used";
    /// The code is neither six digits nor a recovery code.
    MalformedOtp = "malformed_otp", 422, "A code is six digits";
    /// The label of an authenticator is empty, too long or has control characters.
    InvalidLabel = "invalid_label", 422, "The label cannot be used";
    /// The username that was typed to confirm is another.
    ConfirmationMismatch = "confirmation_mismatch", 422, "The username does not match";

    // registration and sign-in
    /// Somebody has this username.
    UsernameTaken = "username_taken", 409, "This username is taken";
    /// Nobody may register here.
    RegistrationClosed = "registration_closed", 403, "Nobody may register here";
    /// Registering here takes an invitation.
    InvitationRequired = "invitation_required", 403, "Registering here takes an invitation";
    /// The invitation was cut, changed, or made with keys that are not there.
    InvalidInvitation = "invalid_invitation", 403, "The invitation is not valid";
    /// The invitation is older than it may be.
    InvitationExpired = "invitation_expired", 403, "The invitation has expired";
    /// Somebody has registered with the invitation.
    InvitationUsed = "invitation_used", 403, "The invitation was used";
    /// An administrator has taken the invitation back.
    InvitationRevoked = "invitation_revoked", 403, "The invitation was taken back";
    /// Unknown username or wrong password: one answer for both.
    InvalidCredentials = "invalid_credentials", 401, "Invalid credentials";
    /// A message of the password protocol is cut, in another alphabet, or none of its group.
    InvalidPasswordMessage = "invalid_password_message", 422, "A message of the password protocol is malformed";
    /// `login` was cut, changed, or made for another name, purpose or key.
    InvalidLogin = "invalid_login", 401, "The login is not valid";
    /// `login` is older than it may be.
    LoginExpired = "login_expired", 401, "The login has expired";
    /// `login` was used, or so many newer ones were begun that it was let go.
    LoginUsed = "login_used", 401, "The login is no longer open";
    /// `registration` was cut, changed, is too old, or was made for another name, purpose or key.
    InvalidRegistration = "invalid_registration", 401, "The registration is not valid";
    /// This deployment takes passwords in plain only.
    PasswordProtocolOff = "password_protocol_off", 403, "The password protocol is off";
    /// This deployment takes no passwords in plain.
    PlainPasswordRefused = "plain_password_refused", 403, "Passwords are not taken in plain";
    /// The account is disabled.
    AccountDisabled = "account_disabled", 403, "This account is disabled";
    /// Too many failures in a row; `retry_after` says how long to wait.
    TooManyAttempts = "too_many_attempts", 429, "Too many failed attempts";
    /// Too many requests from this address; `retry_after` says how long to wait.
    RateLimited = "rate_limited", 429, "Too many requests";

    // the second step
    /// The challenge was cut, changed, or made for another purpose or key.
    InvalidChallenge = "invalid_challenge", 401, "The challenge is not valid";
    /// The challenge is older than it may be.
    ChallengeExpired = "challenge_expired", 401, "The challenge has expired";
    /// The challenge was used, or so many newer ones were opened that it was let go.
    ChallengeUsed = "challenge_used", 401, "The challenge is no longer open";
    /// Too many wrong codes for this challenge; sign in again.
    ChallengeExhausted = "challenge_exhausted", 401, "Too many wrong codes for this challenge";
    /// The code is wrong.
    InvalidOtp = "invalid_otp", 401, "Invalid OTP";
    /// The code was right, but its step was used before.
    OtpAlreadyUsed = "otp_already_used", 401, "This code was used already";
    /// The recovery code was used before.
    RecoveryCodeUsed = "recovery_code_used", 401, "This recovery code was used already";
    /// Username, recovery code or code is wrong: one answer for all of them.
    InvalidRecovery = "invalid_recovery", 401, "Invalid recovery";
    /// Too many wrong codes in a row: the authenticator takes no more.
    AuthenticatorSuspended = "authenticator_suspended", 403, "The authenticator is suspended";

    // tokens and sessions
    /// The call needs an access token or a session.
    MissingToken = "missing_token", 401, "Sign in first";
    /// The token is not one of ours, or not for this.
    InvalidToken = "invalid_token", 401, "The token is not valid";
    /// The access token has expired.
    TokenExpired = "token_expired", 401, "The token has expired";
    /// The session has ended.
    SessionEnded = "session_ended", 401, "The session has ended";
    /// A refresh token was presented a second time: its whole family has ended.
    RefreshTokenReused = "refresh_token_reused", 401, "The refresh token was used before";
    /// The call needs both factors to be proved within the last 5 minutes (RFC 9470).
    StepUpRequired = "step_up_required", 401, "Prove yourself again";
    /// The account has no such session.
    SessionNotFound = "session_not_found", 404, "There is no such session";

    // what belongs to an account
    /// The account has no such authenticator, or it was not confirmed in time.
    AuthenticatorNotFound = "authenticator_not_found", 404, "There is no such authenticator";
    /// The authenticator is confirmed already.
    AuthenticatorConfirmed = "authenticator_confirmed", 409, "The authenticator is confirmed already";
    /// An account keeps one confirmed authenticator.
    LastAuthenticator = "last_authenticator", 409, "This is the last authenticator";
    /// An account has at most 10 authenticators.
    TooManyAuthenticators = "too_many_authenticators", 409, "There are too many authenticators";
    /// The account knows no such browser.
    BrowserNotFound = "browser_not_found", 404, "There is no such browser";
    // administration
    /// The role of the account does not allow it.
    NotPermitted = "not_permitted", 403, "Your role does not allow this";
    /// Nobody has this id.
    PersonNotFound = "person_not_found", 404, "There is no such person";
    /// Nobody administers their own account.
    OwnAccount = "own_account", 409, "Somebody else has to do this";
    /// It would take an administrator away who has to stay.
    LastAdministrator = "last_administrator", 409, "An administrator has to stay";
    /// The reason is too short, too long, or has control characters.
    InvalidReason = "invalid_reason", 422, "Say why";
    /// The cursor is cut, too old, or of another list.
    InvalidCursor = "invalid_cursor", 422, "The cursor is not of this list";
    /// No administrator has made such an invitation, or it has ended.
    InvitationNotFound = "invitation_not_found", 404, "There is no such invitation";
    /// There are 100 invitations that are open, or 500 are remembered of which none was used.
    TooManyInvitations = "too_many_invitations", 409, "There are too many invitations";

    // other services
    /// The service that asks is not known, or its secret is wrong.
    InvalidClient = "invalid_client", 401, "The client is not known";
    /// The grant is not there, or this deployment has turned it off.
    UnsupportedGrantType = "unsupported_grant_type", 400, "This grant is not offered";
    /// A page of another origin sent this.
    CrossOrigin = "cross_origin", 403, "The request comes from another origin";

    // us
    /// Something that should not happen; nothing was changed.
    Internal = "internal", 500, "Something went wrong on our side";
    /// Storage or the account's object does not answer.
    Unavailable = "unavailable", 503, "The service is not available for the moment";
}

/// A problem as it stands in the body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:postern:problem:` and the code (RFC 9457 §3.1.1).
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of this code.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// What is wrong this time, for the person who reads it.
    pub detail: String,
    /// The stable word.
    pub code: ProblemCode,
    /// The field of the request that is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait before the next try, as in `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Wrong codes that this challenge still takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u32>,
    /// Names the request, as the header `X-Request-Id` does: the service's log knows it by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    /// A problem with this code and detail.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:postern:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            code,
            field: None,
            retry_after: None,
            attempts_left: None,
            request_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn codes_are_distinct_and_survive_the_wire() {
        let mut seen = std::collections::HashSet::new();
        for code in ProblemCode::ALL {
            assert!(seen.insert(code.as_str()));
            let problem = Problem::new(*code, "detail");
            let text = serde_json::to_string(&problem).expect("a problem is JSON");
            assert!(text.contains(&format!("\"code\":\"{}\"", code.as_str())));
            assert_eq!(serde_json::from_str::<Problem>(&text).ok(), Some(problem));
        }
    }

    #[test]
    fn the_readme_lists_every_code_with_its_status_and_no_other() {
        let readme = include_str!("../../README.md");
        let mut listed: Vec<&str> = readme
            .lines()
            .filter_map(|line| line.strip_prefix("| "))
            .filter_map(|line| line.split_once("` |"))
            .map(|(start, _)| start)
            .filter(|start| start.starts_with(['4', '5']))
            .collect();
        let mut expected: Vec<String> = ProblemCode::ALL
            .iter()
            .map(|code| format!("{} | `{}", code.status(), code.as_str()))
            .collect();
        listed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(listed, expected);
    }

    #[test]
    fn no_code_promises_a_success() {
        assert!(ProblemCode::ALL.iter().all(|code| code.status() >= 400));
    }
}
