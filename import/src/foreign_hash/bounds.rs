//! What checking a hash may cost: a row of an import must not keep an object busy for seconds, nor
//! ask for more memory than a Worker has (128 MiB in all).

use postern_shared::api::ImportRefusal;

use super::form::{Form, Parsed};

/// Refuses what is out of bounds.
pub fn check(parsed: &Parsed) -> Result<(), ImportRefusal> {
    let (is_valid, is_bearable) = match parsed.form {
        Form::Bcrypt { cost } => (
            parsed.salt.len() == 16 && parsed.output.len() == 23 && (4..32).contains(&cost),
            cost <= MOST_BCRYPT_COST,
        ),
        Form::Argon2 {
            memory_kib,
            passes,
            lanes,
            ..
        } => {
            // The algorithm's own bounds first: RFC 9106 §3.1.
            let is_valid = argon2::Params::new(memory_kib, passes, lanes, None).is_ok();
            let is_bearable = memory_kib <= MOST_MEMORY_KIB
                && passes <= MOST_ARGON2_PASSES
                && lanes <= MOST_LANES;
            (is_valid && is_usual(parsed), is_bearable)
        }
        Form::Pbkdf2Sha256 { rounds } | Form::Pbkdf2Sha512 { rounds } => {
            (rounds > 0 && is_usual(parsed), rounds <= MOST_PBKDF2_ROUNDS)
        }
        Form::Scrypt {
            log_n,
            block,
            lanes,
        } => {
            let is_small = block <= MOST_SCRYPT_BLOCK
                && lanes <= MOST_SCRYPT_LANES
                && log_n <= MOST_SCRYPT_LOG_N
                && (u64::from(block) * 128) << log_n <= u64::from(MOST_MEMORY_KIB) * 1024;
            // The library multiplies without looking, so it is not asked about what is too large.
            let is_valid = log_n > 0
                && block > 0
                && lanes > 0
                && (!is_small || scrypt::Params::new(log_n, block, lanes).is_ok());
            (is_valid && is_usual(parsed), is_small)
        }
    };
    if !is_valid {
        Err(ImportRefusal::PasswordHashInvalid)
    } else if !is_bearable {
        Err(ImportRefusal::PasswordHashTooCostly)
    } else {
        Ok(())
    }
}

/// Whether salt and output have lengths that mean something: 8 to 64 bytes (RFC 9106 §3.1 has at
/// least 8 of a salt), and 16 to 64.
fn is_usual(parsed: &Parsed) -> bool {
    (8..=64).contains(&parsed.salt.len()) && (16..=64).contains(&parsed.output.len())
}

/// 2 to this power are the rounds; each one more takes twice as long, and 12 a quarter of a second.
const MOST_BCRYPT_COST: u32 = 14;
/// 64 MiB: half of what a Worker has, and the most that our own form takes.
const MOST_MEMORY_KIB: u32 = 65_536;
const MOST_ARGON2_PASSES: u32 = 10;
const MOST_LANES: u32 = 16;
/// OWASP asks for 600,000 with SHA-256 and 210,000 with SHA-512.
const MOST_PBKDF2_ROUNDS: u32 = 1_000_000;
const MOST_SCRYPT_LANES: u32 = 4;
/// Usual is 8. Each lane takes 128 bytes times this besides, which no other bound counts.
const MOST_SCRYPT_BLOCK: u32 = 32;
/// With the smallest block, 2 to this power of them are 64 MiB.
const MOST_SCRYPT_LOG_N: u8 = 19;
