//! bcrypt (Provos and Mazières, USENIX 1999), to check hashes of other services; none is ever made.
//!
//! Written out because a library of it brings Blowfish's tables: 4 kB of digits of π that no
//! compression makes smaller, in the Worker of everybody, for the few sign-ins after an import. Here
//! they are computed when the first of these comes.

mod pi;

use zeroize::Zeroizing;

/// The 23 bytes that count of a hash. Of the password only the first 72 bytes ever counted, and a zero
/// behind what is shorter.
pub fn bcrypt(cost: u32, salt: &[u8; 16], password: &[u8]) -> Zeroizing<[u8; 23]> {
    let mut key = Zeroizing::new([password, &[0]].concat());
    key.truncate(MOST_BYTES);
    let mut blowfish = Blowfish::new();
    blowfish.expand(&key, salt);
    for _ in 0..1_u64 << cost.min(31) {
        blowfish.expand(&key, &[0; 16]);
        blowfish.expand(salt, &[0; 16]);
    }
    let mut output = Zeroizing::new([0_u8; 24]);
    let (texts, _) = TEXT.as_chunks::<8>();
    let (places, _) = output.as_chunks_mut::<8>();
    for (place, text) in places.iter_mut().zip(texts) {
        let mut block = u64::from_be_bytes(*text);
        for _ in 0..64 {
            block = blowfish.encrypt(block);
        }
        *place = block.to_be_bytes();
    }
    let mut counted = Zeroizing::new([0; 23]);
    counted.copy_from_slice(output.split_at(23).0);
    counted
}

/// The state of the cipher: 18 words to mix in, then four tables of 256.
struct Blowfish(Zeroizing<[u32; WORDS]>);

impl Blowfish {
    /// Without a key.
    fn new() -> Self {
        Self(Zeroizing::new(*pi::fraction()))
    }

    /// Mixes a key and a salt in; a salt of zeros makes no difference.
    fn expand(&mut self, key: &[u8], salt: &[u8; 16]) {
        let mut bytes = key.iter().cycle();
        for word in self.0.iter_mut().take(18) {
            let key = bytes.by_ref().take(4);
            *word ^= key.fold(0, |word, byte| (word << 8) | u32::from(*byte));
        }
        let (halves, _) = salt.as_chunks::<8>();
        let mut halves = halves.iter().map(|half| u64::from_be_bytes(*half)).cycle();
        let mut block = 0;
        for place in 0..WORDS / 2 {
            block = self.encrypt(block ^ halves.next().unwrap_or_default());
            if let Some([left, right]) = self.0.as_chunks_mut::<2>().0.get_mut(place) {
                [*left, *right] = parts(block);
            }
        }
    }

    fn encrypt(&self, block: u64) -> u64 {
        let state: &[u32; WORDS] = &self.0;
        let [mut left, mut right] = parts(block);
        for [first, second] in state.as_chunks::<2>().0.iter().take(8) {
            left ^= first;
            right ^= self.mixed(left);
            right ^= second;
            left ^= self.mixed(right);
        }
        (u64::from(right ^ state[17]) << 32) | u64::from(left ^ state[16])
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a byte is within 256 entries, and the last table ends with the state"
    )]
    fn mixed(&self, word: u32) -> u32 {
        let [a, b, c, d] = word.to_be_bytes().map(usize::from);
        let state: &[u32; WORDS] = &self.0;
        let sum = state[18 + a].wrapping_add(state[18 + 256 + b]);
        (sum ^ state[18 + 512 + c]).wrapping_add(state[18 + 768 + d])
    }
}

/// The higher and the lower half.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is what is wanted"
)]
const fn parts(block: u64) -> [u32; 2] {
    [(block >> 32) as u32, block as u32]
}

/// Words of the state.
const WORDS: usize = 18 + 4 * 256;
const MOST_BYTES: usize = 72;
/// What is encrypted.
const TEXT: &[u8; 24] = b"OrpheanBeholderScryDoubt";
