//! Keeps the processor from falling asleep.

use std::process::Child;
use std::thread;

use crate::children;
use crate::process;

/// As long as this is there, no core of the machine sleeps: a loop at the lowest priority, which gives way to
/// whatever else wants to run. After a pause of some milliseconds a virtual machine's processor takes up to
/// twice as long for the same request, because what it had in its caches is gone. A busy server's does not
/// sleep, and the pauses of a benchmark come from its clients.
pub struct Awake(Vec<Child>);

impl Awake {
    /// A loop for each core. Where the scheduler's tool is not there, there is none.
    pub fn start() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let loops = (0..cores).filter_map(|_| {
            let mut command = process::command("chrt");
            command.args(["--idle", "0", "sh", "-c", LOOP]);
            command.spawn().ok()
        });
        Self(loops.collect())
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            if let Err(error) = children::end("a loop of the benchmark", child) {
                eprintln!("a loop could not be ended: {error:#}");
            }
        }
    }
}

/// It ends with whoever has started it, however that ends.
const LOOP: &str =
    "while kill -0 $PPID 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";
