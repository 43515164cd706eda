//! What every page of the area has at hand: who is signed in, and the way to the service.

use std::pin::Pin;

use leptos::prelude::*;
use postern_shared::problem::ProblemCode;
use wasm_bindgen::JsValue;

use super::calls::Call;
use super::leaving::Leaving;
use super::step_up::StepUp;
use crate::api_client::Failure;
use crate::password_protocol::{Change, Way};
use crate::session_keeper::SessionKeeper;

/// The area around a page. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Area {
    /// Who is signed in.
    pub keeper: SessionKeeper,
    /// Asks the person to prove themselves again.
    pub step_up: StepUp,
    /// Asks before something is lost.
    pub leaving: Leaving,
    /// Told when the password or an authenticator has changed, which may be what somebody is asked to do.
    pub factors: RwSignal<()>,
}

/// Why something came to nothing.
#[derive(Debug)]
pub enum Stopped {
    /// The service said why, or nobody answered.
    Failed(Failure),
    /// The person did not want to prove themselves again: nothing was changed.
    Cancelled,
    /// The session has ended; the sign-in page is next.
    SignedOut,
}

impl Area {
    /// The area around this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// Makes a call. Where the service wants the person to prove themselves again, they are asked in
    /// place, and the call is made once more.
    ///
    /// # Errors
    /// Why it brought nothing.
    pub async fn make<T>(self, call: Call<T>) -> Result<T, Stopped> {
        let answer = self.answer(call.method, call.path, call.body).await?;
        (call.read)(&answer).ok_or(Stopped::Failed(Failure::Unreadable))
    }

    /// Does what may need a fresh proof, and does it again once the person has given one. For what
    /// is more than one call; [`Self::make`] has it already.
    ///
    /// # Errors
    /// Why it came to nothing.
    pub async fn guarded<T>(
        self,
        action: impl AsyncFn() -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        loop {
            match action().await {
                Err(Stopped::Failed(failure)) if wants_proof(&failure) => {
                    if !self.step_up.ask().await {
                        return Err(Stopped::Cancelled);
                    }
                }
                other => return other,
            }
        }
    }

    /// Makes a call without asking the person for anything.
    ///
    /// # Errors
    /// Why it brought nothing.
    pub async fn make_quietly<T>(self, call: Call<T>) -> Result<T, Stopped> {
        let answer = self
            .once(call.method, &call.path, call.body.as_ref())
            .await?;
        (call.read)(&answer).ok_or(Stopped::Failed(Failure::Unreadable))
    }

    /// Changes the password. Where the service wants the person to prove themselves again, they are
    /// asked in place, and the change begins anew.
    ///
    /// # Errors
    /// Why it is as it was.
    pub async fn change_password(self, way: Way, change: &Change) -> Result<(), Stopped> {
        self.guarded(async || answered(self.keeper.change_password(way, change).await))
            .await
    }

    /// Makes a call as [`Self::make`] does, for the answer as it is. Boxed, because whatever is inside a
    /// future once for each call is weight.
    pub fn answer(self, method: &'static str, path: String, body: Option<JsValue>) -> Answer {
        Box::pin(async move {
            self.guarded(async || self.once(method, &path, body.as_ref()).await)
                .await
        })
    }

    async fn once(
        self,
        method: &str,
        path: &str,
        body: Option<&JsValue>,
    ) -> Result<JsValue, Stopped> {
        answered(self.keeper.answer(method, path, body).await)
    }
}

fn answered<T>(answer: Result<Option<T>, Failure>) -> Result<T, Stopped> {
    match answer {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(Stopped::SignedOut),
        Err(failure) => Err(Stopped::Failed(failure)),
    }
}

/// What comes of a call.
pub type Answer = Pin<Box<dyn Future<Output = Result<JsValue, Stopped>>>>;

fn wants_proof(failure: &Failure) -> bool {
    matches!(failure, Failure::Problem(problem) if problem.code == ProblemCode::StepUpRequired)
}
