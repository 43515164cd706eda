//! People who do the same at the same time.

use std::thread;

use anyhow::{Result, anyhow};

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
