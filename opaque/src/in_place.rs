//! Both sides in one place, for a password that was sent in plain.

use crate::argon2_cost::Argon2Cost;
use crate::client::{ClientError, Registering, SigningIn};
use crate::random::Random;
use crate::server::{KeptRecord, Server};

/// Makes the record of a password under the active key pair. `None` where there is no key pair, or
/// no memory for the cost.
#[must_use]
pub fn register(
    server: &Server,
    credential: &[u8],
    password: &[u8],
    cost: Argon2Cost,
    random: &mut impl Random,
) -> Option<KeptRecord> {
    let key_pair = server.active_key_pair()?;
    let (registering, request) = Registering::start(password, random).ok()?;
    let response = server.start_registration(key_pair, credential, &request)?;
    let record = registering.finish_with(password, &response, &cost.into(), random);
    Some(KeptRecord {
        key_pair,
        cost,
        record: record.ok()?,
    })
}

/// Whether the record is of this password. Without a record the work is that of a wrong password,
/// at the cost `otherwise`. `None` where there is no key pair, or no memory for the cost.
#[must_use]
pub fn verify(
    server: &Server,
    record: Option<&KeptRecord>,
    credential: &[u8],
    password: &[u8],
    otherwise: Argon2Cost,
    random: &mut impl Random,
) -> Option<bool> {
    let cost = record.map_or(otherwise, |kept| kept.cost);
    let (signing_in, ke1) = SigningIn::start(password, random).ok()?;
    let (expected, ke2) = server.start_login(record, credential, &ke1, otherwise, random)?;
    match signing_in.finish_with(password, &ke2, &cost.into(), random) {
        Ok(ke3) => Some(expected.is_met_by(&ke3)),
        Err(ClientError::NotProved) => Some(false),
        Err(ClientError::CostOutOfBounds | ClientError::Failed) => None,
    }
}

/// Does the work of [`verify`] but for the stretching, and forgets what comes of it.
pub fn rehearse(server: &Server, credential: &[u8], password: &[u8], random: &mut impl Random) {
    if let Ok((_, ke1)) = SigningIn::start(password, random) {
        let _answer = server.start_login(None, credential, &ke1, Argon2Cost::OWASP, random);
    }
}
