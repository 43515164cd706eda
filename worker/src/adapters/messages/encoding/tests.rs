//! The bytes of the messages are those of their form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_opaque::{RegistrationRecord, RegistrationResponse};
use postern_shared::api::SecretText;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use sha2::{Digest, Sha256};

use super::*;
use crate::account::{
    Argon2Cost, ClientInfo, KeptRecord, Locator, Profile, ProvedMethod, Refusal,
    RegistrationStarted, Replay, SessionId, SessionList, SessionSummary,
};
use crate::adapters::messages::{Command, NewPasswordMessage};

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn client() -> ClientInfo {
    ClientInfo {
        browser: Some("Firefox 145".to_owned()),
        country: Some("DE".to_owned()),
        ..ClientInfo::default()
    }
}

/// A record and an answer of the form that they have: base points, and whatever bytes.
fn kept() -> KeptRecord {
    let record = [base_point().as_slice(), &[1; 160]].concat();
    KeptRecord {
        key_pair: 1,
        cost: Argon2Cost::OWASP,
        record: RegistrationRecord::from_bytes(&record).expect("a record"),
    }
}

fn started() -> RegistrationStarted {
    let response = [base_point(), base_point()].concat();
    RegistrationStarted {
        key_pair: 1,
        cost: Argon2Cost::OWASP,
        response: RegistrationResponse::from_bytes(&response).expect("a response"),
    }
}

fn base_point() -> [u8; 32] {
    let text = "4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY";
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    bytes.try_into().expect("32 bytes")
}

fn commands() -> Vec<Command> {
    vec![
        Command::Register {
            username: Username::parse("alice").expect("a name"),
            password: NewPasswordMessage::Plain(secret("one")),
            email: None,
            full_name: Some("Alice".to_owned()),
        },
        Command::Register {
            username: Username::parse("alice").expect("a name"),
            password: NewPasswordMessage::Record(kept().into()),
            email: None,
            full_name: None,
        },
        Command::StartRegistration {
            request: "request".to_owned(),
        },
        Command::StartLogin {
            ke1: "ke1".to_owned(),
        },
        Command::FinishLogin {
            login: [6; 16],
            ke3: secret("ke3"),
            renewal: Some("request".to_owned()),
        },
        Command::LogIn {
            password: secret("one"),
        },
        Command::VerifyCode {
            challenge: [1; 16],
            code: secret("123456"),
            client: client(),
            renewal: Some(kept().into()),
        },
        Command::SignInAtOnce {
            password: secret("one"),
            code: secret("123456"),
            client: client(),
        },
        Command::Renew {
            session: [2; 16],
            generation: 3,
            token: [4; 32],
            client: client(),
        },
        Command::LogOut { session: [2; 16] },
        Command::ListSessions {
            asking: SessionId([2; 16]),
        },
        Command::EndSession {
            asking: SessionId([2; 16]),
            ended: SessionId([3; 16]),
        },
        Command::EndOtherSessions {
            asking: SessionId([2; 16]),
        },
        Command::LiveSession {
            session: SessionId([2; 16]),
        },
        Command::CurrentProfile,
    ]
}

fn replies() -> Vec<Reply> {
    let profile = || Profile {
        id: [5; 16],
        username: Username::parse("alice").expect("a name"),
        email: None,
        full_name: None,
        disabled: false,
        created_at: Timestamp::from_unix_seconds(6),
    };
    let at = Timestamp::from_unix_seconds(7);
    let refusals = [
        Refusal::UsernameTaken,
        Refusal::InvalidCredentials,
        Refusal::OutOfMemory,
        Refusal::Wait { seconds: 30 },
        Refusal::AccountDisabled,
        Refusal::LoginExpired,
        Refusal::LoginUsed,
        Refusal::ChallengeExpired,
        Refusal::ChallengeUsed,
        Refusal::ChallengeExhausted,
        Refusal::InvalidOtp { attempts_left: 4 },
        Refusal::OtpAlreadyUsed { attempts_left: 4 },
        Refusal::AuthenticatorSuspended,
        Refusal::SessionEnded,
        Refusal::SessionNotFound,
        Refusal::RefreshTokenReused,
    ];
    let mut replies: Vec<Reply> = refusals.map(Reply::Refused).into();
    replies.extend([
        Reply::Failed,
        Reply::PasswordProved {
            challenge: [1; 16],
            expires_at: at,
            enrolment: Some(secret("GEZDGNBV")),
            renewal: Some(started().into()),
        },
        Reply::registration_started(Ok(started())),
        Reply::LoginStarted {
            login: [6; 16],
            expires_at: at,
            ke2: "ke2".to_owned(),
            costs: vec![Argon2Cost::OWASP.into()],
        },
        Reply::SignedIn {
            profile: profile().into(),
            session: [2; 16],
            generation: 3,
            refresh_token: [4; 32],
            refresh_seconds: 8,
            authenticated_at: at,
            methods: vec![ProvedMethod::Password, ProvedMethod::Totp],
        },
        Reply::Done,
        Reply::Sessions(SessionList {
            sessions: vec![SessionSummary {
                id: SessionId([2; 16]),
                client: client(),
                methods: vec![ProvedMethod::Totp],
                authenticated_at: at,
                last_used_at: at,
                ends_at: at,
            }],
            replays: vec![Replay {
                session: SessionId([3; 16]),
                at,
                client: client(),
            }],
        }),
        Reply::Ended(9),
        Reply::profile(Some(profile())),
        Reply::profile(None),
    ]);
    replies
}

fn encoded() -> Vec<Vec<u8>> {
    let locator = Locator::from_bytes([9; 32]);
    let envelopes = commands()
        .into_iter()
        .map(|command| Envelope::new(&locator, command).encode());
    let replies = replies().into_iter().map(|reply| reply.encode());
    envelopes
        .chain(replies)
        .collect::<Result<_, _>>()
        .expect("a message of ours")
}

/// Where this fails, the form has changed: raise [`FORM`], and write the new digest down.
#[test]
fn the_form_has_not_changed_without_its_number() {
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(encoded().concat()));
    assert_eq!(
        (FORM, digest.as_str()),
        (2, "Iz3LbX-yMGrtQeku3cJFtNGhB-8BeeF6qjuMrrEZOPo")
    );
}

#[test]
fn every_message_survives_the_way() {
    for bytes in encoded() {
        let again = Envelope::decode(&bytes)
            .and_then(|message| message.encode())
            .or_else(|_| Reply::decode(&bytes).and_then(|message| message.encode()))
            .expect("one of the two");
        assert_eq!(again, bytes);
    }
}

#[test]
fn another_form_a_cut_and_anything_behind_it_are_refused() {
    for bytes in replies().iter().map(|reply| reply.encode().expect("ours")) {
        let mut other = bytes.clone();
        other[0] ^= 1;
        assert!(Reply::decode(&other).is_err());
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(Reply::decode(&longer).is_err());
        assert!(Reply::decode(&bytes[..bytes.len() - 1]).is_err());
    }
    assert!(Reply::decode(&[]).is_err());
}
