//! Hashes that other implementations have made are known again: crypt(3) of libxcrypt for bcrypt,
//! `OpenSSL` through Python for PBKDF2 and scrypt, and through Node for Argon2.

use super::*;

const SALTED: &str = "c2l4dGVlbiBieXRlIHNsdA";

fn hash(text: &str) -> ForeignHash {
    match ForeignHash::parse(text) {
        Ok(hash) => hash,
        Err(refusal) => panic!("{text}: {}", refusal.as_str()),
    }
}

fn is_hash_of(text: &str, password: &str) -> bool {
    let verdict = hash(text).verify(password.as_bytes());
    verdict.expect("there is memory")
}

fn refusal(text: &str) -> Option<ImportRefusal> {
    ForeignHash::parse(text).err()
}

#[test]
fn the_first_tutorials_hash_is_one_of_secret() {
    let text = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
    assert!(is_hash_of(text, "secret"));
    assert!(!is_hash_of(text, "Secret"));
    assert_eq!(hash(text).form_and_cost(), "bcrypt cost=12");
    assert_eq!(hash(text).expose(), text);
}

#[test]
fn bcrypt_in_each_of_its_letters_beyond_ascii_empty_and_long() {
    for (text, password) in [
        (
            "$2a$06$DCq7YPn5Rq63x1Lad4cll.O65k/cU3UPXXCnUxUNTveuZbT7Yfkwa",
            "correct horse battery staple",
        ),
        (
            "$2y$05$abcdefghijklmnopqrstuuZVEMa1pjhlynBQ1qXmSvGBJpN9h1w8G",
            "pässwörd",
        ),
        (
            "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq",
            "",
        ),
    ] {
        assert!(is_hash_of(text, password), "{password}");
        assert!(!is_hash_of(text, "something else"), "{password}");
    }
    // It never looked at more than 72 bytes.
    let long = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
    assert!(is_hash_of(long, &"x".repeat(80)));
    assert!(is_hash_of(long, &format!("{}yyyyyyyy", "x".repeat(72))));
    assert!(!is_hash_of(long, &"x".repeat(71)));
}

#[test]
fn argon2_in_each_of_its_kinds() {
    for (kind, output) in [
        ("argon2id", "uF9mM+NjOP/NFHi6qk4YTmHrfX+z3Ny5q5tVexC6WnM"),
        ("argon2i", "VMZeQ998MaPum0XDEaHPrOHxo0vYlnQY6Dk8RouGK7E"),
        ("argon2d", "o4iVqSzCe/J4DFuDGZHaZ2dUC08xiQyywvEvcXrXr4M"),
    ] {
        let text = format!("${kind}$v=19$m=256,t=3,p=2${SALTED}${output}");
        assert!(is_hash_of(&text, "securepassword"), "{kind}");
        assert!(!is_hash_of(&text, "securepassword "), "{kind}");
        let said = format!("{kind} m=256,t=3,p=2");
        assert_eq!(hash(&text).form_and_cost(), said);
        // Without a version it is the first one, which computes something else.
        let old = format!("${kind}$m=256,t=3,p=2${SALTED}${output}");
        assert!(!is_hash_of(&old, "securepassword"), "{kind}");
    }
}

#[test]
fn pbkdf2_as_phc_strings_and_as_passlib_has_them() {
    let short = "1MR0KSA5SMbQUhZU9D4hmMDZ10WpwtwMxfl6Cf9DLPA";
    let long =
        "rvJ7rOZoDla+tP2enQKigZsnoxf0wdDiU3b/Dpp87gA7CoyBdk7zXqp54jbt/Y8zM9lvUjLW2ZBFl9z7ODR7JA";
    for text in [
        format!("$pbkdf2-sha256$i=1000${SALTED}${short}"),
        format!("$pbkdf2-sha256$i=1000,l=32${SALTED}${short}"),
        format!("$pbkdf2-sha256$1000${SALTED}${short}"),
        format!("$pbkdf2-sha512$i=1000${SALTED}${long}"),
        format!("$pbkdf2-sha512$1000${SALTED}${}", long.replace('+', ".")),
    ] {
        assert!(is_hash_of(&text, "securepassword"), "{text}");
        assert!(!is_hash_of(&text, "securepasswort"), "{text}");
        assert!(hash(&text).form_and_cost().ends_with(" i=1000"));
    }
}

#[test]
fn scrypt_as_a_phc_string() {
    let output = "w/Y8FCGrd08xQFn87DNYdDJC++dnlG/UOHVv30Bmgbg";
    let text = format!("$scrypt$ln=10,r=8,p=1${SALTED}${output}");
    assert!(is_hash_of(&text, "securepassword"));
    assert!(!is_hash_of(&text, ""));
    assert_eq!(hash(&text).form_and_cost(), "scrypt ln=10,r=8,p=1");
}

#[test]
fn what_is_no_hash_or_of_another_form_says_so() {
    for text in [
        "",
        "secret",
        "$",
        "$1$salt$hash",
        "$5$rounds=5000$salt$hash",
        "$2x$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "$pbkdf2$1000$c2FsdA$aGFzaA",
        "pbkdf2_sha256$1000$salt$hash",
        "{SSHA}hash",
        "$2b$12$ÉixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31l",
        &format!("$scrypt${}", "x".repeat(600)),
    ] {
        let expected = Some(ImportRefusal::PasswordHashUnsupported);
        assert_eq!(refusal(text), expected, "{text}");
    }
}

#[test]
fn a_broken_one_says_so() {
    let output = "w/Y8FCGrd08xQFn87DNYdDJC++dnlG/UOHVv30Bmgbg";
    for text in [
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31l",
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lWx",
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31l!",
        "$2b$1$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "$2b$03$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "$2b$32$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "$2b$+9$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "$2b$12",
        &format!("$argon2id$v=18$m=256,t=3,p=2${SALTED}${output}"),
        &format!("$argon2id$v=19$m=256,t=3${SALTED}${output}"),
        &format!("$argon2id$v=19$m=256,t=3,p=2,k=1${SALTED}${output}"),
        &format!("$argon2id$v=19$m=256,t=0,p=2${SALTED}${output}"),
        &format!("$argon2id$v=19$m=256,t=3,p=2${SALTED}"),
        &format!("$argon2id$v=19$m=256,t=3,p=2$c2FsdA${output}"),
        &format!("$argon2id$v=19$m=256,t=3,p=2${SALTED}$c2FsdA"),
        &format!("$pbkdf2-sha256$i=0${SALTED}${output}"),
        &format!("$pbkdf2-sha256$i=1000,l=64${SALTED}${output}"),
        &format!("$pbkdf2-sha256$i=-1${SALTED}${output}"),
        &format!("$scrypt$ln=10,p=1,r=8${SALTED}${output}"),
        &format!("$scrypt$ln=300,r=8,p=1${SALTED}${output}"),
        &format!("$scrypt$ln=10,r=0,p=1${SALTED}${output}"),
        &format!("$scrypt$ln=10,r=8,p=0${SALTED}${output}"),
        &format!("$scrypt$ln=0,r=8,p=1${SALTED}${output}"),
        &format!("$scrypt$ln=10,r=8,p=1${SALTED}${output}$"),
    ] {
        let expected = Some(ImportRefusal::PasswordHashInvalid);
        assert_eq!(refusal(text), expected, "{text}");
    }
}

#[test]
fn what_would_keep_the_service_busy_is_too_costly() {
    let output = "w/Y8FCGrd08xQFn87DNYdDJC++dnlG/UOHVv30Bmgbg";
    for (bearable, unbearable) in [
        (
            "$2b$14$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
            "$2b$15$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        ),
        (
            "$argon2id$v=19$m=65536,t=3,p=4",
            "$argon2id$v=19$m=65537,t=3,p=4",
        ),
        (
            "$argon2id$v=19$m=65536,t=10,p=4",
            "$argon2id$v=19$m=65536,t=11,p=4",
        ),
        (
            "$argon2id$v=19$m=65536,t=3,p=16",
            "$argon2id$v=19$m=65536,t=3,p=17",
        ),
        ("$pbkdf2-sha512$i=1000000", "$pbkdf2-sha512$i=1000001"),
        ("$scrypt$ln=16,r=8,p=1", "$scrypt$ln=17,r=8,p=1"),
        ("$scrypt$ln=16,r=8,p=4", "$scrypt$ln=16,r=8,p=5"),
        ("$scrypt$ln=14,r=32,p=4", "$scrypt$ln=1,r=33,p=4"),
        ("$scrypt$ln=19,r=1,p=1", "$scrypt$ln=20,r=1,p=1"),
        // Small blocks, but so large that each lane would take as much as all of them may.
        ("$scrypt$ln=1,r=32,p=4", "$scrypt$ln=1,r=262144,p=4"),
        ("$scrypt$ln=1,r=8,p=1", "$scrypt$ln=1,r=2147483648,p=2"),
        (
            "$scrypt$ln=1,r=1,p=1",
            "$scrypt$ln=255,r=4294967295,p=4294967295",
        ),
    ] {
        let whole = |text: &str| {
            if text.starts_with("$2b") {
                text.to_owned()
            } else {
                format!("{text}${SALTED}${output}")
            }
        };
        assert_eq!(refusal(&whole(bearable)), None, "{bearable}");
        let expected = Some(ImportRefusal::PasswordHashTooCostly);
        assert_eq!(refusal(&whole(unbearable)), expected, "{unbearable}");
    }
}
