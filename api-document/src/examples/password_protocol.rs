//! The messages of the password protocol: those of the first test vector of RFC 9807.

use postern_shared::api::{
    Argon2Parameters, ChangePasswordRequest, LoginRequest, LoginResponse, LoginStartRequest,
    LoginStartResponse, PasswordProtocol, PasswordResetRequest, PasswordStartRequest,
    PasswordStartResponse, RegisterRequest, RegisterStartRequest, RegisterStartResponse,
    RegistrationMode, SignInOptionsResponse, VerifyOtpRequest,
};

use crate::examples::account::{new_password, reset};
use crate::examples::{code, password_proved, registration, secret};

const ARGON2: Argon2Parameters = Argon2Parameters {
    memory_kib: 19_456,
    passes: 2,
    lanes: 1,
};

pub fn options() -> SignInOptionsResponse {
    SignInOptionsResponse {
        password_protocol: PasswordProtocol::Opaque,
        plain_passwords: true,
        trusted_browsers: false,
        registration: RegistrationMode::Open,
        app_name: "Postern".to_owned(),
    }
}

pub fn registration_start() -> RegisterStartRequest {
    RegisterStartRequest {
        username: "alice".to_owned(),
        registration_request: REGISTRATION_REQUEST.to_owned(),
        invitation: None,
        reset: false,
    }
}

pub fn registration_started() -> RegisterStartResponse {
    RegisterStartResponse {
        registration_response: REGISTRATION_RESPONSE.to_owned(),
        argon2: ARGON2,
        registration: secret(REGISTRATION),
        expires_in: 120,
    }
}

pub fn registration_by_record() -> RegisterRequest {
    RegisterRequest {
        password: None,
        registration: Some(secret(REGISTRATION)),
        registration_record: Some(secret(REGISTRATION_RECORD)),
        ..registration()
    }
}

pub fn login_start() -> LoginStartRequest {
    LoginStartRequest {
        username: "alice".to_owned(),
        ke1: KE1.to_owned(),
    }
}

pub fn login_started() -> LoginStartResponse {
    LoginStartResponse {
        ke2: KE2.to_owned(),
        argon2: vec![ARGON2],
        login: secret(LOGIN),
        expires_in: 120,
    }
}

pub fn proof() -> LoginRequest {
    LoginRequest {
        username: "alice".to_owned(),
        password: None,
        login: Some(secret(LOGIN)),
        ke3: Some(secret(KE3)),
        registration_request: Some(REGISTRATION_REQUEST.to_owned()),
    }
}

pub fn proved_with_an_old_record() -> LoginResponse {
    LoginResponse {
        registration: Some(registration_started()),
        ..password_proved(false)
    }
}

pub fn code_with_a_new_record() -> VerifyOtpRequest {
    VerifyOtpRequest {
        registration: Some(secret(REGISTRATION)),
        registration_record: Some(secret(REGISTRATION_RECORD)),
        ..code(postern_shared::api::ClientKind::Browser)
    }
}

pub fn change_start() -> PasswordStartRequest {
    PasswordStartRequest {
        ke1: KE1.to_owned(),
        registration_request: REGISTRATION_REQUEST.to_owned(),
    }
}

pub fn change_started() -> PasswordStartResponse {
    PasswordStartResponse {
        ke2: KE2.to_owned(),
        argon2: vec![ARGON2],
        login: secret(LOGIN),
        registration_response: REGISTRATION_RESPONSE.to_owned(),
        registration: secret(REGISTRATION),
        expires_in: 120,
    }
}

pub fn change_by_record() -> ChangePasswordRequest {
    ChangePasswordRequest {
        current_password: None,
        new_password: None,
        login: Some(secret(LOGIN)),
        ke3: Some(secret(KE3)),
        registration: Some(secret(REGISTRATION)),
        registration_record: Some(secret(REGISTRATION_RECORD)),
        ..new_password()
    }
}

pub fn reset_by_record() -> PasswordResetRequest {
    PasswordResetRequest {
        password: None,
        registration: Some(secret(REGISTRATION)),
        registration_record: Some(secret(REGISTRATION_RECORD)),
        ..reset()
    }
}

const LOGIN: &str = "AQAAAAHq8Zr3kQw5tB1uXc7yN0fV";
const REGISTRATION: &str = "AQAAAAFd2LmS9xPz4oJh6RkTgE8a";
const REGISTRATION_REQUEST: &str = "UFn_JJ6xVRt85JkfMzYgW95EoQWgMudH0hvzgudfenE";
const REGISTRATION_RESPONSE: &str =
    "dAiiaAg-A6vHCX_AW1h4NFOQZehvsMe2NC_PXgHlsBmy_nr59IzFAtAWcp0v4lzdQz8sS8kEZgsqOCybed8aeA";
const REGISTRATION_RECORD: &str = "dqhFRkxopdL35EJDa7FCSVOxfT4uKJzLrMr7V6xcNnUaxYRDg8dwgHfepBy-_i-\
    hVyT0SeU13X3VYuZvXs-5WGTq3d7J21h0lZkFEX2tQKRSQRGEl5koH-_jxR-oJ4XFrBMXGy8XvCx0mX8Pzh4fNb7GuR_\
    i4S29Mj0juno43-xjSw9blhCcGYqAJ9pRhUw1vukNHhx4GAbQfUm3beaii42em2yTufi2TRbd3Zxb-\
    1_qSO6P0vdQEqizCGBc3Yul";
const KE1: &str = "xN7bC6btXZZdbyUPvlVM1Fy6XfzOPOg25K7neKo81E3afgc3bW1vA0z6m7U30RuMa0I4wzQzPR8K67OAyuamzG4pvuUH\
    AUmGBbLAhdeyQcoVulwyAn3SG6QguUzmDaMm";
const KE2: &str = "fjCBQIkLzeMMvOoosB6h7PvQd8_2LE3vjvoHWqvLtHE4_lmvDfLHn1e4eAJ49a5HNV_h-BcRkEGVHID2Ev38bdbsYLzb\
    JtxFXd8-\
    cY8QIEkMGS1w38fkA5gRedgHPRFGpPmqHO1OTNmExlfrO1TO04SDJvcDMZU9kbAlNa9E2f7cgBiMpGdDxSeG4Dgvla2F\
    wI9q_NHM-_-V4r3rAVsWbGsguS-DLMbfAeC4an79ksHIBP-GV4H6k_LyC0Rsg3G2cc2ZYOzvL-\
    DQ90lJhvo9iyuwGWNTfmDvsTmB4Tjj1KHE9iGYqdb6kXDELDxx8ZcbKesdXQvXM-QIFskfeRLMSmYMSNrgPleqo489DP\
    _PwhhS68i0BdFb1nRJRboak0OKFithEWmdmKFrtVt73d_g_FYIsj2iRue9c7RzaRacXJA";
const KE3: &str =
    "RFXfT4EKwxpnSINYiFZLU25tpdmUTf6p403vuVdf5eJmHvYdKuOSm89X5T1GQRPTZDZet9Gle2KXB8pI2hjkQg";
