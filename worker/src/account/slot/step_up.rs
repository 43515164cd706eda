//! Both factors proved again within a session (RFC 9470, ASVS 7.5.1).

use postern_shared::api::ActivityKind;

use crate::account::activity::Entry;
use crate::account::challenge::ChallengeId;
use crate::account::moment::Moment;
use crate::account::refusal::Refusal;
use crate::account::rules::Rules;
use crate::account::second_factor::SecondFactor;
use crate::account::slot::second_step::Presenter;
use crate::account::slot::self_service::Asking;
use crate::account::slot::sessions::SignedIn;
use crate::account::slot::{Slot, Tenure};

impl Slot {
    /// Proves a second factor with the challenge of a password that was just proved, for the session
    /// that asks. The session gets another refresh token; the one before is good for nothing more
    /// (ASVS 7.2.4).
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`]; [`Refusal::NoTrustedBrowser`] without a factor, whoever is trusted;
    /// else as of [`Slot::verify_code`].
    pub fn step_up(
        &mut self,
        asking: &Asking,
        challenge: &ChallengeId,
        factor: &SecondFactor,
        rules: &Rules,
        moment: &mut Moment,
    ) -> Result<SignedIn, Refusal> {
        self.account_of(asking.session, rules, moment.now)?;
        if !factor.method().is_second_factor() {
            return Err(Refusal::NoTrustedBrowser);
        }
        let now = moment.now;
        let presenter = Presenter {
            client: &asking.client,
            browser: asking.browser.as_ref(),
        };
        let methods = self.answer_challenge(challenge, factor, &presenter, rules, now)?;
        let Tenure::Held(account) = &mut self.tenure else {
            return Err(Refusal::SessionEnded);
        };
        if account.profile.disabled {
            return Err(Refusal::AccountDisabled);
        }
        let entry = Entry::new(ActivityKind::SteppedUp, &asking.client, now);
        account.log(entry.of(asking.session).by(&methods));
        let session = account
            .sessions
            .iter_mut()
            .find(|session| session.id == asking.session.0)
            .ok_or(Refusal::SessionEnded)?;
        let token = session.prove_again(methods, moment);
        let lifetime = &rules.session_lifetime;
        Ok(SignedIn::of(
            &account.profile,
            session,
            token,
            lifetime,
            now,
        ))
    }
}
