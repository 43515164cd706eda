//! The side that keeps records.

use std::sync::OnceLock;

use opaque_ke::generic_array::GenericArray;
use opaque_ke::key_exchange::group::Group;
use opaque_ke::{ServerLogin, ServerLoginParameters, ServerRegistration, ServerSetup};
use zeroize::{Zeroize, Zeroizing};

use crate::argon2_cost::Argon2Cost;
use crate::messages::{
    Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
use crate::random::{Generator, Random};
use crate::suite::{KeyGroup, Suite};

/// The server's keys: one OPRF seed that never changes, and key pairs by number.
///
/// The OPRF seed must not change: its evaluation of one element can be compared with an earlier one
/// by anybody, and a seed for each record would tell which names have one. The key pair is seen
/// only by who knows the password.
pub struct Server {
    oprf_seed: Zeroizing<[u8; Self::OPRF_SEED_LENGTH]>,
    /// The one for new records first.
    key_pairs: Vec<KeyPair>,
}

struct KeyPair {
    number: u32,
    seed: Zeroizing<[u8; 32]>,
    setup: OnceLock<Option<ServerSetup<Suite>>>,
}

/// A record, with all that it was made under.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// The number of the server's key pair.
    pub key_pair: u32,
    /// What the client's stretching costs.
    pub cost: Argon2Cost,
    /// The record.
    pub record: RegistrationRecord,
}

/// What the client's proof has to be: the one part of the server's state that is needed for it. The
/// other is the session key, which nothing uses. Zeroized when dropped.
pub struct ExpectedProof([u8; Self::LENGTH]);

impl Server {
    /// Bytes of the OPRF seed (Nh of RFC 9807).
    pub const OPRF_SEED_LENGTH: usize = 64;

    /// With this seed, and the seeds of the key pairs by their numbers; the first is for new records.
    #[must_use]
    pub fn new(
        oprf_seed: Zeroizing<[u8; Self::OPRF_SEED_LENGTH]>,
        key_pairs: Vec<(u32, Zeroizing<[u8; 32]>)>,
    ) -> Self {
        let key_pairs = key_pairs.into_iter().map(|(number, seed)| KeyPair {
            number,
            seed,
            setup: OnceLock::new(),
        });
        Self {
            oprf_seed,
            key_pairs: key_pairs.collect(),
        }
    }

    /// The number of the key pair for new records.
    #[must_use]
    pub fn active_key_pair(&self) -> Option<u32> {
        self.key_pairs.first().map(|pair| pair.number)
    }

    /// Answers a registration under `credential`, the same bytes for the same name always. `None`
    /// where there is no such key pair.
    #[must_use]
    pub fn start_registration(
        &self,
        key_pair: u32,
        credential: &[u8],
        request: &RegistrationRequest,
    ) -> Option<RegistrationResponse> {
        let setup = self.setup(key_pair)?;
        let request = request.decode().ok()?;
        let started = ServerRegistration::start(setup, request, credential).ok()?;
        Some(RegistrationResponse::encode(&started.message))
    }

    /// Answers a sign-in under `credential`. Where there is no record the work is the same, and so
    /// is everything that can be seen of the answer (RFC 9807 §10.9).
    ///
    /// `None` where there is no key pair at all. A record under a key pair that is not there counts
    /// as none.
    #[must_use]
    pub fn start_login(
        &self,
        record: Option<&KeptRecord>,
        credential: &[u8],
        ke1: &Ke1,
        otherwise: Argon2Cost,
        random: &mut impl Random,
    ) -> Option<(ExpectedProof, Ke2)> {
        let found = record.and_then(|kept| Some((self.setup(kept.key_pair)?, kept)));
        let (setup, record, cost) = match found {
            Some((setup, kept)) => (setup, kept.record.clone(), kept.cost),
            None => (
                self.setup(self.active_key_pair()?)?,
                decoy(random)?,
                otherwise,
            ),
        };
        let context = cost.context();
        let parameters = ServerLoginParameters {
            context: Some(&context),
            ..ServerLoginParameters::default()
        };
        start_login(setup, &record, credential, ke1, parameters, random)
    }

    fn setup(&self, number: u32) -> Option<&ServerSetup<Suite>> {
        let pair = self.key_pairs.iter().find(|pair| pair.number == number)?;
        pair.setup
            .get_or_init(|| {
                let seed = GenericArray::from(*pair.seed);
                let private_key = KeyGroup::derive_scalar(seed).ok()?;
                let private_key = Zeroizing::new(KeyGroup::serialize_sk(&private_key).into());
                setup(&self.oprf_seed, &private_key)
            })
            .as_ref()
    }
}

/// The setup of these keys. The third part of its form is the public key of the library's own fake
/// records, which are not used.
pub(crate) fn setup(
    oprf_seed: &[u8; Server::OPRF_SEED_LENGTH],
    private_key: &[u8; 32],
) -> Option<ServerSetup<Suite>> {
    let form = Zeroizing::new([oprf_seed.as_slice(), private_key, &BASE_POINT].concat());
    ServerSetup::deserialize(&form).ok()
}

pub(crate) fn start_login(
    setup: &ServerSetup<Suite>,
    record: &RegistrationRecord,
    credential: &[u8],
    ke1: &Ke1,
    parameters: ServerLoginParameters,
    random: &mut impl Random,
) -> Option<(ExpectedProof, Ke2)> {
    let record = ServerRegistration::finish(record.decode().ok()?);
    let started = ServerLogin::start(
        &mut Generator(random),
        setup,
        Some(record),
        ke1.decode().ok()?,
        credential,
        parameters,
    )
    .ok()?;
    let mut state = started.state.serialize();
    let mut expected = ExpectedProof([0; ExpectedProof::LENGTH]);
    expected.0.copy_from_slice(state.get(SESSION_KEY_LENGTH..)?);
    state.zeroize();
    Some((expected, Ke2::encode(&started.message)))
}

/// A record that nobody has: a random masking key and an empty envelope (RFC 9807 §6.3.2.2).
fn decoy(random: &mut impl Random) -> Option<RegistrationRecord> {
    let mut record = [0; RegistrationRecord::LENGTH];
    let (public_key, rest) = record.split_first_chunk_mut::<32>()?;
    *public_key = BASE_POINT;
    random.fill(rest.first_chunk_mut::<64>()?);
    RegistrationRecord::from_bytes(&record).ok()
}

impl ExpectedProof {
    /// Bytes of its form.
    pub const LENGTH: usize = 64;

    /// From its form. Random bytes make one that nobody meets.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Its form. With it, a proof could be made without the password.
    #[must_use]
    pub const fn expose(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Whether this is the proof, compared in constant time.
    #[must_use]
    pub fn is_met_by(&self, ke3: &Ke3) -> bool {
        let mut state = Zeroizing::new([0; SESSION_KEY_LENGTH + Self::LENGTH]);
        if let Some(expected) = state.get_mut(SESSION_KEY_LENGTH..) {
            expected.copy_from_slice(&self.0);
        }
        let state = ServerLogin::<Suite>::deserialize(state.as_slice());
        match (state, ke3.decode()) {
            (Ok(state), Ok(ke3)) => state.finish(ke3, ServerLoginParameters::default()).is_ok(),
            _malformed => false,
        }
    }
}

impl Drop for ExpectedProof {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Bytes of the session key, with which the library's form of the state begins.
const SESSION_KEY_LENGTH: usize = 64;

/// The group's base point, as good as any for a public key that is never used.
const BASE_POINT: [u8; 32] = [
    0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f,
    0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];
