//! Time-based one-time passwords (RFC 6238): a secret, its enrolment URI, the current code, and
//! the check that tells which time step a code belongs to.

use std::fmt;

use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::one_time_code::OneTimeCode;
use crate::timestamp::Timestamp;

/// Length of a time step in seconds (RFC 6238 §5.2 recommends 30).
pub const STEP_SECONDS: u64 = 30;
/// Steps accepted before and after the current one, for clocks that differ (RFC 6238 §5.2).
pub const WINDOW_STEPS: u16 = 1;

/// A shared secret of 160 bits (RFC 4226 §4 R6). No `Debug`, no `Display`; zeroized when dropped.
pub struct TotpSecret(Secret);

/// Number of a time step: whole [`STEP_SECONDS`] since the epoch (RFC 6238 §4.2, `T`).
pub type TimeStep = u64;

/// The latest step whose code [`TotpSecret::matching_step`] finds at `now`.
#[must_use]
pub const fn latest_step(now: Timestamp) -> TimeStep {
    now.plus(STEP_SECONDS * WINDOW_STEPS as u64).unix_seconds() / STEP_SECONDS
}

/// The text is not the base32 form of a secret, or the secret is shorter than RFC 4226 allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpSecretError;

impl TotpSecret {
    /// Bytes of a new secret (RFC 4226 §4 R6: 160 bits recommended).
    pub const NEW_LENGTH: usize = 20;
    /// Fewest bytes of a secret from elsewhere (RFC 4226 §4 R6: 128 bits required).
    pub const MIN_LENGTH: usize = 16;
    /// Fewest bytes of a secret that is imported with its account: 80 bits, as generators of before RFC
    /// 4226 made them. Its owner is asked to replace it.
    pub const MIN_IMPORTED_LENGTH: usize = 10;

    /// A new secret from [`Self::NEW_LENGTH`] random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; Self::NEW_LENGTH]) -> Self {
        Self(Secret::from(bytes))
    }

    /// A secret kept elsewhere.
    ///
    /// # Errors
    /// [`TotpSecretError`] where it is shorter than [`Self::MIN_LENGTH`] bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TotpSecretError> {
        if bytes.len() < Self::MIN_LENGTH {
            return Err(TotpSecretError);
        }
        Ok(Self(Secret::from(bytes)))
    }

    /// A secret that was kept here, and may have come with an import.
    ///
    /// # Errors
    /// [`TotpSecretError`] where it is shorter than [`Self::MIN_IMPORTED_LENGTH`] bytes.
    pub fn from_imported_bytes(bytes: &[u8]) -> Result<Self, TotpSecretError> {
        if bytes.len() < Self::MIN_IMPORTED_LENGTH {
            return Err(TotpSecretError);
        }
        Ok(Self(Secret::from(bytes)))
    }

    /// Whether it is shorter than RFC 4226 allows, as an imported one may be.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.expose().len() < Self::MIN_LENGTH
    }

    /// Reads base32 (RFC 4648 §6) without padding, in any case, with spaces as people copy it.
    ///
    /// # Errors
    /// [`TotpSecretError`].
    pub fn parse_base32(text: &str) -> Result<Self, TotpSecretError> {
        Self::from_bytes(decode(text)?.as_bytes())
    }

    /// The same for an import, where it may be shorter.
    ///
    /// # Errors
    /// [`TotpSecretError`] where it is shorter than [`Self::MIN_IMPORTED_LENGTH`] bytes, longer than
    /// 128, or no base32.
    pub fn parse_imported(text: &str) -> Result<Self, TotpSecretError> {
        let secret = decode(text)?;
        if secret.as_bytes().len() > MOST_IMPORTED_LENGTH {
            return Err(TotpSecretError);
        }
        Self::from_imported_bytes(secret.as_bytes())
    }

    /// The secret's bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The secret as base32 without padding, as authenticator apps take it by hand.
    #[must_use]
    pub fn expose_base32(&self) -> String {
        self.0.to_base32()
    }

    /// The enrolment URI (`otpauth://totp/Issuer:account?secret=…&issuer=Issuer`), for a QR code
    /// or a link. Colons in either name become spaces, because a colon separates them.
    #[must_use]
    pub fn enrolment_uri(&self, issuer: &str, account: &str) -> String {
        self.generator(issuer, account).to_url().unwrap_or_default()
    }

    /// The code of the step that `now` lies in.
    #[must_use]
    pub fn code_at(&self, now: Timestamp) -> String {
        self.generator("", "-")
            .generate(now.unix_seconds())
            .to_string()
    }

    /// The step within [`WINDOW_STEPS`] of `now` that `code` belongs to, if any. Digits are
    /// compared in constant time. Whether that step was used before is the caller's to know
    /// (RFC 6238 §5.2).
    #[must_use]
    pub fn matching_step(&self, code: &OneTimeCode, now: Timestamp) -> Option<TimeStep> {
        self.generator("", "-")
            .check(code.expose(), now.unix_seconds())
    }

    fn generator(&self, issuer: &str, account: &str) -> Totp {
        let issuer = issuer.replace(':', " ");
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(WINDOW_STEPS)
            .with_step_duration(STEP_SECONDS)
            .with_secret(self.0.clone())
            .with_issuer((!issuer.is_empty()).then_some(issuer))
            .with_account_name(account.replace(':', " "))
            .build_noncompliant()
    }
}

fn decode(text: &str) -> Result<Secret, TotpSecretError> {
    let compact: Zeroizing<String> = Zeroizing::new(
        text.chars()
            .filter(|character| !character.is_whitespace() && *character != '=')
            .map(|character| character.to_ascii_uppercase())
            .collect(),
    );
    Secret::try_from_base32(compact.as_str()).map_err(|_malformed| TotpSecretError)
}

/// The longest that any generator makes is 64 bytes, a block of HMAC-SHA-1.
const MOST_IMPORTED_LENGTH: usize = 128;

impl fmt::Display for TotpSecretError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a TOTP secret is base32 text of at least 128 bits")
    }
}

impl std::error::Error for TotpSecretError {}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// The secret of RFC 4226 appendix D and RFC 6238 appendix B.
    const RFC_SECRET: &[u8] = b"12345678901234567890";

    fn rfc_secret() -> TotpSecret {
        TotpSecret::from_bytes(RFC_SECRET).expect("20 bytes are enough")
    }

    #[test]
    fn rfc_4226_appendix_d() {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, code) in (0u64..).zip(expected) {
            let now = Timestamp::from_unix_seconds(counter * STEP_SECONDS);
            assert_eq!(rfc_secret().code_at(now), code, "counter {counter}");
        }
    }

    #[test]
    fn rfc_6238_appendix_b_sha1() {
        // The appendix gives eight digits; six are its last six (RFC 4226 §5.3).
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let now = Timestamp::from_unix_seconds(seconds);
            assert_eq!(rfc_secret().code_at(now), &eight[2..]);
        }
    }

    #[test]
    fn a_code_names_its_step_within_one_step_of_now() {
        let secret = rfc_secret();
        let then = Timestamp::from_unix_seconds(1_234_567_890);
        let step = then.unix_seconds() / STEP_SECONDS;
        let code = OneTimeCode::parse(&secret.code_at(then)).expect("a generated code parses");
        for (offset, expected) in [(0, Some(step)), (30, Some(step)), (60, None)] {
            assert_eq!(secret.matching_step(&code, then.plus(offset)), expected);
        }
        let before = Timestamp::from_unix_seconds(then.unix_seconds() - 30);
        assert_eq!(secret.matching_step(&code, before), Some(step));
        let long_before = Timestamp::from_unix_seconds(then.unix_seconds() - 60);
        assert_eq!(secret.matching_step(&code, long_before), None);
        assert_eq!(latest_step(before), step);
        assert_eq!(latest_step(then), step + 1);
    }

    #[test]
    fn the_uri_carries_issuer_account_and_secret() {
        assert_eq!(
            rfc_secret().enrolment_uri("Post: ern", "alice@example.com"),
            "otpauth://totp/Post%20%20ern:alice%40example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Post%20%20ern"
        );
    }

    #[test]
    fn base32_is_read_as_people_copy_it() {
        let text = "gezd gnbv GY3T QOJQ gezd gnbv gy3t qojq";
        let secret = TotpSecret::parse_base32(text).expect("valid base32");
        assert_eq!(secret.expose(), RFC_SECRET);
        assert!(
            TotpSecret::parse_base32("LGLEREYEPVVWTLYO").is_err(),
            "80 bits"
        );
        assert!(TotpSecret::parse_base32("not base32!").is_err());
    }

    #[test]
    fn a_secret_of_80_bits_comes_with_an_import_only() {
        let secret = TotpSecret::parse_imported("LGLEREYEPVVWTLYO").expect("80 bits");
        assert!(secret.is_short() && !rfc_secret().is_short());
        // Computed with Python's hmac by RFC 4226 §5.3.
        assert_eq!(
            secret.code_at(Timestamp::from_unix_seconds(1_700_000_010)),
            "760909"
        );
        for text in ["LGLEREYEPVVWTL", "not base32!", "", &"A".repeat(208)] {
            assert!(TotpSecret::parse_imported(text).is_err(), "{text}");
        }
    }
}
