//! Both protocols, and the way from one to the other.

use postern_import::ForeignHash;

use super::*;

const QUICK: Argon2Cost = Argon2Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

fn passwords(protocol: PasswordProtocol, roots: &[u8], cost: Argon2Cost) -> Passwords {
    let keys = || {
        let keys = roots.iter().copied();
        keys.map(|root| (u32::from(root), Zeroizing::new([root; 32])))
            .collect()
    };
    let opaque = Server::new(Zeroizing::new([9; 64]), keys());
    Passwords::new(protocol, cost, keys(), opaque)
}

fn argon2id(roots: &[u8]) -> Passwords {
    passwords(PasswordProtocol::Argon2id, roots, QUICK)
}

fn opaque(roots: &[u8]) -> Passwords {
    passwords(PasswordProtocol::Opaque, roots, QUICK)
}

fn password(text: &str) -> Password {
    Password::from_normalized(text.to_owned()).expect("a password of good form")
}

fn locator() -> Locator {
    Locator::from_bytes([7; 32])
}

fn entropy() -> Entropy {
    Entropy::from_seed([3; 32])
}

fn keep(passwords: &Passwords) -> PasswordRecord {
    passwords
        .keep(&password("correct horse"), &locator(), &mut entropy())
        .expect("kept")
}

fn verify(passwords: &Passwords, record: Option<&PasswordRecord>, text: &str) -> bool {
    passwords
        .verify(record, &locator(), &password(text), &mut entropy())
        .expect("there is memory for it")
}

#[test]
fn a_record_of_either_form_is_checked_under_either_protocol() {
    for kept in [keep(&argon2id(&[1])), keep(&opaque(&[1]))] {
        for checking in [argon2id(&[1]), opaque(&[1])] {
            assert!(verify(&checking, Some(&kept), "correct horse"));
            assert!(!verify(&checking, Some(&kept), "correct horsf"));
            let is_moving = checking.is_outdated(&kept);
            let is_of_it = matches!(kept, PasswordRecord::Opaque(_))
                == (checking.protocol() == PasswordProtocol::Opaque);
            assert_eq!(is_moving, !is_of_it);
        }
    }
}

#[test]
fn the_pepper_of_the_record_is_used_and_a_newer_one_outdates_it() {
    for of in [argon2id, opaque] {
        let kept = keep(&of(&[1]));
        assert_eq!(kept.pepper_root(), Some(1));
        assert!(verify(&of(&[2, 1]), Some(&kept), "correct horse"));
        assert!(of(&[2, 1]).is_outdated(&kept));
        assert!(!of(&[1]).is_outdated(&kept));
        assert!(!verify(&of(&[2]), Some(&kept), "correct horse"));
    }
}

#[test]
fn a_greater_cost_outdates_a_record() {
    let cost = Argon2Cost {
        memory_kib: 16,
        ..QUICK
    };
    for protocol in [PasswordProtocol::Argon2id, PasswordProtocol::Opaque] {
        let kept = keep(&passwords(protocol, &[1], QUICK));
        let dearer = passwords(protocol, &[1], cost);
        assert!(dearer.is_outdated(&kept));
        assert!(verify(&dearer, Some(&kept), "correct horse"));
        assert!(!dearer.is_outdated(&keep(&dearer)));
    }
}

#[test]
fn where_there_is_no_memory_nothing_is_said_of_the_password() {
    let impossible = Argon2Cost {
        memory_kib: 1,
        ..QUICK
    };
    for protocol in [PasswordProtocol::Argon2id, PasswordProtocol::Opaque] {
        let kept = keep(&passwords(protocol, &[1], QUICK));
        let poor = passwords(protocol, &[1], impossible);
        let tried = |record, text| poor.verify(record, &locator(), &password(text), &mut entropy());
        assert_eq!(tried(Some(&kept), "correct horse"), Some(true));
        // The work of the other cost cannot be done.
        assert_eq!(tried(Some(&kept), "correct horsf"), None);
        assert_eq!(tried(None, "correct horse"), None);
        assert!(
            poor.keep(&password("correct horse"), &locator(), &mut entropy())
                .is_none()
        );
    }
}

#[test]
fn without_a_record_nothing_is_right() {
    assert!(!verify(&argon2id(&[1]), None, "correct horse"));
    assert!(!verify(&opaque(&[1]), None, "correct horse"));
}

#[test]
fn the_key_pairs_are_those_of_the_peppers() {
    assert!(opaque(&[2, 1]).has_key_pair(1));
    assert!(!opaque(&[2]).has_key_pair(1));
}

/// The tag of `argon2-cffi` (libargon2) for the same input, which has no pepper.
#[test]
fn agrees_with_libargon2() {
    let output: [u8; 32] = Argon2Cost::OWASP
        .argon2id(None, b"0123456789abcdef", b"correct horse")
        .expect("in bounds");
    let hex: String = output
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(hex, LIBARGON2_TAG);
}

const LIBARGON2_TAG: &str = "ae4d8c8b713876044c8347c76986a9b5655944aaacfffe9bea4dff9e7b6a1899";

#[test]
fn a_hash_of_another_service_is_checked_whatever_the_protocol_is_and_is_always_outdated() {
    let hash = "$2b$04$abcdefghijklmnopqrstuu.3ST76mOmH02r8Z5SFOzVBjEuORSTPa";
    let Ok(hash) = ForeignHash::parse(hash) else {
        panic!("it is one")
    };
    let kept = PasswordRecord::Foreign(hash);
    for of in [argon2id, opaque] {
        let passwords = of(&[1]);
        assert!(verify(&passwords, Some(&kept), "securepassword"));
        assert!(!verify(&passwords, Some(&kept), "securepasswort"));
        assert!(passwords.is_outdated(&kept));
    }
}
