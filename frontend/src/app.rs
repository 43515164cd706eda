//! The frame around the pages: which one is shown, and how one leads to the next.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};
use postern_shared::page::Page;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::browser;
use crate::later_part::LaterPart;
use crate::pages::{Code, Enrol, NotFound, SignIn};
use crate::session_keeper::SessionKeeper;
use crate::session_state::Gate;

/// Restores the session, if there was one, and shows the page of the address.
#[wasm_bindgen]
pub fn start() {
    let owner = Owner::new();
    owner.set();
    let keeper = SessionKeeper::new();
    let later = LaterPart::new();
    keeper.watch_for_invitations();
    std::mem::forget(owner);
    if SessionKeeper::may_be_signed_in() {
        later.load();
    }
    later.load_aside(Page::at(&browser::address_path()));
    wasm_bindgen_futures::spawn_local(async move {
        keeper.restore().await;
        keeper.watch_other_tabs();
        if let Some(main) = browser::element("main") {
            main.set_inner_html("");
            leptos::mount::mount_to(main, move || view! { <App keeper later /> }).forget();
        }
    });
}

#[component]
fn App(keeper: SessionKeeper, later: LaterPart) -> impl IntoView {
    provide_context(keeper);
    provide_context(later);
    view! {
        <Router>
            <Screen />
        </Router>
    }
}

/// The page of the address, or the one that it leads to.
#[component]
fn Screen() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let later = expect_context::<LaterPart>();
    let path = use_location().pathname;
    let history = use_context::<BrowserUrl>();
    follow_steps(keeper);
    keep_address_right(path);
    move || {
        let shown = shown_page(&path.get(), keeper, later);
        if let Some(history) = &history {
            history.ready_to_complete();
        }
        shown
    }
}

fn shown_page(path: &str, keeper: SessionKeeper, later: LaterPart) -> AnyView {
    let Some(page) = Page::at(path) else {
        return view! { <NotFound /> }.into_any();
    };
    if let Gate::Leads(other, notice) = keeper.gate(page) {
        keeper.turn_away(page, other, notice);
        return ().into_any();
    }
    match page {
        Page::Enrol => view! { <Enrol /> }.into_any(),
        Page::SignIn => view! { <SignIn /> }.into_any(),
        Page::Code => view! { <Code /> }.into_any(),
        Page::Register
        | Page::ResetPassword
        | Page::Account
        | Page::Sessions
        | Page::Authenticators
        | Page::RecoveryCodes
        | Page::Password
        | Page::Activity
        | Page::Delete
        | Page::Overview
        | Page::People
        | Page::Invitations
        | Page::Log => later.show(page),
        // Always leads on.
        Page::Home => ().into_any(),
    }
}

fn follow_steps(keeper: SessionKeeper) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(step) = keeper.step() {
            let options = NavigateOptions {
                resolve: false,
                replace: step.replaces,
                ..NavigateOptions::default()
            };
            navigate(step.page.path(), options);
        }
    });
}

/// After the forward button the router takes some later steps for repetitions and leaves the
/// address bar behind; this puts it right.
fn keep_address_right(path: Memo<String>) {
    Effect::new(move |_| {
        path.track();
        set_timeout(
            move || {
                let path = path.get_untracked();
                if browser::address_path() != path {
                    browser::push_address(&path);
                }
            },
            SETTLING_TIME,
        );
    });
}

/// Longer than a chain of redirects takes.
const SETTLING_TIME: Duration = Duration::from_millis(100);
