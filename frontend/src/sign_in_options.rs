//! How this deployment takes passwords, for the pages that ask for one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{PasswordProtocol, RegistrationMode, SignInOptionsResponse};

use crate::api_client::{self, Failure};
use crate::password_worker;

/// What the service has said, if it has. It is copied freely: the part is a handle.
#[derive(Clone, Copy)]
pub struct SignInOptions(RwSignal<Option<SignInOptionsResponse>>);

impl SignInOptions {
    /// Asks the service, and has what works on passwords loaded when somebody types, where it will
    /// be needed. It goes when the page is left.
    pub fn new() -> Self {
        let options = Self(RwSignal::new(None));
        spawn_local(async move {
            let known = options.known().await;
            let is_opaque =
                known.is_ok_and(|known| known.password_protocol == PasswordProtocol::Opaque);
            if is_opaque && !options.0.is_disposed() {
                password_worker::open_at_input();
            }
        });
        on_cleanup(|| password_worker::close(true));
        options
    }

    /// Who may register, where the service has said it.
    pub fn registration(self) -> Option<RegistrationMode> {
        self.0.with(|known| Some(known.as_ref()?.registration))
    }

    /// Whether the service is known to take passwords in plain.
    pub fn has_plain_passwords(self) -> bool {
        let known = self.0.try_get_untracked().flatten();
        known.is_some_and(|known| known.plain_passwords)
    }

    /// Whether a browser can be trusted.
    pub fn has_trusted_browsers(self) -> bool {
        let known = self.0.try_get_untracked().flatten();
        known.is_some_and(|known| known.trusted_browsers)
    }

    /// What the service says, asked again where it has not been heard.
    ///
    /// # Errors
    /// Says why nothing is known. Then nothing may be sent.
    pub async fn known(self) -> Result<SignInOptionsResponse, Failure> {
        if let Some(Some(known)) = self.0.try_get_untracked() {
            return Ok(known);
        }
        let answer = api_client::sign_in_options().await?;
        self.0.try_set(Some(answer.clone()));
        Ok(answer)
    }
}
