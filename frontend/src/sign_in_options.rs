//! How this deployment takes passwords, for the pages that ask for one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{PasswordProtocol, RegistrationMode, SignInOptionsResponse};

use crate::api_client::{self, Failure};
use crate::{browser, invitation, password_worker};

/// What the service has said, if it has. It is copied freely: the part is a handle.
#[derive(Clone, Copy)]
pub struct SignInOptions(StoredValue<Option<SignInOptionsResponse>>);

impl SignInOptions {
    /// Asks the service, and has what works on passwords loaded when somebody types, where it will
    /// be needed. It goes when the page is left.
    pub fn new() -> Self {
        let options = Self(StoredValue::new(None));
        spawn_local(async move {
            let known = options.known().await;
            let is_opaque =
                known.is_ok_and(|known| known.password_protocol == PasswordProtocol::Opaque);
            options.show_registration();
            if is_opaque && !options.0.is_disposed() {
                password_worker::open_at_input();
            }
        });
        on_cleanup(|| password_worker::close(true));
        options
    }

    /// Shows what there is of a registration where the service has said who may register: the
    /// elements of these ids, on the pages that have them.
    pub fn show_registration(self) {
        if let Some(known) = self.0.try_get_value().flatten() {
            let (mode, is_in) = (known.registration, invitation::lets_in(known.registration));
            browser::set_shown(Self::WHERE_ONE_MAY_REGISTER, is_in);
            let is_by_invitation = mode == RegistrationMode::Invite;
            browser::set_shown(Self::WITHOUT_INVITATION, is_by_invitation && !is_in);
            browser::set_shown(Self::CLOSED, mode == RegistrationMode::Closed);
        }
    }

    /// The id of what is there where one may register.
    pub const WHERE_ONE_MAY_REGISTER: &str = "registering";
    /// The id of what is said to whoever lacks an invitation.
    pub const WITHOUT_INVITATION: &str = "without-invitation";
    /// The id of what is said where nobody may register.
    pub const CLOSED: &str = "closed";

    /// Whether the service is known to take passwords in plain.
    pub fn has_plain_passwords(self) -> bool {
        let known = self.0.try_get_value().flatten();
        known.is_some_and(|known| known.plain_passwords)
    }

    /// Whether a browser can be trusted.
    pub fn has_trusted_browsers(self) -> bool {
        let known = self.0.try_get_value().flatten();
        known.is_some_and(|known| known.trusted_browsers)
    }

    /// What the service says, asked again where it has not been heard.
    ///
    /// # Errors
    /// Says why nothing is known. Then nothing may be sent.
    pub async fn known(self) -> Result<SignInOptionsResponse, Failure> {
        if let Some(Some(known)) = self.0.try_get_value() {
            return Ok(known);
        }
        let answer = api_client::sign_in_options().await?;
        self.0.try_set_value(Some(answer.clone()));
        Ok(answer)
    }
}
