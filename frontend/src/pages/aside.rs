//! For those who cannot sign in: a new account, and a forgotten password. It is a later part of the
//! module, which the page of the sign-in does not load: [`later_part`](crate::later_part) alone may
//! name [`draw`].

mod register;
mod reset_password;

use leptos::prelude::*;
use postern_shared::page::Page;

use self::register::Register;
use self::reset_password::ResetPassword;

/// Draws a page of the part.
pub fn draw(page: Page) -> AnyView {
    match page {
        Page::ResetPassword => view! { <ResetPassword /> }.into_any(),
        _register => view! { <Register /> }.into_any(),
    }
}
