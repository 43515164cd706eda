//! Client and server of this crate against each other.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::argon2_cost::Argon2Cost;
use crate::client::{ClientError, Registering, SigningIn};
use crate::in_place;
use crate::messages::{
    InvalidMessage, Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
use crate::server::{KeptRecord, Server};

pub const QUICK: Argon2Cost = Argon2Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// A counter stands in for randomness.
pub fn random(mut next: u8) -> impl FnMut(&mut [u8]) {
    move |bytes| {
        for byte in bytes {
            next = next.wrapping_mul(29).wrapping_add(7);
            *byte = next;
        }
    }
}

pub fn server(key_pairs: &[u8]) -> Server {
    let key_pairs = key_pairs
        .iter()
        .map(|number| (u32::from(*number), Zeroizing::new([*number; 32])))
        .collect();
    Server::new(Zeroizing::new([9; 64]), key_pairs)
}

fn kept(server: &Server) -> KeptRecord {
    in_place::register(server, b"alice", b"correct horse", QUICK, &mut random(1))
        .expect("registered")
}

fn is_proved(server: &Server, record: &KeptRecord, credential: &[u8], password: &[u8]) -> bool {
    let random = &mut random(2);
    in_place::verify(server, Some(record), credential, password, QUICK, random)
        .expect("there is memory for it")
}

#[test]
fn the_right_password_under_the_right_name_is_proved_and_nothing_else() {
    let server = server(&[1]);
    let record = kept(&server);
    assert!(is_proved(&server, &record, b"alice", b"correct horse"));
    assert!(!is_proved(&server, &record, b"alice", b"correct horsf"));
    assert!(!is_proved(&server, &record, b"bob", b"correct horse"));
    let nobody = in_place::verify(
        &server,
        None,
        b"alice",
        b"correct horse",
        QUICK,
        &mut random(3),
    );
    assert_eq!(nobody, Some(false));
}

#[test]
fn a_record_needs_its_key_pair_and_no_other() {
    let record = kept(&server(&[1]));
    assert!(is_proved(
        &server(&[2, 1]),
        &record,
        b"alice",
        b"correct horse"
    ));
    assert!(!is_proved(
        &server(&[2]),
        &record,
        b"alice",
        b"correct horse"
    ));
}

#[test]
fn another_cost_is_not_proved() {
    let server = server(&[1]);
    let record = KeptRecord {
        cost: Argon2Cost {
            memory_kib: 16,
            ..QUICK
        },
        ..kept(&server)
    };
    assert!(!is_proved(&server, &record, b"alice", b"correct horse"));
}

#[test]
fn the_seed_evaluates_alike_with_and_without_a_record_and_under_every_key_pair() {
    let (_, ke1) = SigningIn::start(b"guess", &mut random(4)).expect("blinded");
    let record = kept(&server(&[1]));
    let element = |server: &Server, record: Option<&KeptRecord>| {
        let (_, ke2) = server
            .start_login(record, b"alice", &ke1, QUICK, &mut random(5))
            .expect("answered");
        ke2.as_bytes()[..32].to_vec()
    };
    let nobody = element(&server(&[1]), None);
    assert!(element(&server(&[1]), Some(&record)) == nobody);
    assert!(element(&server(&[2, 1]), Some(&record)) == nobody);
    assert!(element(&server(&[2, 1]), None) == nobody);
}

#[test]
fn the_client_takes_part_in_no_cost_out_of_bounds() {
    let server = server(&[1]);
    let (signing_in, ke1) = SigningIn::start(b"guess", &mut random(6)).expect("blinded");
    let (_, ke2) = server
        .start_login(None, b"alice", &ke1, QUICK, &mut random(7))
        .expect("answered");
    for cost in [
        QUICK,
        Argon2Cost {
            memory_kib: 19_455,
            ..Argon2Cost::OWASP
        },
        Argon2Cost {
            memory_kib: 65_537,
            ..Argon2Cost::OWASP
        },
        Argon2Cost {
            passes: 1,
            ..Argon2Cost::OWASP
        },
        Argon2Cost {
            passes: 11,
            ..Argon2Cost::OWASP
        },
        Argon2Cost {
            lanes: 2,
            ..Argon2Cost::OWASP
        },
    ] {
        let refused = signing_in
            .finish(b"guess", &ke2, cost, &mut random(8))
            .err();
        assert_eq!(refused, Some(ClientError::CostOutOfBounds), "{cost}");
        let (registering, request) = Registering::start(b"guess", &mut random(9)).expect("blinded");
        let response = server
            .start_registration(1, b"alice", &request)
            .expect("answered");
        let refused = registering
            .finish(b"guess", &response, cost, &mut random(8))
            .err();
        assert_eq!(refused, Some(ClientError::CostOutOfBounds), "{cost}");
    }
}

#[test]
fn an_answer_that_is_changed_by_one_byte_is_refused() {
    let server = server(&[1]);
    let record = kept(&server);
    let stretching = QUICK.into();
    let (signing_in, ke1) = SigningIn::start(b"correct horse", &mut random(6)).expect("blinded");
    let (expected, ke2) = server
        .start_login(Some(&record), b"alice", &ke1, QUICK, &mut random(7))
        .expect("answered");
    let finish =
        |ke2: &Ke2| signing_in.finish_with(b"correct horse", ke2, &stretching, &mut random(8));
    let ke3 = finish(&ke2).unwrap_or_else(|error| panic!("{error}"));
    assert!(expected.is_met_by(&ke3));
    for at in 0..Ke2::LENGTH {
        let mut bytes = *ke2.as_bytes();
        bytes[at] ^= 1;
        if let Ok(changed) = Ke2::from_bytes(&bytes) {
            assert!(finish(&changed).is_err(), "byte {at}");
        }
    }
    for at in 0..Ke3::LENGTH {
        let mut bytes = *ke3.as_bytes();
        bytes[at] ^= 1;
        let changed = Ke3::from_bytes(&bytes).expect("any 64 bytes");
        assert!(!expected.is_met_by(&changed), "byte {at}");
    }
}

#[test]
fn a_reflected_element_is_refused() {
    let server = server(&[1]);
    let (signing_in, ke1) = SigningIn::start(b"guess", &mut random(6)).expect("blinded");
    let (_, ke2) = server
        .start_login(None, b"alice", &ke1, QUICK, &mut random(7))
        .expect("answered");
    let mut bytes = *ke2.as_bytes();
    bytes[..32].copy_from_slice(&ke1.as_bytes()[..32]);
    let reflected = Ke2::from_bytes(&bytes).expect("well formed");
    let refused = signing_in.finish(b"guess", &reflected, Argon2Cost::OWASP, &mut random(8));
    assert_eq!(refused.err(), Some(ClientError::Failed));
}

/// Each length but the right one, and in each place of an element: the identity, and bytes that are
/// none of the group (RFC 9496 §A.3).
#[test]
fn malformed_messages_are_refused() {
    let server = server(&[1]);
    let record = kept(&server);
    let (_, request) = Registering::start(b"guess", &mut random(6)).expect("blinded");
    let response = server
        .start_registration(1, b"alice", &request)
        .expect("answered");
    let (_, ke1) = SigningIn::start(b"guess", &mut random(6)).expect("blinded");
    let (_, ke2) = server
        .start_login(None, b"alice", &ke1, QUICK, &mut random(7))
        .expect("answered");
    refuses(request.as_bytes(), &[0], |bytes| {
        RegistrationRequest::from_bytes(bytes).err()
    });
    refuses(response.as_bytes(), &[0, 32], |bytes| {
        RegistrationResponse::from_bytes(bytes).err()
    });
    refuses(record.record.as_bytes(), &[0], |bytes| {
        RegistrationRecord::from_bytes(bytes).err()
    });
    refuses(ke1.as_bytes(), &[0, 64], |bytes| {
        Ke1::from_bytes(bytes).err()
    });
    refuses(ke2.as_bytes(), &[0, 224], |bytes| {
        Ke2::from_bytes(bytes).err()
    });
    refuses(&[7; Ke3::LENGTH], &[], |bytes| Ke3::from_bytes(bytes).err());
}

#[test]
fn a_malformed_message_that_is_read_again_is_refused_where_it_is_used() {
    let server = server(&[1]);
    let record = kept(&server);
    let (_, ke1) = SigningIn::start(b"guess", &mut random(6)).expect("blinded");
    let (_, request) = Registering::start(b"guess", &mut random(6)).expect("blinded");
    let answers = |ke1: &Ke1| {
        let known = server.start_login(Some(&record), b"alice", ke1, QUICK, &mut random(7));
        let unknown = server.start_login(None, b"bob", ke1, QUICK, &mut random(7));
        [known.is_some(), unknown.is_some()]
    };
    let again = |bytes: &[u8]| Ke1::read_again(&URL_SAFE_NO_PAD.encode(bytes));
    assert_eq!(
        answers(&again(ke1.as_bytes()).expect("its own form")),
        [true; 2]
    );
    for at in [0, 64] {
        for element in [[0; 32], [0xff; 32], [1; 32]] {
            let mut changed = *ke1.as_bytes();
            changed[at..at + 32].copy_from_slice(&element);
            assert_eq!(answers(&again(&changed).expect("long enough")), [false; 2]);
        }
    }
    assert_eq!(again(&ke1.as_bytes()[1..]).err(), Some(InvalidMessage));
    let identity = URL_SAFE_NO_PAD.encode([0; RegistrationRequest::LENGTH]);
    let identity = RegistrationRequest::read_again(&identity).expect("long enough");
    for (request, is_answered) in [(&request, true), (&identity, false)] {
        let answer = server.start_registration(1, b"alice", request);
        assert_eq!(answer.is_some(), is_answered);
    }
}

fn refuses(message: &[u8], elements: &[usize], read: impl Fn(&[u8]) -> Option<InvalidMessage>) {
    assert_eq!(read(message), None);
    for length in 0..message.len() {
        assert_eq!(
            read(&message[..length]),
            Some(InvalidMessage),
            "cut to {length}"
        );
    }
    assert_eq!(
        read(&[message, &[0]].concat()),
        Some(InvalidMessage),
        "one more byte"
    );
    for at in elements {
        for element in [[0; 32], [0xff; 32], [1; 32]] {
            let mut changed = message.to_vec();
            changed[*at..*at + 32].copy_from_slice(&element);
            assert_eq!(read(&changed), Some(InvalidMessage), "{element:?} at {at}");
        }
    }
}

#[test]
fn texts_in_another_alphabet_or_with_padding_are_refused() {
    let text = (0..=u8::MAX)
        .map(|seed| Registering::start(b"guess", &mut random(seed)).expect("blinded"))
        .map(|(_, request)| request.to_text())
        .find(|text| text.contains('-') && text.contains('_'))
        .expect("one of 256 has both");
    assert!(RegistrationRequest::parse(&text).is_ok());
    for wrong in [
        format!("{text}="),
        format!(" {text}"),
        text.replace('-', "+"),
        text.replace('_', "/"),
        String::new(),
    ] {
        assert!(RegistrationRequest::parse(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_cost_survives_its_text_form() {
    assert_eq!(
        Argon2Cost::parse("m=19456,t=2,p=1"),
        Some(Argon2Cost::OWASP)
    );
    assert_eq!(Argon2Cost::parse(&QUICK.to_string()), Some(QUICK));
    for wrong in [
        "",
        "m=1",
        "m=1,t=2",
        "t=2,m=1,p=1",
        "m=1,t=2,p=1,",
        "m=-1,t=2,p=1",
        "m=1,t=2,p=1 ",
    ] {
        assert_eq!(Argon2Cost::parse(wrong), None, "{wrong}");
    }
}
