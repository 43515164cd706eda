//! Postern on workerd with everything counted that the platform's price list counts.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::api::Api;
use crate::key_file::KeyFile;
use crate::mode::Mode;
use crate::process_group::ProcessGroup;
use crate::server::Server;
use crate::workspace;

/// A running Worker behind a counter. Dropping it stops it and removes its state.
pub struct Counted {
    mode: Mode,
    keys: String,
    state: PathBuf,
    group: ProcessGroup,
    origin: String,
}

/// What was used, as the price list has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Requests to the Worker.
    pub worker_requests: u64,
    /// Requests to the accounts' objects, without alarms.
    pub object_requests: u64,
    /// Requests to the object that counts for the overview of administration.
    pub counter_requests: u64,
    /// Rows that it has written.
    pub counter_rows_written: u64,
    /// Requests to the deployment's object that is exact.
    pub instance_requests: u64,
    /// Times that an object was woken by its alarm, each of which is billed as a request.
    pub object_alarms: u64,
    /// Alarms set, each of which is billed as a row written.
    pub alarms_set: u64,
    /// Values read from KV, also where there is none.
    pub kv_reads: u64,
    /// Values written to KV.
    pub kv_writes: u64,
    /// Keys deleted, and lists asked for.
    pub kv_others: u64,
    /// Rows that the accounts' objects have read.
    pub rows_read: u64,
    /// Rows that the accounts' objects have written.
    pub rows_written: u64,
}

impl Counted {
    /// A new one in this mode.
    #[must_use]
    pub fn start(mode: Mode) -> Self {
        // Builds the Worker where it is stale.
        let _built = Server::shared();
        let keys = KeyFile::new().export();
        let state = workspace::fresh_state_dir();
        let (group, origin) = launch(mode, &keys, &state);
        Self {
            mode,
            keys,
            state,
            group,
            origin,
        }
    }

    /// A client of it, whose people go the mode's way.
    #[must_use]
    pub fn api(&self) -> Api {
        Api::new(&self.origin).by_way(self.mode.way())
    }

    /// The same accounts in a new process: every object starts cold, and the counts from 0.
    pub fn start_again(&mut self) {
        self.group.stop();
        (self.group, self.origin) = launch(self.mode, &self.keys, &self.state);
    }

    /// The counts since the start.
    ///
    /// # Panics
    /// Where it does not answer them.
    pub async fn counts(&self) -> Counts {
        let answer = Api::new(&self.origin).get("/counts").send().await.json();
        let count = |name: &str| {
            let count = answer.get(name).and_then(Value::as_u64);
            count.unwrap_or_else(|| panic!("{name} is not counted: {answer}"))
        };
        Counts {
            worker_requests: count("worker_requests"),
            object_requests: count("object_requests"),
            counter_requests: count("counter_requests"),
            counter_rows_written: count("counter_rows_written"),
            instance_requests: count("instance_requests"),
            object_alarms: count("object_alarms"),
            alarms_set: count("alarms_set"),
            kv_reads: count("kv_reads"),
            kv_writes: count("kv_writes"),
            kv_others: count("kv_deletes") + count("kv_lists"),
            rows_read: count("rows_read"),
            rows_written: count("rows_written"),
        }
    }

    /// The counts when nothing has happened for as long as an object waits before it tells KV.
    ///
    /// # Panics
    /// Where something happens for a minute.
    pub async fn settled_counts(&self) -> Counts {
        let mut before = self.counts().await;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_secs(3)).await;
            let now = self.counts().await;
            if now == before {
                return now;
            }
            before = now;
        }
        panic!("it does not come to rest: {before:?}");
    }
}

impl Counts {
    /// What was used since `earlier`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self {
            worker_requests: self.worker_requests - earlier.worker_requests,
            object_requests: self.object_requests - earlier.object_requests,
            counter_requests: self.counter_requests - earlier.counter_requests,
            counter_rows_written: self.counter_rows_written - earlier.counter_rows_written,
            instance_requests: self.instance_requests - earlier.instance_requests,
            object_alarms: self.object_alarms - earlier.object_alarms,
            alarms_set: self.alarms_set - earlier.alarms_set,
            kv_reads: self.kv_reads - earlier.kv_reads,
            kv_writes: self.kv_writes - earlier.kv_writes,
            kv_others: self.kv_others - earlier.kv_others,
            rows_read: self.rows_read - earlier.rows_read,
            rows_written: self.rows_written - earlier.rows_written,
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.group.stop();
        // The next run removes what is left.
        let _ = fs::remove_dir_all(&self.state);
    }
}

fn launch(mode: Mode, keys: &str, state: &std::path::Path) -> (ProcessGroup, String) {
    let node = workspace::root().join("node_modules/.bin/node");
    let (node, state) = (node.to_string_lossy(), state.to_string_lossy());
    let command = [
        &*node,
        "tests/harness/counted_postern.mjs",
        &state,
        "FLOOD_SHIELD=off",
        mode.variable(),
    ];
    let environment = [
        ("POSTERN_KEYS", keys),
        ("WRANGLER_SEND_METRICS", "false"),
        ("CI", "1"),
    ];
    let (group, line) = ProcessGroup::start(&command, &environment, READY, PATIENCE);
    let origin = line
        .split_once(READY)
        .map(|(_, origin)| origin.trim().to_owned())
        .expect("the line was chosen for these words");
    (group, origin)
}

const READY: &str = "Postern is counted at ";
/// It starts in three seconds; a busy machine takes longer.
const PATIENCE: Duration = Duration::from_mins(2);
