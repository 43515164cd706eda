//! The list of people where KV has more of them than fit on a page.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use postern_e2e::api::Api;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::Session;
use postern_e2e::server::Server;
use postern_e2e::workspace;
use serde_json::{Value, json};

use crate::administration::{administrator, ask};

/// With the administrator they are on three pages of 100.
const PEOPLE: usize = 205;
/// Nobody signs in with it.
const HASH: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";

#[tokio::test]
async fn cursors_lead_over_all_pages_and_everybody_is_shown_exactly_once() {
    let keys = KeyFile::new();
    let variables = [Mode::Argon2id.variable(), "FLOOD_SHIELD=off"];
    let server = Server::start_with(&variables, Some(keys.export()));
    let (root, session) = administrator(&server, &keys).await;
    let names: Vec<String> = (0..PEOPLE).map(|number| format!("birch{number}")).collect();
    let people = workspace::fresh_state_dir().join("people.jsonl");
    let rows = names.iter().map(|name| {
        let row = json!({ "username": name, "password_hash": HASH });
        row.to_string()
    });
    fs::write(&people, rows.collect::<Vec<_>>().join("\n")).expect("the folder is ours");
    let outcome = keys.import(&people, server.origin(), &[]);
    assert!(outcome.succeeded, "{}", outcome.errors);

    // KV hears of them a moment later.
    let api = server.api();
    let deadline = Instant::now() + Duration::from_mins(2);
    while pages(&api, &session, "").await.concat().len() <= PEOPLE {
        assert!(Instant::now() < deadline, "somebody never comes");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let everybody = names.iter().chain([&root.username]);
    assert_shown_once(&pages(&api, &session, "").await, everybody);
    // Of a search too, which leaves out the administrator.
    let found = pages(&api, &session, "birch").await;
    assert_shown_once(&found, names.iter());
}

/// The names on each page, from the first to the one that has no cursor.
async fn pages(api: &Api, session: &Session, search: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut body = json!({ "search": search });
        if !cursor.is_null() {
            body["cursor"] = cursor;
        }
        let answer = ask(api, session, "/api/admin/people", &body).await;
        let page = answer.expect(200).json();
        let people = page["people"].as_array().expect("a list");
        let name = |person: &Value| person["username"].as_str().expect("a name").to_owned();
        pages.push(people.iter().map(name).collect());
        cursor = page["cursor"].clone();
        if cursor.is_null() {
            return pages;
        }
        assert!(pages.len() < 10, "the list does not end");
    }
}

fn assert_shown_once<'a>(pages: &[Vec<String>], expected: impl Iterator<Item = &'a String>) {
    assert!(pages.len() > 1, "all on one page");
    assert!(pages.iter().all(|page| page.len() <= 100));
    let mut shown = BTreeMap::new();
    for name in pages.iter().flatten() {
        *shown.entry(name).or_insert(0) += 1;
    }
    let expected: BTreeMap<_, _> = expected.map(|name| (name, 1)).collect();
    assert_eq!(shown, expected);
}
