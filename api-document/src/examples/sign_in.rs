//! Sign-ins in other ways than by a code.

use postern_shared::api::{
    ClientKind, LoginResponse, Method, SecretText, StepUpRequest, StepUpResponse, TokenResponse,
    VerifyOtpRequest,
};

use crate::examples::{CHALLENGE, RECOVERY_CODE, code, password_proved, secret, tokens};

/// To whoever has just confirmed their account.
pub fn first_tokens() -> TokenResponse {
    TokenResponse {
        recovery_codes: Some(recovery_codes()),
        ..tokens("OTP verified successfully", ClientKind::Browser)
    }
}

pub fn recovery_codes() -> Vec<SecretText> {
    let groups = ["7Q2M", "W9XK", "0RJD", "5TNB", "E3HV"];
    let code = |number: usize| {
        let turned = groups.iter().cycle().skip(number).take(5).copied();
        let groups: Vec<&str> = turned.chain(["1ZY8"]).collect();
        secret(&groups.join("-"))
    };
    (0..10).map(code).collect()
}

pub fn recovery() -> VerifyOtpRequest {
    VerifyOtpRequest {
        otp: Some(secret(RECOVERY_CODE)),
        ..code(ClientKind::Browser)
    }
}

pub fn trusted() -> VerifyOtpRequest {
    VerifyOtpRequest {
        otp: None,
        ..code(ClientKind::Browser)
    }
}

pub fn password_proved_where_trusted() -> LoginResponse {
    LoginResponse {
        methods: vec![Method::Otp, Method::RecoveryCode, Method::TrustedBrowser],
        ..password_proved(false)
    }
}

pub fn proof_of_both() -> StepUpRequest {
    StepUpRequest {
        challenge: secret(CHALLENGE),
        otp: secret("492039"),
    }
}

pub fn stepped_up(client: ClientKind) -> StepUpResponse {
    let tokens = tokens("", client);
    StepUpResponse {
        access_token: tokens.access_token,
        token_type: tokens.token_type,
        expires_in: tokens.expires_in,
        refresh_token: tokens.refresh_token,
        refresh_expires_in: tokens.refresh_expires_in,
        fresh_for: 300,
    }
}
