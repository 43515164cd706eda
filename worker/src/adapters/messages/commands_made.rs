//! The commands out of what the calls have at hand.

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::api::SecretText;

use crate::account::{
    Asking, BrowserToken, ChallengeId, ClientInfo, CodePresented, LoginId, Password,
    PasswordChange, PasswordReset, PresentedToken, Registration, SecondFactor, SelfService,
    SessionId,
};
use crate::adapters::messages::command::Command;
use crate::adapters::messages::owner_parts::factor_text;

impl Command {
    /// `Register`
    #[must_use]
    pub fn register(registration: Registration) -> Self {
        Self::Register {
            username: registration.username,
            password: registration.password.into(),
            email: registration.email,
            full_name: registration.full_name,
            role: registration.role,
        }
    }

    /// `LogIn`
    #[must_use]
    pub fn log_in(password: &Password, browser: Option<&BrowserToken>) -> Self {
        Self::LogIn {
            password: SecretText::new(password.expose().to_owned()),
            browser: bytes_of(browser),
        }
    }

    /// `StartRegistration`
    #[must_use]
    pub fn start_registration(
        request: &RegistrationRequest,
        browser: Option<&BrowserToken>,
    ) -> Self {
        Self::StartRegistration {
            request: request.to_text(),
            browser: bytes_of(browser),
        }
    }

    /// `StartLogin`
    #[must_use]
    pub fn start_login(ke1: &Ke1, browser: Option<&BrowserToken>) -> Self {
        Self::StartLogin {
            ke1: ke1.to_text(),
            browser: bytes_of(browser),
        }
    }

    /// `FinishLogin`
    #[must_use]
    pub fn finish_login(
        login: &LoginId,
        ke3: &Ke3,
        renewal: Option<&RegistrationRequest>,
        browser: Option<&BrowserToken>,
    ) -> Self {
        Self::FinishLogin {
            login: login.0,
            ke3: SecretText::new(ke3.to_text()),
            renewal: renewal.map(RegistrationRequest::to_text),
            browser: bytes_of(browser),
        }
    }

    /// `VerifyCode`
    #[must_use]
    pub fn verify_code(presented: CodePresented) -> Self {
        Self::VerifyCode {
            challenge: presented.challenge.0,
            factor: factor_text(&presented.factor),
            client: presented.client,
            renewal: presented.renewal.map(Into::into),
            browser: bytes_of(presented.browser.as_ref()),
            trust_browser: presented.trust_browser,
        }
    }

    /// `SignInAtOnce`
    #[must_use]
    pub fn sign_in_at_once(password: &Password, factor: &SecondFactor, client: ClientInfo) -> Self {
        Self::SignInAtOnce {
            password: SecretText::new(password.expose().to_owned()),
            factor: factor_text(factor),
            client,
        }
    }

    /// `StepUp`
    #[must_use]
    pub fn step_up(asking: Asking, challenge: &ChallengeId, factor: &SecondFactor) -> Self {
        Self::StepUp {
            asking: asking.into(),
            challenge: challenge.0,
            factor: factor_text(factor),
        }
    }

    /// `StartPasswordChange`
    #[must_use]
    pub fn start_password_change(asking: Asking, ke1: &Ke1, request: &RegistrationRequest) -> Self {
        Self::StartPasswordChange {
            asking: asking.into(),
            ke1: ke1.to_text(),
            request: request.to_text(),
        }
    }

    /// `ChangePassword`
    #[must_use]
    pub fn change_password(
        asking: Asking,
        change: PasswordChange,
        keep_other_sessions: bool,
    ) -> Self {
        Self::ChangePassword {
            asking: asking.into(),
            change: change.into(),
            keep_other_sessions,
        }
    }

    /// `ResetPassword`
    #[must_use]
    pub fn reset_password(reset: PasswordReset) -> Self {
        Self::ResetPassword(reset.into())
    }

    /// `Serve`
    #[must_use]
    pub fn serve(asking: Asking, what: SelfService) -> Self {
        Self::Serve {
            asking: asking.into(),
            what,
        }
    }

    /// `Renew`
    #[must_use]
    pub fn renew(presented: PresentedToken) -> Self {
        Self::Renew {
            session: presented.session.0,
            generation: presented.generation,
            token: *presented.token.expose(),
            client: presented.client,
        }
    }

    /// `LogOut`
    #[must_use]
    pub const fn log_out(session: SessionId) -> Self {
        Self::LogOut { session: session.0 }
    }
}

fn bytes_of(browser: Option<&BrowserToken>) -> Option<[u8; 32]> {
    browser.map(|token| *token.expose())
}
