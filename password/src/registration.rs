//! A new password, or a new record of one.

use postern_opaque::client::Registering;
use postern_opaque::{Argon2Cost, RegistrationRequest, RegistrationResponse};
use postern_shared::common_passwords::CommonPasswords;
use postern_shared::password::{self, PasswordContext};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::randomness::Randomness;
use crate::refusal::Refusal;

/// A registration that waits for the service's answer.
#[wasm_bindgen]
pub struct Registration {
    password: Zeroizing<Vec<u8>>,
    state: Registering,
    request: RegistrationRequest,
}

#[wasm_bindgen]
impl Registration {
    /// Begins with a new password, if it is good for the account: the service, which will not see
    /// it, cannot say. `folded` is the password in lower case, as are the names of the account and
    /// of the product; `common` is the file of common passwords.
    ///
    /// # Errors
    /// [`Refusal::Missing`], [`Refusal::Invalid`], [`Refusal::Weak`] or [`Refusal::Failed`].
    pub fn of_new(
        password: Vec<u8>,
        folded: Vec<u8>,
        username: &str,
        email: &str,
        app_name: &str,
        common: &[u8],
    ) -> Result<Self, Refusal> {
        let (password, folded) = (Zeroizing::new(password), Zeroizing::new(folded));
        let text = |bytes| str::from_utf8(bytes).map_err(|_not_text| Refusal::Invalid);
        let common = CommonPasswords::from_bytes(common).ok_or(Refusal::Missing)?;
        let context = PasswordContext {
            username,
            email,
            app_name,
        };
        password::check_new_folded(text(&password)?, text(&folded)?, context, common)?;
        Self::start(password)
    }

    /// Begins with a password that the account has already.
    ///
    /// # Errors
    /// [`Refusal::Failed`]
    pub fn of_existing(password: Vec<u8>) -> Result<Self, Refusal> {
        Self::start(Zeroizing::new(password))
    }

    /// What the service wants first.
    #[must_use]
    pub fn request(&self) -> Vec<u8> {
        self.request.as_bytes().to_vec()
    }

    /// Makes the record from the service's answer. The cost is in KiB, passes and lanes.
    ///
    /// # Errors
    /// [`Refusal::Cost`], [`Refusal::Unreadable`] or [`Refusal::Failed`].
    pub fn finish(
        self,
        response: &[u8],
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    ) -> Result<Vec<u8>, Refusal> {
        let response = RegistrationResponse::from_bytes(response)?;
        let cost = Argon2Cost {
            memory_kib,
            passes,
            lanes,
        };
        let mut random = Randomness::default();
        let record = self
            .state
            .finish(&self.password, &response, cost, &mut random)?;
        random.answer_for(record.as_bytes().to_vec())
    }
}

impl Registration {
    fn start(password: Zeroizing<Vec<u8>>) -> Result<Self, Refusal> {
        let mut random = Randomness::default();
        let (state, request) = Registering::start(&password, &mut random)?;
        random.answer_for(Self {
            password,
            state,
            request,
        })
    }
}
