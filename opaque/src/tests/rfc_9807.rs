//! RFC 9807, appendix C: each message to the byte.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use opaque_ke::{Identifiers, ServerLoginParameters};

use crate::client::{Registering, SigningIn};
use crate::messages::{Ke1, RegistrationRecord, RegistrationRequest};
use crate::server::{setup, start_login};
use crate::suite::{Stretch, Stretching};
use crate::tests::vectors::{FAKE, REAL, Vector};

/// Random bytes that are those of the vector, in the order in which they are drawn.
struct Script(Vec<Vec<u8>>);

impl Script {
    fn of(vector: &Vector, names: &[&str]) -> Self {
        let mut script: Vec<Vec<u8>> = names
            .iter()
            .map(|name| {
                let mut bytes = vector.bytes(name);
                // A scalar is drawn as 64 bytes and reduced.
                if name.starts_with("blind") {
                    bytes.resize(64, 0);
                }
                bytes
            })
            .collect();
        script.reverse();
        Self(script)
    }

    fn draw(&mut self, bytes: &mut [u8]) {
        let next = self.0.pop().expect("no more is drawn than the vector has");
        bytes.copy_from_slice(&next);
    }
}

fn stretching() -> Stretching {
    Stretching {
        function: Stretch::Identity,
        context: REAL.bytes("Context"),
    }
}

#[test]
fn a_registration_is_that_of_the_rfc() {
    let password = REAL.bytes("password");
    let mut script = Script::of(&REAL, &["blind_registration"]);
    let (registering, request) =
        Registering::start(&password, &mut |bytes: &mut [u8]| script.draw(bytes)).expect("blinded");
    assert!(request.as_bytes()[..] == REAL.bytes("registration_request"));

    let setup = setup(&REAL.array("oprf_seed"), &REAL.array("server_private_key"))
        .expect("keys of the right form");
    let started = opaque_ke::ServerRegistration::start(
        &setup,
        request.decode().expect("just made"),
        &REAL.bytes("credential_identifier"),
    )
    .expect("answered");
    let response = crate::messages::RegistrationResponse::encode(&started.message);
    assert!(response.as_bytes()[..] == REAL.bytes("registration_response"));

    let mut script = Script::of(&REAL, &["envelope_nonce"]);
    let record = registering
        .finish_with(
            &password,
            &response,
            &stretching(),
            &mut |bytes: &mut [u8]| {
                script.draw(bytes);
            },
        )
        .expect("finished");
    assert!(record.as_bytes()[..] == REAL.bytes("registration_upload"));
}

#[test]
fn a_sign_in_is_that_of_the_rfc() {
    let password = REAL.bytes("password");
    let drawn = ["blind_login", "client_keyshare_seed", "client_nonce"];
    let mut script = Script::of(&REAL, &drawn);
    let (signing_in, ke1) =
        SigningIn::start(&password, &mut |bytes: &mut [u8]| script.draw(bytes)).expect("blinded");
    assert!(ke1.as_bytes()[..] == REAL.bytes("KE1"));

    let (expected, ke2) = answer(&REAL, &REAL.bytes("registration_upload"), &ke1);
    assert!(ke2.as_bytes()[..] == REAL.bytes("KE2"));

    let ke3 = signing_in
        .finish_with(&password, &ke2, &stretching(), &mut |_: &mut [u8]| {})
        .expect("proved");
    assert!(ke3.as_bytes()[..] == REAL.bytes("KE3"));
    assert!(expected.is_met_by(&ke3));
}

#[test]
fn an_answer_for_a_name_that_nobody_has_is_that_of_the_rfc() {
    let record = [
        FAKE.bytes("client_public_key"),
        FAKE.bytes("masking_key"),
        vec![0; 96],
    ]
    .concat();
    let ke1 = Ke1::from_bytes(&FAKE.bytes("KE1")).expect("a message");
    let (_, ke2) = answer(&FAKE, &record, &ke1);
    assert!(ke2.as_bytes()[..] == FAKE.bytes("KE2"));
}

#[test]
fn a_request_of_the_rfc_survives_its_text_form() {
    let request =
        RegistrationRequest::from_bytes(&REAL.bytes("registration_request")).expect("a message");
    assert!(RegistrationRequest::parse(&request.to_text()) == Ok(request));
}

fn answer(
    vector: &Vector,
    record: &[u8],
    ke1: &Ke1,
) -> (crate::server::ExpectedProof, crate::messages::Ke2) {
    let setup = setup(
        &vector.array("oprf_seed"),
        &vector.array("server_private_key"),
    )
    .expect("keys of the right form");
    let record = RegistrationRecord::from_bytes(record).expect("a record");
    // The library draws a masking key for a fake record of its own before anything else.
    let mut unused = true;
    let drawn = ["masking_nonce", "server_keyshare_seed", "server_nonce"];
    let mut script = Script::of(vector, &drawn);
    let context = vector.bytes("Context");
    let (client, server) = (
        vector.find("client_identity"),
        vector.find("server_identity"),
    );
    let parameters = ServerLoginParameters {
        context: Some(&context),
        identifiers: Identifiers {
            client: client.as_deref(),
            server: server.as_deref(),
        },
    };
    start_login(
        &setup,
        &record,
        &vector.bytes("credential_identifier"),
        ke1,
        parameters,
        &mut |bytes: &mut [u8]| {
            if std::mem::take(&mut unused) {
                assert!(bytes.len() == 64, "the unused masking key");
            } else {
                script.draw(bytes);
            }
        },
    )
    .expect("answered")
}
