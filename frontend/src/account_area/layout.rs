//! The frame around each page of the area.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use postern_shared::api::Role;
use postern_shared::page::Page;

use super::area::Area;
use super::news::News;
use super::sign_out::SignOut;
use crate::components::{FormAlert, Heading};

/// A page with its heading, the way to all the others, and the way out (ASVS 7.4.4). The first one
/// after a sign-in, and whichever brings the `news`, asks about what has happened meanwhile.
#[component]
pub fn AreaCard(
    /// The page.
    page: Page,
    /// Its heading.
    title: &'static str,
    /// What Escape does.
    #[prop(optional)]
    on_escape: Option<Callback<()>>,
    /// What has happened meanwhile, where the page has read it.
    #[prop(optional)]
    news: Option<News>,
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
    let area = Area::here();
    let arrives = area.keeper.arrives();
    let news = news.or_else(|| arrives.then(|| News::new(area)));
    if let Some(news) = news {
        news.read_again_after(area.factors);
    }
    let leaving = area.leaving;
    let role = untrack(|| area.keeper.user()).map_or_else(Role::default, |user| user.role);
    let links: Vec<_> = ways(page, role).map(|way| link(way, page)).collect();
    let (class, name) = if page.is_administration() {
        ("card wide area administration", "Administration")
    } else {
        ("card wide area", "Your account")
    };
    view! {
        <div class=class>
            <nav aria-label=name>
                <ul>{links}</ul>
            </nav>
            <div class="body" on:keydown=escape>
                <div class="head">
                    <Heading title />
                    <SignOut leaving />
                </div>
                <FormAlert form=leaving.signing_out />
                {leaving.question()}
                {news.map(|news| news.banner(page == Page::Activity))}
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

/// Where the links of a page lead somebody with this role.
fn ways(page: Page, role: Role) -> impl Iterator<Item = (Page, &'static str)> {
    let pages: &[_] = if page.is_administration() {
        &ADMINISTRATION
    } else {
        &PAGES
    };
    let is_open = move |page: Page| match page {
        Page::Invitations => role == Role::Admin,
        Page::Overview | Page::People | Page::Log => !role.is_user(),
        _of_the_account => true,
    };
    pages
        .iter()
        .copied()
        .filter(move |(page, _)| is_open(*page))
}

/// The pages of administration, in the order of their links.
const ADMINISTRATION: [(Page, &str); 5] = [
    (Page::Overview, "Overview"),
    (Page::People, "People"),
    (Page::Invitations, "Invitations"),
    (Page::Log, "Log"),
    (Page::Account, "Your account"),
];

/// The pages of the area, in the order of their links.
const PAGES: [(Page, &str); 8] = [
    (Page::Account, "Profile"),
    (Page::Password, "Password"),
    (Page::Authenticators, "Authenticators"),
    (Page::RecoveryCodes, "Recovery codes"),
    (Page::Sessions, "Sessions"),
    (Page::Activity, "Activity"),
    (Page::Delete, "Delete account"),
    (Page::Overview, "Administration"),
];
