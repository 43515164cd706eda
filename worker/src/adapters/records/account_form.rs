//! The stored form of an account, the fifth. The first had no word of what holds a session and no
//! replays; read as this one, it gets the defaults. The second had one kind of password only, and the
//! third no role, recovery codes, known browsers, activity, and one authenticator without a name; the
//! fourth nothing that administrators do, and no imports.

use postern_shared::api::{ClientKind, Role};
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::account::{
    Account, ClientInfo, Profile, RefreshTokenHash, Replay, RowDigest, Session, SessionId,
};
use crate::adapters::records::account_additions::{ActivityForm, BrowserForm, RecoveryForm};
use crate::adapters::records::account_parts::{MethodForm, PasswordForm, RotationForm};
use crate::adapters::records::administration_form::ResetLinkForm;
use crate::adapters::records::bytes::Bytes;
use crate::adapters::records::factor_form::FactorForm;

/// An account.
#[derive(Serialize, Deserialize)]
pub struct AccountForm {
    id: Bytes<16>,
    username: Username,
    email: Option<String>,
    full_name: Option<String>,
    disabled: bool,
    /// The words that travel are stable, so they are what is stored.
    #[serde(default, skip_serializing_if = "Role::is_user")]
    role: Role,
    created_at: Timestamp,
    password: PasswordForm,
    factors: Vec<FactorForm>,
    sessions: Vec<SessionForm>,
    #[serde(default)]
    replays: Vec<ReplayForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recovery: Option<RecoveryForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    browsers: Vec<BrowserForm>,
    #[serde(default, skip_serializing_if = "ActivityForm::is_empty")]
    activity: ActivityForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enrol_until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reset_link: Option<ResetLinkForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    imported: Option<Bytes<32>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    came_in_clear: bool,
}

#[derive(Serialize, Deserialize)]
struct SessionForm {
    id: Bytes<16>,
    generation: u32,
    current: Bytes<32>,
    last_rotation: Option<RotationForm>,
    /// Where it is another moment than when the factors were last proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    began_at: Option<Timestamp>,
    authenticated_at: Timestamp,
    last_used_at: Timestamp,
    methods: Vec<MethodForm>,
    #[serde(default)]
    client: ClientForm,
}

#[derive(Default, Serialize, Deserialize)]
pub struct ClientForm {
    kind: KindForm,
    browser: Option<String>,
    system: Option<String>,
    country: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
enum KindForm {
    #[default]
    Browser,
    Native,
}

#[derive(Serialize, Deserialize)]
struct ReplayForm {
    session: Bytes<16>,
    at: Timestamp,
    client: ClientForm,
}

impl AccountForm {
    /// All of the account.
    pub(super) fn of(account: &Account) -> Self {
        Self {
            sessions: account.sessions.iter().map(SessionForm::of).collect(),
            replays: account.replays.iter().map(ReplayForm::of).collect(),
            browsers: account.browsers.iter().map(BrowserForm::of).collect(),
            ..Self::without_sessions(account)
        }
    }

    /// What others than its object need to know. The empty lists are for the versions before, which
    /// published sessions too.
    pub(super) fn without_sessions(account: &Account) -> Self {
        let profile = &account.profile;
        Self {
            id: Bytes(profile.id),
            username: profile.username.clone(),
            email: profile.email.clone(),
            full_name: profile.full_name.clone(),
            disabled: profile.disabled,
            role: profile.role,
            created_at: profile.created_at,
            password: PasswordForm::of(&account.password),
            factors: account.factors.iter().map(FactorForm::of).collect(),
            sessions: Vec::new(),
            replays: Vec::new(),
            recovery: account.recovery.as_ref().map(RecoveryForm::of),
            browsers: Vec::new(),
            activity: ActivityForm::of(&account.activity),
            enrol_until: account.enrol_until,
            reset_link: account.reset_link.as_ref().map(ResetLinkForm::of),
            imported: account.imported.map(|digest| Bytes(digest.0)),
            came_in_clear: account.came_in_clear,
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
                role: self.role,
                created_at: self.created_at,
            },
            password: self.password.into_record()?,
            factors: self
                .factors
                .into_iter()
                .map(|factor| factor.into_factor(self.created_at))
                .collect::<Option<_>>()?,
            sessions: self
                .sessions
                .into_iter()
                .map(SessionForm::into_session)
                .collect(),
            replays: self
                .replays
                .into_iter()
                .map(ReplayForm::into_replay)
                .collect(),
            recovery: self.recovery.map(RecoveryForm::into_codes),
            browsers: self
                .browsers
                .into_iter()
                .map(BrowserForm::into_browser)
                .collect(),
            activity: self.activity.into_log(),
            enrol_until: self.enrol_until,
            reset_link: self.reset_link.map(ResetLinkForm::into_link),
            imported: self.imported.map(|digest| RowDigest(digest.0)),
            came_in_clear: self.came_in_clear,
        })
    }
}

impl SessionForm {
    fn of(session: &Session) -> Self {
        Self {
            id: Bytes(session.id),
            generation: session.generation,
            current: Bytes(session.current.0),
            last_rotation: session.last_rotation.as_ref().map(RotationForm::of),
            began_at: Some(session.began_at).filter(|at| *at != session.authenticated_at),
            authenticated_at: session.authenticated_at,
            last_used_at: session.last_used_at,
            methods: MethodForm::all_of(&session.methods),
            client: ClientForm::of(&session.client),
        }
    }

    fn into_session(self) -> Session {
        Session {
            id: self.id.0,
            generation: self.generation,
            current: RefreshTokenHash(self.current.0),
            last_rotation: self.last_rotation.map(RotationForm::into_rotation),
            began_at: self.began_at.unwrap_or(self.authenticated_at),
            authenticated_at: self.authenticated_at,
            last_used_at: self.last_used_at,
            methods: MethodForm::into_all(self.methods),
            client: self.client.into_client(),
        }
    }
}

impl ClientForm {
    pub(super) fn of(client: &ClientInfo) -> Self {
        Self {
            kind: match client.kind {
                ClientKind::Browser => KindForm::Browser,
                ClientKind::Native => KindForm::Native,
            },
            browser: client.browser.clone(),
            system: client.system.clone(),
            country: client.country.clone(),
        }
    }

    pub(super) fn into_client(self) -> ClientInfo {
        ClientInfo {
            kind: match self.kind {
                KindForm::Browser => ClientKind::Browser,
                KindForm::Native => ClientKind::Native,
            },
            browser: self.browser,
            system: self.system,
            country: self.country,
        }
    }
}

impl ReplayForm {
    fn of(replay: &Replay) -> Self {
        Self {
            session: Bytes(replay.session.0),
            at: replay.at,
            client: ClientForm::of(&replay.client),
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
