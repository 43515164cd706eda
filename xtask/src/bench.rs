//! `cargo xtask bench`.

use anyhow::{Result, bail};

/// Measures.
pub fn run() -> Result<()> {
    bail!("not there yet")
}
