//! Calls of whoever is signed in.

use postern_shared::api::SecretText;

use super::SessionKeeper;
use super::lifetime::ends_session;
use crate::api_client::Failure;

impl SessionKeeper {
    /// Makes a call with the access token, and once more with a new one where it is refused.
    pub(super) async fn with_token<T>(
        self,
        call: impl AsyncFn(&SecretText) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let Some(token) = self.access_token() else {
            return Ok(None);
        };
        match call(&token).await {
            Err(failure) if ends_session(&failure) => {}
            other => return other.map(Some),
        }
        self.renew().await;
        match self.access_token() {
            Some(token) => call(&token).await.map(Some),
            None => Ok(None),
        }
    }
}
