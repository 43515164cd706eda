//! A backup brings everybody back: with the real commands, from one service into an empty one.

use std::fs;
use std::path::{Path, PathBuf};

use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Session, refresh, verify, who_am_i};
use postern_e2e::phone::current_step;
use postern_e2e::server::Server;
use postern_e2e::workspace;
use postern_e2e::xtask::{self, Outcome};
use serde_json::json;

in_each_mode! {
    everybody_is_back_as_they_were_when_the_backup_was_made;
}

async fn everybody_is_back_as_they_were_when_the_backup_was_made(mode: Mode) {
    let keys = KeyFile::new();
    let before = service(mode, &keys);
    let api = mode.client_of(&before);
    // Backup and restore may take longer than half a minute.
    let member = Member::with_latest_code(&api).await;
    let other = Member::new(&api).await;
    let profile = json!({ "full_name": "Juniper the Second" });
    let token = &other.session.access_token;
    let call = api.call(http::Method::PATCH, "/api/users/me").bearer(token);
    call.json(&profile).send().await.expect(200);
    at_rest::wait_until_published(before.state()).await;
    let backup = Backup::of(&before);
    backup.assert_nothing_personal(&member);

    // What is done after the backup is not in it.
    let code = &member.recovery_codes[0];
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, code).await.expect(200);
    let used = member.phone.last_code();

    let mut after = empty_service(mode, &keys);
    let outcome = backup.restore_into(&after, &keys, &[]);
    assert!(outcome.succeeded, "{}", outcome.errors);
    after.start_again();
    let api = mode.client_of(&after);
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, &used)
        .await
        .expect_problem(401, "otp_already_used");
    refresh(&api, &member.session.refresh_token)
        .await
        .expect_problem(401, "session_ended");
    // The object has begun anew with the first request, so this is the first code that it takes.
    let latest = current_step() + 1;
    let answer = verify(&api, &challenge, &member.phone.code_after(latest).await).await;
    let session = Session::of(&answer.expect(200));
    let me = who_am_i(&api, &session.access_token).await.expect(200);
    assert_eq!(me.json()["email"], member.person.email);

    // A used recovery code is good again where the backup is older than its use.
    let challenge = member.challenge(&api).await;
    verify(&api, &challenge, code).await.expect(200);

    let challenge = other.challenge(&api).await;
    let code = other.phone.code_after(current_step() + 1).await;
    let answer = verify(&api, &challenge, &code).await.expect(200);
    assert_eq!(answer.json()["user"]["full_name"], "Juniper the Second");
    member
        .person
        .register(&api)
        .await
        .expect_problem(409, "username_taken");
}

#[tokio::test]
async fn a_record_with_one_changed_byte_is_named_and_the_others_come_back() {
    let keys = KeyFile::new();
    let mut before = service(Mode::Argon2id, &keys);
    let api = before.api();
    let people = [
        Member::new(&api).await.person,
        Member::new(&api).await.person,
        Member::new(&api).await.person,
    ];
    at_rest::wait_until_published(before.state()).await;
    before.stop();
    change_one_byte_of_one_record(before.state());
    let backup = Backup::of(&before);

    let mut after = empty_service(Mode::Argon2id, &keys);
    // A file that is damaged besides gives up what is whole, where that is asked for.
    let text = fs::read_to_string(&backup.0).expect("it is there");
    let damaged = Backup::with(&text.replacen("\"value\":\"AQ", "\"value\":\"AR", 1));
    let salvaged = damaged.restore_into(&after, &keys, &["--salvage", "--dry-run"]);
    let said = format!("{}{}", salvaged.output, salvaged.errors);
    assert_eq!(salvaged.code, Some(3), "{said}");
    for words in ["damaged: account/", "can be brought back"] {
        assert!(said.contains(words), "{said}");
    }
    let outcome = backup.restore_into(&after, &keys, &[]);
    assert_eq!(outcome.code, Some(3), "{}", outcome.errors);
    let skipped = skipped(&outcome);
    assert_eq!(skipped.len(), 1, "{}", outcome.errors);
    assert!(skipped[0].contains("its seal does not open"), "{skipped:?}");
    after.start_again();
    let mut statuses = Vec::new();
    for person in &people {
        statuses.push(person.login(&after.api()).await.status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 401]);
}

#[tokio::test]
async fn records_of_a_root_that_is_not_there_are_named_and_the_others_come_back() {
    let keys = KeyFile::new();
    let mut before = service(Mode::Argon2id, &keys);
    let of_root_1 = Member::new(&before.api()).await;
    at_rest::wait_until_published(before.state()).await;
    assert!(keys.run(&["add"]).succeeded);
    assert!(keys.run(&["promote", "2", "--now"]).succeeded);
    before.stop();
    before.set_keys(&keys.export());
    before.start_again();
    let of_root_2 = Member::new(&before.api()).await;
    at_rest::wait_until_published(before.state()).await;
    let backup = Backup::of(&before);

    let ring = keys.export();
    let entries = ring.split(',').filter(|entry| !entry.starts_with("1:"));
    let ring = entries.collect::<Vec<_>>().join(",");
    fs::write(keys.path(), format!("POSTERN_KEYS={ring}\n")).expect("written");
    let mut after = empty_service(Mode::Argon2id, &keys);
    let outcome = backup.restore_into(&after, &keys, &[]);
    assert_eq!(outcome.code, Some(3), "{}", outcome.errors);
    let skipped = skipped(&outcome);
    assert_eq!(skipped.len(), 1, "{}", outcome.errors);
    assert!(skipped[0].contains("root 1, which is not"), "{skipped:?}");
    after.start_again();
    let api = after.api();
    of_root_1
        .person
        .login(&api)
        .await
        .expect_problem(401, "invalid_credentials");
    of_root_2.person.login(&api).await.expect(200);
}

#[tokio::test]
async fn a_backup_that_cannot_be_brought_back_as_a_whole_changes_nothing() {
    let keys = KeyFile::new();
    let before = service(Mode::Argon2id, &keys);
    let member = Member::new(&before.api()).await;
    at_rest::wait_until_published(before.state()).await;
    let backup = Backup::of(&before);
    let mut after = empty_service(Mode::Argon2id, &keys);
    let assert_refused = |backup: &Backup, keys: &KeyFile, options: &[&str], why: &str| {
        let outcome = backup.restore_into(&after, keys, options);
        assert_eq!(outcome.code, Some(1), "{}", outcome.output);
        assert!(outcome.errors.contains(why), "{why}: {}", outcome.errors);
        let again = Backup::try_of(after.state()).1;
        assert!(
            again.errors.contains("there are no records"),
            "{}",
            again.errors
        );
    };

    let text = fs::read_to_string(&backup.0).expect("it is there");
    assert_refused(
        &Backup::with(&text[..text.len() - 100]),
        &keys,
        &[],
        "it was cut",
    );
    assert_refused(&Backup::with("{}\n"), &keys, &[], "no backup of Postern");
    let next = text.replacen("\"postern_backup\":1", "\"postern_backup\":2", 1);
    assert_refused(&Backup::with(&next), &keys, &[], "of form 2");
    let damaged = text.replacen("\"value\":\"AQ", "\"value\":\"AR", 1);
    assert_refused(&Backup::with(&damaged), &keys, &[], "is damaged");
    assert_refused(
        &Backup::with(&damaged),
        &keys,
        &["--salvage"],
        "opens under the keys",
    );
    let strange = KeyFile::new();
    let others = keys.export().replace("Bwc", "AAA").replace("CQk", "AAA");
    fs::write(strange.path(), format!("POSTERN_KEYS={others}\n")).expect("written");
    assert_refused(&backup, &strange, &[], "opens under the keys");

    // Tried out, done, and not done again over what is there.
    let tried = backup.restore_into(&after, &keys, &["--dry-run"]);
    assert!(
        tried.output.contains("1 records can be brought back"),
        "{}",
        tried.output
    );
    assert!(backup.restore_into(&after, &keys, &[]).succeeded);
    let twice = backup.restore_into(&after, &keys, &[]);
    assert!(
        twice.errors.contains("already") && !twice.succeeded,
        "{}",
        twice.errors
    );
    let merged = backup.restore_into(&after, &keys, &["--merge"]);
    assert!(
        merged.succeeded && merged.output.contains("0 records"),
        "{}",
        merged.output
    );
    after.start_again();
    member.person.login(&after.api()).await.expect(200);
}

fn service(mode: Mode, keys: &KeyFile) -> Server {
    Server::start_with(&[mode.variable()], Some(keys.export()))
}

/// One that has never held an account, and is not running.
fn empty_service(mode: Mode, keys: &KeyFile) -> Server {
    let mut server = service(mode, keys);
    server.stop();
    server
}

/// The file that a backup has written.
struct Backup(PathBuf);

impl Backup {
    fn of(server: &Server) -> Self {
        let (backup, outcome) = Self::try_of(server.state());
        assert!(outcome.succeeded, "{}", outcome.errors);
        backup
    }

    fn try_of(state: &Path) -> (Self, Outcome) {
        let file = workspace::fresh_state_dir().join("backup");
        let (file_text, state) = (file.to_string_lossy(), state.to_string_lossy());
        let outcome = xtask::run(&["backup", &file_text, "--state", &state]);
        (Self(file), outcome)
    }

    fn with(text: &str) -> Self {
        let file = workspace::fresh_state_dir().join("backup");
        fs::write(&file, text).expect("written");
        Self(file)
    }

    fn restore_into(&self, server: &Server, keys: &KeyFile, options: &[&str]) -> Outcome {
        let (file, state) = (self.0.to_string_lossy(), server.state().to_string_lossy());
        let keys = keys.path().to_string_lossy();
        let command = ["restore", &file, "--state", &state, "--file", &keys];
        xtask::run(&[&command, options].concat())
    }

    fn assert_nothing_personal(&self, member: &Member) {
        let bytes = fs::read(&self.0).expect("it is there");
        for (label, secret) in [
            ("username", member.person.username.as_str()),
            ("email", &member.person.email),
            ("secret", member.phone.secret()),
            ("recovery code", &member.recovery_codes[0]),
        ] {
            for needle in at_rest::forms(label, secret.as_bytes()) {
                assert!(!needle.is_in(&bytes), "{}", needle.label());
            }
        }
    }
}

fn skipped(outcome: &Outcome) -> Vec<&str> {
    let lines = outcome.errors.lines();
    lines
        .filter(|line| line.starts_with("skipped: account/"))
        .collect()
}

fn change_one_byte_of_one_record(state: &Path) {
    let folders = at_rest::folders_named(&state.join("v3"), "blobs");
    let values: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| at_rest::files(folder))
        .collect();
    let longest = values
        .iter()
        .max_by_key(|path| fs::metadata(path).map_or(0, |it| it.len()));
    let path = longest.expect("KV keeps each value in a file");
    let mut bytes = fs::read(path).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).expect("it can be written");
}
