//! The browser's JSON and `serde` say the same.

use js_sys::JSON;
use postern_shared::api::{
    AuthenticationMethod, Replay, Session, SessionsEndedResponse, SessionsResponse,
};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn requests_are_written_as_serde_writes_them() {
    for part in [None, Some("a \"part\" \u{1f40e}")] {
        // With a password, or with what stands for one.
        let other = part.xor(Some("other"));
        let register = RegisterRequest {
            username: "alice".to_owned(),
            password: other.map(secret_text),
            registration: part.map(secret_text),
            registration_record: part.map(secret_text),
            email: part.map(str::to_owned),
            full_name: None,
            invitation: part.map(secret_text),
        };
        assert_eq!(written(&register_request(&register)), serde(&register));
        let login = LoginRequest {
            username: "alice".to_owned(),
            password: other.map(secret_text),
            login: part.map(secret_text),
            ke3: part.map(secret_text),
            registration_request: part.map(str::to_owned),
        };
        assert_eq!(written(&login_request(&login)), serde(&login));
        for client in [ClientKind::Browser, ClientKind::Native] {
            let verify = VerifyOtpRequest {
                challenge: secret_text("v1.abc"),
                otp: other.map(secret_text),
                trust_browser: part.is_some(),
                client,
                registration: part.map(secret_text),
                registration_record: part.map(secret_text),
            };
            assert_eq!(written(&verify_otp_request(&verify)), serde(&verify));
        }
    }
}

#[wasm_bindgen_test]
fn answers_are_read_as_serde_writes_them() {
    let registered = RegisterResponse {
        message: "User registered!".to_owned(),
        username: "alice".to_owned(),
        otp_secret: secret_text("GEZDGNBV"),
        otpauth_uri: secret_text("otpauth://totp/x"),
        challenge: secret_text("v1.abc"),
        expires_in: 300,
    };
    let again = register_response(&read(&serde(&registered))).expect("it is read");
    assert_eq!(serde(&again), serde(&registered));

    for secret in [None, Some("GEZDGNBV")] {
        let login = LoginResponse {
            message: "Login successful, provide OTP".to_owned(),
            challenge: secret_text("v1.abc"),
            expires_in: 300,
            methods: vec![Method::Otp, Method::RecoveryCode, Method::TrustedBrowser],
            otp_secret: secret.map(secret_text),
            otpauth_uri: secret.map(secret_text),
            registration: secret.map(|_| password_protocol::tests::start_response()),
        };
        let again = login_response(&read(&serde(&login))).expect("it is read");
        assert_eq!(serde(&again), serde(&login));
    }

    for email in [None, Some("a@example.com")] {
        let invitation = InvitationResponse {
            role: email.map_or(Role::Support, |_| Role::User),
            email: email.map(str::to_owned),
            expires_at: 1_795_000_000,
        };
        let again = invitation_response(&read(&serde(&invitation))).expect("it is read");
        assert_eq!(serde(&again), serde(&invitation));
        let tokens = TokenResponse {
            message: "OTP verified successfully".to_owned(),
            access_token: secret_text("e30.e30.c2ln"),
            token_type: TokenType::Bearer,
            expires_in: 600,
            refresh_token: email.map(|_| secret_text("AQID")),
            refresh_expires_in: 604_800,
            user: User {
                username: "alice".to_owned(),
                email: email.map(str::to_owned),
                full_name: None,
                disabled: false,
                role: email.map_or(Role::User, |_| Role::Admin),
                created_at: 1_795_000_000,
            },
            recovery_codes: email.map(|code| vec![secret_text(code), secret_text("7ZXK")]),
        };
        let again = token_response(&read(&serde(&tokens))).expect("it is read");
        assert_eq!(serde(&again), serde(&tokens));
    }
}

#[wasm_bindgen_test]
fn sessions_are_read_as_serde_writes_them() {
    let session = |client, words: Option<&str>, methods: &[AuthenticationMethod]| Session {
        id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        current: words.is_some(),
        client,
        browser: words.map(str::to_owned),
        system: words.map(str::to_owned),
        country: words.map(str::to_owned),
        methods: methods.to_vec(),
        created_at: 1_795_000_000,
        authenticated_at: 1_795_000_240,
        last_used_at: 1_795_000_480,
        expires_at: 1_795_604_800,
    };
    let replay = |words: Option<&str>| Replay {
        session: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        at: 1_795_000_000,
        browser: words.map(str::to_owned),
        system: words.map(str::to_owned),
        country: words.map(str::to_owned),
    };
    let all = [
        AuthenticationMethod::Password,
        AuthenticationMethod::OneTimeCode,
        AuthenticationMethod::RecoveryCode,
        AuthenticationMethod::TrustedBrowser,
    ];
    let full = SessionsResponse {
        sessions: vec![
            session(ClientKind::Browser, Some("a \"word\""), &all),
            session(ClientKind::Native, None, &all[..1]),
        ],
        replays: vec![replay(None), replay(Some("a word"))],
    };
    let empty = SessionsResponse {
        sessions: Vec::new(),
        replays: Vec::new(),
    };
    for sent in [full, empty] {
        assert_eq!(sessions_response(&read(&serde(&sent))), Some(sent));
    }
    for ended in [0, 49, u32::MAX] {
        let sent = SessionsEndedResponse { ended };
        assert_eq!(sessions_ended_response(&read(&serde(&sent))), Some(sent));
    }
}

#[wasm_bindgen_test]
fn a_session_that_cannot_be_read_is_not_passed_over() {
    let mut sent = serde(&SessionsResponse {
        sessions: vec![Session {
            id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
            current: true,
            client: ClientKind::Browser,
            browser: None,
            system: None,
            country: None,
            methods: Vec::new(),
            created_at: 0,
            authenticated_at: 0,
            last_used_at: 0,
            expires_at: 0,
        }],
        replays: Vec::new(),
    });
    assert!(sessions_response(&read(&sent)).is_some());
    sent["sessions"][0]["methods"] = json!(["pwd", "from the future"]);
    let list = sessions_response(&read(&sent)).expect("a new method does no harm");
    assert_eq!(
        list.sessions[0].methods,
        [AuthenticationMethod::Password],
        "what is known stays"
    );
    sent["sessions"][0]["client"] = json!("from the future");
    assert!(sessions_response(&read(&sent)).is_none());
}

#[wasm_bindgen_test]
fn every_problem_is_read_as_serde_writes_it() {
    for code in ProblemCode::ALL {
        let mut sent = Problem::new(*code, "the detail");
        assert_eq!(problem(&read(&serde(&sent))), Some(sent.clone()));
        sent.field = Some("username".to_owned());
        sent.retry_after = Some(30);
        sent.attempts_left = Some(4);
        sent.request_id = Some("9a1b2c3d4e5f6789-FRA".to_owned());
        assert_eq!(problem(&read(&serde(&sent))), Some(sent));
    }
}

#[wasm_bindgen_test]
fn what_is_missing_or_of_another_type_is_not_guessed() {
    for broken in [json!(null), json!({}), json!([]), json!({"username": 1})] {
        let value = read(&broken);
        assert!(register_response(&value).is_none(), "{broken}");
        assert!(login_response(&value).is_none(), "{broken}");
        assert!(token_response(&value).is_none(), "{broken}");
        assert!(user(&value).is_none(), "{broken}");
        assert!(sessions_response(&value).is_none(), "{broken}");
        assert!(sessions_ended_response(&value).is_none(), "{broken}");
        assert!(sign_in_options_response(&value).is_none(), "{broken}");
        assert!(register_start_response(&value).is_none(), "{broken}");
        assert!(problem(&value).is_none(), "{broken}");
    }
    assert!(problem(&read(&json!({"code": "from_the_future"}))).is_none());
}

pub fn secret_text(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

pub fn serde<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("a wire type is JSON")
}

pub fn written(value: &JsValue) -> Value {
    let text: String = JSON::stringify(value).expect("it is an object").into();
    serde_json::from_str(&text).expect("the browser writes JSON")
}

pub fn read(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("serde writes JSON")
}
