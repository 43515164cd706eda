//! What the deployment's objects store, sealed.

use postern_shared::timestamp::Timestamp;
use zeroize::Zeroizing;

use crate::account::Entropy;
use crate::adapters::records::StoredInstance;
use crate::config::Config;
use crate::instance::Instance;
use crate::keys::{Purpose, Sealer};
use crate::ports::Unavailable;

/// What an object of the deployment holds. Its row is bound to it: the row of the one does not open
/// where the other is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// Invitations and departures of administrators.
    Exact,
    /// The counters.
    Counters,
}

/// What a row says.
pub struct Opened {
    /// What is remembered.
    pub instance: Instance,
    /// What the row was bound to.
    pub holding: Holding,
    /// Whether the row has to be written anew, or taken away: because it is not sealed under the active
    /// root, or its time is over.
    pub is_outdated: bool,
}

/// The object's one row.
#[derive(Clone)]
pub struct InstanceRow {
    /// What is remembered, sealed.
    pub sealed: Vec<u8>,
    /// When none of it matters any more, in clear: so a row that does not open is not there for ever.
    pub forget_at: Timestamp,
}

/// What a row says. No row says that nothing is remembered. Where any will do, `asked` is `None`.
///
/// # Errors
/// [`Unavailable`] where the row does not open, also where its root is not in the ring, or where it is
/// of another object: to take it for lost would let invitations be used again. Counters that are sealed
/// under a root which is not there are lost, and counting begins anew.
pub fn open(
    config: &Config,
    row: Option<InstanceRow>,
    asked: Option<Holding>,
    now: Timestamp,
) -> Result<Opened, Unavailable> {
    let nothing = |is_outdated| Opened {
        instance: Instance::default(),
        holding: asked.unwrap_or(Holding::Exact),
        is_outdated,
    };
    let row = match row {
        None => return Ok(nothing(false)),
        Some(row) if row.forget_at <= now => return Ok(nothing(true)),
        Some(row) => row,
    };
    if asked == Some(Holding::Counters) && config.sealer.is_of_an_absent_root(&row.sealed) {
        return Ok(nothing(true));
    }
    let held = match asked {
        Some(holding) => row.unseal(config, holding),
        None => row
            .unseal(config, Holding::Exact)
            .or_else(|_another| row.unseal(config, Holding::Counters)),
    };
    let (instance, holding) = held?;
    Ok(Opened {
        instance,
        holding,
        is_outdated: Sealer::root_of(&row.sealed) != Some(config.sealer.active_root()),
    })
}

/// The row of what there is to remember; `None` where there is nothing.
///
/// # Errors
/// [`Unavailable`] never happens for an instance of our size.
pub fn seal(
    config: &Config,
    holding: Holding,
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
        .seal(Purpose::InstanceState, holding.context(), &plain, entropy);
    sealed
        .map(|sealed| Some(InstanceRow { sealed, forget_at }))
        .map_err(|_never| Unavailable)
}

impl InstanceRow {
    fn unseal(
        &self,
        config: &Config,
        holding: Holding,
    ) -> Result<(Instance, Holding), Unavailable> {
        let plain = config
            .sealer
            .open(Purpose::InstanceState, holding.context(), &self.sealed)
            .map_err(|_not_ours| Unavailable)?;
        let stored: StoredInstance =
            serde_json::from_slice(&plain).map_err(|_unknown| Unavailable)?;
        Ok((stored.into_instance(), holding))
    }
}

impl Holding {
    const fn context(self) -> &'static [u8] {
        match self {
            Self::Exact => b"instance",
            Self::Counters => b"counters",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{Counts, Event};

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_000_000);

    fn config() -> Config {
        config_with("1")
    }

    fn config_with(root: &str) -> Config {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let ring = format!("directory:{key},{root}:{key}");
        Config::read(|name| (name == "POSTERN_KEYS").then(|| ring.clone())).expect("it is complete")
    }

    fn row_of_counters(config: &Config) -> InstanceRow {
        let mut instance = Instance::default();
        instance.count(&Counts::one(Event::SignedIn), NOW);
        let mut entropy = Entropy::from_seed([7; Entropy::SEED_LENGTH]);
        let row = seal(config, Holding::Counters, &instance, &mut entropy);
        row.ok().flatten().expect("there is something to remember")
    }

    #[test]
    fn a_row_opens_where_it_belongs_and_nowhere_else() {
        let config = config();
        let row = row_of_counters(&config);
        let opened = |asked| open(&config, Some(row.clone()), asked, NOW);
        let of_counters = opened(Some(Holding::Counters)).ok();
        assert!(of_counters.is_some_and(|it| it.instance.counters.is_some() && !it.is_outdated));
        assert!(opened(Some(Holding::Exact)).is_err());
        let woken = opened(None).ok();
        assert!(woken.is_some_and(|it| it.holding == Holding::Counters));
    }

    #[test]
    fn counters_under_a_root_that_is_gone_begin_anew() {
        let row = row_of_counters(&config_with("1"));
        let opened = |asked| open(&config_with("2"), Some(row.clone()), asked, NOW);
        let anew = opened(Some(Holding::Counters)).ok();
        assert!(anew.is_some_and(|it| it.is_outdated && it.instance.counters.is_none()));
        assert!(opened(Some(Holding::Exact)).is_err());
    }

    #[test]
    fn a_row_whose_time_is_over_is_taken_away() {
        let config = config();
        let row = row_of_counters(&config);
        let end = row.forget_at;
        let opened = open(&config, Some(row), Some(Holding::Counters), end).ok();
        assert!(opened.is_some_and(|it| it.is_outdated && it.instance.counters.is_none()));
    }
}
