//! Where things are in the checkout.

use std::env::JoinPathsError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}

/// A path below [`root`].
pub fn in_root(relative: &str) -> PathBuf {
    root().join(relative)
}

/// A tool that set-up installed with cargo, in the project's own ignored folder.
pub fn cargo_tool(name: &str) -> PathBuf {
    in_root(".tools/bin").join(name)
}

/// A tool that came with `npm ci`.
pub fn npm_tool(name: &str) -> PathBuf {
    npm_folder().join(name)
}

fn npm_folder() -> PathBuf {
    in_root("node_modules/.bin")
}

/// The Node that `npm ci` brought: wrangler wants a newer one than many machines have.
pub fn node() -> PathBuf {
    npm_tool("node")
}

/// The search path with that Node, and the other tools of `npm ci`, in front.
///
/// # Errors
/// Where the checkout's own path holds a colon.
pub fn with_node() -> Result<OsString, JoinPathsError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(npm_folder()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders)
}

/// `path` as people read it: relative to the root where it lies below it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Cargo's folder for the outputs of one release. The client and the Worker have different flags,
/// and in a common folder each would throw the dependencies of the other away.
pub fn release_target(name: &str) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| in_root("target"), PathBuf::from)
        .join(name)
}
