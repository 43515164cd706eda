//! Recovery codes: look-up secrets that stand in for an authenticator (NIST SP 800-63B-4 §3.1.2,
//! ASVS 6.5.1 to 6.5.3). Each works once.

use postern_shared::api::{RecoveryCodesResponse, SecretText};
use postern_shared::timestamp::Timestamp;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::account::authenticator::Verdict;
use crate::account::moment::Moment;

/// A recovery code: 120 random bits. No `Debug`, no `Clone`; zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode([u8; RecoveryCode::LENGTH]);

/// What is kept of a code: its SHA-256, which is enough for 112 bits and more (ASVS 6.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryCodeHash(pub [u8; 32]);

impl RecoveryCode {
    /// Bytes of a code.
    pub const LENGTH: usize = 15;
    const CHARACTERS: usize = 24;
    const GROUP: usize = 4;
    /// Crockford's base32: no I, L, O and U, which look like something else or spell something.
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Reads a code as a person types it: case, spaces and hyphens do not matter, and letters that
    /// look like digits are taken for them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits: u128 = 0;
        let mut count = 0;
        let typed = |character: &char| !character.is_whitespace() && !DASHES.contains(character);
        for character in text.chars().filter(typed) {
            count += 1;
            if count > Self::CHARACTERS {
                return None;
            }
            bits = bits << 5 | u128::from(value(character)?);
        }
        if count != Self::CHARACTERS {
            return None;
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        bits.zeroize();
        Some(Self(bytes))
    }

    /// The code in groups, as it is shown once.
    #[must_use]
    pub fn to_text(&self) -> SecretText {
        let mut bits = self
            .0
            .iter()
            .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let mut text = String::with_capacity(Self::CHARACTERS + Self::CHARACTERS / Self::GROUP);
        for position in 0..Self::CHARACTERS {
            if position > 0 && position % Self::GROUP == 0 {
                text.push('-');
            }
            let shift = 5 * (Self::CHARACTERS - 1 - position);
            let index = usize::try_from(bits >> shift & 31).unwrap_or(0);
            text.push(
                Self::ALPHABET
                    .get(index)
                    .map_or('0', |letter| char::from(*letter)),
            );
        }
        bits.zeroize();
        SecretText::new(text)
    }

    /// The form that is stored.
    #[must_use]
    pub fn hash(&self) -> RecoveryCodeHash {
        let mut hasher = Sha256::new();
        hasher.update(b"postern recovery code v1");
        hasher.update(self.0);
        RecoveryCodeHash(hasher.finalize().into())
    }
}

/// One of a set, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecoveryCode {
    /// What is kept of it.
    pub hash: RecoveryCodeHash,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// The codes of an account. A new set takes the place of the old one as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCodes {
    /// When they were made.
    pub made_at: Timestamp,
    /// Whether their owner has said that they are kept.
    pub is_acknowledged: bool,
    /// The codes, used ones too.
    pub codes: Vec<KeptRecoveryCode>,
}

impl RecoveryCodes {
    /// How many a set has.
    pub const COUNT: usize = 10;

    /// A new set, and its codes as they are shown once.
    #[must_use]
    pub fn make(moment: &mut Moment) -> (Self, Vec<SecretText>) {
        let codes: Vec<_> = (0..Self::COUNT)
            .map(|_| RecoveryCode(moment.entropy.draw()))
            .collect();
        let kept = codes.iter().map(|code| KeptRecoveryCode {
            hash: code.hash(),
            used_at: None,
        });
        let set = Self {
            made_at: moment.now,
            is_acknowledged: false,
            codes: kept.collect(),
        };
        (set, codes.iter().map(RecoveryCode::to_text).collect())
    }

    /// What would become of this code. Looks at all of them, in constant time.
    #[must_use]
    pub fn check(&self, code: &RecoveryCode) -> Verdict {
        self.position(code)
            .map_or(Verdict::Wrong, |kept| match kept.used_at {
                None => Verdict::Accepted,
                Some(_) => Verdict::AlreadyUsed,
            })
    }

    /// Uses the code up, where it is right and was not used.
    pub fn take(&mut self, code: &RecoveryCode, now: Timestamp) -> Verdict {
        let verdict = self.check(code);
        let hash = code.hash();
        if verdict == Verdict::Accepted
            && let Some(kept) = self.codes.iter_mut().find(|kept| kept.hash == hash)
        {
            kept.used_at = Some(now);
        }
        verdict
    }

    /// How many have not been used.
    #[must_use]
    pub fn left(&self) -> usize {
        self.codes
            .iter()
            .filter(|code| code.used_at.is_none())
            .count()
    }

    fn position(&self, code: &RecoveryCode) -> Option<&KeptRecoveryCode> {
        let hash = code.hash();
        let mut found = u32::MAX;
        for (position, kept) in (0_u32..).zip(&self.codes) {
            let is_it: Choice = kept.hash.0.ct_eq(&hash.0);
            found.conditional_assign(&position, is_it);
        }
        self.codes.get(usize::try_from(found).ok()?)
    }
}

/// What there is of recovery codes, for their owner.
#[must_use]
pub fn shown(codes: Option<&RecoveryCodes>) -> RecoveryCodesResponse {
    let mut used_at: Vec<_> = codes
        .iter()
        .flat_map(|set| &set.codes)
        .filter_map(|code| Some(code.used_at?.unix_seconds()))
        .collect();
    used_at.sort_unstable_by(|one, other| other.cmp(one));
    RecoveryCodesResponse {
        made_at: codes.map(|set| set.made_at.unix_seconds()),
        acknowledged: codes.is_some_and(|set| set.is_acknowledged),
        left: codes.map_or(0, |set| u32::try_from(set.left()).unwrap_or(u32::MAX)),
        used_at,
    }
}

fn value(character: char) -> Option<u8> {
    let letter = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = RecoveryCode::ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter)?;
    u8::try_from(position).ok()
}

/// The hyphen, and what phones and word processors make of it.
const DASHES: [char; 5] = ['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::Entropy;

    fn moment() -> Moment {
        Moment {
            now: Timestamp::from_unix_seconds(1_700_000_000),
            entropy: Entropy::from_seed([3; 32]),
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::parse("0123-4567-89AB-CDEF-GHJK-MNPQ").expect("a code");
        assert_eq!(code.to_text().expose(), "0123-4567-89AB-CDEF-GHJK-MNPQ");
        for typed in [
            "0123456789abcdefghjkmnpq",
            " o1z3 4567 89ab cdef ghjk mnpq ".replace('z', "2").as_str(),
            "OI23\u{2013}4567\u{2013}89AB\u{2013}CDEF\u{2013}GHJK\u{2013}MNPQ",
            "0l23-4567-89ab-cdef-ghjk-mnpq\n",
        ] {
            let read = RecoveryCode::parse(typed).expect(typed);
            assert_eq!(read.hash(), code.hash(), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in [
            "",
            "123456",
            "0123-4567-89AB-CDEF-GHJK-MNP",
            "0123-4567-89AB-CDEF-GHJK-MNPQ-R",
            "0123-4567-89AB-CDEF-GHJK-MNPU",
            "0123-4567-89AB-CDEF-GHJK-MNPé",
        ] {
            assert!(RecoveryCode::parse(text).is_none(), "{text}");
        }
        assert!(RecoveryCode::parse(&"0".repeat(100_000)).is_none());
    }

    #[test]
    fn each_of_ten_different_codes_works_once() {
        let mut moment = moment();
        let (mut set, texts) = RecoveryCodes::make(&mut moment);
        let distinct: std::collections::HashSet<_> = texts.iter().map(SecretText::expose).collect();
        assert_eq!(distinct.len(), 10);
        for (used, text) in texts.iter().enumerate() {
            let code = RecoveryCode::parse(text.expose()).expect("a code");
            assert_eq!(set.left(), 10 - used);
            assert_eq!(set.take(&code, moment.now), Verdict::Accepted);
            assert_eq!(set.take(&code, moment.now), Verdict::AlreadyUsed);
        }
        let other = RecoveryCode::parse(&"Z".repeat(24)).expect("a code");
        assert_eq!(set.take(&other, moment.now), Verdict::Wrong);
    }
}
