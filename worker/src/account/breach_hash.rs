//! Whether a password is in a list of breached ones, without telling the list's keeper which it is
//! (k-anonymity: all that is told is which of 1,048,576 ranges it would be in).

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use crate::account::password::Password;

/// The SHA-1 of a password, in upper-case hexadecimal. It never leaves as a whole.
pub struct BreachHash(Zeroizing<[u8; 40]>);

/// The beginning of a [`BreachHash`], which names a range of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeName([u8; RangeName::LENGTH]);

impl BreachHash {
    /// Of the password's UTF-8.
    #[must_use]
    pub fn of(password: &Password) -> Self {
        let hash = Zeroizing::new(<[u8; 20]>::from(Sha1::digest(password.expose())));
        let mut digits = Zeroizing::new([0; 40]);
        for (pair, byte) in digits.chunks_exact_mut(2).zip(hash.iter()) {
            pair.copy_from_slice(&[byte >> 4, byte & 15].map(hexadecimal));
        }
        Self(digits)
    }

    /// The range that it would be in.
    #[must_use]
    pub fn range_name(&self) -> RangeName {
        RangeName(self.0.first_chunk().copied().unwrap_or_default())
    }

    /// Whether `range`, which is the one of this name, has it: a line is the rest of a hash, a
    /// colon, and how often it was seen. Lines that are there to hide the range's size were seen 0
    /// times.
    #[must_use]
    pub fn is_in(&self, range: &str) -> bool {
        let (_name, rest) = self.0.split_at(RangeName::LENGTH);
        range.lines().any(|line| {
            line.split_once(':').is_some_and(|(digits, seen)| {
                digits.as_bytes().eq_ignore_ascii_case(rest)
                    && seen.trim().parse().is_ok_and(|seen: u64| seen > 0)
            })
        })
    }
}

impl RangeName {
    /// Hexadecimal digits of the name: 20 bits.
    pub const LENGTH: usize = 5;

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

const fn hexadecimal(digit: u8) -> u8 {
    if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> BreachHash {
        let password = Password::from_normalized("password".to_owned());
        BreachHash::of(&password.expect("it is short"))
    }

    /// 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8, as everybody knows.
    #[test]
    fn the_range_is_named_by_five_digits() {
        assert_eq!(hash().range_name().as_str(), "5BAA6");
    }

    #[test]
    fn a_range_is_searched_for_the_rest() {
        let hash = hash();
        for range in [
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8:9659365",
            "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n1E4C9B93F3F0682250B6CF8331B7EE68FD8:3\r\n",
            "1e4c9b93f3f0682250b6cf8331b7ee68fd8: 3",
        ] {
            assert!(hash.is_in(range), "{range}");
        }
        for range in [
            "",
            "0018A45C4D1DEF81644B54AB7F969B88D65:1",
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8:0\r\n",
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8:",
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8",
            "1E4C9B93F3F0682250B6CF8331B7EE68FD:3",
            "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3",
        ] {
            assert!(!hash.is_in(range), "{range}");
        }
    }
}
