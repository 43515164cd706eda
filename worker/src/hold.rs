//! What an answer waits for when it is ready.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// What has to be over before the answer to one request may leave. Clones share it.
///
/// Whoever makes the answer does not wait for it: made before the wait, an answer costs less than after
/// it, when what the processor had in its caches is gone.
#[derive(Clone, Default)]
pub struct Hold(Arc<Mutex<Vec<Wait>>>);

type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Hold {
    /// Holds the answer until `wait` is over, which has begun already.
    pub fn until(&self, wait: impl Future<Output = ()> + Send + 'static) {
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.push(Box::pin(wait));
    }

    /// Waits for all of it.
    pub async fn over(&self) {
        while let Some(wait) = self.next() {
            wait.await;
        }
    }

    fn next(&self) -> Option<Wait> {
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.pop()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn everything_is_waited_for_once() {
        let hold = Hold::default();
        hold.over().await;
        let ended = Arc::new(AtomicU32::new(0));
        for _ in 0..2 {
            let ended = Arc::clone(&ended);
            hold.clone().until(async move {
                tokio::task::yield_now().await;
                ended.fetch_add(1, Ordering::Relaxed);
            });
        }
        assert_eq!(ended.load(Ordering::Relaxed), 0);
        hold.over().await;
        hold.over().await;
        assert_eq!(ended.load(Ordering::Relaxed), 2);
    }
}
