//! Values of the wire types, as they may travel. Nothing of them is anybody's.

pub mod account;
pub mod administration;
pub mod import;
pub mod invitation;
pub mod password_protocol;
pub mod sign_in;

use postern_shared::api::{
    AuthenticationMethod, ClientKind, HealthResponse, LoginRequest, LoginResponse, Method,
    RefreshRequest, RegisterRequest, RegisterResponse, Replay, Role, SecretText, Session,
    SessionsResponse, TokenResponse, TokenType, User, VerifyOtpRequest,
};
use postern_shared::oauth::{
    AuthorizationServerMetadata, IntrospectionResponse, OAuthTokenResponse,
};

const PASSWORD: &str = "three small locked doors";
const OTP_SECRET: &str = "MITTENSANDWOOLLYHATSFORALLOFUS23";
const CHALLENGE: &str = "AQAAAAG7J0ZK4vJQm0aYtN2Xo5wq";
const ACCESS_TOKEN: &str =
    "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIn0.c2ln";
const REFRESH_TOKEN: &str = "AQAAAAHk3fXn8w2dQyq0B1r7sLJU";
const RECOVERY_CODE: &str = "7Q2M-W9XK-0RJD-5TNB-E3HV-1ZY8";
const SESSION: &str = "v1dC5c6G8m3XkP0rQ2sT4A";
const ORIGIN: &str = "https://login.example.com";
const THEN: u64 = 1_795_292_542;

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn otpauth_uri() -> SecretText {
    secret(&format!(
        "otpauth://totp/Postern:alice?secret={OTP_SECRET}&issuer=Postern"
    ))
}

pub fn registration() -> RegisterRequest {
    RegisterRequest {
        username: "alice".to_owned(),
        password: Some(secret(PASSWORD)),
        registration: None,
        registration_record: None,
        email: Some("alice@example.com".to_owned()),
        full_name: Some("Alice Example".to_owned()),
        invitation: None,
    }
}

pub fn registered() -> RegisterResponse {
    RegisterResponse {
        message: "User registered!".to_owned(),
        username: "alice".to_owned(),
        otp_secret: secret(OTP_SECRET),
        otpauth_uri: otpauth_uri(),
        challenge: secret(CHALLENGE),
        expires_in: 300,
    }
}

pub fn credentials() -> LoginRequest {
    LoginRequest {
        username: "alice".to_owned(),
        password: Some(secret(PASSWORD)),
        login: None,
        ke3: None,
        registration_request: None,
    }
}

/// `is_new` while no authenticator is confirmed.
pub fn password_proved(is_new: bool) -> LoginResponse {
    LoginResponse {
        message: "Login successful, provide OTP".to_owned(),
        challenge: secret(CHALLENGE),
        expires_in: 300,
        methods: if is_new {
            vec![Method::Otp]
        } else {
            vec![Method::Otp, Method::RecoveryCode]
        },
        otp_secret: is_new.then(|| secret(OTP_SECRET)),
        otpauth_uri: is_new.then(otpauth_uri),
        registration: None,
    }
}

pub fn code(client: ClientKind) -> VerifyOtpRequest {
    VerifyOtpRequest {
        challenge: secret(CHALLENGE),
        otp: Some(secret("492039")),
        trust_browser: false,
        client,
        registration: None,
        registration_record: None,
    }
}

pub fn renewal() -> RefreshRequest {
    RefreshRequest {
        refresh_token: secret(REFRESH_TOKEN),
    }
}

pub fn tokens(message: &str, client: ClientKind) -> TokenResponse {
    TokenResponse {
        message: message.to_owned(),
        access_token: secret(ACCESS_TOKEN),
        token_type: TokenType::Bearer,
        expires_in: 600,
        refresh_token: match client {
            ClientKind::Browser => None,
            ClientKind::Native => Some(secret(REFRESH_TOKEN)),
        },
        refresh_expires_in: 604_800,
        user: user(),
        recovery_codes: None,
    }
}

pub fn user() -> User {
    User {
        username: "alice".to_owned(),
        email: Some("alice@example.com".to_owned()),
        full_name: Some("Alice Example".to_owned()),
        disabled: false,
        role: Role::User,
        created_at: THEN,
    }
}

pub fn sessions() -> SessionsResponse {
    SessionsResponse {
        sessions: vec![Session {
            id: SESSION.to_owned(),
            current: true,
            client: ClientKind::Browser,
            browser: Some("Firefox 145".to_owned()),
            system: Some("Linux".to_owned()),
            country: Some("AT".to_owned()),
            methods: vec![
                AuthenticationMethod::Password,
                AuthenticationMethod::OneTimeCode,
            ],
            created_at: THEN,
            authenticated_at: THEN,
            last_used_at: THEN + 480,
            expires_at: THEN + 480 + 604_800,
        }],
        replays: vec![Replay {
            session: "Zm9yZ290dGVuIHNlc3Npb2".to_owned(),
            at: THEN - 3600,
            browser: Some("curl 8".to_owned()),
            system: None,
            country: None,
        }],
    }
}

pub fn health() -> HealthResponse {
    HealthResponse {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

pub fn granted() -> OAuthTokenResponse {
    OAuthTokenResponse {
        access_token: secret(ACCESS_TOKEN),
        token_type: TokenType::Bearer,
        expires_in: 600,
        refresh_token: secret(REFRESH_TOKEN),
    }
}

pub fn active() -> IntrospectionResponse {
    IntrospectionResponse {
        active: true,
        username: Some("alice".to_owned()),
        token_type: Some(TokenType::Bearer),
        client_id: Some("postern".to_owned()),
        sub: Some("7Jm0n3Qk1s8vXb5tRw2yAg".to_owned()),
        sid: Some(SESSION.to_owned()),
        iss: Some(ORIGIN.to_owned()),
        aud: Some(ORIGIN.to_owned()),
        amr: Some(vec!["pwd".to_owned(), "otp".to_owned()]),
        auth_time: Some(THEN),
        iat: Some(THEN),
        exp: Some(THEN + 600),
        role: Some(Role::User),
        jti: Some("b3BlbiBzZXNhbWUgYWdhaW".to_owned()),
    }
}

pub fn metadata() -> AuthorizationServerMetadata {
    let at = |path: &str| format!("{ORIGIN}{path}");
    AuthorizationServerMetadata {
        issuer: ORIGIN.to_owned(),
        jwks_uri: at("/.well-known/jwks.json"),
        token_endpoint: at("/api/token"),
        token_endpoint_auth_methods_supported: vec!["none".to_owned()],
        grant_types_supported: vec!["refresh_token".to_owned()],
        response_types_supported: Vec::new(),
        introspection_endpoint: at("/api/introspect"),
        introspection_endpoint_auth_methods_supported: vec!["client_secret_basic".to_owned()],
        service_documentation: at("/docs"),
    }
}
