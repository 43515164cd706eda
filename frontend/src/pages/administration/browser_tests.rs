//! What the pages of administration are drawn from in their tests.

use leptos::prelude::*;
use leptos::task::tick;
use postern_shared::api::{
    ActivityEntry, ActivityKind, ActivityResponse, AuthenticatorSummary, ClientKind,
    OverviewPeriod, OverviewResponse, PersonResponse, PersonSummary, RecoveryCodesResponse, Role,
    Session, SessionsResponse, User,
};
use postern_shared::page::Page;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::account_area::browser_tests::in_the_area;
use crate::components::browser_tests::mounted::Mounted;

#[wasm_bindgen_test]
async fn who_lacks_the_role_reads_so_and_finds_a_way_on() {
    let page = as_role(Role::User, |_| shown(Page::People, Role::User, None));
    tick().await;
    assert_eq!(page.text("h1"), "Not for your role");
    let href = page.element("a.primary").get_attribute("href");
    assert_eq!(href.as_deref(), Some("/account"));
    let page = as_role(Role::Support, |_| {
        shown(Page::Invitations, Role::Support, None)
    });
    tick().await;
    assert_eq!(page.text("h1"), "Not for your role");
    assert_eq!(page.text("a.primary"), "People");
}

#[wasm_bindgen_test]
async fn the_links_are_those_of_the_role() {
    use crate::account_area::layout::AreaCard;
    for (role, shown, expected) in [
        (Role::User, Page::Account, false),
        (Role::Support, Page::Account, true),
        (Role::Admin, Page::Account, true),
    ] {
        let page = as_role(role, move |_| {
            view! { <AreaCard page=shown title="Your account">"Something"</AreaCard> }
        });
        tick().await;
        let link = page.find("nav a[href='/administration']");
        assert_eq!(link.is_some(), expected, "{role:?}");
    }
    for (role, expected) in [
        (
            Role::Support,
            vec!["Overview", "People", "Log", "Your account"],
        ),
        (
            Role::Admin,
            vec!["Overview", "People", "Invitations", "Log", "Your account"],
        ),
    ] {
        let page = as_role(role, |_| {
            view! { <AreaCard page=Page::Log title="Log">"Something"</AreaCard> }
        });
        tick().await;
        let links = page.all("nav a").into_iter();
        let names: Vec<_> = links.filter_map(|it| it.text_content()).collect();
        assert_eq!(names, expected);
        assert_eq!(page.text("nav a[aria-current=page]"), "Log");
    }
}

/// A page for alice with this role.
pub fn as_role<V: IntoView + 'static>(
    role: Role,
    content: impl FnOnce(Area) -> V + 'static,
) -> Mounted {
    let (page, _) = in_the_area(move |area| {
        let mut user = untrack(|| area.keeper.user()).expect("alice is signed in");
        user.role = role;
        area.keeper.hold_user(user);
        content(area)
    });
    page
}

/// A day on which something has happened in each second hour, and a month before it.
pub fn overview() -> OverviewResponse {
    let period = |length: u64| {
        move |number: u64| OverviewPeriod {
            starts_at: 1_795_219_200 + number * length,
            registrations: 0,
            sign_ins: (number % 2) * 10,
            failures: number,
            locks: u64::from(number == 3),
        }
    };
    OverviewResponse {
        accounts: 1234,
        counted_at: Some(1_795_295_000),
        hours: (0..24).map(period(3600)).collect(),
        days: (0..30).map(period(86_400)).collect(),
    }
}

/// Somebody in the list.
pub fn summary(username: &str) -> PersonSummary {
    PersonSummary {
        id: format!("{username:A<43}"),
        username: username.to_owned(),
        email: Some(format!("{username}@example.com")),
        role: Role::User,
        disabled: false,
        has_second_factor: true,
        created_at: 1_795_000_000,
    }
}

/// Somebody with a session, an authenticator and something that has happened.
pub fn person(username: &str, role: Role) -> PersonResponse {
    PersonResponse {
        user: User {
            username: username.to_owned(),
            email: Some(format!("{username}@example.com")),
            full_name: Some("Bob B.".to_owned()),
            disabled: false,
            role,
            created_at: 1_795_000_000,
        },
        password_wait: 0,
        code_wait: 0,
        suspended: false,
        enrol_until: None,
        password_reset_until: None,
        authenticators: vec![AuthenticatorSummary {
            id: "AAEC".to_owned(),
            label: "Phone".to_owned(),
            confirmed: true,
            added_at: 1_795_000_000,
            last_used_at: Some(1_795_000_100),
            lapses_at: None,
            short_secret: false,
            replaces: None,
        }],
        recovery_codes: RecoveryCodesResponse {
            made_at: Some(1_795_000_000),
            acknowledged: true,
            left: 9,
            used_at: vec![1_795_000_100],
        },
        sessions: SessionsResponse {
            sessions: vec![Session {
                id: "S1".to_owned(),
                current: false,
                client: ClientKind::Browser,
                browser: Some("Firefox 145".to_owned()),
                system: Some("Linux".to_owned()),
                country: None,
                methods: Vec::new(),
                created_at: 1_795_000_000,
                authenticated_at: 1_795_000_000,
                last_used_at: 1_795_000_000,
                expires_at: 1_796_000_000,
            }],
            replays: Vec::new(),
        },
        activity: ActivityResponse {
            entries: vec![ActivityEntry {
                number: 1,
                at: 1_795_000_000,
                kind: ActivityKind::SignedIn,
                count: 1,
                methods: Vec::new(),
                browser: None,
                system: None,
                country: None,
                session: None,
                label: None,
                hash: "AAEC".to_owned(),
            }],
            anchor: "AAEC".to_owned(),
            intact: true,
            seen: 0,
            to_replace: Vec::new(),
        },
    }
}
