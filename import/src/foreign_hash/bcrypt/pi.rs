//! The digits of π behind its point, with which Blowfish begins.

use std::sync::OnceLock;

use super::WORDS;

/// The first of them, 32 bits in each word; computed once.
pub fn fraction() -> &'static [u32; WORDS] {
    static FRACTION: OnceLock<Box<[u32; WORDS]>> = OnceLock::new();
    FRACTION.get_or_init(compute)
}

/// By Machin's formula of 1706: π = 16 arctan 1/5 - 4 arctan 1/239.
fn compute() -> Box<[u32; WORDS]> {
    let mut pi = vec![0; LENGTH];
    add_arctan(&mut pi, 16, 5, true);
    add_arctan(&mut pi, 4, 239, false);
    let mut fraction = Box::new([0; WORDS]);
    for (place, word) in fraction.iter_mut().zip(pi.iter().skip(1)) {
        *place = *word;
    }
    fraction
}

/// Adds `factor` arctan 1/`x`, or takes it away: 1/x - 1/3x³ + 1/5x⁵ and so on. Numbers have one word
/// before the point.
fn add_arctan(sum: &mut [u32], factor: u32, x: u32, mut is_added: bool) {
    let mut power = vec![0; LENGTH];
    if let Some(before_the_point) = power.first_mut() {
        *before_the_point = factor;
    }
    divide(&mut power, 0, x);
    let mut term = vec![0; LENGTH];
    // What stands before is zero.
    let mut begin = 0;
    for odd in (1..).step_by(2) {
        while power.get(begin) == Some(&0) {
            begin += 1;
        }
        if begin == LENGTH {
            return;
        }
        term.copy_from_slice(&power);
        divide(&mut term, begin, odd);
        let (words, terms) = (sum.iter_mut().rev(), term.iter().rev());
        let mut carry = false;
        for (word, term) in words.zip(terms) {
            let (with_term, first) = if is_added {
                word.overflowing_add(*term)
            } else {
                word.overflowing_sub(*term)
            };
            let (with_carry, second) = if is_added {
                with_term.overflowing_add(u32::from(carry))
            } else {
                with_term.overflowing_sub(u32::from(carry))
            };
            (*word, carry) = (with_carry, first || second);
        }
        is_added = !is_added;
        divide(&mut power, begin, x * x);
    }
}

/// Divides a number whose words before `begin` are zero.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the rest is less than the divisor, so the quotient fits a word"
)]
fn divide(number: &mut [u32], begin: usize, divisor: u32) {
    let mut rest = 0;
    for word in number.iter_mut().skip(begin) {
        let dividend = (rest << 32) | u64::from(*word);
        *word = (dividend / u64::from(divisor)) as u32;
        rest = dividend % u64::from(divisor);
    }
}

/// One word before the point, and two more behind for what divisions leave out.
const LENGTH: usize = 1 + WORDS + 2;

#[cfg(test)]
mod tests {
    use super::*;

    /// As Blowfish's tables have them (Schneier, FSE 1993).
    #[test]
    fn the_first_and_the_last_words_are_those_of_blowfish() {
        let words = fraction();
        assert_eq!(words[..3], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e]);
        assert_eq!(words[18], 0xd131_0ba6);
        assert_eq!(words[WORDS - 2..], [0x578f_dfe3, 0x3ac3_72e6]);
    }
}
