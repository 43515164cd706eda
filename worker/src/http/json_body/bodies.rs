//! What each call takes: the fields of its type, all of them, or this does not compile.

use postern_shared::api::{
    ActivitySeenRequest, AddAuthenticatorRequest, ChangePasswordRequest, ChangeProfileRequest,
    ChangeRoleRequest, ConfirmAuthenticatorRequest, DeleteAccountRequest, ImportRow,
    InvitationRequest, LogRequest, LoginRequest, LoginStartRequest, MakeInvitationRequest,
    PasswordResetRequest, PasswordStartRequest, PeopleRequest, ReasonRequest, RefreshRequest,
    RegisterRequest, RegisterStartRequest, RenameAuthenticatorRequest, StepUpRequest,
    VerifyOtpRequest,
};

use super::{FromBody, JsonBody};
use crate::http::problem_response::ApiProblem;

macro_rules! bodies {
    ($($name:ident { $($field:ident: $kind:ident,)* })*) => {$(
        impl FromBody for $name {
            fn read(mut body: JsonBody) -> Result<Self, ApiProblem> {
                body.only(&[$(stringify!($field)),*])?;
                Ok(Self { $($field: body.$kind(stringify!($field))?,)* })
            }
        }
    )*};
}

bodies! {
    RegisterRequest {
        username: text,
        password: optional_secret,
        registration: optional_secret,
        registration_record: optional_secret,
        email: optional_text,
        full_name: optional_text,
        invitation: optional_secret,
    }
    InvitationRequest {
        invitation: secret,
    }
    LoginRequest {
        username: text,
        password: optional_secret,
        login: optional_secret,
        ke3: optional_secret,
        registration_request: optional_text,
    }
    VerifyOtpRequest {
        challenge: secret,
        otp: optional_secret,
        trust_browser: flag,
        client: client,
        registration: optional_secret,
        registration_record: optional_secret,
    }
    RefreshRequest {
        refresh_token: secret,
    }
    ActivitySeenRequest {
        number: number,
    }
    AddAuthenticatorRequest {
        label: optional_text,
        replaces: optional_text,
    }
    ConfirmAuthenticatorRequest {
        otp: secret,
    }
    RenameAuthenticatorRequest {
        label: text,
    }
    PasswordStartRequest {
        ke1: text,
        registration_request: text,
    }
    ChangePasswordRequest {
        current_password: optional_secret,
        new_password: optional_secret,
        login: optional_secret,
        ke3: optional_secret,
        registration: optional_secret,
        registration_record: optional_secret,
        keep_other_sessions: flag,
    }
    RegisterStartRequest {
        username: text,
        registration_request: text,
        invitation: optional_secret,
        reset: flag,
    }
    LoginStartRequest {
        username: text,
        ke1: text,
    }
    ChangeProfileRequest {
        email: optional_text,
        full_name: optional_text,
    }
    DeleteAccountRequest {
        username: text,
    }
    PasswordResetRequest {
        username: text,
        recovery_code: optional_secret,
        reset: optional_secret,
        otp: optional_secret,
        password: optional_secret,
        registration: optional_secret,
        registration_record: optional_secret,
    }
    PeopleRequest {
        search: optional_text,
        cursor: optional_text,
    }
    ReasonRequest {
        reason: text,
    }
    ChangeRoleRequest {
        role: role,
        reason: text,
    }
    LogRequest {
        cursor: optional_text,
    }
    ImportRow {
        username: text,
        email: optional_text,
        full_name: optional_text,
        role: optional_text,
        disabled: flag,
        password: optional_secret,
        password_hash: optional_secret,
        totp_secret: optional_secret,
    }
    MakeInvitationRequest {
        role: role,
        email: optional_text,
        hours: optional_number,
        reason: text,
    }
    StepUpRequest {
        challenge: secret,
        otp: secret,
    }
}
