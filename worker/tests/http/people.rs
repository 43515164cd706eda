//! The directory of people: what stands in it, what it costs, what it shows to whom.

use http::StatusCode;
use postern_shared::problem::ProblemCode;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::{KEYS, ROTATED_KEYS};
use crate::support::desk::Desk;

async fn search(desk: &Desk, beginning: &str) -> Vec<String> {
    let answer = desk.ask("people", &json!({ "search": beginning })).await;
    names(&answer.expect(StatusCode::OK).json())
}

fn names(page: &Value) -> Vec<String> {
    let people = page["people"].as_array().expect("a list").iter();
    people
        .filter_map(|person| person["username"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_their_names_in_any_case() {
    let desk = Desk::new().await;
    for name in ["ann", "anna", "annabel", "a.b", "a_b"] {
        desk.app.enrol(name).await;
    }
    for (beginning, found) in [
        ("ann", vec!["ann", "anna", "annabel"]),
        ("ANNA", vec!["anna", "annabel"]),
        ("annabel", vec!["annabel"]),
        ("annabella", vec![]),
        ("b", vec!["bob"]),
        ("nn", vec![]),
        (
            "",
            vec!["a.b", "a_b", "ann", "anna", "annabel", "bob", "root"],
        ),
    ] {
        assert_eq!(search(&desk, beginning).await, found, "{beginning}");
    }
}

#[tokio::test]
async fn every_character_of_a_search_stands_for_itself() {
    let desk = Desk::new().await;
    desk.app.enrol("a.b").await;
    for beginning in [
        "*", "%", "a?", "a*", ".*", "a%", "_", "a_b", "/", "ä", "\u{202e}", " bob",
    ] {
        assert!(search(&desk, beginning).await.is_empty(), "{beginning}");
    }
    assert_eq!(search(&desk, "a.").await, ["a.b"]);
    let long = "a".repeat(65);
    let answer = desk.ask("people", &json!({ "search": long })).await;
    answer.blames(ProblemCode::InvalidField, "search");
}

#[tokio::test]
async fn pages_of_a_hundred_show_everybody_once_for_one_list_each_and_no_read() {
    let desk = Desk::new().await;
    for number in 0..248 {
        desk.app.enrol(&format!("p{number:03}")).await;
    }
    // The proof of a sign-in goes on being one; the objects have been asked long ago.
    let mut found = Vec::new();
    let mut cursor = Value::Null;
    let mut pages = 0;
    let token = fresh(&desk).await;
    loop {
        let before = desk.app.kv().asked();
        let body = json!({ "cursor": cursor });
        let answer = desk.say(&token, "/api/admin/people", &body).await;
        let page = answer.expect(StatusCode::OK).json();
        let after = desk.app.kv().asked();
        assert_eq!(
            (after.0 - before.0, after.1 - before.1, after.2 - before.2),
            (1, 0, 0)
        );
        let on_page = names(&page);
        assert!(on_page.len() <= 100 && on_page.is_sorted());
        found.extend(on_page);
        pages += 1;
        match page.get("cursor") {
            Some(next) => cursor = next.clone(),
            None => break,
        }
    }
    found.sort();
    found.dedup();
    assert_eq!((pages, found.len()), (3, 250));
}

async fn fresh(desk: &Desk) -> String {
    let signed_in = desk.app.sign_in("root", &desk.root.secret).await;
    signed_in.field("access_token")
}

#[tokio::test]
async fn a_cursor_continues_its_own_search_and_no_other_list() {
    let desk = Desk::new().await;
    for number in 0..101 {
        desk.app.enrol(&format!("p{number:03}")).await;
    }
    let token = fresh(&desk).await;
    let ask = async |path: &str, body: Value| desk.say(&token, path, &body).await;
    let people = "/api/admin/people";
    let first = ask(people, json!({ "search": "p" }))
        .await
        .expect(StatusCode::OK);
    let cursor = first.field("cursor");
    let next = ask(people, json!({ "search": "P", "cursor": cursor })).await;
    assert_eq!(names(&next.expect(StatusCode::OK).json()).len(), 1);
    for body in [
        json!({ "cursor": cursor }),
        json!({ "search": "q", "cursor": cursor }),
        json!({ "search": "p", "cursor": &cursor[1..] }),
        json!({ "search": "p", "cursor": "" }),
        json!({ "search": "p", "cursor": "x".repeat(3000) }),
    ] {
        let refused = ask(people, body).await;
        refused.blames(ProblemCode::InvalidCursor, "cursor");
    }
    let refused = ask("/api/admin/log", json!({ "cursor": cursor })).await;
    refused.blames(ProblemCode::InvalidCursor, "cursor");
}

#[tokio::test]
async fn the_list_shows_how_an_account_stands_and_follows_each_change() {
    let desk = Desk::new().await;
    let row = async || {
        let answer = desk.ask("people", &json!({ "search": "bob" })).await;
        answer.expect(StatusCode::OK).json()["people"][0].clone()
    };
    let first = row().await;
    assert_eq!(first["id"], desk.app.locator("bob").to_string());
    assert_eq!(
        (&first["role"], &first["disabled"]),
        (&json!("user"), &json!(false))
    );
    assert_eq!(
        (&first["email"], &first["has_second_factor"]),
        (&Value::Null, &json!(true))
    );
    desk.act("bob", "disable").await;
    desk.change_role(&desk.root, "bob", "support").await;
    desk.act("bob", "reset-factor").await;
    let now = row().await;
    assert_eq!(
        (&now["role"], &now["disabled"]),
        (&json!("support"), &json!(true))
    );
    assert_eq!(now["has_second_factor"], false);
    desk.act("bob", "delete").await;
    assert!(search(&desk, "bob").await.is_empty());
    assert_eq!(
        desk.app
            .kv()
            .texts()
            .iter()
            .filter(|(key, _)| key.starts_with("people/"))
            .count(),
        1
    );
}

#[tokio::test]
async fn nobody_is_listed_before_they_have_confirmed_to_be_there() {
    let desk = Desk::new().await;
    desk.app.register("carol").await;
    assert!(search(&desk, "carol").await.is_empty());
}

#[tokio::test]
async fn signing_in_writes_nothing_and_a_change_writes_what_has_changed() {
    let app = TestApp::new();
    let writes = || app.kv().asked().2;
    let enrolment = app.register("alice").await;
    assert_eq!(writes(), 1, "a record");
    let code = app.code(&enrolment.secret);
    let confirmed = app.verify(&enrolment.challenge, &code).await;
    let token = confirmed.expect(StatusCode::OK).field("access_token");
    assert_eq!(writes(), 3, "a record, and the entry of the directory");
    app.advance(30);
    app.sign_in("alice", &enrolment.secret).await;
    assert_eq!(writes(), 3);
    let change = async |body: Value| {
        let changed = app.with_body(http::Method::PATCH, "/api/users/me", &token, &body);
        changed.await.expect(StatusCode::OK);
    };
    change(json!({ "full_name": "Alice" })).await;
    assert_eq!(writes(), 4, "the list shows no full name");
    change(json!({ "email": "alice@example.com" })).await;
    assert_eq!(writes(), 6);
    // What an object has written before it started is written once more, with whatever comes next.
    app.objects().restart();
    change(json!({ "full_name": "Alice Liddell" })).await;
    assert_eq!(writes(), 8);
}

#[tokio::test]
async fn an_entry_that_kv_did_not_take_is_written_later_and_one_that_it_kept_goes_later() {
    let desk = Desk::new().await;
    let body = json!({ "role": "support", "reason": "because we say so" });
    desk.app.kv().fail_writes(true);
    let path = desk.path("bob", "role");
    let token = &desk.root.access_token;
    desk.say(token, &path, &body)
        .await
        .expect(StatusCode::NO_CONTENT);
    desk.app.objects().restart();
    desk.app.kv().fail_writes(false);
    let bob = desk.app.locator("bob");
    desk.app.log_in("bob", "x").await;
    desk.app.ports.accounts.ring_alarm(&bob);
    let answer = desk.ask("people", &json!({ "search": "bob" })).await;
    assert_eq!(answer.json()["people"][0]["role"], "support");

    desk.app.kv().fail_writes(true);
    desk.act("bob", "delete")
        .await
        .expect(StatusCode::NO_CONTENT);
    desk.app.objects().restart();
    desk.app.advance(700);
    desk.app.log_in("bob", "x").await;
    desk.app.kv().fail_writes(false);
    desk.app.ports.accounts.ring_alarm(&bob);
    let keys = desk.app.kv().texts();
    assert_eq!(
        keys.iter()
            .filter(|(key, _)| key.starts_with("people/"))
            .count(),
        1
    );
}

#[tokio::test]
async fn an_account_of_an_earlier_version_comes_in_when_its_object_starts_and_once() {
    let desk = Desk::new().await;
    desk.app.kv().forget_people();
    assert!(search(&desk, "").await.is_empty());
    desk.app.objects().restart();
    desk.app.log_in("bob", "x").await;
    assert_eq!(search(&desk, "bob").await, ["bob"]);
    let writes = desk.app.kv().asked().2;
    desk.app.objects().restart();
    desk.app.sign_in("bob", &desk.bob.secret).await;
    assert_eq!(desk.app.kv().asked().2, writes);
}

#[tokio::test]
async fn neither_keys_nor_metadata_show_who_is_there() {
    let desk = Desk::new().await;
    desk.app.enrol("annabel").await;
    desk.act("annabel", "disable").await;
    for (key, text) in desk.app.kv().texts() {
        for needle in ["annabel", "bob", "root", "because"] {
            assert!(!key.contains(needle) && !text.contains(needle), "{key}");
        }
    }
}

#[tokio::test]
async fn a_fullest_entry_fits_beside_its_key() {
    let app = TestApp::new();
    let name = format!("a{}", "@".repeat(63));
    let holder = app.enrol(&name).await;
    for (email, is_shown) in [
        (format!("{}@example.com", "x".repeat(242)), true),
        (format!("{}@example.com", "語".repeat(242)), false),
    ] {
        let body = json!({ "email": email });
        let path = "/api/users/me";
        let token = &holder.access_token;
        let changed = app.with_body(http::Method::PATCH, path, token, &body).await;
        changed.expect(StatusCode::OK);
        let texts = app.kv().texts();
        let (_, text) = texts.first().expect("an entry");
        assert!(
            text.len() > 100 && (text.len() > 500) == is_shown,
            "{}",
            text.len()
        );
    }
}

#[tokio::test]
async fn what_does_not_open_is_left_out_and_the_next_publication_brings_it_back() {
    let desk = Desk::with(&[("POSTERN_KEYS", KEYS)]).await;
    let rotated = desk.app.redeployed_with(&[("POSTERN_KEYS", ROTATED_KEYS)]);
    let retired = ROTATED_KEYS.split(",1:").next().unwrap_or_default();
    // The record of `root` moves to the new root, with the entry beside it; that of `bob` does not.
    rotated.objects().restart();
    let signed_in = rotated.sign_in("root", &desk.root.secret).await;
    let token = signed_in.field("access_token");
    rotated.ports.accounts.ring_alarm(&rotated.locator("root"));
    let app = rotated.redeployed_with(&[("POSTERN_KEYS", retired)]);
    let desk = Desk { app, ..desk };
    let listed = desk.say(&token, "/api/admin/people", &json!({})).await;
    assert_eq!(names(&listed.expect(StatusCode::OK).json()), ["root"]);
}
