//! What somebody is asked about when they come back, and the log itself.

use leptos::prelude::*;
use leptos::task::tick;
use postern_shared::api::{
    ActivityEntry, ActivityKind, ActivityResponse, ClientKind, Session, SessionsResponse, ToReplace,
};
use postern_shared::page::Page;
use wasm_bindgen_test::wasm_bindgen_test;

use super::in_the_area;
use crate::account_area::layout::AreaCard;
use crate::account_area::news::News;
use crate::components::browser_tests::mounted::{Mounted, until};

#[wasm_bindgen_test]
async fn what_another_has_done_is_asked_about_with_advice() {
    let (page, _) = with_news(&[
        (4, ActivityKind::SignedInFromNewBrowser, "other"),
        (3, ActivityKind::PasswordChanged, "this"),
        (2, ActivityKind::SignedIn, "other"),
    ]);
    tick().await;
    assert_eq!(page.text("[role=status]"), ONE);
    assert_eq!(page.text("#news"), "Was this you?");
    assert_eq!(page.all(".news li").len(), 1);
    let links = page.all(".warning a");
    let paths: Vec<_> = links
        .iter()
        .filter_map(|it| it.get_attribute("href"))
        .collect();
    let expected = [
        "/account/password",
        "/sessions",
        "/account/authenticators",
        "/account/recovery-codes",
        "/account/activity",
    ];
    assert_eq!(paths, expected);
    assert_eq!(page.text("#button-seen"), "I have seen this");
}

#[wasm_bindgen_test]
async fn what_administrators_have_done_is_told_and_not_asked_about() {
    let (page, _) = with_news(&[(2, ActivityKind::FactorReset, "")]);
    tick().await;
    let title = "The people who run this service changed your account";
    assert_eq!(page.text("#news"), title);
    assert_eq!(page.text("[role=status]"), title);
    assert!(
        page.find(".warning a").is_none(),
        "nobody knows the password"
    );
    assert!(page.text(".warning").contains("If you did not ask for"));

    let (page, _) = with_news(&[
        (3, ActivityKind::WrongCode, "gone"),
        (2, ActivityKind::FactorReset, ""),
    ]);
    tick().await;
    assert_eq!(page.text("#news"), "Was this you?");
    assert!(page.find(".warning a").is_some());
    assert!(page.text(".warning").contains("If you did not ask for"));
}

#[wasm_bindgen_test]
async fn at_most_three_are_shown_and_the_others_counted() {
    let entries: Vec<_> = (2..9)
        .rev()
        .map(|number| (number, ActivityKind::WrongCode, "gone"))
        .collect();
    let (page, _) = with_news(&entries);
    tick().await;
    assert_eq!(page.all(".news li").len(), 3);
    assert!(page.text(".warning").contains("And 4 more before."));
    assert!(page.text("[role=status]").contains("7 things"));
}

#[wasm_bindgen_test]
async fn nothing_is_asked_where_nothing_is_new_or_the_sessions_are_not_known() {
    let (page, _) = with_news(&[(1, ActivityKind::WrongCode, "gone")]);
    tick().await;
    assert!(page.find(".warning").is_none());
    assert_eq!(page.text("[role=status]"), "");

    let (page, _) = in_the_area(|area| {
        let news = News::new(area);
        news.activity
            .show(activity(&[(2, ActivityKind::WrongCode, "gone")]));
        news.banner(false)
    });
    tick().await;
    assert!(page.find(".warning").is_none());
}

#[wasm_bindgen_test]
async fn what_could_not_be_read_is_said_quietly_unless_the_page_says_so() {
    for (says_so, shown) in [(false, true), (true, false)] {
        let (page, _) = in_the_area(move |area| {
            let news = News::new(area);
            news.activity.fail();
            news.sessions.show(SessionsResponse {
                sessions: vec![session("this")],
                replays: Vec::new(),
            });
            news.banner(says_so)
        });
        tick().await;
        let said = page.text("[role=status]");
        assert_eq!(said == "Could not check recent activity.", shown, "{said}");
        assert_eq!(page.find("#button-check-again").is_some(), shown);
        assert!(page.find(".warning").is_none());
    }
}

#[wasm_bindgen_test]
async fn what_came_with_an_import_is_asked_for_until_it_is_replaced() {
    let (password, authenticator) = ("/account/password", "/account/authenticators");
    // No entry speaks of it any more; where it is done, those that do ask for nothing.
    let mut to_replace = vec![ToReplace::Password, ToReplace::Authenticator];
    let (page, news) = reading(ActivityResponse {
        to_replace: to_replace.clone(),
        ..activity(&[])
    });
    let entries = [
        (3, ActivityKind::ShortSecretImported, ""),
        (2, ActivityKind::PlainPasswordImported, ""),
    ];
    for expected in [
        vec![password, authenticator],
        vec![authenticator],
        Vec::new(),
    ] {
        tick().await;
        let links = page.all("[aria-labelledby=to-replace] a");
        let paths: Vec<_> = links
            .iter()
            .filter_map(|it| it.get_attribute("href"))
            .collect();
        assert_eq!(paths, expected);
        let said = page.text("[role=status]");
        assert_eq!(said.contains("please replace"), !expected.is_empty());
        assert!(!said.contains("Was this you?"), "{said}");
        if !to_replace.is_empty() {
            to_replace.remove(0);
        }
        news.activity.show(ActivityResponse {
            to_replace: to_replace.clone(),
            ..activity(&entries)
        });
    }
}

#[wasm_bindgen_test]
async fn what_is_asked_for_is_read_again_where_a_factor_was_changed_on_the_same_page() {
    let kept = ArcStoredValue::new(None);
    let inside = kept.clone();
    let (_page, _) = in_the_area(move |area| {
        let news = News::new(area);
        news.activity.show(activity(&[]));
        inside.set_value(Some((area, news)));
        view! {
            <AreaCard page=Page::Password title="Password" news>
                "Something"
            </AreaCard>
        }
    });
    tick().await;
    let (area, news) = kept.get_value().expect("it is drawn");
    let form = news.activity.form;
    assert!(form.is_open() && form.alert.get_untracked().is_empty());
    area.factors.set(());
    // Nothing answers here.
    until(|| form.is_busy.get_untracked() || !form.alert.get_untracked().is_empty()).await;
}

fn with_news(entries: &[(u64, ActivityKind, &str)]) -> (Mounted, impl Sized) {
    reading(activity(entries))
}

fn reading(activity: ActivityResponse) -> (Mounted, News) {
    let kept = ArcStoredValue::new(None);
    let inside = kept.clone();
    let (page, _) = in_the_area(move |area| {
        let news = News::new(area);
        inside.set_value(Some(news));
        news.activity.show(activity);
        news.sessions.show(SessionsResponse {
            sessions: vec![session("other"), session("this")],
            replays: Vec::new(),
        });
        assert!(untrack(|| news.is_settled()));
        news.banner(false)
    });
    (page, kept.get_value().expect("it is drawn"))
}

fn activity(entries: &[(u64, ActivityKind, &str)]) -> ActivityResponse {
    let entries = entries.iter().map(|(number, kind, session)| ActivityEntry {
        number: *number,
        at: 1_795_000_000,
        kind: *kind,
        count: 1,
        methods: Vec::new(),
        browser: None,
        system: None,
        country: None,
        session: Some((*session).to_owned()),
        label: None,
        hash: String::new(),
    });
    ActivityResponse {
        entries: entries.collect(),
        anchor: String::new(),
        intact: true,
        seen: 1,
        to_replace: Vec::new(),
    }
}

fn session(id: &str) -> Session {
    Session {
        id: id.to_owned(),
        current: id == "this",
        client: ClientKind::Browser,
        browser: None,
        system: None,
        country: None,
        methods: Vec::new(),
        created_at: 0,
        authenticated_at: 0,
        last_used_at: 0,
        expires_at: 0,
    }
}

const ONE: &str = "Was this you? One thing has happened to your account.";
