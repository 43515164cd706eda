//! Sessions and proofs as they travel.

use postern_opaque::Ke2;
use postern_shared::api::{ClientKind, SecretText};
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::TotpSecret;
use serde::{Deserialize, Serialize};

use crate::account::{
    BrowserToken, ChallengeId, LoginId, LoginStarted, PasswordProved, ProvedMethod, RefreshToken,
    SessionId, SignedIn,
};
use crate::adapters::messages::parts::{CostMessage, ProfileMessage, RegistrationStartedMessage};

/// [`LoginStarted`]
#[derive(Serialize, Deserialize)]
pub struct LoginStartedMessage {
    login: [u8; 16],
    expires_at: Timestamp,
    ke2: String,
    costs: Vec<CostMessage>,
}

/// [`PasswordProved`]
#[derive(Serialize, Deserialize)]
pub struct PasswordProvedMessage {
    challenge: [u8; 16],
    expires_at: Timestamp,
    enrolment: Option<SecretText>,
    renewal: Option<RegistrationStartedMessage>,
    methods: Vec<ProvedMethod>,
}

/// [`SignedIn`]
#[derive(Serialize, Deserialize)]
pub struct SignedInMessage {
    profile: ProfileMessage,
    session: SessionId,
    generation: u32,
    refresh_token: [u8; 32],
    refresh_seconds: u64,
    authenticated_at: Timestamp,
    methods: Vec<ProvedMethod>,
    kind: ClientKind,
    recovery_codes: Option<Vec<SecretText>>,
    is_first: bool,
    new_browser: Option<[u8; 32]>,
}

impl From<LoginStarted> for LoginStartedMessage {
    fn from(started: LoginStarted) -> Self {
        Self {
            login: started.login.0,
            expires_at: started.expires_at,
            ke2: started.ke2.to_text(),
            costs: started.costs.into_iter().map(Into::into).collect(),
        }
    }
}

impl LoginStartedMessage {
    /// The answer; `None` where it is none.
    #[must_use]
    pub fn into_started(self) -> Option<LoginStarted> {
        Some(LoginStarted {
            login: LoginId(self.login),
            expires_at: self.expires_at,
            ke2: Ke2::read_again(&self.ke2).ok()?,
            costs: self.costs.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<PasswordProved> for PasswordProvedMessage {
    fn from(proved: PasswordProved) -> Self {
        let base32 = |secret: TotpSecret| SecretText::new(secret.expose_base32());
        Self {
            challenge: proved.challenge.0,
            expires_at: proved.expires_at,
            enrolment: proved.enrolment.map(base32),
            renewal: proved.renewal.map(Into::into),
            methods: proved.methods,
        }
    }
}

impl PasswordProvedMessage {
    /// The way to the second step; `None` where it is none.
    #[must_use]
    pub fn into_proved(self) -> Option<PasswordProved> {
        Some(PasswordProved {
            challenge: ChallengeId(self.challenge),
            expires_at: self.expires_at,
            enrolment: match self.enrolment {
                Some(text) => Some(TotpSecret::parse_base32(text.expose()).ok()?),
                None => None,
            },
            renewal: match self.renewal {
                Some(message) => Some(message.into_started()?),
                None => None,
            },
            methods: self.methods,
        })
    }
}

impl From<SignedIn> for SignedInMessage {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            profile: signed_in.profile.into(),
            session: signed_in.session,
            generation: signed_in.generation,
            refresh_token: *signed_in.refresh_token.expose(),
            refresh_seconds: signed_in.refresh_seconds,
            authenticated_at: signed_in.authenticated_at,
            methods: signed_in.methods,
            kind: signed_in.kind,
            recovery_codes: signed_in.recovery_codes,
            is_first: signed_in.is_first,
            new_browser: signed_in.new_browser.map(|token| *token.expose()),
        }
    }
}

impl From<SignedInMessage> for SignedIn {
    fn from(message: SignedInMessage) -> Self {
        Self {
            profile: message.profile.into(),
            session: message.session,
            generation: message.generation,
            refresh_token: RefreshToken::from_bytes(message.refresh_token),
            refresh_seconds: message.refresh_seconds,
            authenticated_at: message.authenticated_at,
            methods: message.methods,
            kind: message.kind,
            recovery_codes: message.recovery_codes,
            is_first: message.is_first,
            new_browser: message.new_browser.map(BrowserToken::from_bytes),
        }
    }
}
