//! The account area: what is behind the sign-in. It is a later part of the module, which the first
//! page does not load: [`later_part`](crate::later_part) alone may name [`draw`].

mod activity;
mod authenticators;
mod delete;
mod overview;
mod own_data;
mod password;
mod profile;
mod recovery_codes;
mod sessions;

use leptos::prelude::*;
use postern_shared::page::Page;

use self::activity::Activity;
use self::authenticators::Authenticators;
use self::delete::Delete;
use self::overview::Overview;
use self::password::Password;
use self::recovery_codes::RecoveryCodes;
use self::sessions::Sessions;
use crate::account_area::area::Area;
use crate::account_area::leaving::Leaving;
use crate::account_area::step_up::{StepUp, StepUpDialog};
use crate::session_keeper::SessionKeeper;

/// Draws a page of the area, and the dialog over it; nothing of a page that is not of it.
pub fn draw(page: Page) -> AnyView {
    let keeper = expect_context::<SessionKeeper>();
    let area = Area {
        keeper,
        step_up: StepUp::new(),
        leaving: Leaving::new(keeper, page.path().to_owned()),
        factors: RwSignal::new(()),
    };
    provide_context(area);
    let shown = match page {
        Page::Account => view! { <Overview /> }.into_any(),
        Page::Authenticators => view! { <Authenticators /> }.into_any(),
        Page::RecoveryCodes => view! { <RecoveryCodes /> }.into_any(),
        Page::Sessions => view! { <Sessions /> }.into_any(),
        Page::Password => view! { <Password /> }.into_any(),
        Page::Activity => view! { <Activity /> }.into_any(),
        Page::Delete => view! { <Delete /> }.into_any(),
        Page::Home
        | Page::Register
        | Page::Enrol
        | Page::SignIn
        | Page::Code
        | Page::ResetPassword
        | Page::Overview
        | Page::People
        | Page::Invitations
        | Page::Log => ().into_any(),
    };
    view! {
        {shown}
        <StepUpDialog area />
    }
    .into_any()
}
