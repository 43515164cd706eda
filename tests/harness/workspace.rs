//! Where the project's files are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// The project's root folder.
///
/// # Panics
/// Never: this crate lies in a folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate's folder lies in the workspace")
}

/// A new, empty folder for one server's state.
///
/// Folders of test runs that have ended are removed on the way.
///
/// # Panics
/// Where the folder cannot be made.
#[must_use]
pub fn fresh_state_dir() -> PathBuf {
    let parent = root().join("target/e2e");
    fs::create_dir_all(&parent).expect("target/ can be written");
    let number = NEXT_STATE.fetch_add(1, Ordering::Relaxed);
    if number == 0 {
        remove_states_of_ended_runs(&parent);
    }
    let dir = parent.join(format!("state-{}-{number}", process::id()));
    fs::create_dir(&dir).expect("a new folder can be made");
    dir
}

/// Where screenshots go, for people to look at.
///
/// # Panics
/// Where the folder cannot be made.
#[must_use]
pub fn screenshots() -> PathBuf {
    let dir = root().join("target/screenshots");
    fs::create_dir_all(&dir).expect("target/ can be written");
    dir
}

fn remove_states_of_ended_runs(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let owner = name
            .strip_prefix("state-")
            .and_then(|rest| rest.split_once('-'))
            .map(|(pid, _)| pid);
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            // Somebody else may be removing it too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

static NEXT_STATE: AtomicU32 = AtomicU32::new(0);
