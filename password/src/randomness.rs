//! The browser's randomness.

use postern_opaque::Random;

use crate::refusal::Refusal;

/// Random bytes of the browser. A failure is remembered, because whoever draws cannot be told:
/// nothing that was made after it may leave.
#[derive(Default)]
pub struct Randomness {
    has_failed: bool,
}

impl Randomness {
    /// Lets `made` through, unless its random numbers were none.
    ///
    /// # Errors
    /// [`Refusal::Failed`]
    pub fn answer_for<T>(&self, made: T) -> Result<T, Refusal> {
        if self.has_failed {
            Err(Refusal::Failed)
        } else {
            Ok(made)
        }
    }
}

impl Random for Randomness {
    fn fill(&mut self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            self.has_failed = true;
            // The protocol draws again for as long as a number is zero.
            bytes.fill(1);
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn what_was_made_without_randomness_does_not_leave() {
        let mut random = Randomness::default();
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        assert_ne!(bytes, [0; 32]);
        assert_eq!(random.answer_for("made"), Ok("made"));
        random.has_failed = true;
        assert_eq!(random.answer_for("made"), Err(Refusal::Failed));
    }
}
