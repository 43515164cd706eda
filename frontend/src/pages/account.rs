//! The account area: what is behind the sign-in. It is a later part of the module, which the first
//! page does not load: [`later_part`](crate::later_part) alone may name [`draw`].

mod overview;
mod sessions;
mod sign_out;

use leptos::prelude::*;
use postern_shared::page::Page;

use self::overview::Overview;
use self::sessions::Sessions;

/// Draws a page of the area; nothing of a page that is not of it.
pub fn draw(page: Page) -> AnyView {
    match page {
        Page::Account => view! { <Overview /> }.into_any(),
        Page::Sessions => view! { <Sessions /> }.into_any(),
        Page::Home | Page::Register | Page::Enrol | Page::SignIn | Page::Code => ().into_any(),
    }
}
