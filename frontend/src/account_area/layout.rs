//! The frame around each page of the area.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use postern_shared::page::Page;

use crate::components::Heading;

/// A page with its heading and the way to all the others.
#[component]
pub fn AreaCard(
    /// The page.
    page: Page,
    /// Its heading.
    title: &'static str,
    /// What Escape does.
    #[prop(optional)]
    on_escape: Option<Callback<()>>,
    /// What is on it.
    children: Children,
) -> AnyView {
    let escape = move |event: KeyboardEvent| {
        if let Some(on_escape) = on_escape
            && event.key() == "Escape"
        {
            on_escape.run(());
        }
    };
    let links: Vec<_> = PAGES.iter().map(|way| link(*way, page)).collect();
    view! {
        <div class="card wide area">
            <nav aria-label="Your account">
                <ul>{links}</ul>
            </nav>
            <div class="body" on:keydown=escape>
                <Heading title />
                {children()}
            </div>
        </div>
    }
    .into_any()
}

fn link((page, name): (Page, &'static str), shown: Page) -> AnyView {
    let current = (page == shown).then_some("page");
    view! {
        <li>
            <a href=page.path() aria-current=current>
                {name}
            </a>
        </li>
    }
    .into_any()
}

/// The pages of the area, in the order of their links.
const PAGES: [(Page, &str); 7] = [
    (Page::Account, "Profile"),
    (Page::Password, "Password"),
    (Page::Authenticators, "Authenticators"),
    (Page::RecoveryCodes, "Recovery codes"),
    (Page::Sessions, "Sessions"),
    (Page::Activity, "Activity"),
    (Page::Delete, "Delete account"),
];
