//! Processor time of the workerd below a process, from Linux's /proc.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// A running workerd.
#[derive(Clone, Copy)]
pub struct Workerd(u32);

impl Workerd {
    /// The one that `ancestor` started, directly or through others.
    pub fn below(ancestor: u32) -> Result<Self> {
        all_processes()?
            .into_iter()
            .find(|process| {
                name(*process).is_some_and(|name| name == "workerd") && descends(*process, ancestor)
            })
            .map(Self)
            .context("workerd is not running; the benchmark needs Linux, for its /proc")
    }

    /// Processor time of all its threads so far.
    pub fn used(self) -> Result<Duration> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.0))? {
            // A thread may have ended in between.
            let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else {
                continue;
            };
            let on_processor = text.split_whitespace().next().unwrap_or("0");
            nanoseconds += on_processor.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// What `work` costs workerd, divided by `times`.
    pub fn cost_of(self, times: u32, work: impl FnOnce() -> Result<()>) -> Result<Duration> {
        let before = self.used()?;
        work()?;
        Ok(self.used()?.saturating_sub(before) / times)
    }
}

/// What something costs where nobody disturbs it, from the costs of several batches: the lower quartile.
/// Whatever else runs on the machine, or beside it on the same host, makes a batch dearer, often half of
/// them, and none cheaper.
pub fn undisturbed(costs: Vec<Duration>) -> Duration {
    quartile(costs, 1)
}

/// The middle one, of times that others can make shorter too, as they do a difference.
pub fn median(times: Vec<Duration>) -> Duration {
    quartile(times, 2)
}

/// The middle one, of ratios and differences.
pub fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

fn quartile(mut times: Vec<Duration>, number: usize) -> Duration {
    times.sort();
    let place = times.len() * number / 4;
    times.get(place).copied().unwrap_or_default()
}

fn all_processes() -> Result<Vec<u32>> {
    let entries = fs::read_dir("/proc").context("there is no /proc: the benchmark needs Linux")?;
    Ok(entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect())
}

fn descends(process: u32, ancestor: u32) -> bool {
    let mut current = process;
    while let Some(parent) = parent(current) {
        if parent == ancestor {
            return true;
        }
        current = parent;
    }
    false
}

fn name(process: u32) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(text.trim().to_owned())
}

/// The fourth field of `stat`, counted behind the name, which may hold anything.
fn parent(process: u32) -> Option<u32> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, behind_name) = text.rsplit_once(')')?;
    behind_name
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .filter(|parent| *parent != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_descends_from_this_process() {
        let mut child = crate::process::command("sleep")
            .arg("10")
            .spawn()
            .expect("sleep is everywhere");
        let id = child.id();
        let found = descends(id, std::process::id());
        child.kill().expect("it was just started");
        child.wait().expect("it was just killed");
        assert!(found);
    }

    #[test]
    fn a_cost_is_that_of_the_quiet_batches() {
        let costs = [90, 3, 80, 2, 4, 70, 91, 92].map(Duration::from_secs);
        assert_eq!(undisturbed(costs.to_vec()), Duration::from_secs(4));
        assert_eq!(undisturbed(Vec::new()), Duration::ZERO);
    }

    #[test]
    fn one_spoilt_batch_does_not_count() {
        let times = [2, 90, 3].map(Duration::from_secs).to_vec();
        assert_eq!(median(times), Duration::from_secs(3));
    }

    #[test]
    fn this_process_is_no_child_of_its_own() {
        assert!(!descends(std::process::id(), std::process::id()));
    }
}
