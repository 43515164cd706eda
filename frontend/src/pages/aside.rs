//! What few come to see who are not signed in: a forgotten password, and what an invitation is for.
//! It is a later part of the module, which the first page does not load:
//! [`later_part`](crate::later_part) alone may name what is in it.

mod invitation;
mod reset_password;

use leptos::prelude::*;
use postern_shared::page::Page;

use self::reset_password::ResetPassword;

pub use invitation::ask;

/// Draws the one page.
pub fn draw(_page: Page) -> AnyView {
    view! { <ResetPassword /> }.into_any()
}
