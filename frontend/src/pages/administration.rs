//! Administration: looking after people. It is a later part of the module of its own, which neither
//! the first page nor the account area loads: [`later_part`](crate::later_part) alone may name
//! [`draw`].

mod calls;
mod choice;
mod invitations;
mod link;
mod listing;
mod log;
mod overview;
mod people;
mod person;
mod reasons;
mod wire;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use postern_shared::api::Role;
use postern_shared::page::Page;

use self::invitations::Invitations;
use self::log::Log;
use self::overview::Overview;
use self::people::People;
use self::person::Person;
use crate::account_area::area::Area;
use crate::account_area::leaving::Leaving;
use crate::account_area::step_up::{StepUp, StepUpDialog};
use crate::components::{Heading, line};
use crate::session_keeper::SessionKeeper;

/// Draws a page of administration, and the dialog over it; for whoever may not see it, a page that
/// says so.
pub fn draw(page: Page) -> AnyView {
    let keeper = expect_context::<SessionKeeper>();
    let path = use_location().pathname.get_untracked();
    let area = Area {
        keeper,
        step_up: StepUp::new(),
        leaving: Leaving::new(keeper, path.clone()),
        factors: RwSignal::new(()),
    };
    provide_context(area);
    let shown = shown(page, role(area), Page::person_at(&path));
    view! {
        {shown}
        <StepUpDialog area />
    }
    .into_any()
}

fn shown(page: Page, role: Role, person: Option<&str>) -> AnyView {
    match (page, person) {
        _ if !may_see(role, page) => not_allowed(role),
        (Page::Overview, _) => view! { <Overview /> }.into_any(),
        (Page::People, Some(id)) => {
            let id = id.to_owned();
            view! { <Person id /> }.into_any()
        }
        (Page::People, None) => view! { <People /> }.into_any(),
        (Page::Invitations, _) => view! { <Invitations /> }.into_any(),
        (Page::Log, _) => view! { <Log /> }.into_any(),
        _of_another_part => ().into_any(),
    }
}

/// The role of whoever is signed in.
fn role(area: Area) -> Role {
    untrack(|| area.keeper.user()).map_or_else(Role::default, |user| user.role)
}

/// Whether somebody with this role sees the page. What they may do there, the service says.
const fn may_see(role: Role, page: Page) -> bool {
    match page {
        Page::Invitations => matches!(role, Role::Admin),
        _reading => !role.is_user(),
    }
}

/// For whoever may not see the page: why, and the way on.
fn not_allowed(role: Role) -> AnyView {
    let (text, way, label) = if role.is_user() {
        (NOT_FOR_USERS, Page::Account, "Your account")
    } else {
        (NOT_FOR_SUPPORT, Page::People, "People")
    };
    view! {
        <div class="card">
            <Heading title="Not for your role" />
            {line("", text)}
            <a class="primary" href=way.path()>
                {label}
            </a>
        </div>
    }
    .into_any()
}

const NOT_FOR_USERS: &str = "This page is for the people who run this service. If you are one of \
                             them, ask an administrator to give your account another role, and sign \
                             in again.";
const NOT_FOR_SUPPORT: &str = "Only administrators see this page.";

#[cfg(test)]
pub mod browser_tests;
