//! People who do the same at the same time.

use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::processor_time::Workerd;

/// Does the same for all of `people` at once, and answers what came of it, in their order.
pub fn side_by_side<T: Send, R: Send>(
    people: impl Iterator<Item = T>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = people
            .map(|person| scope.spawn(move || work(person)))
            .collect();
        let outcomes = threads.into_iter().map(|thread| {
            let outcome = thread.join();
            outcome.map_err(|_panic| anyhow!("a thread of the load has panicked"))?
        });
        outcomes.collect()
    })
}

/// What a step costs workerd for each of `people`, who take it at once, with what it leaves to be done; and what
/// came of it.
pub fn cost_of_each<T: Send, R: Send>(
    workerd: Workerd,
    people: impl ExactSizeIterator<Item = T>,
    step: impl Fn(T) -> Result<R> + Sync,
) -> Result<(Duration, Vec<R>)> {
    let mut outcomes = Vec::new();
    let cost = workerd.cost_of(u32::try_from(people.len())?, || {
        outcomes = side_by_side(people, step)?;
        thread::sleep(SETTLED_AFTER);
        Ok(())
    })?;
    Ok((cost, outcomes))
}

/// What a step leaves to be done at once is done by then.
const SETTLED_AFTER: Duration = Duration::from_millis(300);
