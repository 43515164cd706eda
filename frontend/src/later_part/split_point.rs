//! The functions at which the build splits the module: what only they reach becomes a part.
#![cfg_attr(
    not(test),
    expect(
        clippy::unnecessary_wraps,
        reason = "what is split off cannot fail, but its loading can"
    )
)]

use wasm_split_helpers::SplitLoaderError;

use super::Draw;
use crate::pages::{account, administration, aside};
#[cfg(test)]
pub use whole::{account_pages, administration_pages, aside_pages};

/// Loads the part; what draws its pages.
#[cfg(not(test))]
#[wasm_split_helpers::wasm_split(account, fallible)]
pub fn account_pages() -> Result<Draw, SplitLoaderError> {
    Ok(account::draw)
}

/// The same for administration.
#[cfg(not(test))]
#[wasm_split_helpers::wasm_split(administration, fallible)]
pub fn administration_pages() -> Result<Draw, SplitLoaderError> {
    Ok(administration::draw)
}

/// The same for what is aside.
#[cfg(not(test))]
#[wasm_split_helpers::wasm_split(aside, fallible)]
pub fn aside_pages() -> Result<Draw, SplitLoaderError> {
    Ok(aside::draw)
}

/// Nothing is split for tests.
#[cfg(test)]
mod whole {
    use std::future::{Ready, ready};

    use super::{Draw, SplitLoaderError, account, administration, aside};

    pub fn account_pages() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(account::draw))
    }

    pub fn administration_pages() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(administration::draw))
    }

    pub fn aside_pages() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(aside::draw))
    }
}
