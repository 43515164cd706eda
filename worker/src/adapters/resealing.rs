//! Accounts that nobody uses: after a rotation their objects are woken, and an object that starts
//! seals anew what is not sealed under the active root. So does the deployment's one object.

use worker::{Env, console_error, console_log};

use crate::account::Locator;
use crate::adapters::account_client::AccountClient;
use crate::adapters::directory_record::{PREFIX, locator_of};
use crate::adapters::environment;
use crate::adapters::instance_client::InstanceClient;
use crate::adapters::kv_namespace::{KvKey, KvNamespace};
use crate::ports::{Accounts, Unavailable};

/// One run, as `wrangler.toml` schedules them. Does nothing while the ring has one root only.
///
/// A run wakes at most [`MOST_WOKEN`] objects. It looks at up to [`MOST_PAGES`] pages of KV's keys
/// from a place that moves on each hour, then at as many from the beginning; it leaves either where
/// objects do not answer one after the other.
///
/// # Errors
/// [`Unavailable`] where the settings are wrong or KV does not list its keys.
pub async fn run(env: &Env) -> Result<(), Unavailable> {
    let config = environment::config(env).map_err(|error| {
        console_error!("config_error: {error}");
        Unavailable
    })?;
    if !config.sealer.has_other_roots() {
        return Ok(());
    }
    let mut run = Run {
        active_root: config.sealer.active_root(),
        namespace: KvNamespace::of(env)?,
        accounts: AccountClient::new(env.clone()),
        woken: 0,
        failures: 0,
    };
    let instance = InstanceClient::new(env.clone());
    if instance.wake().await.is_err() {
        console_error!("instance_not_resealed");
    }
    let hour = environment::now().unix_seconds() / 3600;
    // From a place that moves on, so that keys whose objects do not answer hold nobody up for ever.
    run.visit(&format!("{PREFIX}{}", letter(hour))).await?;
    run.failures = 0;
    run.visit(PREFIX).await?;
    console_log!("accounts_woken_for_resealing: {}", run.woken);
    Ok(())
}

struct Run {
    active_root: u32,
    namespace: KvNamespace,
    accounts: AccountClient,
    woken: usize,
    /// Objects in a row that have not answered.
    failures: usize,
}

impl Run {
    /// Goes through the keys that begin with `prefix`.
    async fn visit(&mut self, prefix: &str) -> Result<(), Unavailable> {
        let mut cursor = None;
        for _page in 0..MOST_PAGES {
            let page = self.namespace.list(prefix, cursor.as_deref(), PAGE).await?;
            for KvKey { name, roots, .. } in &page.keys {
                if self.is_over() {
                    return Ok(());
                }
                if roots.is_none_or(|roots| roots.seal != self.active_root)
                    && let Some(locator) = locator_of(name)
                {
                    self.wake(&locator).await;
                }
            }
            if page.cursor.is_none() {
                break;
            }
            cursor = page.cursor;
        }
        Ok(())
    }

    async fn wake(&mut self, locator: &Locator) {
        if self.accounts.current_profile(locator).await.is_ok() {
            self.woken += 1;
            self.failures = 0;
        } else {
            self.failures += 1;
        }
    }

    const fn is_over(&self) -> bool {
        self.woken >= MOST_WOKEN || self.failures >= MOST_FAILURES
    }
}

/// The letter of base64url that locators begin with which are looked at in this hour.
fn letter(hour: u64) -> char {
    let place = usize::try_from(hour % 64).unwrap_or_default();
    LETTERS.chars().nth(place).unwrap_or('A')
}

/// Objects that one run wakes at most: each is a request, and a write to KV.
const MOST_WOKEN: usize = 200;
/// Keys of a page.
const PAGE: u32 = 1000;
/// Pages of 1000 keys that one run looks at from one place.
const MOST_PAGES: usize = 20;
/// Objects that do not answer, one after the other, before a run ends.
const MOST_FAILURES: usize = 10;
/// RFC 4648 §5.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_64_hours_every_locator_has_its_turn() {
        let letters: std::collections::BTreeSet<char> = (1000..1064).map(letter).collect();
        assert_eq!(letters.len(), 64);
        for first in 0..=u8::MAX {
            let locator = Locator::from_bytes([first; Locator::LENGTH]).to_string();
            assert!(locator.starts_with(|first: char| letters.contains(&first)));
        }
    }
}
