//! The text forms of hashes.

use std::fmt;

use argon2::{Algorithm, Version};
use base64::Engine;
use base64::alphabet::{self, Alphabet};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use postern_shared::api::ImportRefusal;
use zeroize::Zeroizing;

/// A hash taken apart.
pub struct Parsed {
    /// How it is computed.
    pub form: Form,
    /// What it is computed with.
    pub salt: Vec<u8>,
    /// What comes out for the right password.
    pub output: Zeroizing<Vec<u8>>,
}

/// How a hash is computed.
pub enum Form {
    /// bcrypt, whatever letter follows the `2`: they differ in mistakes of old libraries alone.
    Bcrypt {
        /// 2 to this power are the rounds.
        cost: u32,
    },
    /// Argon2 (RFC 9106).
    Argon2 {
        /// Which of the three.
        algorithm: Algorithm,
        /// 0x13, or 0x10 where the text names none.
        version: Version,
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256.
    Pbkdf2Sha256 {
        /// Iterations.
        rounds: u32,
    },
    /// The same with HMAC-SHA-512.
    Pbkdf2Sha512 {
        /// Iterations.
        rounds: u32,
    },
    /// scrypt (RFC 7914).
    Scrypt {
        /// 2 to this power is N.
        log_n: u8,
        /// r
        block: u32,
        /// p
        lanes: u32,
    },
}

/// Takes a hash apart. Says nothing of its cost.
pub fn parse(text: &str) -> Result<Parsed, ImportRefusal> {
    let rest = text
        .strip_prefix('$')
        .filter(|_| text.len() <= MOST_BYTES && text.is_ascii())
        .ok_or(ImportRefusal::PasswordHashUnsupported)?;
    let parts: Vec<&str> = rest.split('$').collect();
    let parsed = match parts.as_slice() {
        ["2a" | "2b" | "2y", rest @ ..] => bcrypt(rest),
        ["argon2i", rest @ ..] => argon2(Algorithm::Argon2i, rest),
        ["argon2d", rest @ ..] => argon2(Algorithm::Argon2d, rest),
        ["argon2id", rest @ ..] => argon2(Algorithm::Argon2id, rest),
        ["pbkdf2-sha256", rest @ ..] => pbkdf2(rest, |rounds| Form::Pbkdf2Sha256 { rounds }),
        ["pbkdf2-sha512", rest @ ..] => pbkdf2(rest, |rounds| Form::Pbkdf2Sha512 { rounds }),
        ["scrypt", rest @ ..] => scrypt(rest),
        _ => return Err(ImportRefusal::PasswordHashUnsupported),
    };
    parsed.ok_or(ImportRefusal::PasswordHashInvalid)
}

/// `12$` and 22 characters of salt with 31 of output, in an alphabet of its own.
fn bcrypt(parts: &[&str]) -> Option<Parsed> {
    let [cost, rest] = parts else {
        return None;
    };
    let (salt, output) = rest.split_at_checked(22)?;
    let is_whole = cost.len() == 2 && output.len() == 31;
    let base64 = engine(&alphabet::BCRYPT);
    Some(Parsed {
        form: Form::Bcrypt {
            cost: number(cost).filter(|_| is_whole)?,
        },
        salt: base64.decode(salt).ok()?,
        output: Zeroizing::new(base64.decode(output).ok()?),
    })
}

/// `v=19$m=65536,t=3,p=4$` and salt and output; the version may be missing.
fn argon2(algorithm: Algorithm, parts: &[&str]) -> Option<Parsed> {
    let (version, rest) = match parts {
        ["v=19", rest @ ..] => (Version::V0x13, rest),
        ["v=16", rest @ ..] | rest => (Version::V0x10, rest),
    };
    let [cost, salt, output] = rest else {
        return None;
    };
    let [memory_kib, passes, lanes] = numbers(cost, ["m", "t", "p"])?;
    let form = Form::Argon2 {
        algorithm,
        version,
        memory_kib,
        passes,
        lanes,
    };
    with_salt_and_output(form, salt, output)
}

/// `i=29000$` and salt and output, with the length beside the rounds if it is said; or the rounds
/// alone, as passlib has it.
fn pbkdf2(parts: &[&str], form: fn(u32) -> Form) -> Option<Parsed> {
    let [cost, salt, output] = parts else {
        return None;
    };
    let (rounds, length) = match cost.split_once(',') {
        Some((rounds, length)) => (rounds, Some(number::<usize>(length.strip_prefix("l=")?)?)),
        None => (*cost, None),
    };
    let rounds = number(rounds.strip_prefix("i=").unwrap_or(rounds))?;
    let parsed = with_salt_and_output(form(rounds), salt, output)?;
    let is_whole = length.is_none_or(|length| length == parsed.output.len());
    is_whole.then_some(parsed)
}

/// `ln=15,r=8,p=1$` and salt and output.
fn scrypt(parts: &[&str]) -> Option<Parsed> {
    let [cost, salt, output] = parts else {
        return None;
    };
    let [log_n, block, lanes] = numbers(cost, ["ln", "r", "p"])?;
    let form = Form::Scrypt {
        log_n: u8::try_from(log_n).ok()?,
        block,
        lanes,
    };
    with_salt_and_output(form, salt, output)
}

fn with_salt_and_output(form: Form, salt: &str, output: &str) -> Option<Parsed> {
    // passlib writes a dot for the plus.
    let decode = |text: &str| {
        let text = Zeroizing::new(text.replace('.', "+"));
        engine(&alphabet::STANDARD).decode(text.as_bytes()).ok()
    };
    Some(Parsed {
        form,
        salt: decode(salt)?,
        output: Zeroizing::new(decode(output)?),
    })
}

/// The numbers of `m=65536,t=3,p=4`, in this order.
fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Option<[u32; N]> {
    let mut parts = text.split(',');
    let mut read = [0; N];
    for (place, name) in read.iter_mut().zip(names) {
        let (given, value) = parts.next()?.split_once('=')?;
        *place = number(value).filter(|_| given == name)?;
    }
    parts.next().is_none().then_some(read)
}

/// Digits and nothing else.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits)
}

/// Without padding. The last character may have bits that do not count, as old libraries wrote them.
const fn engine(alphabet: &Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config)
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bcrypt { cost } => write!(formatter, "bcrypt cost={cost}"),
            Self::Argon2 {
                algorithm,
                memory_kib,
                passes,
                lanes,
                ..
            } => {
                let name = algorithm.as_str();
                write!(formatter, "{name} m={memory_kib},t={passes},p={lanes}")
            }
            Self::Pbkdf2Sha256 { rounds } => write!(formatter, "pbkdf2-sha256 i={rounds}"),
            Self::Pbkdf2Sha512 { rounds } => write!(formatter, "pbkdf2-sha512 i={rounds}"),
            Self::Scrypt {
                log_n,
                block,
                lanes,
            } => write!(formatter, "scrypt ln={log_n},r={block},p={lanes}"),
        }
    }
}

/// More than any hash within bounds has.
const MOST_BYTES: usize = 512;
