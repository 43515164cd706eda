//! The proof of a password.

use postern_opaque::client::SigningIn;
use postern_opaque::{Argon2Cost, Ke1, Ke2};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::randomness::Randomness;
use crate::refusal::Refusal;

/// A sign-in that waits for the service's answer.
#[wasm_bindgen]
pub struct SignIn {
    password: Zeroizing<Vec<u8>>,
    state: SigningIn,
    ke1: Ke1,
}

#[wasm_bindgen]
impl SignIn {
    /// Begins with the password.
    ///
    /// # Errors
    /// [`Refusal::Failed`]
    pub fn start(password: Vec<u8>) -> Result<Self, Refusal> {
        let password = Zeroizing::new(password);
        let mut random = Randomness::default();
        let (state, ke1) = SigningIn::start(&password, &mut random)?;
        random.answer_for(Self {
            password,
            state,
            ke1,
        })
    }

    /// What the service wants first.
    #[must_use]
    pub fn ke1(&self) -> Vec<u8> {
        self.ke1.as_bytes().to_vec()
    }

    /// Makes the proof from the service's answer. The cost is in KiB, passes and lanes; another may
    /// be tried after [`Refusal::NotProved`].
    ///
    /// # Errors
    /// [`Refusal::Cost`], [`Refusal::NotProved`], [`Refusal::Unreadable`] or [`Refusal::Failed`].
    pub fn finish(
        &self,
        ke2: &[u8],
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    ) -> Result<Vec<u8>, Refusal> {
        let ke2 = Ke2::from_bytes(ke2)?;
        let cost = Argon2Cost {
            memory_kib,
            passes,
            lanes,
        };
        let mut random = Randomness::default();
        let ke3 = self.state.finish(&self.password, &ke2, cost, &mut random)?;
        random.answer_for(ke3.as_bytes().to_vec())
    }
}
