//! The bodies of the OAuth 2 calls, with the names that the standards give them.

use serde::{Deserialize, Serialize};

use crate::api::{Role, SecretText, TokenType};
use crate::problem::{Problem, ProblemCode};

/// 200 of `POST /api/token` (RFC 6749 §5.1)
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OAuthTokenResponse {
    /// An RFC 9068 access token.
    pub access_token: SecretText,
    /// Always `Bearer`.
    pub token_type: TokenType,
    /// Seconds that the access token lasts.
    pub expires_in: u64,
    /// For `grant_type=refresh_token`; each works once.
    pub refresh_token: SecretText,
}

/// What went wrong, in OAuth's words (RFC 6749 §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OAuthError {
    /// A parameter is missing, stands twice, or is not allowed.
    InvalidRequest,
    /// The client is not known, or its secret is wrong.
    InvalidClient,
    /// Name, password, code or refresh token is wrong.
    InvalidGrant,
    /// This grant is not there, or is turned off.
    UnsupportedGrantType,
    /// Try later (the word of RFC 6749 §4.1.2.1 for the same case).
    TemporarilyUnavailable,
}

/// An OAuth error that is a problem as well: software for either reads its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OAuthProblem {
    /// The word of RFC 6749.
    pub error: OAuthError,
    /// The problem's detail once more.
    pub error_description: String,
    /// The problem (RFC 9457).
    #[serde(flatten)]
    pub problem: Problem,
}

impl From<Problem> for OAuthProblem {
    /// The problem with OAuth's word for it, and with the status that goes with the word.
    fn from(mut problem: Problem) -> Self {
        let error = OAuthError::of(problem.code);
        if error == OAuthError::InvalidGrant || problem.status == 422 {
            problem.status = 400;
        }
        Self {
            error,
            error_description: problem.detail.clone(),
            problem,
        }
    }
}

impl OAuthError {
    const fn of(code: ProblemCode) -> Self {
        match code {
            ProblemCode::InvalidCredentials
            | ProblemCode::AccountDisabled
            | ProblemCode::SessionEnded
            | ProblemCode::RefreshTokenReused => Self::InvalidGrant,
            ProblemCode::InvalidClient => Self::InvalidClient,
            ProblemCode::UnsupportedGrantType => Self::UnsupportedGrantType,
            ProblemCode::TooManyAttempts
            | ProblemCode::RateLimited
            | ProblemCode::Unavailable
            | ProblemCode::Internal => Self::TemporarilyUnavailable,
            _ => Self::InvalidRequest,
        }
    }
}

/// 200 of `POST /api/introspect` (RFC 7662 §2.2). Where `active` is false nothing else is there.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntrospectionResponse {
    /// Whether the token is good at this moment, its session and its account included.
    pub active: bool,
    /// The sign-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// `Bearer`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type: Option<TokenType>,
    /// The client that the token was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Who made the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// For whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// How the person proved themselves (RFC 8176).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amr: Option<Vec<String>>,
    /// When both factors were proved, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<u64>,
    /// When the token was made, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<u64>,
    /// When the token ends, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<u64>,
    /// The role of the account at this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The token's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

/// 200 of `GET /.well-known/oauth-authorization-server` (RFC 8414 §2), of what exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizationServerMetadata {
    /// `iss` of the tokens.
    pub issuer: String,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// `POST /api/token`
    pub token_endpoint: String,
    /// How clients prove themselves there: not at all.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// `refresh_token`, and `password` where it is on.
    pub grant_types_supported: Vec<String>,
    /// None: there is no authorization endpoint.
    pub response_types_supported: Vec<String>,
    /// `POST /api/introspect`
    pub introspection_endpoint: String,
    /// How services prove themselves there.
    pub introspection_endpoint_auth_methods_supported: Vec<String>,
    /// The interactive documentation.
    pub service_documentation: String,
}
