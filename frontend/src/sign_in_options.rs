//! How this deployment takes passwords, for the pages that ask for one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{PasswordProtocol, SignInOptionsResponse};

use crate::api_client::{self, Failure};
use crate::password_worker;

/// What the service has said, if it has. It is copied freely: the part is a handle.
#[derive(Clone, Copy)]
pub struct SignInOptions(StoredValue<Option<SignInOptionsResponse>>);

impl SignInOptions {
    /// Asks the service while somebody types. When the page is left, so is the work on the
    /// password, unless its record is being made anew.
    pub fn new() -> Self {
        let options = Self(StoredValue::new(None));
        spawn_local(async move {
            options.known().await.ok();
        });
        on_cleanup(|| {
            if !password_worker::renews() {
                password_worker::close();
            }
        });
        options
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

    /// Somebody types: what works on passwords is loaded now, where it will be needed.
    pub fn typed(self) {
        let is_opaque =
            |known: &SignInOptionsResponse| known.password_protocol == PasswordProtocol::Opaque;
        if self
            .0
            .with_value(|known| known.as_ref().is_some_and(is_opaque))
        {
            password_worker::open();
        }
    }
}
