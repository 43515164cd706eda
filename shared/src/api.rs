//! The calls' bodies, one type each way. Fields that a call does not know are refused.

mod activity;
mod administration;
mod administration_invitations;
mod administration_log;
mod administration_overview;
mod authenticators;
mod browsers;
mod import;
mod password_change;
mod password_protocol;
mod profile;
mod recovery_codes;
mod registration;
mod role;
mod sessions;
mod step_up;
mod tokens;
mod user;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use activity::{ActivityEntry, ActivityKind, ActivityResponse, ActivitySeenRequest, ToReplace};
pub use administration::{
    ChangeRoleRequest, PasswordResetStartedResponse, PeopleRequest, PeopleResponse, PersonResponse,
    PersonSummary, ReasonRequest,
};
pub use administration_invitations::{
    InvitationSummary, InvitationsResponse, MadeInvitationResponse, MakeInvitationRequest,
};
pub use administration_log::{LogAction, LogLine, LogRequest, LogResponse};
pub use administration_overview::{OverviewPeriod, OverviewResponse};
pub use authenticators::{
    AddAuthenticatorRequest, AddAuthenticatorResponse, AuthenticatorSummary,
    AuthenticatorsResponse, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest,
};
pub use browsers::{BrowsersResponse, KnownBrowser};
pub use import::{
    ImportOutcome, ImportRefusal, ImportResponse, ImportRow, ImportedRow,
    MOST_ROWS as MOST_IMPORT_ROWS,
};
pub use password_change::{ChangePasswordRequest, PasswordStartRequest, PasswordStartResponse};
pub use password_protocol::{
    Argon2Parameters, LoginStartRequest, LoginStartResponse, PasswordProtocol,
    RegisterStartRequest, RegisterStartResponse, SignInOptionsResponse,
};
pub use profile::{ChangeProfileRequest, DeleteAccountRequest, ExportResponse};
pub use recovery_codes::{NewRecoveryCodesResponse, PasswordResetRequest, RecoveryCodesResponse};
pub use registration::{InvitationRequest, InvitationResponse, RegistrationMode};
pub use role::Role;
pub use sessions::{
    AuthenticationMethod, Replay, Session, SessionsEndedResponse, SessionsResponse,
};
pub use step_up::{StepUpRequest, StepUpResponse};
pub use tokens::{RefreshRequest, TokenResponse, TokenType};
pub use user::User;

/// Text that must not be printed: no `Debug`, no `Display`, no `Clone`; zeroized when dropped.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Takes the text in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The one door out.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// `POST /api/register`: with a `password`, or with `registration` and `registration_record`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// 3 to 64 characters.
    pub username: String,
    /// 8 to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// From `register/start`, in place of the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<SecretText>,
    /// What is kept in place of the password: 192 bytes in base64url (RFC 9807 §5.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_record: Option<SecretText>,
    /// An e-mail address, if the person gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A name in any script, if the person gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// An invitation, if the person has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<SecretText>,
}

/// 201 of `POST /api/register`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterResponse {
    /// `User registered!`
    pub message: String,
    /// The name in its canonical form.
    pub username: String,
    /// The authenticator's secret: base32, 160 bits.
    pub otp_secret: SecretText,
    /// The same as an `otpauth://` URI.
    pub otpauth_uri: SecretText,
    /// What `verify-otp` wants beside the first code.
    pub challenge: SecretText,
    /// Seconds that the challenge lasts.
    pub expires_in: u64,
}

/// `POST /api/login`: with a `password`, or with `login` and `ke3`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The username, in any case.
    pub username: String,
    /// The password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// From `login/start`, in place of the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<SecretText>,
    /// The proof of the password: 64 bytes in base64url (RFC 9807 §6.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ke3: Option<SecretText>,
    /// With `ke3`: the blinded password as of a registration, 32 bytes in base64url. The answer has
    /// a `registration` then, where the record of the password should be made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_request: Option<String>,
}

/// A way to prove the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A code of an authenticator (RFC 6238; `otp` in RFC 8176).
    Otp,
    /// A recovery code, in the same field.
    RecoveryCode,
    /// Nothing: this browser is trusted for some time. `otp` may be left out.
    TrustedBrowser,
}

/// 200 of `POST /api/login`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginResponse {
    /// `Login successful, provide OTP`
    pub message: String,
    /// What `verify-otp` wants beside the code.
    pub challenge: SecretText,
    /// Seconds that the challenge lasts.
    pub expires_in: u64,
    /// What may stand in `otp`.
    pub methods: Vec<Method>,
    /// While no authenticator is confirmed: its secret again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp_secret: Option<SecretText>,
    /// While no authenticator is confirmed: its URI again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otpauth_uri: Option<SecretText>,
    /// Where the record of the password should be made anew, under newer keys or at a higher cost:
    /// the answer to `registration_request`. The record goes with the code to `verify-otp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<RegisterStartResponse>,
}

/// `POST /api/verify-otp`
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyOtpRequest {
    /// From `login` or `register`.
    pub challenge: SecretText,
    /// Six digits, or a recovery code; spaces do not matter. May be left out by a trusted browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp: Option<SecretText>,
    /// Whether this browser shall not be asked for a code for 30 days, where the deployment allows it.
    #[serde(default)]
    pub trust_browser: bool,
    /// What will hold the session: it decides where the refresh token goes.
    #[serde(default)]
    pub client: ClientKind,
    /// From `login`, where the record of the password is made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<SecretText>,
    /// The new record, which counts once the code is accepted: 192 bytes in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_record: Option<SecretText>,
}

/// What holds a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// A page of this service: the refresh token is in a cookie that no script can read.
    #[default]
    Browser,
    /// Any other program: it gets the refresh token in the body, and sends it in the body.
    Native,
}

/// 200 of `GET /api/health`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HealthResponse {
    /// `ok`
    pub status: String,
    /// The version of the service.
    pub version: String,
}
