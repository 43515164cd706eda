//! The sessions of whoever is signed in: seen, and ended from here.

use postern_shared::api::{SecretText, SessionsResponse};
use postern_shared::problem::ProblemCode;

use super::SessionKeeper;
use super::lifetime::ends_session;
use crate::api_client::{self, Failure};

impl SessionKeeper {
    /// The sessions; none where this one has ended, which leads to the sign-in page.
    ///
    /// # Errors
    /// Why they cannot be shown.
    pub async fn list_sessions(self) -> Result<Option<SessionsResponse>, Failure> {
        self.with_token(async |token| api_client::sessions(token).await)
            .await
    }

    /// Ends the session with this id, or finds that it has ended already; none where this one
    /// has, which leads to the sign-in page.
    ///
    /// # Errors
    /// Why it is still there.
    pub async fn end_session(self, id: &str) -> Result<Option<()>, Failure> {
        let answer = self
            .with_token(async |token| api_client::end_session(token, id).await)
            .await;
        match answer {
            Err(Failure::Problem(problem)) if problem.code == ProblemCode::SessionNotFound => {
                Ok(Some(()))
            }
            other => other,
        }
    }

    /// Ends all sessions but this one, and answers how many; none where this one has ended,
    /// which leads to the sign-in page.
    ///
    /// # Errors
    /// Why they are still there.
    pub async fn end_other_sessions(self) -> Result<Option<u32>, Failure> {
        self.with_token(async |token| {
            let response = api_client::end_other_sessions(token).await?;
            Ok(response.ended)
        })
        .await
    }

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
