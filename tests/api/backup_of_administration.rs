//! A backup brings back what administrators see: the list of people and the log, by the real commands.

use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Session, verify};
use postern_e2e::phone::current_step;
use postern_e2e::server::Server;
use postern_e2e::{workspace, xtask};
use serde_json::json;

use crate::administration::{administrator, ask, listed};

#[tokio::test]
async fn the_list_of_people_and_the_log_are_back() {
    let keys = KeyFile::new();
    let mode = [Mode::Argon2id.variable()];
    let before = Server::start_with(&mode, Some(keys.export()));
    let (root, session) = administrator(&before, &keys).await;
    let api = before.api();
    let member = Member::with_latest_code(&api).await;
    let name = &member.person.username;
    let people = listed(&api, &session, name, |people| !people.is_empty()).await;
    let id = people[0]["id"].as_str().expect("a text");
    let path = format!("/api/admin/people/{id}/role");
    let body = json!({ "role": "admin", "reason": "Takes over while I am away" });
    let changed = ask(&api, &session, &path, &body).await;
    changed.expect(204);
    at_rest::wait_until_published(before.state()).await;

    let file = workspace::fresh_state_dir().join("backup");
    let (file, key_file) = (file.to_string_lossy(), keys.path().to_string_lossy());
    let state = before.state().to_string_lossy();
    let made = xtask::run(&["backup", &file, "--state", &state]);
    assert!(made.succeeded, "{}", made.errors);
    let mut after = Server::start_with(&mode, Some(keys.export()));
    after.stop();
    let state = after.state().to_string_lossy().into_owned();
    let restored = ["restore", &file, "--state", &state, "--file", &key_file];
    let restored = xtask::run(&restored);
    assert!(restored.succeeded, "{}", restored.errors);
    after.start_again();

    let api = after.api();
    let challenge = member.challenge(&api).await;
    let code = member.phone.code_after(current_step() + 1).await;
    let session = Session::of(&verify(&api, &challenge, &code).await.expect(200));
    let people = listed(&api, &session, "", |_any| true).await;
    let mut names: Vec<_> = people
        .iter()
        .filter_map(|it| it["username"].as_str())
        .collect();
    let mut expected = [name.as_str(), &root.username];
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    let log = ask(&api, &session, "/api/admin/log", &json!({})).await;
    let log = log.expect(200).json();
    let entries = log["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 1, "{log}");
    assert_eq!(
        (&entries[0]["actor"], &entries[0]["target"]),
        (&json!(root.username), &json!(name))
    );
    assert_eq!(entries[0]["reason"], "Takes over while I am away");
}
