//! Taking over an account of another service.

use postern_shared::api::ActivityKind;
use postern_shared::totp::TotpSecret;

use crate::account::activity::{ActivityLog, Entry};
use crate::account::authenticator::{Authenticator, AuthenticatorId};
use crate::account::challenge::Challenges;
use crate::account::client_info::ClientInfo;
use crate::account::holder::{Account, Factor, Profile};
use crate::account::import::{Import, Imported, ImportedPassword};
use crate::account::moment::Moment;
use crate::account::password_record::PasswordRecord;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::slot::{Change, Slot, Tenure};

impl Slot {
    /// Makes the account, unless it was made from the same row before. An authenticator that comes
    /// with it has proved itself elsewhere; without one the person enrols at the first sign-in, as
    /// after a reset of the second factor. What they should replace is written down for them.
    ///
    /// # Errors
    /// [`Refusal::UsernameTaken`] where somebody else holds the name, or did until a moment ago;
    /// [`Refusal::OutOfMemory`].
    pub fn import(
        &mut self,
        import: Import,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<Imported, Refusal> {
        self.expire(rules, moment.now);
        match &self.tenure {
            Tenure::Held(account) if account.imported == Some(import.digest) => {
                return Ok(Imported::Before);
            }
            Tenure::Held(_)
            | Tenure::Released {
                is_reserved: true, ..
            } => return Err(Refusal::UsernameTaken),
            Tenure::Vacant | Tenure::Released { .. } => {}
        }
        let mut told = vec![ActivityKind::Imported];
        let came_in_clear = matches!(import.password, ImportedPassword::Plain(_));
        let password = match import.password {
            ImportedPassword::Hash(hash) => PasswordRecord::Foreign(hash),
            ImportedPassword::Plain(password) => {
                told.push(ActivityKind::PlainPasswordImported);
                rules
                    .passwords
                    .keep(&password, &self.locator, &mut moment.entropy)
                    .ok_or(Refusal::OutOfMemory)?
            }
        };
        if import
            .totp_secret
            .as_ref()
            .is_some_and(TotpSecret::is_short)
        {
            told.push(ActivityKind::ShortSecretImported);
        }
        let enrol_until = match import.totp_secret {
            Some(_) => None,
            None => Some(moment.now.plus(Account::ENROL_IMPORTED_SECONDS)),
        };
        let mut activity = ActivityLog::default();
        for kind in told {
            activity.add(Entry::new(kind, &ClientInfo::default(), moment.now));
        }
        self.tenure = Tenure::Held(Box::new(Account {
            profile: Profile {
                id: moment.entropy.draw(),
                username: import.username,
                email: import.email,
                full_name: import.full_name,
                disabled: import.disabled,
                role: import.role,
                created_at: moment.now,
            },
            password,
            factors: vec![Factor::Totp(authenticator(import.totp_secret, moment))],
            sessions: Vec::new(),
            replays: Vec::new(),
            recovery: None,
            browsers: Vec::new(),
            activity,
            enrol_until,
            reset_link: None,
            imported: Some(import.digest),
            came_in_clear,
        }));
        self.code_throttle.succeeded();
        self.challenges = Challenges::default();
        self.logins.disappoint(&mut moment.entropy);
        self.changed(Change::Published);
        Ok(Imported::Now)
    }
}

/// With the secret from elsewhere it counts at once; with a new one it has to prove itself.
fn authenticator(secret: Option<TotpSecret>, moment: &mut Moment) -> Authenticator {
    let is_proved = secret.is_some();
    let mut authenticator = Authenticator::new(
        AuthenticatorId(moment.entropy.draw()),
        Authenticator::DEFAULT_LABEL.to_owned(),
        secret.unwrap_or_else(|| TotpSecret::from_random(moment.entropy.draw())),
        moment.now,
    );
    authenticator.confirmed_at = is_proved.then_some(moment.now);
    authenticator
}
