//! Each side against that of `pakery-opaque`, which shares no code of the protocol with `opaque-ke`.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use pakery_crypto::ksf::{Argon2Params, Argon2idKsfWithParams};
use pakery_crypto::{HkdfSha512, HmacSha512, Ristretto255Dh, Ristretto255Oprf, Sha512Hash};
use pakery_opaque::{KE1, KE2, KE3, OpaqueCiphersuite, ServerSetup};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use zeroize::Zeroizing;

use crate::argon2_cost::Argon2Cost;
use crate::client::{Registering, SigningIn};
use crate::messages::{
    Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
use crate::server::{KeptRecord, Server};

struct Foreign;
struct OwaspCost;

impl Argon2Params for OwaspCost {
    const M_COST: u32 = Argon2Cost::OWASP.memory_kib;
    const T_COST: u32 = Argon2Cost::OWASP.passes;
    const P_COST: u32 = Argon2Cost::OWASP.lanes;
}

impl OpaqueCiphersuite for Foreign {
    type Hash = Sha512Hash;
    type Kdf = HkdfSha512;
    type Mac = HmacSha512;
    type Dh = Ristretto255Dh;
    type Oprf = Ristretto255Oprf;
    type Ksf = Argon2idKsfWithParams<OwaspCost>;
    const NOE: usize = 32;
    const NOK: usize = 32;
    const NM: usize = 64;
    const NH: usize = 64;
    const NPK: usize = 32;
    const NSK: usize = 32;
    const NX: usize = 64;
}

type ForeignRegistration = pakery_opaque::ClientRegistration<Foreign>;
type ForeignLogin = pakery_opaque::ClientLogin<Foreign>;

const PASSWORD: &[u8] = b"correct horse";
const NAME: &[u8] = b"alice";

fn random() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([3; 32])
}

fn fill(bytes: &mut [u8]) {
    for (byte, at) in bytes.iter_mut().zip(1_u8..) {
        *byte = at.wrapping_mul(37);
    }
}

#[test]
fn its_client_registers_and_signs_in_at_our_server() {
    let cost = Argon2Cost::OWASP;
    let server = Server::new(Zeroizing::new([9; 64]), vec![(1, Zeroizing::new([1; 32]))]);
    let (request, registering) =
        ForeignRegistration::start(PASSWORD, &mut random()).expect("blinded");
    let request = RegistrationRequest::from_bytes(&request.serialize()).expect("a message");
    let response = server
        .start_registration(1, NAME, &request)
        .expect("answered");
    let response = pakery_opaque::RegistrationResponse::deserialize::<Foreign>(response.as_bytes())
        .expect("a message");
    let (record, _) = registering
        .finish(&response, b"", b"", &mut random())
        .expect("finished");
    let kept = KeptRecord {
        key_pair: 1,
        cost,
        record: RegistrationRecord::from_bytes(&record.serialize()).expect("a record"),
    };

    let (ke1, signing_in) = ForeignLogin::start(PASSWORD, &mut random()).expect("blinded");
    let ke1 = Ke1::from_bytes(&ke1.serialize()).expect("a message");
    let (expected, ke2) = server
        .start_login(Some(&kept), NAME, &ke1, cost, &mut fill)
        .expect("answered");
    let ke2 = KE2::deserialize::<Foreign>(ke2.as_bytes()).expect("a message");
    let (ke3, ..) = signing_in
        .finish(&ke2, &cost.context(), b"", b"")
        .expect("proved");
    assert!(expected.is_met_by(&Ke3::from_bytes(&ke3.serialize()).expect("a message")));
}

#[test]
fn our_client_registers_and_signs_in_at_its_server() {
    let cost = Argon2Cost::OWASP;
    let setup = ServerSetup::<Foreign>::new(&mut random()).expect("keys");
    let (registering, request) = Registering::start(PASSWORD, &mut fill).expect("blinded");
    let request = pakery_opaque::RegistrationRequest::deserialize::<Foreign>(request.as_bytes())
        .expect("a message");
    let response = pakery_opaque::ServerRegistration::<Foreign>::start(&setup, &request, NAME)
        .expect("answered");
    let response = RegistrationResponse::from_bytes(&response.serialize()).expect("a message");
    let record = registering
        .finish(PASSWORD, &response, cost, &mut fill)
        .expect("finished");
    let record = pakery_opaque::RegistrationRecord::deserialize::<Foreign>(record.as_bytes())
        .expect("a record");

    let (signing_in, ke1) = SigningIn::start(PASSWORD, &mut fill).expect("blinded");
    let ke1 = KE1::deserialize::<Foreign>(ke1.as_bytes()).expect("a message");
    let context = cost.context();
    let (ke2, expected) = pakery_opaque::ServerLogin::<Foreign>::start(
        &setup,
        &record,
        &ke1,
        NAME,
        &context,
        b"",
        b"",
        &mut random(),
    )
    .expect("answered");
    let ke2 = Ke2::from_bytes(&ke2.serialize()).expect("a message");
    let ke3 = signing_in
        .finish(PASSWORD, &ke2, cost, &mut fill)
        .expect("proved");
    let ke3 = KE3::deserialize::<Foreign>(ke3.as_bytes()).expect("a message");
    assert!(expected.finish(&ke3).is_ok());
}
