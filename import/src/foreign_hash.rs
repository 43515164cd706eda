//! Password hashes of other services: bcrypt, Argon2, PBKDF2 and scrypt, as their text forms have
//! them.

mod bounds;
mod form;
#[cfg(test)]
mod tests;

use argon2::Argon2;
use pbkdf2::pbkdf2_hmac;
use postern_shared::api::ImportRefusal;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use form::{Form, Parsed};

/// A hash of another service whose form is known and whose cost is within bounds. No `Debug`;
/// zeroized when dropped.
#[derive(PartialEq, Eq)]
pub struct ForeignHash(String);

impl ForeignHash {
    /// Reads the text of one: `$2a$`, `$2b$` or `$2y$` of bcrypt; the PHC strings of Argon2 (`argon2i`,
    /// `argon2d`, `argon2id`), of PBKDF2 (`pbkdf2-sha256`, `pbkdf2-sha512`, with or without `i=`) and
    /// of scrypt.
    ///
    /// # Errors
    /// `password_hash_unsupported` for any other form, `password_hash_invalid` for a broken one,
    /// `password_hash_too_costly` for one that would keep the service busy or need more memory than
    /// it has.
    pub fn parse(text: &str) -> Result<Self, ImportRefusal> {
        let parsed = form::parse(text)?;
        bounds::check(&parsed)?;
        Ok(Self(text.to_owned()))
    }

    /// Whether it is the hash of this password, compared in constant time. bcrypt looks at the first
    /// 72 bytes only, as it always has.
    ///
    /// `None` where there is no memory for it.
    #[must_use]
    pub fn verify(&self, password: &[u8]) -> Option<bool> {
        let parsed = form::parse(&self.0).ok()?;
        let mut computed = Zeroizing::new(vec![0; parsed.output.len()]);
        compute(&parsed, password, &mut computed)?;
        Some(bool::from(computed.ct_eq(&parsed.output)))
    }

    /// Form and cost, and nothing that differs between two of one form and cost: `bcrypt cost=12`.
    #[must_use]
    pub fn form_and_cost(&self) -> String {
        form::parse(&self.0).map_or_else(|_checked| String::new(), |parsed| parsed.form.to_string())
    }

    /// The one door out: the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for ForeignHash {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn compute(parsed: &Parsed, password: &[u8], output: &mut [u8]) -> Option<()> {
    let salt = parsed.salt.as_slice();
    match &parsed.form {
        Form::Bcrypt { cost } => {
            // What follows the first 72 bytes never counted, and a zero ends what is shorter.
            let mut input = Zeroizing::new([password, &[0]].concat());
            input.truncate(MOST_BYTES_OF_BCRYPT);
            let computed = Zeroizing::new(bcrypt::bcrypt(*cost, salt.try_into().ok()?, &input));
            output.copy_from_slice(computed.get(..output.len())?);
        }
        Form::Argon2 {
            algorithm,
            version,
            memory_kib,
            passes,
            lanes,
        } => {
            let length = Some(output.len());
            let params = argon2::Params::new(*memory_kib, *passes, *lanes, length).ok()?;
            let argon2 = Argon2::new(*algorithm, *version, params);
            argon2.hash_password_into(password, salt, output).ok()?;
        }
        Form::Pbkdf2Sha256 { rounds } => pbkdf2_hmac::<Sha256>(password, salt, *rounds, output),
        Form::Pbkdf2Sha512 { rounds } => pbkdf2_hmac::<Sha512>(password, salt, *rounds, output),
        Form::Scrypt {
            log_n,
            block,
            lanes,
        } => {
            let params = scrypt::Params::new(*log_n, *block, *lanes).ok()?;
            let (block, lanes) = (usize::try_from(*block).ok()?, usize::try_from(*lanes).ok()?);
            // The mixed blocks, one for each lane, and one to work in.
            let blocks = 1_usize.checked_shl(u32::from(*log_n))? + lanes + 1;
            has_memory(block.checked_mul(128)?.checked_mul(blocks)?)?;
            scrypt::scrypt(password, salt, &params, output).ok()?;
        }
    }
    Some(())
}

/// Whether there are so many bytes in one piece: a library that takes them without asking would end
/// the whole isolate.
fn has_memory(bytes: usize) -> Option<()> {
    let mut piece = Vec::<u8>::new();
    piece.try_reserve_exact(bytes).ok()?;
    // What nobody looks at is never asked for.
    std::hint::black_box(&piece);
    Some(())
}

const MOST_BYTES_OF_BCRYPT: usize = 72;
