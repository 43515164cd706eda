//! How many accounts there are: each has one key in the directory of people. The counters hear of those
//! that come and go by the answers, of which some are lost; so now and then all are counted.

use worker::Env;

use crate::adapters::instance_client::InstanceClient;
use crate::adapters::kv_namespace::KvNamespace;
use crate::adapters::list_entry::PEOPLE_PREFIX;
use crate::instance::Census;
use crate::ports::Unavailable;

/// One run, as `wrangler.toml` schedules them: at most [`MOST_PAGES`] lists of KV's keys, from where the
/// run before has stopped; from the beginning where KV does not go on from there.
///
/// # Errors
/// [`Unavailable`] where the counters do not answer, or KV does not list its keys. The next run tries
/// again.
pub async fn run(env: &Env) -> Result<(), Unavailable> {
    let counters = InstanceClient::new(env.clone());
    let census = counters.census().await.map_err(|_error| Unavailable)?;
    let namespace = KvNamespace::of(env)?;
    let counted = match count(&namespace, census).await {
        Ok(counted) => counted,
        Err(Unavailable) => count(&namespace, Census::default()).await?,
    };
    let taken = counters.take_census(counted).await;
    taken.map_err(|_error| Unavailable)
}

/// Counts on from there.
async fn count(namespace: &KvNamespace, mut census: Census) -> Result<Census, Unavailable> {
    for _page in 0..MOST_PAGES {
        let cursor = census.cursor.as_deref();
        let page = namespace.list(PEOPLE_PREFIX, cursor, PAGE).await?;
        let keys = u64::try_from(page.keys.len()).unwrap_or_default();
        census.counted = census.counted.saturating_add(keys);
        census.cursor = page.cursor;
        if census.cursor.is_none() {
            break;
        }
    }
    Ok(census)
}

/// Keys of a list.
const PAGE: u32 = 1000;
/// Lists that one run asks for.
const MOST_PAGES: usize = 10;
