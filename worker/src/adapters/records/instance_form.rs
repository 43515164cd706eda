//! The stored form of what is of the deployment as a whole: a version and bytes, because reading
//! another list out of JSON would cost 3 kB of the Worker.
//!
//! ```text
//! version (1) | claims: id (16) | locator (32) | end in seconds (8) | pending (4) | settled (1)
//! ```
//!
//! Numbers are big endian.

use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::instance::{Claim, Instance, InvitationId};

/// All of the instance, in the first form.
#[must_use]
pub fn write(instance: &Instance) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 + instance.claims.len() * CLAIM_LENGTH));
    bytes.push(VERSION);
    for claim in &instance.claims {
        bytes.extend_from_slice(&claim.id.0);
        bytes.extend_from_slice(&claim.locator);
        bytes.extend_from_slice(&claim.expires_at.unix_seconds().to_be_bytes());
        bytes.extend_from_slice(&claim.pending.to_be_bytes());
        bytes.push(u8::from(claim.is_settled));
    }
    bytes
}

/// The instance; `None` where the form is not known.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Instance> {
    let (&VERSION, mut rest) = bytes.split_first()? else {
        return None;
    };
    let mut claims = Vec::new();
    while !rest.is_empty() {
        let id = take(&mut rest)?;
        let locator = take(&mut rest)?;
        let expires_at = Timestamp::from_unix_seconds(u64::from_be_bytes(take(&mut rest)?));
        let pending = u32::from_be_bytes(take(&mut rest)?);
        let [is_settled] = take(&mut rest)?;
        claims.push(Claim {
            id: InvitationId(id),
            locator,
            expires_at,
            pending,
            is_settled: is_settled != 0,
        });
    }
    Some(Instance::new(claims))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (part, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*part)
}

const VERSION: u8 = 1;
const CLAIM_LENGTH: usize = 61;

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    /// As the first version has written two claims, of which the first is settled.
    const FIRST: &str = "AQUFBQUFBQUFBQUFBQUFBQUHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwAAAABrAjN-\
        AAAAAQEGBgYGBgYGBgYGBgYGBgYGCAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgAAAAA\
        awIzuAAAAAMA";

    #[test]
    fn the_first_version_is_read_and_written_as_it_always_was() {
        let first = URL_SAFE_NO_PAD.decode(FIRST).expect("base64url");
        let instance = read(&first).expect("version 1");
        let claims = instance.claims.iter().map(|claim| {
            let end = claim.expires_at.unix_seconds();
            (claim.locator[0], end, claim.pending, claim.is_settled)
        });
        let expected = [(7, 1_795_306_366, 1, true), (8, 1_795_306_424, 3, false)];
        assert_eq!(claims.collect::<Vec<_>>(), expected);
        assert_eq!(write(&instance).as_slice(), first);
    }

    #[test]
    fn another_version_and_a_cut_are_refused() {
        let first = URL_SAFE_NO_PAD.decode(FIRST).expect("base64url");
        for length in 0..first.len() {
            let is_whole = length % CLAIM_LENGTH == 1;
            assert_eq!(read(&first[..length]).is_some(), is_whole, "{length}");
        }
        let mut other = first;
        other[0] = 2;
        assert!(read(&other).is_none());
    }
}
