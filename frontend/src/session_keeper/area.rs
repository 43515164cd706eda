//! What the account area does with a session.

use js_sys::JSON;
use leptos::prelude::*;
use postern_shared::api::{SecretText, StepUpResponse, User};
use wasm_bindgen::JsValue;

use super::SessionKeeper;
use crate::api_client::{self, Failure};
use crate::password_protocol::{self, Change, Way};

impl SessionKeeper {
    /// Makes a call for whoever is signed in; none where the session has ended, which leads to the
    /// sign-in page.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn answer(
        self,
        method: &str,
        path: &str,
        body: Option<&JsValue>,
    ) -> Result<Option<JsValue>, Failure> {
        let body = match body.map(JSON::stringify) {
            Some(Ok(text)) => Some(JsValue::from(text)),
            Some(Err(_refused)) => return Err(Failure::Unreadable),
            None => None,
        };
        self.with_token(async |token| {
            api_client::call(method, path, body.clone(), Some(token)).await
        })
        .await
    }

    /// Changes the password of whoever is signed in; none where the session has ended, which leads to
    /// the sign-in page.
    ///
    /// # Errors
    /// Why it is as it was.
    pub async fn change_password(self, way: Way, change: &Change) -> Result<Option<()>, Failure> {
        self.with_token(async |token| password_protocol::change(way, token, change).await)
            .await
    }

    /// Both factors were proved again within this session.
    pub fn hold_proof(self, response: StepUpResponse) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.access_token = response.access_token;
                session.lifetime = response.expires_in;
                self.renew_in(session.renew_after());
            }
        });
    }

    /// Whether this is the area's first page since the sign-in or since the page was loaded.
    pub fn arrives(self) -> bool {
        !self
            .has_arrived
            .try_update_value(|has| std::mem::replace(has, true))
            .unwrap_or(true)
    }

    /// Whom the person has looked for last. In memory only, and until somebody signs in.
    pub fn searched(self) -> String {
        self.searched.get_value()
    }

    /// They look for this name.
    pub fn searches(self, name: &str) {
        self.searched.set_value(name.to_owned());
    }

    /// What the service says of the person now.
    pub fn hold_user(self, user: User) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.user = user;
            }
        });
    }

    /// Recovery codes that were not said to be kept are there again when their page is.
    pub fn put_back_recovery_codes(self, codes: Vec<SecretText>) {
        if self.session.with_untracked(Option::is_some) {
            self.fresh_codes.set_value(Some(codes));
        }
    }
}
