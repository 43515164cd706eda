//! An import that is stopped, or meets a service in trouble: nothing comes twice, nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::moody::{Mood, MoodyDoor};
use postern_e2e::server::Server;
use postern_e2e::workspace;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::json;

#[tokio::test]
async fn an_import_that_was_killed_goes_on_and_nobody_is_there_twice() {
    let keys = KeyFile::new();
    let mut server = start(&keys);
    let people = people(1_000);
    let door = MoodyDoor::before(server.origin(), &[Mood::Passes]);
    let mut import = keys.begin_import(&people, door.origin());
    door.wait_for_requests(9);
    kill_process_group(Pid::from_child(&import), Signal::KILL).expect("it runs");
    assert!(!import.wait().expect("it was started").success());

    let again = keys.import(&people, server.origin(), &[]);
    assert!(again.succeeded, "{}", again.errors);
    let (imported, before) = counted(&again.output);
    assert_eq!(imported + before, 1_000, "{}", again.output);
    assert!(before >= 100 && imported >= 100, "{}", again.output);
    assert_all_are_there_once(&keys, &people, &mut server, 1_000).await;
}

#[tokio::test]
async fn a_service_that_is_busy_now_and_then_or_loses_its_answer_gets_everybody_once() {
    let keys = KeyFile::new();
    let mut server = start(&keys);
    let people = people(500);
    let door = MoodyDoor::before(server.origin(), TROUBLED);
    let outcome = keys.import(&people, door.origin(), &[]);
    assert!(outcome.succeeded, "{}", outcome.errors);
    let (imported, before) = counted(&outcome.output);
    assert_eq!(imported + before, 500, "{}", outcome.output);
    assert!(before >= 25, "no answer was lost: {}", outcome.output);
    assert_all_are_there_once(&keys, &people, &mut server, 500).await;
}

#[tokio::test]
async fn whoever_is_not_the_service_ends_the_import_with_what_was_done_and_it_goes_on_later() {
    let keys = KeyFile::new();
    let mut server = start(&keys);
    let people = people(300);
    let door = MoodyDoor::before(
        server.origin(),
        &[Mood::Passes, Mood::Passes, Mood::Strange],
    );
    let report = people.with_file_name("refused.jsonl");
    let with_report = ["--report", &report.to_string_lossy()];
    let outcome = keys.import(&people, door.origin(), &with_report);
    assert_eq!(outcome.code, Some(1), "{}", outcome.errors);
    for part in ["answers something else", "the same command goes on"] {
        assert!(outcome.errors.contains(part), "{}", outcome.errors);
    }
    let (imported, _) = counted(&outcome.output);
    assert!((25..300).contains(&imported), "{}", outcome.output);
    let again = keys.import(&people, server.origin(), &with_report);
    assert!(again.succeeded, "{}", again.errors);
    assert_all_are_there_once(&keys, &people, &mut server, 300).await;
}

fn start(keys: &KeyFile) -> Server {
    Server::start_with(&["PASSWORD_PROTOCOL=argon2id"], Some(keys.export()))
}

/// People whose hashes take the import no time.
fn people(count: usize) -> PathBuf {
    let lines: Vec<_> = (0..count)
        .map(|number| {
            let hash = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
            let row = json!({ "username": format!("person{number}"), "password_hash": hash });
            row.to_string()
        })
        .collect();
    let path = workspace::fresh_state_dir().join("people.jsonl");
    fs::write(&path, lines.join("\n")).expect("the folder is ours");
    path
}

/// How many were imported, and how many were there already.
fn counted(output: &str) -> (usize, usize) {
    let before = |word: &str| {
        let text = output.split(word).next().unwrap_or_default();
        text.rsplit(' ')
            .next()
            .and_then(|number| number.parse().ok())
    };
    match (before(" imported"), before(" there already")) {
        (Some(imported), Some(there_already)) => (imported, there_already),
        _ => panic!("it counts nothing: {output}"),
    }
}

/// Imports them once more, and counts what is kept.
async fn assert_all_are_there_once(
    keys: &KeyFile,
    people: &Path,
    server: &mut Server,
    count: usize,
) {
    let outcome = keys.import(people, server.origin(), &[]);
    assert_eq!(counted(&outcome.output), (0, count), "{}", outcome.errors);
    at_rest::wait_until_published(server.state()).await;
    server.stop();
    let state = server.state().to_string_lossy().into_owned();
    let list = keys.run(&["list", "--state", &state]);
    let expected = format!("{count} imported bcrypt cost=12");
    assert!(list.output.contains(&expected), "{}", list.output);
}

/// A quarter of the requests meets trouble, so that each body gets through in the end.
const TROUBLED: &[Mood] = &[
    Mood::Passes,
    Mood::Passes,
    Mood::Passes,
    Mood::Busy,
    Mood::Passes,
    Mood::Passes,
    Mood::Passes,
    Mood::LosesAnswer,
    Mood::Passes,
    Mood::Passes,
    Mood::Passes,
    Mood::TooMany,
];
