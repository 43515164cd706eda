//! The deployment's log: in which order, how much at a time, and that nothing of it is lost or in clear.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::desk::{Desk, REASON};

/// Something that is written down, `count` times, a second apart.
async fn unlock(desk: &Desk, count: usize) {
    for number in 0..count {
        let body = json!({ "reason": format!("number {number}") });
        let path = desk.path("bob", "unlock");
        let answer = desk.say(&desk.root.access_token, &path, &body).await;
        answer.expect(StatusCode::NO_CONTENT);
        desk.app.ports.clock.advance(1);
    }
}

#[tokio::test]
async fn it_is_read_newest_first_by_page_for_one_list_each() {
    let desk = Desk::new().await;
    unlock(&desk, 230).await;
    let mut read = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let before = desk.app.kv().asked();
        let answer = desk.ask("log", &json!({ "cursor": cursor })).await;
        let page = answer.expect(StatusCode::OK).json();
        let after = desk.app.kv().asked();
        assert_eq!((after.0 - before.0, after.1 - before.1), (1, 0));
        let entries = page["entries"].as_array().cloned().expect("a list");
        assert!(entries.len() <= 100);
        read.extend(entries);
        match page.get("cursor") {
            Some(next) => cursor = next.clone(),
            None => break,
        }
    }
    let expected: Vec<String> = (0..230)
        .rev()
        .map(|number| format!("number {number}"))
        .collect();
    let reasons: Vec<_> = read
        .iter()
        .filter_map(|entry| entry["reason"].as_str())
        .collect();
    assert_eq!(reasons, expected);
    let times: Vec<_> = read
        .iter()
        .filter_map(|entry| entry["at"].as_u64())
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer > older));
}

#[tokio::test]
async fn it_is_exported_as_lines_of_json() {
    let desk = Desk::new().await;
    unlock(&desk, 3).await;
    let answer = desk
        .ask("log/export", &json!({}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object in each line"))
        .collect();
    assert_eq!(lines, desk.log().await);
    assert_eq!(lines[0]["reason"], "number 2");
    assert!(answer.text().ends_with('\n'));
}

#[tokio::test]
async fn an_export_of_more_than_a_thousand_goes_on_with_the_cursor_of_its_last_line() {
    let desk = Desk::new().await;
    // Each account keeps few of them waiting, so KV gets them as they come.
    for _ in 0..1001 {
        let token = &desk.root.access_token;
        let path = desk.path("bob", "end-sessions");
        let body = json!({ "reason": REASON });
        let answer = desk.say(token, &path, &body).await;
        answer.expect(StatusCode::NO_CONTENT);
    }
    let first = desk.ask("log/export", &json!({})).await;
    let lines: Vec<&str> = first.text().lines().collect();
    assert_eq!(lines.len(), 1001);
    let last: Value = serde_json::from_str(lines[1000]).expect("an object");
    let next = desk
        .ask("log/export", &json!({ "cursor": last["cursor"] }))
        .await;
    assert_eq!(next.text().lines().count(), 1);
}

#[tokio::test]
async fn an_empty_log_is_an_empty_list() {
    let desk = Desk::new().await;
    assert!(desk.log().await.is_empty());
    let export = desk.ask("log/export", &json!({})).await;
    assert_eq!(export.expect(StatusCode::OK).text(), "");
}

#[tokio::test]
async fn it_outlives_the_account_that_it_is_about_and_every_root() {
    let desk = Desk::new().await;
    desk.act("bob", "delete")
        .await
        .expect(StatusCode::NO_CONTENT);
    let rotated = crate::support::app::ROTATED_KEYS;
    let app = desk.app.redeployed_with(&[("POSTERN_KEYS", rotated)]);
    let desk = Desk { app, ..desk };
    let log = desk.log().await;
    assert_eq!((log.len(), &log[0]["target"]), (1, &json!("bob")));
    let (key, text) = desk
        .app
        .kv()
        .texts()
        .into_iter()
        .find(|(key, _)| key.starts_with("log/"))
        .expect("it is there");
    assert_eq!(key.len(), "log/".len() + 10 + 1 + 22);
    // Sealed under the key that never changes: version 1, root 0.
    assert!(text.starts_with("AQAAAAA"), "{text}");
}

#[tokio::test]
async fn the_longest_entry_fits_beside_its_key() {
    let desk = Desk::new().await;
    let name = format!("a{}", "@".repeat(63));
    desk.administrator(&name).await;
    let other = format!("b{}", "@".repeat(63));
    let holder = desk.administrator(&other).await;
    for reason in ["x".repeat(200), "\u{1F40E}".repeat(100), "\"".repeat(200)] {
        let body = json!({ "role": "support", "reason": reason });
        let path = desk.path(&name, "role");
        let answer = desk.say(&holder.access_token, &path, &body).await;
        answer.expect(StatusCode::NO_CONTENT);
        assert_eq!(desk.log().await[0]["reason"], json!(reason));
        desk.change_role(&holder, &name, "admin").await;
        desk.app.ports.clock.advance(1);
    }
}
