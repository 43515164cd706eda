//! Argon2 and OPAQUE alone, as the Worker compiles them, for `cargo xtask bench`.

use std::sync::OnceLock;

use postern_opaque::server::Server;
use postern_opaque::{Argon2Cost, Ke1};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// One hash with the Worker's cost; answers its first byte, so that it cannot be left out.
///
/// # Errors
/// There is no memory for it.
#[wasm_bindgen]
pub fn hash() -> Result<u8, String> {
    let password = b"quiet lantern over the harbour";
    let tag = Argon2Cost::OWASP.argon2id::<32>(None, &[7; 16], password);
    tag.map(|[first, ..]| first)
        .ok_or_else(|| "there is no memory for it".to_owned())
}

/// Answers so many beginnings of sign-ins, for a name that nobody has: the work is the same as for one
/// with a record. The last byte of the last answer.
///
/// # Errors
/// One of them is refused.
#[wasm_bindgen]
pub fn start_logins(times: u32) -> Result<u8, String> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let seed = || Zeroizing::new([7; Server::OPRF_SEED_LENGTH]);
    let key_pair = || vec![(1, Zeroizing::new([9; 32]))];
    let server = SERVER.get_or_init(|| Server::new(seed(), key_pair()));
    let ke1 = Ke1::parse(KE1).map_err(|error| error.to_string())?;
    let mut next = 0_u8;
    let mut last = 0;
    for _ in 0..times {
        let mut random = |bytes: &mut [u8]| {
            next = next.wrapping_add(1);
            bytes.fill(next);
        };
        let (_expected, ke2) = server
            .start_login(None, b"alice", &ke1, Argon2Cost::OWASP, &mut random)
            .ok_or("it is refused")?;
        last = ke2.as_bytes().last().copied().unwrap_or_default();
    }
    Ok(last)
}

/// Two elements of the group around a nonce: the base point, as good as any.
const KE1: &str = "\
    4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXYAAQIDBAUGBwgJCgsMDQ4P\
    EBESExQVFhcYGRobHB0eH-LyrgpqvE5xqISpYcUAUV9Y4wtqpYLdjbamWUXgjS12";
