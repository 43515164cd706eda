//! The second stored form of an account: its sessions say what holds them.

use postern_shared::api::ClientKind;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{Account, ClientInfo, Profile, RefreshTokenHash, Replay, Session, SessionId};
use crate::adapters::records::account_v1::{FactorV1, MethodV1, PasswordV1, RotationV1};
use crate::adapters::records::bytes::Bytes;

/// An account.
#[derive(Serialize, Deserialize)]
pub struct AccountV2 {
    id: Bytes<16>,
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    disabled: bool,
    created_at: Timestamp,
    password: PasswordV1,
    factors: Vec<FactorV1>,
    sessions: Vec<SessionV2>,
    replays: Vec<ReplayV2>,
}

#[derive(Serialize, Deserialize)]
struct SessionV2 {
    id: Bytes<16>,
    generation: u32,
    current: Bytes<32>,
    last_rotation: Option<RotationV1>,
    authenticated_at: Timestamp,
    last_used_at: Timestamp,
    methods: Vec<MethodV1>,
    client: ClientV2,
}

#[derive(Serialize, Deserialize)]
struct ClientV2 {
    kind: KindV2,
    browser: Option<String>,
    system: Option<String>,
    country: Option<String>,
}

#[derive(Serialize, Deserialize)]
enum KindV2 {
    Browser,
    Native,
}

#[derive(Serialize, Deserialize)]
struct ReplayV2 {
    session: Bytes<16>,
    at: Timestamp,
    client: ClientV2,
}

impl AccountV2 {
    pub(super) fn of(account: &Account) -> Self {
        let profile = &account.profile;
        Self {
            id: Bytes(profile.id),
            username: profile.username.clone(),
            email: profile.email.clone(),
            full_name: profile.full_name.clone(),
            disabled: profile.disabled,
            created_at: profile.created_at,
            password: PasswordV1::of(&account.password),
            factors: account.factors.iter().map(FactorV1::of).collect(),
            sessions: account.sessions.iter().map(SessionV2::of).collect(),
            replays: account.replays.iter().map(ReplayV2::of).collect(),
        }
    }

    pub(super) fn into_account(self) -> Option<Account> {
        Some(Account {
            profile: Profile {
                id: self.id.0,
                username: self.username,
                email: self.email,
                full_name: self.full_name,
                disabled: self.disabled,
                created_at: self.created_at,
            },
            password: self.password.into_hash(),
            factors: self
                .factors
                .into_iter()
                .map(FactorV1::into_factor)
                .collect::<Option<_>>()?,
            sessions: self
                .sessions
                .into_iter()
                .map(SessionV2::into_session)
                .collect(),
            replays: self
                .replays
                .into_iter()
                .map(ReplayV2::into_replay)
                .collect(),
        })
    }
}

impl SessionV2 {
    fn of(session: &Session) -> Self {
        Self {
            id: Bytes(session.id),
            generation: session.generation,
            current: Bytes(session.current.0),
            last_rotation: session.last_rotation.as_ref().map(RotationV1::of),
            authenticated_at: session.authenticated_at,
            last_used_at: session.last_used_at,
            methods: MethodV1::all_of(&session.methods),
            client: ClientV2::of(&session.client),
        }
    }

    fn into_session(self) -> Session {
        Session {
            id: self.id.0,
            generation: self.generation,
            current: RefreshTokenHash(self.current.0),
            last_rotation: self.last_rotation.map(RotationV1::into_rotation),
            authenticated_at: self.authenticated_at,
            last_used_at: self.last_used_at,
            methods: MethodV1::into_all(self.methods),
            client: self.client.into_client(),
        }
    }
}

impl ClientV2 {
    fn of(client: &ClientInfo) -> Self {
        Self {
            kind: match client.kind {
                ClientKind::Browser => KindV2::Browser,
                ClientKind::Native => KindV2::Native,
            },
            browser: client.browser.clone(),
            system: client.system.clone(),
            country: client.country.clone(),
        }
    }

    fn into_client(self) -> ClientInfo {
        ClientInfo {
            kind: match self.kind {
                KindV2::Browser => ClientKind::Browser,
                KindV2::Native => ClientKind::Native,
            },
            browser: self.browser,
            system: self.system,
            country: self.country,
        }
    }
}

impl ReplayV2 {
    fn of(replay: &Replay) -> Self {
        Self {
            session: Bytes(replay.session.0),
            at: replay.at,
            client: ClientV2::of(&replay.client),
        }
    }

    fn into_replay(self) -> Replay {
        Replay {
            session: SessionId(self.session.0),
            at: self.at,
            client: self.client.into_client(),
        }
    }
}
