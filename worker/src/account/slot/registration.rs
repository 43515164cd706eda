//! Registration.

use postern_opaque::server::KeptRecord;
use postern_shared::api::Role;
use postern_shared::totp::TotpSecret;
use postern_shared::username::Username;

use crate::account::activity::ActivityLog;
use crate::account::authenticator::{Authenticator, AuthenticatorId};
use crate::account::challenge::Challenges;
use crate::account::holder::{Account, Factor, Profile};
use crate::account::moment::Moment;
use crate::account::password::Password;
use crate::account::password_record::PasswordRecord;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::sign_in::PasswordProved;
use crate::account::slot::{Change, Slot, Tenure};

/// What somebody registers with; each part is already checked.
pub struct Registration {
    /// The name.
    pub username: Username,
    /// The password.
    pub password: NewPassword,
    /// An e-mail address.
    pub email: Option<String>,
    /// A full name.
    pub full_name: Option<String>,
    /// What the account may do beside what everybody may.
    pub role: Role,
}

/// The password of somebody who registers.
pub enum NewPassword {
    /// As it is.
    Plain(Password),
    /// What is kept in its place, made by the client.
    Record(KeptRecord),
}

impl Slot {
    /// Claims the name. Failures stay counted until a first code has confirmed the account: else
    /// somebody could claim a name, guess, claim it again, and keep what they have learned for the
    /// day on which somebody else has it.
    ///
    /// # Errors
    /// [`Refusal::UsernameTaken`] where somebody holds it.
    pub fn register(
        &mut self,
        registration: Registration,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<PasswordProved, Refusal> {
        self.expire(rules, moment.now);
        match self.tenure {
            Tenure::Held(_)
            | Tenure::Released {
                is_reserved: true, ..
            } => return Err(Refusal::UsernameTaken),
            Tenure::Vacant | Tenure::Released { .. } => {}
        }
        let password = match registration.password {
            NewPassword::Plain(password) => rules
                .passwords
                .keep(&password, &self.locator, &mut moment.entropy)
                .ok_or(Refusal::OutOfMemory)?,
            NewPassword::Record(record) => {
                self.password_throttle.take_back();
                PasswordRecord::Opaque(record)
            }
        };
        let authenticator = Authenticator::new(
            AuthenticatorId(moment.entropy.draw()),
            Authenticator::DEFAULT_LABEL.to_owned(),
            TotpSecret::from_random(moment.entropy.draw()),
            moment.now,
        );
        self.tenure = Tenure::Held(Box::new(Account {
            profile: Profile {
                id: moment.entropy.draw(),
                username: registration.username,
                email: registration.email,
                full_name: registration.full_name,
                disabled: false,
                role: registration.role,
                created_at: moment.now,
            },
            password,
            factors: vec![Factor::Totp(authenticator)],
            sessions: Vec::new(),
            replays: Vec::new(),
            recovery: None,
            browsers: Vec::new(),
            activity: ActivityLog::default(),
            enrol_until: None,
            reset_link: None,
            imported: None,
            came_in_clear: false,
        }));
        self.code_throttle.succeeded();
        self.challenges = Challenges::default();
        self.logins.disappoint(&mut moment.entropy);
        self.changed(Change::Published);
        Ok(self.open_challenge(None, rules, moment))
    }
}
