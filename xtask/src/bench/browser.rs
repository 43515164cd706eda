//! The browser's half of OPAQUE, by an implementation that is not the page's, and without its
//! slowest part: what Argon2 stretches is the same at each sign-in of one account, so it is computed
//! once for each and remembered. On a machine that is load and server at a time, the browsers would
//! otherwise take the cores from the server, which they never do in life. The messages are those
//! that a browser sends.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use pakery_core::PakeError;
use pakery_core::crypto::Ksf;
use pakery_crypto::{HkdfSha512, HmacSha512, Ristretto255Dh, Ristretto255Oprf, Sha512Hash};
use pakery_opaque::{
    ClientLogin, ClientLoginState, ClientRegistration, ClientRegistrationState, KE2,
    OpaqueCiphersuite, RegistrationResponse,
};
use zeroize::Zeroizing;

/// A registration that waits for the service's answer.
pub type Registering = ClientRegistrationState<Suite>;

/// A sign-in that waits for the service's answer.
pub type SigningIn = ClientLoginState<Suite>;

/// Blinds a password; answers what to send.
pub fn begin_registration(password: &str) -> Result<(Registering, String)> {
    let (request, state) =
        ClientRegistration::<Suite>::start(password.as_bytes(), &mut random()?).map_err(failed)?;
    Ok((state, URL_SAFE_NO_PAD.encode(request.serialize())))
}

/// Makes the record.
pub fn finish_registration(state: Registering, response: &str) -> Result<String> {
    let response = URL_SAFE_NO_PAD.decode(response)?;
    let response = RegistrationResponse::deserialize::<Suite>(&response).map_err(failed)?;
    let finished = state.finish(&response, b"", b"", &mut random()?);
    let (record, _) = finished.map_err(failed)?;
    Ok(URL_SAFE_NO_PAD.encode(record.serialize()))
}

/// Blinds a password; answers KE1.
pub fn begin_sign_in(password: &str) -> Result<(SigningIn, String)> {
    let (ke1, state) =
        ClientLogin::<Suite>::start(password.as_bytes(), &mut random()?).map_err(failed)?;
    Ok((state, URL_SAFE_NO_PAD.encode(ke1.serialize())))
}

/// Makes KE3.
pub fn finish_sign_in(state: SigningIn, ke2: &str) -> Result<String> {
    let ke2 = URL_SAFE_NO_PAD.decode(ke2)?;
    let ke2 = KE2::deserialize::<Suite>(&ke2).map_err(failed)?;
    let numbers = [MEMORY_KIB, PASSES, LANES];
    let mut context = b"postern opaque v1".to_vec();
    context.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    let (ke3, ..) = state.finish(&ke2, &context, b"", b"").map_err(failed)?;
    Ok(URL_SAFE_NO_PAD.encode(ke3.serialize()))
}

/// OPAQUE-3DH with ristretto255-SHA512 (RFC 9807 §7).
pub struct Suite;

impl OpaqueCiphersuite for Suite {
    type Hash = Sha512Hash;
    type Kdf = HkdfSha512;
    type Mac = HmacSha512;
    type Dh = Ristretto255Dh;
    type Oprf = Ristretto255Oprf;
    type Ksf = Remembered;
    const NOE: usize = 32;
    const NOK: usize = 32;
    const NM: usize = 64;
    const NH: usize = 64;
    const NPK: usize = 32;
    const NSK: usize = 32;
    const NX: usize = 64;
}

/// Argon2id, once for each input.
pub struct Remembered;

impl Ksf for Remembered {
    fn stretch(input: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, PakeError> {
        static KNOWN: Mutex<Option<HashMap<Vec<u8>, Vec<u8>>>> = Mutex::new(None);
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered = known().as_ref().and_then(|known| known.get(input).cloned());
        if let Some(output) = remembered {
            return Ok(Zeroizing::new(output));
        }
        let failed = |_| PakeError::ProtocolError("argon2");
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(length)).map_err(failed)?;
        let mut output = vec![0; length];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(input, &[0; 16], &mut output)
            .map_err(failed)?;
        known()
            .get_or_insert_default()
            .insert(input.to_vec(), output.clone());
        Ok(Zeroizing::new(output))
    }
}

fn random() -> Result<ChaCha20Rng> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the system has no randomness")?;
    Ok(ChaCha20Rng::from_seed(seed))
}

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the password protocol failed: {error}")
}

/// What `PASSWORD_ARGON2` is by default.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
