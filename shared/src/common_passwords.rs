//! The passwords that are tried first, as a ribbon filter (Dillinger and Walzer, 2021).
//!
//! Each password names up to [`WIDTH`] rows of ten bits in a row, whose sum is another ten bits of
//! the same hash. `cargo xtask common-passwords` has chosen the rows such that this holds for every
//! password of the list; for any other text it holds once in 1024. So a listed password is always
//! found, and a text that is not listed is taken for one with a chance of 0.098 %, unless it is longer
//! than [`LONGEST`], which no listed one is: a passphrase is never refused by mistake.
//!
//! The hash keeps no secret, and no text is worth finding that is refused by mistake: it need not
//! be one of cryptography.

/// The filter: its rows, four in five bytes.
#[derive(Clone, Copy)]
pub struct CommonPasswords<'a> {
    rows: &'a [u8],
}

/// Which rows a text names, and what their sum must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Equation {
    /// The first row.
    pub start: usize,
    /// One bit for each row from there on; the lowest is set.
    pub rows: u128,
    /// The sum, of [`VALUE_BITS`] bits.
    pub sum: u64,
}

/// Rows that an equation spans.
pub const WIDTH: usize = 128;
/// Bits of a row: a text that is not listed is found once in two to the power of this.
pub const VALUE_BITS: usize = 10;
/// Bytes of the longest password that a filter holds.
pub const LONGEST: usize = 20;

impl CommonPasswords<'static> {
    /// The list of this build: whoever does not name it does not carry its bytes.
    #[must_use]
    pub fn built_in() -> Self {
        let (rows, _checksum) = split(BYTES);
        Self { rows }
    }
}

impl<'a> CommonPasswords<'a> {
    /// A filter that came from elsewhere; `None` where it was cut or changed on the way.
    #[must_use]
    pub fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        let (rows, sum) = split(bytes);
        let is_whole = rows.len().is_multiple_of(BYTES_OF_A_GROUP)
            && row_count(rows) > WIDTH
            && checksum(rows) == *sum;
        is_whole.then_some(Self { rows })
    }

    /// Whether `folded`, in lower case and in normalization form C, is one of them, or is taken for
    /// one.
    #[must_use]
    pub fn contain(self, folded: &str) -> bool {
        if folded.len() > LONGEST {
            return false;
        }
        let equation = Equation::of(folded, row_count(self.rows));
        let (mut rows, mut sum) = (equation.rows, 0);
        for number in equation.start.. {
            if rows == 0 {
                break;
            }
            if rows & 1 == 1 {
                sum ^= self.row(number);
            }
            rows >>= 1;
        }
        sum == equation.sum
    }

    fn row(self, number: usize) -> u64 {
        let at = number / ROWS_OF_A_GROUP * BYTES_OF_A_GROUP;
        let group = self.rows.get(at..at + BYTES_OF_A_GROUP);
        let bits = group
            .unwrap_or_default()
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let after = ROWS_OF_A_GROUP - 1 - number % ROWS_OF_A_GROUP;
        bits >> (after * VALUE_BITS) & VALUE_MASK
    }
}

impl Equation {
    /// The equation of a text in a filter with this many rows.
    #[must_use]
    pub fn of(folded: &str, row_count: usize) -> Self {
        let hash = hash(folded.as_bytes());
        let part = |number: u64| mixed(hash.wrapping_add(number.wrapping_mul(GOLDEN)));
        let starts = row_count.saturating_sub(WIDTH) as u64 + 1;
        Self {
            start: usize::try_from(part(1) % starts).unwrap_or_default(),
            rows: u128::from(part(2)) << 64 | u128::from(part(3) | 1),
            sum: part(4) & VALUE_MASK,
        }
    }
}

/// The rows as a file: four in five bytes, and the checksum.
///
/// Their number must be a multiple of four, and each has [`VALUE_BITS`] bits.
#[must_use]
pub fn packed(rows: &[u64]) -> Vec<u8> {
    let mut bytes: Vec<u8> = rows
        .chunks_exact(ROWS_OF_A_GROUP)
        .flat_map(|group| {
            let bits = group
                .iter()
                .fold(0_u64, |bits, row| bits << VALUE_BITS | row);
            let [_, _, _, bytes @ ..] = bits.to_be_bytes();
            bytes
        })
        .collect();
    bytes.extend(checksum(&bytes));
    bytes
}

fn row_count(rows: &[u8]) -> usize {
    rows.len() / BYTES_OF_A_GROUP * ROWS_OF_A_GROUP
}

fn split(bytes: &[u8]) -> (&[u8], &[u8; 8]) {
    bytes.split_last_chunk().unwrap_or((&[], &[0; 8]))
}

fn checksum(rows: &[u8]) -> [u8; 8] {
    mixed(hash(rows)).to_le_bytes()
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The last step of `SplitMix64`: every bit depends on every other.
const fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const VALUE_MASK: u64 = (1 << VALUE_BITS) - 1;
const ROWS_OF_A_GROUP: usize = 4;
const BYTES_OF_A_GROUP: usize = 5;
/// As `cargo xtask common-passwords` has written it.
static BYTES: &[u8] = include_bytes!("../data/common-passwords.bin");

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_passwords_that_everybody_knows_are_found() {
        let common = CommonPasswords::built_in();
        for password in ["password", "12345678", "qwertyuiop", "iloveyou", "p@ssw0rd"] {
            assert!(common.contain(password), "{password}");
        }
        for password in ["three small locked doors", "пароль-1", "eightchr", ""] {
            assert!(!common.contain(password), "{password}");
        }
    }

    /// 195.3 of 200,000 are expected, with a standard deviation of 14.
    #[test]
    fn a_text_that_is_not_listed_is_taken_for_one_once_in_1024() {
        let found = found_of(200_000, "new ");
        assert!((139..=251).contains(&found), "{found} of 200,000");
    }

    #[test]
    fn a_text_that_is_longer_than_any_listed_one_is_never_taken_for_one() {
        assert_eq!(found_of(20_000, "made "), 0);
    }

    /// How many are found of as many texts that are not listed: `before`, and 16 digits.
    fn found_of(texts: u64, before: &str) -> usize {
        let common = CommonPasswords::built_in();
        (0..texts)
            .filter(|number| common.contain(&format!("{before}{:016x}", mixed(*number))))
            .count()
    }

    #[test]
    fn a_filter_that_was_cut_or_changed_is_none() {
        assert!(CommonPasswords::from_bytes(BYTES).is_some());
        let mut changed = BYTES.to_vec();
        for at in [0, 1000, BYTES.len() - 1] {
            let byte = changed.get_mut(at).expect("it is as long");
            *byte ^= 1;
            assert!(CommonPasswords::from_bytes(&changed).is_none(), "{at}");
            *changed.get_mut(at).expect("it is as long") ^= 1;
        }
        for length in [0, 7, 8, 13, 100, BYTES.len() - 5] {
            let cut = BYTES.get(..length).expect("it is longer");
            assert!(CommonPasswords::from_bytes(cut).is_none(), "{length}");
        }
        assert!(CommonPasswords::from_bytes(b"<!doctype html>").is_none());
        assert!(CommonPasswords::from_bytes(&packed(&[])).is_none());
    }

    #[test]
    fn what_is_packed_is_read_again() {
        let rows: Vec<u64> = (0..200).map(|number| mixed(number) & VALUE_MASK).collect();
        let bytes = packed(&rows);
        let common = CommonPasswords::from_bytes(&bytes).expect("it is whole");
        for (number, row) in rows.iter().enumerate() {
            assert_eq!(common.row(number), *row);
        }
    }
}
