//! What the deployment's one object stores, sealed.

use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::account::Entropy;
use crate::adapters::records::StoredInstance;
use crate::config::Config;
use crate::instance::Instance;
use crate::keys::{Purpose, Sealer};
use crate::ports::Unavailable;

/// The object's one row.
#[derive(Clone)]
pub struct InstanceRow {
    /// What is remembered, sealed.
    pub sealed: Vec<u8>,
    /// When none of it matters any more, in clear: so a row that does not open is not there for ever.
    pub forget_at: Timestamp,
}

/// What a row says, and whether it has to be written anew, or taken away: because it is not sealed
/// under the active root, or its time is over. No row says that nothing is remembered.
///
/// # Errors
/// [`Unavailable`] where the row does not open, also where its root is not in the ring: to take it
/// for lost would let invitations be used again.
pub fn open(
    config: &Config,
    row: Option<InstanceRow>,
    now: Timestamp,
) -> Result<(Instance, bool), Unavailable> {
    let row = match row {
        None => return Ok((Instance::default(), false)),
        Some(row) if row.forget_at <= now => return Ok((Instance::default(), true)),
        Some(row) => row,
    };
    let sealer = &config.sealer;
    let plain = sealer
        .open(Purpose::InstanceState, CONTEXT, &row.sealed)
        .map_err(|_not_ours| Unavailable)?;
    let stored: StoredInstance = serde_json::from_slice(&plain).map_err(|_unknown| Unavailable)?;
    let is_outdated = Sealer::root_of(&row.sealed) != Some(sealer.active_root());
    Ok((stored.into_instance(), is_outdated))
}

/// The row of what there is to remember; `None` where there is nothing.
///
/// # Errors
/// [`Unavailable`] never happens for an instance of our size.
pub fn seal(
    config: &Config,
    instance: &Instance,
    entropy: &mut Entropy,
) -> Result<Option<InstanceRow>, Unavailable> {
    let Some(forget_at) = instance.last_end() else {
        return Ok(None);
    };
    let stored = StoredInstance::of(instance);
    let plain = Zeroizing::new(serde_json::to_vec(&stored).map_err(|_never| Unavailable)?);
    let sealed = config
        .sealer
        .seal(Purpose::InstanceState, CONTEXT, &plain, entropy);
    sealed
        .map(|sealed| Some(InstanceRow { sealed, forget_at }))
        .map_err(|_never| Unavailable)
}

const CONTEXT: &[u8] = b"instance";
