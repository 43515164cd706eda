//! The functions at which the build splits the module: what only they reach becomes a part.
#![cfg_attr(
    not(test),
    expect(
        clippy::unnecessary_wraps,
        reason = "what is split off cannot fail, but its loading can"
    )
)]

use wasm_split_helpers::SplitLoaderError;

use super::{Ask, Draw};
#[cfg(test)]
pub use whole::{account_pages, administration_pages, aside_page, asker};
use crate::pages::{account, administration, aside};

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
pub fn aside_page() -> Result<Draw, SplitLoaderError> {
    Ok(aside::draw)
}

/// Loads the same part; what asks about invitations.
#[cfg(not(test))]
#[wasm_split_helpers::wasm_split(aside, fallible)]
pub fn asker() -> Result<Ask, SplitLoaderError> {
    Ok(aside::ask)
}

/// Nothing is split for tests.
#[cfg(test)]
mod whole {
    use std::future::{Ready, ready};

    use super::{Ask, Draw, SplitLoaderError, account, administration, aside};

    pub fn account_pages() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(account::draw))
    }

    pub fn administration_pages() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(administration::draw))
    }

    pub fn aside_page() -> Ready<Result<Draw, SplitLoaderError>> {
        ready(Ok(aside::draw))
    }

    pub fn asker() -> Ready<Result<Ask, SplitLoaderError>> {
        ready(Ok(aside::ask))
    }
}
