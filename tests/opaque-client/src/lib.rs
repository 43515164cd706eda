//! The browser's half of OPAQUE (RFC 9807) by `pakery-opaque`: a mistake that client and service of
//! Postern share would otherwise pass on both sides.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use pakery_core::PakeError;
use pakery_core::crypto::Ksf;
use pakery_crypto::{HkdfSha512, HmacSha512, Ristretto255Dh, Ristretto255Oprf, Sha512Hash};
use pakery_opaque::{ClientLogin, ClientRegistration, KE2, OpaqueCiphersuite};
use serde_json::Value;
use zeroize::Zeroizing;

/// What Argon2id costs: memory in KiB, passes, lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// A registration that waits for the service's answer.
pub struct Registering {
    password: String,
    seed: [u8; 32],
}

/// A sign-in that waits for the service's answer.
pub struct SigningIn {
    password: String,
    seed: [u8; 32],
}

impl Cost {
    /// A cost of one lane.
    #[must_use]
    pub const fn new(memory_kib: u32, passes: u32) -> Self {
        Self {
            memory_kib,
            passes,
            lanes: 1,
        }
    }

    /// Reads it from an answer.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    pub fn of(json: &Value) -> Self {
        let number = |name| {
            let number = json.get(name).and_then(Value::as_u64);
            number
                .and_then(|number| number.try_into().ok())
                .unwrap_or_else(|| panic!("no number `{name}` in {json}"))
        };
        Self {
            memory_kib: number("memory_kib"),
            passes: number("passes"),
            lanes: number("lanes"),
        }
    }

    fn context(self) -> Vec<u8> {
        let numbers = [self.memory_kib, self.passes, self.lanes];
        let mut context = b"postern opaque v1".to_vec();
        context.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
        context
    }
}

impl Registering {
    /// Blinds a password; answers what to send.
    ///
    /// # Panics
    /// Where the library fails.
    #[must_use]
    pub fn start(password: &str) -> (Self, String) {
        let (seed, mut random) = fresh();
        let (request, _) = ClientRegistration::<Suite>::start(password.as_bytes(), &mut random)
            .expect("the password is blinded");
        let started = Self {
            password: password.to_owned(),
            seed,
        };
        (started, URL_SAFE_NO_PAD.encode(request.serialize()))
    }

    /// Makes the record.
    ///
    /// # Panics
    /// Where the answer is none of a service that speaks RFC 9807.
    #[must_use]
    pub fn finish(&self, response: &str, cost: Cost) -> String {
        let mut random = ChaCha20Rng::from_seed(self.seed);
        let (_, state) = ClientRegistration::<Suite>::start(self.password.as_bytes(), &mut random)
            .expect("as before");
        let response =
            pakery_opaque::RegistrationResponse::deserialize::<Suite>(&bytes_of(response))
                .expect("a registration response");
        COST.set(cost);
        let (record, _) = state
            .finish(&response, b"", b"", &mut random)
            .expect("the record is made");
        URL_SAFE_NO_PAD.encode(record.serialize())
    }
}

impl SigningIn {
    /// Blinds a password; answers KE1.
    ///
    /// # Panics
    /// Where the library fails.
    #[must_use]
    pub fn start(password: &str) -> (Self, String) {
        let (seed, mut random) = fresh();
        let (ke1, _) = ClientLogin::<Suite>::start(password.as_bytes(), &mut random)
            .expect("the password is blinded");
        let started = Self {
            password: password.to_owned(),
            seed,
        };
        (started, URL_SAFE_NO_PAD.encode(ke1.serialize()))
    }

    /// Makes KE3, where password and cost are those of the record; may be called again.
    ///
    /// # Panics
    /// Where the answer is no KE2.
    #[must_use]
    pub fn finish(&self, ke2: &str, cost: Cost) -> Option<String> {
        let mut random = ChaCha20Rng::from_seed(self.seed);
        let (_, state) =
            ClientLogin::<Suite>::start(self.password.as_bytes(), &mut random).expect("as before");
        let ke2 = KE2::deserialize::<Suite>(&bytes_of(ke2)).expect("a KE2");
        COST.set(cost);
        let (ke3, ..) = state.finish(&ke2, &cost.context(), b"", b"").ok()?;
        Some(URL_SAFE_NO_PAD.encode(ke3.serialize()))
    }
}

/// The bytes of a message as it travels.
///
/// # Panics
/// Where it is no base64url.
#[must_use]
pub fn bytes_of(message: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(message)
        .expect("a message is base64url without padding")
}

/// OPAQUE-3DH with ristretto255-SHA512 (RFC 9807 §7).
struct Suite;

impl OpaqueCiphersuite for Suite {
    type Hash = Sha512Hash;
    type Kdf = HkdfSha512;
    type Mac = HmacSha512;
    type Dh = Ristretto255Dh;
    type Oprf = Ristretto255Oprf;
    type Ksf = Stretch;
    const NOE: usize = 32;
    const NOK: usize = 32;
    const NM: usize = 64;
    const NH: usize = 64;
    const NPK: usize = 32;
    const NSK: usize = 32;
    const NX: usize = 64;
}

/// Argon2id at the cost that the thread has been told: the library's own knows constants only.
///
/// What is stretched is the same at each sign-in of one account, so it is computed once for each
/// and remembered. Where load and server are one machine, the browsers would otherwise take the
/// cores from the server, which they never do in life. The messages are those of any browser.
struct Stretch;

impl Ksf for Stretch {
    fn stretch(input: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, PakeError> {
        static KNOWN: Mutex<BTreeMap<Stretched, Vec<u8>>> = Mutex::new(BTreeMap::new());
        let cost = COST.get();
        let stretched = (cost, length, input.to_vec());
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered = known().get(&stretched).cloned();
        if let Some(output) = remembered {
            return Ok(Zeroizing::new(output));
        }
        let failed = |_| PakeError::ProtocolError("argon2");
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(length));
        let params = params.map_err(failed)?;
        let mut output = Zeroizing::new(vec![0; length]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(input, &[0; 16], &mut output)
            .map_err(failed)?;
        known().insert(stretched, output.to_vec());
        Ok(output)
    }
}

/// Of what Argon2 computes its output: cost, length and input.
type Stretched = (Cost, usize, Vec<u8>);

thread_local! {
    static COST: Cell<Cost> = const { Cell::new(Cost::new(19_456, 2)) };
}

fn fresh() -> ([u8; 32], ChaCha20Rng) {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).expect("the system has randomness");
    (seed, ChaCha20Rng::from_seed(seed))
}
