//! What people do with their own account.

use postern_shared::api::{
    ActivityEntry, ActivityKind, ActivityResponse, ActivitySeenRequest, AddAuthenticatorRequest,
    AddAuthenticatorResponse, AuthenticationMethod, AuthenticatorSummary, AuthenticatorsResponse,
    BrowsersResponse, ChangePasswordRequest, ChangeProfileRequest, ConfirmAuthenticatorRequest,
    DeleteAccountRequest, ExportResponse, KnownBrowser, NewRecoveryCodesResponse,
    PasswordResetRequest, RecoveryCodesResponse, RenameAuthenticatorRequest, ToReplace,
};

use crate::examples::sign_in::recovery_codes;
use crate::examples::{
    OTP_SECRET, PASSWORD, RECOVERY_CODE, SESSION, THEN, otpauth_uri, secret, sessions, user,
};

const NEW_PASSWORD: &str = "one large open window";
const PHONE: &str = "b25lIHBob25lIG9mIHRoZW";
const KEY: &str = "YW5kIG9uZSBzcGFyZSBrZX";
const BROWSER: &str = "dGhlIGJyb3dzZXIgYXQgaG";

pub fn new_password() -> ChangePasswordRequest {
    ChangePasswordRequest {
        current_password: Some(secret(PASSWORD)),
        new_password: Some(secret(NEW_PASSWORD)),
        login: None,
        ke3: None,
        registration: None,
        registration_record: None,
        keep_other_sessions: false,
    }
}

pub fn reset() -> PasswordResetRequest {
    PasswordResetRequest {
        username: "alice".to_owned(),
        recovery_code: Some(secret(RECOVERY_CODE)),
        reset: None,
        otp: Some(secret("492039")),
        password: Some(secret(NEW_PASSWORD)),
        registration: None,
        registration_record: None,
    }
}

pub fn reset_by_link() -> PasswordResetRequest {
    PasswordResetRequest {
        recovery_code: None,
        reset: Some(secret("dGhpcnR5LXR3byBieXRlcyBvZiByYW5kb21uZXNzISE")),
        ..reset()
    }
}

pub fn authenticator() -> AuthenticatorSummary {
    AuthenticatorSummary {
        id: PHONE.to_owned(),
        label: "Phone".to_owned(),
        confirmed: true,
        added_at: THEN,
        last_used_at: Some(THEN + 480),
        lapses_at: None,
        replaces: None,
        short_secret: false,
    }
}

pub fn authenticators() -> AuthenticatorsResponse {
    let pending = AuthenticatorSummary {
        id: KEY.to_owned(),
        label: "New phone".to_owned(),
        confirmed: false,
        added_at: THEN + 500,
        last_used_at: None,
        lapses_at: Some(THEN + 1400),
        replaces: Some(PHONE.to_owned()),
        short_secret: false,
    };
    AuthenticatorsResponse {
        authenticators: vec![authenticator(), pending],
    }
}

pub fn new_authenticator() -> AddAuthenticatorRequest {
    AddAuthenticatorRequest {
        label: Some("New phone".to_owned()),
        replaces: Some(PHONE.to_owned()),
    }
}

pub fn authenticator_added() -> AddAuthenticatorResponse {
    AddAuthenticatorResponse {
        id: KEY.to_owned(),
        label: "New phone".to_owned(),
        otp_secret: secret(OTP_SECRET),
        otpauth_uri: otpauth_uri(),
        expires_in: 900,
    }
}

pub fn first_code() -> ConfirmAuthenticatorRequest {
    ConfirmAuthenticatorRequest {
        otp: secret("492039"),
    }
}

pub fn label() -> RenameAuthenticatorRequest {
    RenameAuthenticatorRequest {
        label: "Phone".to_owned(),
    }
}

pub fn codes_left() -> RecoveryCodesResponse {
    RecoveryCodesResponse {
        made_at: Some(THEN),
        acknowledged: true,
        left: 9,
        used_at: vec![THEN + 300],
    }
}

pub fn new_codes() -> NewRecoveryCodesResponse {
    NewRecoveryCodesResponse {
        recovery_codes: recovery_codes(),
    }
}

pub fn browsers() -> BrowsersResponse {
    BrowsersResponse {
        browsers: vec![browser()],
    }
}

fn browser() -> KnownBrowser {
    KnownBrowser {
        id: BROWSER.to_owned(),
        current: true,
        browser: Some("Firefox 145".to_owned()),
        system: Some("Linux".to_owned()),
        country: Some("AT".to_owned()),
        first_seen_at: THEN,
        last_seen_at: THEN + 480,
        trusted_until: None,
    }
}

pub fn activity() -> ActivityResponse {
    let signed_in = ActivityEntry {
        number: 2,
        at: THEN + 480,
        kind: ActivityKind::SignedIn,
        count: 1,
        methods: vec![
            AuthenticationMethod::Password,
            AuthenticationMethod::OneTimeCode,
        ],
        browser: Some("Firefox 145".to_owned()),
        system: Some("Linux".to_owned()),
        country: Some("AT".to_owned()),
        session: Some(SESSION.to_owned()),
        label: None,
        hash: "kO1cP0V9m2sJwQ8uY5rT3xZ7aB6dE4fG1hI2jK3lM5n".to_owned(),
    };
    ActivityResponse {
        entries: vec![signed_in],
        anchor: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        intact: true,
        seen: 1,
        to_replace: vec![ToReplace::Password],
    }
}

pub fn seen() -> ActivitySeenRequest {
    ActivitySeenRequest { number: 2 }
}

pub fn profile() -> ChangeProfileRequest {
    ChangeProfileRequest {
        email: Some("alice@example.org".to_owned()),
        full_name: Some(String::new()),
    }
}

pub fn deletion() -> DeleteAccountRequest {
    DeleteAccountRequest {
        username: "alice".to_owned(),
    }
}

pub fn export() -> ExportResponse {
    ExportResponse {
        exported_at: THEN + 600,
        id: "7Jm0n3Qk1s8vXb5tRw2yAg".to_owned(),
        user: user(),
        password: "argon2id m=19456,t=2,p=1".to_owned(),
        authenticators: vec![authenticator()],
        recovery_codes: codes_left(),
        sessions: sessions(),
        browsers: vec![browser()],
        activity: activity(),
        wrong_passwords: 0,
        wrong_codes: 1,
    }
}
