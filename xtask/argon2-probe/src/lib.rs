//! Argon2 alone, as the Worker compiles it, for `cargo xtask bench`.

use argon2::{Algorithm, Argon2, Params, Version};
use wasm_bindgen::prelude::wasm_bindgen;

/// One hash with the Worker's cost; answers its first byte, so that it cannot be left out.
///
/// # Errors
/// The cost is not possible.
#[wasm_bindgen]
pub fn hash() -> Result<u8, String> {
    let parameters =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|error| error.to_string())?;
    let mut tag = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(b"quiet lantern over the harbour", &[7; 16], &mut tag)
        .map_err(|error| error.to_string())?;
    Ok(tag[0])
}

/// As `Argon2Cost::OWASP` of the Worker.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
