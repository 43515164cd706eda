//! Against the server's side.

use postern_opaque::server::{ExpectedProof, KeptRecord, Server};
use postern_opaque::{Argon2Cost, Ke1, Ke3, RegistrationRecord, RegistrationRequest};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use zeroize::Zeroizing;

use super::*;

const CREDENTIAL: &[u8] = b"alice";
const PASSWORD: &str = "correct horse \u{e9}";
const COMMON: &[u8] = include_bytes!("../../shared/data/common-passwords.bin");
const COST: Argon2Cost = Argon2Cost::OWASP;

#[test]
fn whoever_registered_with_the_password_signs_in_with_it_and_nobody_else() {
    let server = server();
    let record = register(&server, COST);
    let (expected, ke2, sign_in) = begin(&server, &record, PASSWORD);
    let ke3 = finish(&sign_in, &ke2, COST).expect("the password is right");
    assert!(expected.is_met_by(&Ke3::from_bytes(&ke3).expect("it is a proof")));

    let (_, ke2, sign_in) = begin(&server, &record, "incorrect horse");
    assert_eq!(finish(&sign_in, &ke2, COST), Err(Refusal::NotProved));
}

#[test]
fn a_change_proves_the_current_password_and_makes_a_record_of_the_new_one() {
    const NEW: &str = "battery staple 7";
    let server = server();
    let before = register(&server, COST);
    // Both begin before the service has answered either.
    let registration = of_new(NEW, COMMON).expect("it begins");
    let (expected, ke2, sign_in) = begin(&server, &before, PASSWORD);
    let response = answer(&server, &registration);
    let ke3 = finish(&sign_in, &ke2, COST).expect("the current password is right");
    assert!(expected.is_met_by(&Ke3::from_bytes(&ke3).expect("it is a proof")));
    let after = kept(registration, &response, COST);

    for (password, record, is_right) in [
        (NEW, &after, true),
        (PASSWORD, &after, false),
        (NEW, &before, false),
    ] {
        let (_, ke2, sign_in) = begin(&server, record, password);
        assert_eq!(finish(&sign_in, &ke2, COST).is_ok(), is_right);
    }
}

#[test]
fn the_cost_before_the_current_one_can_be_tried_after_it() {
    let server = server();
    let record = register(&server, COST);
    let (expected, ke2, sign_in) = begin(&server, &record, PASSWORD);
    let newer = Argon2Cost { passes: 3, ..COST };
    assert_eq!(finish(&sign_in, &ke2, newer), Err(Refusal::NotProved));
    let ke3 = finish(&sign_in, &ke2, COST).expect("the record is of this cost");
    assert!(expected.is_met_by(&Ke3::from_bytes(&ke3).expect("it is a proof")));
}

#[test]
fn a_cost_that_protects_nobody_or_stops_a_phone_is_refused() {
    let server = server();
    let record = register(&server, COST);
    let (_, ke2, sign_in) = begin(&server, &record, PASSWORD);
    for cost in [
        Argon2Cost {
            memory_kib: 8,
            ..COST
        },
        Argon2Cost { passes: 1, ..COST },
        Argon2Cost {
            memory_kib: 65_537,
            ..COST
        },
        Argon2Cost {
            passes: u32::MAX,
            ..COST
        },
    ] {
        assert_eq!(finish(&sign_in, &ke2, cost), Err(Refusal::Cost));
        let registration = Registration::of_existing(PASSWORD.into()).expect("it begins");
        let response = answer(&server, &registration);
        let record = registration.finish(&response, cost.memory_kib, cost.passes, cost.lanes);
        assert_eq!(record, Err(Refusal::Cost));
    }
}

#[test]
fn an_answer_that_was_changed_proves_nothing() {
    let server = server();
    let record = register(&server, COST);
    let (_, ke2, sign_in) = begin(&server, &record, PASSWORD);
    let mut changed = *ke2.as_bytes();
    *changed.last_mut().expect("it has 320 bytes") ^= 1;
    let changed = postern_opaque::Ke2::from_bytes(&changed).expect("its elements are as before");
    assert_eq!(finish(&sign_in, &changed, COST), Err(Refusal::NotProved));
    for nothing in [&[][..], &[0; 3], &[0; 320]] {
        let outcome = sign_in.finish(nothing, COST.memory_kib, COST.passes, COST.lanes);
        assert_eq!(outcome, Err(Refusal::Unreadable), "{nothing:?}");
    }
}

#[test]
fn a_new_password_keeps_the_rules_and_an_existing_one_is_taken_as_it_is() {
    let refusal = |text: &str| of_new(text, COMMON).err();
    assert_eq!(refusal(PASSWORD), None);
    assert_eq!(refusal("short"), Some(Refusal::Invalid));
    assert_eq!(refusal("a\u{7}bcdefgh"), Some(Refusal::Invalid));
    assert_eq!(refusal("PassWord123"), Some(Refusal::Weak));
    for name in ["Alice2026", "A.Liddell@wonder.example", "Our Gate 7"] {
        assert_eq!(refusal(name), Some(Refusal::Weak), "{name}");
    }
    let no_text = vec![0xff; 12];
    let registration = Registration::of_new(no_text, PASSWORD.into(), "alice", "", "", COMMON);
    assert_eq!(registration.err(), Some(Refusal::Invalid));
    assert!(Registration::of_existing("short".into()).is_ok());
}

#[test]
fn without_the_list_of_common_passwords_no_password_is_new() {
    let cut = COMMON.split_last().expect("it has bytes").1;
    for list in [cut, b"<!doctype html>", b""] {
        assert_eq!(of_new(PASSWORD, list).err(), Some(Refusal::Missing));
    }
}

#[test]
fn no_two_beginnings_are_alike() {
    let ke1 = || SignIn::start(PASSWORD.into()).expect("it begins").ke1();
    assert_ne!(ke1(), ke1());
    let request = || {
        let registration = Registration::of_existing(PASSWORD.into());
        registration.expect("it begins").request()
    };
    assert_ne!(request(), request());
}

fn server() -> Server {
    Server::new(
        Zeroizing::new([7; Server::OPRF_SEED_LENGTH]),
        vec![(1, Zeroizing::new([9; 32]))],
    )
}

fn of_new(password: &str, common: &[u8]) -> Result<Registration, Refusal> {
    let folded = password.to_lowercase();
    Registration::of_new(
        password.into(),
        folded.into(),
        "alice",
        "a.liddell@wonder.example",
        "our gate",
        common,
    )
}

fn answer(server: &Server, registration: &Registration) -> Vec<u8> {
    let request =
        RegistrationRequest::from_bytes(&registration.request()).expect("it is a request");
    server
        .start_registration(1, CREDENTIAL, &request)
        .expect("the key pair is there")
        .as_bytes()
        .to_vec()
}

fn register(server: &Server, cost: Argon2Cost) -> KeptRecord {
    let registration = of_new(PASSWORD, COMMON).expect("it begins");
    let response = answer(server, &registration);
    kept(registration, &response, cost)
}

fn kept(registration: Registration, response: &[u8], cost: Argon2Cost) -> KeptRecord {
    let record = registration
        .finish(response, cost.memory_kib, cost.passes, cost.lanes)
        .expect("the answer is right");
    KeptRecord {
        key_pair: 1,
        cost,
        record: RegistrationRecord::from_bytes(&record).expect("it is a record"),
    }
}

fn begin(
    server: &Server,
    record: &KeptRecord,
    password: &str,
) -> (ExpectedProof, postern_opaque::Ke2, SignIn) {
    let sign_in = SignIn::start(password.into()).expect("it begins");
    let ke1 = Ke1::from_bytes(&sign_in.ke1()).expect("it is a message");
    let mut random = randomness::Randomness::default();
    let (expected, ke2) = server
        .start_login(Some(record), CREDENTIAL, &ke1, COST, &mut random)
        .expect("the key pair is there");
    (expected, ke2, sign_in)
}

fn finish(
    sign_in: &SignIn,
    ke2: &postern_opaque::Ke2,
    cost: Argon2Cost,
) -> Result<Vec<u8>, Refusal> {
    sign_in.finish(ke2.as_bytes(), cost.memory_kib, cost.passes, cost.lanes)
}
