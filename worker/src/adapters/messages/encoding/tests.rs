//! The bytes of the messages are those of their form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_import::ForeignHash;
use postern_opaque::{Ke2, Ke3, RegistrationRecord, RegistrationResponse};
use postern_shared::api;
use postern_shared::api::{
    ActivityEntry, ActivityKind, ActivityResponse, AuthenticationMethod, AuthenticatorSummary,
    AuthenticatorsResponse, BrowsersResponse, ClientKind, ExportResponse, InvitationSummary,
    InvitationsResponse, KnownBrowser, LogAction, PersonResponse, RecoveryCodesResponse, Role,
    SecretText, Session, SessionsResponse, ToReplace, User,
};
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;
use sha2::{Digest, Sha256};

use super::*;
use crate::account::permission::Action;
use crate::account::{
    Actor, Administered, Argon2Cost, Asking, AuthenticatorId, BrowserId, BrowserToken, ChallengeId,
    ClientInfo, CodePresented, Deed, Import, Imported, ImportedPassword, InvitationNote,
    KeptRecord, Locator, LoginId, LoginStarted, NewPassword, Order, Password, PasswordChange,
    PasswordChangeStarted, PasswordProved, PasswordReset, Profile, ProvedMethod, RecoveryCode,
    RefreshToken, Refusal, RegistrationStarted, ResetProof, ResetToken, RowDigest, SecondFactor,
    SelfService, Served, SessionId, SignedIn,
};
use crate::adapters::messages::{AdministrationCommand, Command, NewPasswordMessage};
use crate::instance::{
    Census, Counts, DepartureStep, InvitationId, InvitationStep, MadeInvitation,
};

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
            role: Role::User,
        },
        Command::Register {
            username: Username::parse("alice").expect("a name"),
            password: NewPasswordMessage::Record(kept().into()),
            email: None,
            full_name: None,
            role: Role::Admin,
        },
        Command::StartRegistration {
            request: "request".to_owned(),
            browser: Some([8; 32]),
        },
        Command::StartLogin {
            ke1: "ke1".to_owned(),
            browser: None,
        },
        Command::FinishLogin {
            login: [6; 16],
            ke3: secret("ke3"),
            renewal: Some("request".to_owned()),
            browser: Some([8; 32]),
        },
        Command::log_in(&password("one"), Some(&browser())),
        Command::verify_code(CodePresented {
            challenge: ChallengeId([1; 16]),
            factor: SecondFactor::parse("123456").expect("a code"),
            client: client(),
            renewal: Some(kept()),
            browser: Some(browser()),
            trust_browser: true,
        }),
        Command::sign_in_at_once(
            &password("one"),
            &SecondFactor::Recovery(recovery_code()),
            client(),
        ),
        Command::Renew {
            session: [2; 16],
            generation: 3,
            token: [4; 32],
            client: client(),
        },
        Command::LogOut { session: [2; 16] },
        Command::step_up(
            asking(),
            &ChallengeId([1; 16]),
            &SecondFactor::TrustedBrowser,
        ),
        Command::StartPasswordChange {
            asking: asking().into(),
            ke1: "ke1".to_owned(),
            request: "request".to_owned(),
        },
        Command::change_password(
            asking(),
            PasswordChange::Plain {
                current: password("one"),
                new: password("two"),
            },
            true,
        ),
        Command::change_password(
            asking(),
            PasswordChange::Proved {
                login: LoginId([6; 16]),
                ke3: Ke3::from_bytes(&[7; 64]).expect("KE3"),
                record: kept(),
            },
            false,
        ),
        Command::LiveSession {
            session: SessionId([2; 16]),
        },
        Command::CurrentProfile,
    ]
    .into_iter()
    .chain(
        asked()
            .into_iter()
            .map(|what| Command::serve(asking(), what)),
    )
    .chain(resets())
    .chain(administration().into_iter().map(Command::Administration))
    .collect()
}

fn resets() -> [Command; 2] {
    [
        Command::reset_password(PasswordReset {
            proof: ResetProof::Recovery {
                recovery: recovery_code(),
                code: OneTimeCode::parse("123456").expect("a code"),
            },
            password: NewPassword::Plain(password("two")),
            client: client(),
            browser: None,
        }),
        Command::reset_password(PasswordReset {
            proof: ResetProof::Link {
                token: ResetToken::from_bytes([12; 32]),
                factor: SecondFactor::parse("123456"),
            },
            password: NewPassword::Plain(password("two")),
            client: client(),
            browser: None,
        }),
    ]
}

fn actor() -> Actor {
    Actor {
        username: Username::parse("root").expect("a name"),
        role: Role::Admin,
        at: Timestamp::from_unix_seconds(7),
    }
}

fn administration() -> Vec<AdministrationCommand> {
    let deeds = [
        Deed::Disable,
        Deed::Enable,
        Deed::EndSessions,
        Deed::Unlock,
        Deed::ResetFactor,
        Deed::StartPasswordReset,
        Deed::ChangeRole(Role::Support),
        Deed::Delete,
    ];
    let authorize = |action| AdministrationCommand::Authorize {
        asking: asking().into(),
        action,
    };
    let administer = |deed| {
        AdministrationCommand::Administer(Order {
            actor: actor(),
            deed,
            reason: "because".to_owned(),
        })
    };
    let note = InvitationNote {
        actor: actor(),
        action: LogAction::InvitationMade,
        invitation: [13; 16],
        role: Some(Role::User),
        reason: "because".to_owned(),
    };
    Action::ALL
        .map(authorize)
        .into_iter()
        .chain(deeds.map(administer))
        .chain([
            AdministrationCommand::NoteInvitation(note),
            AdministrationCommand::Person,
            AdministrationCommand::Import(Box::new(import().into())),
            AdministrationCommand::Import(Box::new(
                Import {
                    password: ImportedPassword::Plain(password("one")),
                    totp_secret: None,
                    ..import()
                }
                .into(),
            )),
        ])
        .collect()
}

fn import() -> Import {
    let hash = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
    let Ok(hash) = ForeignHash::parse(hash) else {
        panic!("it is one")
    };
    Import {
        username: Username::parse("johndoe").expect("a name"),
        email: Some("johndoe@example.com".to_owned()),
        full_name: None,
        role: Role::Support,
        disabled: true,
        password: ImportedPassword::Hash(hash),
        totp_secret: TotpSecret::parse_imported("LGLEREYEPVVWTLYO").ok(),
        digest: RowDigest([14; 32]),
    }
}

fn asked() -> Vec<SelfService> {
    let id = AuthenticatorId([10; 16]);
    vec![
        SelfService::ListSessions,
        SelfService::EndSession(SessionId([3; 16])),
        SelfService::EndOtherSessions,
        SelfService::ListAuthenticators,
        SelfService::AddAuthenticator {
            label: Some("Phone".to_owned()),
            replaces: Some(id),
        },
        SelfService::ConfirmAuthenticator {
            id,
            code: secret("123456"),
        },
        SelfService::RenameAuthenticator {
            id,
            label: "Phone".to_owned(),
        },
        SelfService::RemoveAuthenticator(id),
        SelfService::ShowRecoveryCodes,
        SelfService::MakeRecoveryCodes,
        SelfService::AcknowledgeRecoveryCodes,
        SelfService::ListBrowsers,
        SelfService::ForgetBrowser(BrowserId([11; 16])),
        SelfService::ShowActivity,
        SelfService::MarkActivitySeen(12),
        SelfService::ChangeProfile {
            email: Some(String::new()),
            full_name: Some("Alice".to_owned()),
        },
        SelfService::Export,
        SelfService::Delete {
            username: Username::parse("alice").expect("a name"),
        },
    ]
}

fn password(text: &str) -> Password {
    Password::from_normalized(text.to_owned()).expect("a password")
}

fn browser() -> BrowserToken {
    BrowserToken::from_bytes([8; 32])
}

fn recovery_code() -> RecoveryCode {
    RecoveryCode::parse("0123-4567-89AB-CDEF-GHJK-MNPQ").expect("a recovery code")
}

fn asking() -> Asking {
    Asking {
        session: SessionId([2; 16]),
        client: client(),
        browser: Some(browser()),
    }
}

fn replies() -> Vec<Reply> {
    let profile = || Profile {
        id: [5; 16],
        username: Username::parse("alice").expect("a name"),
        email: None,
        full_name: None,
        disabled: false,
        role: Role::Support,
        created_at: Timestamp::from_unix_seconds(6),
    };
    let at = Timestamp::from_unix_seconds(7);
    let refusals = [
        Refusal::UsernameTaken,
        Refusal::InvitationUsed,
        Refusal::InvitationExpired,
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
        Refusal::InvalidFirstCode,
        Refusal::RecoveryCodeUsed { attempts_left: 4 },
        Refusal::NoTrustedBrowser,
        Refusal::InvalidRecovery,
        Refusal::StepUpRequired,
        Refusal::AuthenticatorNotFound,
        Refusal::AuthenticatorConfirmed,
        Refusal::LastAuthenticator,
        Refusal::TooManyAuthenticators,
        Refusal::InvalidLabel,
        Refusal::BrowserNotFound,
        Refusal::ConfirmationMismatch,
        Refusal::AuthenticatorSuspended,
        Refusal::SessionEnded,
        Refusal::SessionNotFound,
        Refusal::InvitationRevoked,
        Refusal::NotPermitted,
        Refusal::PersonNotFound,
        Refusal::OwnAccount,
        Refusal::LastAdministrator,
        Refusal::NotNow,
        Refusal::InvitationNotFound,
        Refusal::TooManyInvitations,
        Refusal::RefreshTokenReused,
    ];
    let mut replies: Vec<Reply> = refusals.map(Reply::Refused).into();
    let login_started = || LoginStarted {
        login: LoginId([6; 16]),
        expires_at: at,
        ke2: Ke2::from_bytes(&ke2()).expect("KE2"),
        costs: vec![Argon2Cost::OWASP],
    };
    replies.extend([
        Reply::Failed,
        Reply::password_proved(Ok(PasswordProved {
            challenge: ChallengeId([1; 16]),
            expires_at: at,
            enrolment: TotpSecret::from_bytes(&[9; 20]).ok(),
            renewal: Some(started()),
            methods: vec![ProvedMethod::Totp, ProvedMethod::RecoveryCode],
        })),
        Reply::registration_started(Ok(started())),
        Reply::login_started(Ok(login_started())),
        Reply::password_change_started(Ok(PasswordChangeStarted {
            login: login_started(),
            registration: started(),
        })),
        Reply::signed_in(Ok(SignedIn {
            profile: profile(),
            session: SessionId([2; 16]),
            generation: 3,
            refresh_token: RefreshToken::from_bytes([4; 32]),
            refresh_seconds: 8,
            authenticated_at: at,
            methods: vec![ProvedMethod::Password, ProvedMethod::TrustedBrowser],
            kind: ClientKind::Native,
            recovery_codes: Some(vec![secret("code")]),
            is_first: true,
            new_browser: Some(browser()),
        })),
        Reply::Done,
        Reply::profile(Some(profile())),
        Reply::profile(None),
    ]);
    replies.extend(administration_replies());
    replies.extend(served().into_iter().map(|it| Reply::served(Ok(it))));
    replies
}

fn administration_replies() -> [Reply; 6] {
    [
        Reply::Actor(actor()),
        Reply::Administered(Administered {
            has_removed_administrator: true,
            reset: Some((secret("reset"), 3600)),
        }),
        Reply::Imported(Imported::Now),
        Reply::Imported(Imported::Before),
        Reply::Census(census()),
        Reply::Invitations(InvitationsResponse {
            invitations: [Some("bob@example.com".to_owned()), None]
                .map(|email| InvitationSummary {
                    id: "id".to_owned(),
                    role: Role::Support,
                    email,
                    made_by: "root".to_owned(),
                    made_at: 1,
                    expires_at: 2,
                    used: true,
                })
                .into(),
        }),
    ]
}

fn user() -> User {
    User {
        username: "alice".to_owned(),
        email: None,
        full_name: None,
        disabled: false,
        role: Role::User,
        created_at: 6,
    }
}

fn activity() -> ActivityResponse {
    ActivityResponse {
        entries: vec![ActivityEntry {
            number: 1,
            at: 2,
            kind: ActivityKind::WrongCode,
            count: 3,
            methods: vec![AuthenticationMethod::Password],
            browser: None,
            system: None,
            country: None,
            session: None,
            label: Some("Phone".to_owned()),
            hash: "hash".to_owned(),
        }],
        anchor: "anchor".to_owned(),
        intact: true,
        seen: 1,
        to_replace: vec![ToReplace::Authenticator],
    }
}

fn recovery() -> RecoveryCodesResponse {
    RecoveryCodesResponse {
        made_at: Some(1),
        acknowledged: true,
        left: 9,
        used_at: vec![2],
    }
}

fn known() -> KnownBrowser {
    KnownBrowser {
        id: "browser".to_owned(),
        current: false,
        browser: None,
        system: Some("Linux".to_owned()),
        country: None,
        first_seen_at: 1,
        last_seen_at: 2,
        trusted_until: Some(3),
    }
}

fn authenticator() -> AuthenticatorSummary {
    AuthenticatorSummary {
        id: "id".to_owned(),
        label: "Phone".to_owned(),
        confirmed: false,
        added_at: 1,
        last_used_at: None,
        lapses_at: Some(2),
        replaces: Some("other".to_owned()),
        short_secret: true,
    }
}

fn sessions() -> SessionsResponse {
    SessionsResponse {
        sessions: vec![Session {
            id: "session".to_owned(),
            current: true,
            client: ClientKind::Browser,
            browser: None,
            system: None,
            country: Some("DE".to_owned()),
            methods: vec![AuthenticationMethod::RecoveryCode],
            created_at: 1,
            authenticated_at: 2,
            last_used_at: 3,
            expires_at: 4,
        }],
        replays: vec![api::Replay {
            session: "session".to_owned(),
            at: 5,
            browser: Some("curl 8".to_owned()),
            system: None,
            country: None,
        }],
    }
}

fn served() -> Vec<Served> {
    vec![
        Served::Done,
        Served::Sessions(sessions()),
        Served::Ended(9),
        Served::Authenticators(AuthenticatorsResponse {
            authenticators: vec![authenticator()],
        }),
        Served::Authenticator(authenticator()),
        Served::AuthenticatorAdded {
            id: AuthenticatorId([10; 16]),
            username: Username::parse("alice").expect("a name"),
            label: "Phone".to_owned(),
            secret: secret("GEZDGNBV"),
            expires_in: 900,
        },
        Served::RecoveryCodes(recovery()),
        Served::NewRecoveryCodes(vec![secret("code")]),
        Served::Browsers(BrowsersResponse {
            browsers: vec![known()],
        }),
        Served::Activity(activity()),
        Served::User(user()),
        Served::Person(Box::new(PersonResponse {
            user: user(),
            password_wait: 1,
            code_wait: 2,
            suspended: true,
            enrol_until: Some(3),
            password_reset_until: None,
            authenticators: vec![authenticator()],
            recovery_codes: recovery(),
            sessions: sessions(),
            activity: activity(),
        })),
        Served::Export(Box::new(ExportResponse {
            exported_at: 1,
            id: "id".to_owned(),
            user: user(),
            password: "argon2id".to_owned(),
            authenticators: vec![authenticator()],
            recovery_codes: recovery(),
            sessions: sessions(),
            browsers: vec![known()],
            activity: activity(),
            wrong_passwords: 2,
            wrong_codes: 3,
        })),
    ]
}

/// Of the form that KE2 has: two elements where they belong, and whatever bytes.
fn ke2() -> Vec<u8> {
    let point = base_point();
    [point.as_slice(), &[1; 160], &[2; 32], &point, &[3; 64]].concat()
}

fn census() -> Census {
    Census {
        cursor: Some("somewhere".to_owned()),
        counted: 1000,
    }
}

fn instance_commands() -> Vec<InstanceCommand> {
    let locator = [9; 32];
    let steps = [
        InvitationStep::Look,
        InvitationStep::Claim {
            locator,
            expires_at: Timestamp::from_unix_seconds(8),
        },
        InvitationStep::GiveBack { locator },
        InvitationStep::Settle { locator },
    ];
    let id = InvitationId([11; 16]);
    let steps = steps.map(|step| InstanceCommand::Invitation { id, step });
    let departures = [
        DepartureStep::Claim {
            actor: [10; 32],
            authorized_at: Timestamp::from_unix_seconds(8),
        },
        DepartureStep::GiveBack,
        DepartureStep::Settle,
    ];
    let departures = departures.map(|step| InstanceCommand::Departure {
        target: locator,
        step,
    });
    let made = MadeInvitation {
        id,
        role: Role::Support,
        email: None,
        made_by: Username::parse("root").expect("a name"),
        made_at: Timestamp::from_unix_seconds(8),
        expires_at: Timestamp::from_unix_seconds(9),
        is_revoked: false,
    };
    steps
        .into_iter()
        .chain(departures)
        .chain([
            InstanceCommand::Make(made),
            InstanceCommand::Revoke(id),
            InstanceCommand::List,
            InstanceCommand::Wake,
            InstanceCommand::Count(Counts([1, 2, 3, 4, 5, -6])),
            InstanceCommand::Overview,
            InstanceCommand::Census,
            InstanceCommand::TakeCensus(census()),
        ])
        .collect()
}

fn encoded() -> Vec<Vec<u8>> {
    let locator = Locator::from_bytes([9; 32]);
    let envelopes = commands()
        .into_iter()
        .map(|command| Envelope::new(&locator, command).encode());
    let instance = instance_commands()
        .into_iter()
        .map(|command| command.encode());
    let replies = replies().into_iter().map(|reply| reply.encode());
    envelopes
        .chain(instance)
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
        (4, "hfYoBXuM5-1KSvcoeTolwdlhy7vS8N6A46ksQVFZPPQ")
    );
}

#[test]
fn every_message_survives_the_way() {
    for bytes in encoded() {
        let again = Envelope::decode(&bytes)
            .and_then(|message| message.encode())
            .or_else(|_| InstanceCommand::decode(&bytes).and_then(|message| message.encode()))
            .or_else(|_| Reply::decode(&bytes).and_then(|message| message.encode()))
            .expect("one of the three");
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
