//! Files of every kind, good and bad, as far as they are checked without a service.

use std::fs;
use std::path::{Path, PathBuf};

use super::refused::Why;
use super::review::Review;
use super::sender::Destination;
use super::*;
use crate::test_folder::TestFolder;

const HASH: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";

/// A file with this name and text, reviewed.
fn reviewed(name: &str, text: &str) -> Result<Review> {
    let folder = TestFolder::new();
    let path = folder.file(name);
    fs::write(&path, text).expect("the folder is ours");
    source::read(&path).map(Review::of)
}

fn error(name: &str, text: &str) -> String {
    let error = reviewed(name, text).err().expect("it is not good");
    format!("{error:#}")
}

type Said<'a> = (u64, &'a str);

/// The lines and names of the good rows, and the lines and codes of the refused ones.
fn said(review: &Review) -> (Vec<Said<'_>>, Vec<Said<'_>>) {
    let good = review.good.iter();
    let refused = review.refused.iter();
    (
        good.map(|good| (good.line, good.row.username.as_str()))
            .collect(),
        refused.map(|it| (it.line, it.why.code())).collect(),
    )
}

#[test]
fn a_list_of_json_is_read_with_the_lines_of_its_rows() {
    let text = format!(
        "[\n  {{\"username\": \"johndoe\", \"full_name\": \"John Doe\",\n    \"hashed_password\": \
         \"{HASH}\", \"disabled\": false, \"otp_secret\": \"LGLEREYEPVVWTLYO\"}},\n  \
         {{\"username\": \"alice\", \"password\": \"secret\", \"email\": null}}, 1,\n\
         {{\"username\": \"bob\", \"password\": \"x\", \"colour\": \"red\"}}\n]\n"
    );
    let review = reviewed("people.json", &text).expect("it is whole");
    let (good, refused) = said(&review);
    assert_eq!(good, [(2, "johndoe"), (4, "alice")]);
    assert_eq!(refused, [(4, "malformed_row"), (5, "unknown_field")]);
    assert_eq!(review.total(), 4);
    let johndoe = &review.good[0].row;
    assert!(johndoe.password_hash.is_some() && johndoe.totp_secret.is_some());
}

#[test]
fn lines_of_json_are_read_and_a_broken_one_is_refused() {
    let text = "{\"username\":\"alice\",\"password\":\"x\"}\n\nnonsense\n\
                {\"username\":\"carol\",\"password\":\"x\"}\n{\"password\":\"x\"}\n\
                {\"username\":1,\"password\":\"x\"}";
    let review = reviewed("people.jsonl", text).expect("it is whole");
    let (good, refused) = said(&review);
    assert_eq!(good, [(1, "alice"), (4, "carol")]);
    let expected = [
        (3, "malformed_row"),
        (5, "missing_field"),
        (6, "invalid_field"),
    ];
    assert_eq!(refused, expected);
}

#[test]
fn csv_is_read_by_its_header() {
    let text = format!(
        "\u{feff}username,E-Mail,name,role,disabled,password_hash,password\r\n\
         alice,alice@example.com,\"Alice \"\"A\"\" Liddell,\nof Oxford\",admin,yes,{HASH},\r\n\
         bob,,,,,,secret\r\n\
         carol,,,,perhaps,,secret\r\n\
         dave,,,\r\n\
         erin,,,,0,,secret\r\n"
    );
    let review = reviewed("people.csv", &text).expect("it is whole");
    let (good, refused) = said(&review);
    assert_eq!(good, [(4, "bob"), (7, "erin")]);
    let expected = [
        (2, "invalid_full_name"),
        (5, "invalid_field"),
        (6, "malformed_row"),
    ];
    assert_eq!(refused, expected);
}

#[test]
fn a_row_in_which_a_field_stands_twice_is_refused_and_named() {
    let twice = r#"{"username":"bob","password":"a","password":"b"}"#;
    let once = r#"{"username":"alice","password":"x"}"#;
    for (name, text) in [
        ("people.jsonl", format!("{once}\n{twice}\n")),
        ("people.json", format!("[{once},\n{twice}]")),
    ] {
        let review = reviewed(name, &text).expect("it is whole");
        let (good, refused) = said(&review);
        assert_eq!(
            (good, refused),
            (vec![(1, "alice")], vec![(2, "invalid_field")])
        );
        assert_eq!(review.refused[0].username, "bob");
    }
}

#[test]
fn names_that_stand_twice_or_differ_in_capitals_only_are_refused_with_the_line_of_the_first() {
    let text = "username,password\nalice,x\nbob,x\nalice,y\nBOB,x\n";
    let review = reviewed("people.csv", text).expect("it is whole");
    assert_eq!(said(&review).0, [(2, "alice"), (3, "bob")]);
    let why: Vec<Why> = review.refused.iter().map(|refused| refused.why).collect();
    assert_eq!(why, [Why::Duplicate(2), Why::DiffersInCaseOnly(3)]);
    assert!(why[1].detail().contains("line 3"));
}

#[test]
fn a_file_that_was_cut_is_not_imported_at_all() {
    for (name, text) in [
        (
            "a.json",
            "[{\"username\":\"alice\",\"password\":\"x\"},\n{\"username\":\"bo",
        ),
        ("a.json", "[{\"username\":\"alice\",\"password\":\"x\"}"),
        ("a.json", "[{\"username\":\"alice\",\"password\":\"x\"},"),
        ("a.json", "["),
        (
            "a.jsonl",
            "{\"username\":\"alice\",\"password\":\"x\"}\n{\"username\":\"bob\",\"pass",
        ),
        ("a.csv", "username,email,password\nalice,,x\nbob,b@exam"),
        ("a.csv", "username,password\nalice,x\nbob,\"se"),
        ("a.csv", "username,password\nalice,x\nbob,sec"),
    ] {
        let said = error(name, text);
        assert!(said.contains("was cut"), "{text}: {said}");
    }
    let broken = error("a.json", "[{\"username\":\"alice\"},\n{username}]");
    assert!(
        broken.contains("line 2") && broken.contains("no JSON"),
        "{broken}"
    );
    assert!(error("a.json", "[] x").contains("behind the list"));
}

#[test]
fn a_file_that_is_empty_unknown_or_too_large_says_so() {
    for (text, part) in [
        ("", "username"),
        ("[]", "nobody"),
        ("username,password\n", "nobody"),
        ("name,password\nalice,x\n", "username"),
        ("username,colour\nalice,x\n", "\"colour\""),
        ("username,password,password\nalice,x,y\n", "two columns"),
        ("\u{7f}ELF\n", "column"),
    ] {
        let said = error("people", text);
        assert!(said.contains(part), "{text}: {said}");
    }
    let folder = TestFolder::new();
    let path = folder.file("large.json");
    let large = fs::File::create(&path).expect("the folder is ours");
    // It has no content: what is 300 MB is not read.
    large.set_len(300_000_000).expect("there is room");
    let said = source::read(&path).err().expect("it is too large");
    assert!(said.to_string().contains("64 MiB"), "{said}");
    assert!(source::read(Path::new("/nowhere")).is_err());
    fs::write(&path, b"\xff\xfe").expect("the folder is ours");
    let said = source::read(&path).err().expect("it is not UTF-8");
    assert!(format!("{said:#}").contains("UTF-8"));
}

#[test]
fn a_dry_run_needs_no_service_and_reports_each_refused_row() {
    let folder = TestFolder::new();
    let (people, report) = (folder.file("people.csv"), folder.file("refused.jsonl"));
    let options = |report: Option<PathBuf>| Options {
        people: people.clone(),
        origin: None,
        file: Some(folder.file("no keys")),
        report,
        dry_run: true,
    };
    fs::write(&people, "username,password\nalice,x\n").expect("the folder is ours");
    let outcome = run(&options(None)).expect("it is whole");
    assert_eq!(outcome, Outcome::Complete);
    fs::write(&people, "username,password\nalice,x\nx,y\nbob,\n").expect("the folder is ours");
    let outcome = run(&options(Some(report.clone()))).expect("it is whole");
    assert_eq!(outcome, Outcome::Incomplete);
    let written = fs::read_to_string(&report).expect("it is there");
    let said = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        format!("{} {} {}", entry["line"], entry["username"], entry["code"])
    };
    let said: Vec<_> = written.lines().map(said).collect();
    let expected = [r#"3 "x" "invalid_username""#, r#"4 "bob" "no_password""#];
    assert_eq!(said, expected);

    // The next run tells of the whole file anew. What is no report keeps its place.
    run(&options(Some(report.clone()))).expect("the report may go");
    let again = fs::read_to_string(&report).expect("it is there");
    assert_eq!(again, written);
    assert!(run(&options(Some(people.clone()))).is_err());
}

#[test]
fn a_destination_is_this_machine_or_has_tls() {
    for good in [
        "https://login.example",
        "http://localhost:8787",
        "http://127.0.0.1:1",
        "http://[::1]:8787",
    ] {
        assert!(Destination::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "login.example",
        "https://",
        "https://a/",
        "https://a@b",
        "http://login.example",
        "http://localhost.example:8787",
        "ftp://localhost",
    ] {
        assert!(Destination::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_second_tutorials_database_is_read_and_a_secret_that_was_never_confirmed_is_left_out() {
    let folder = TestFolder::new();
    let path = folder.file("test.db");
    let script = "import { DatabaseSync } from 'node:sqlite'; \
        const it = new DatabaseSync(process.argv[1]); \
        it.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR UNIQUE, \
        password VARCHAR, otp_secret VARCHAR, is_otp_verified BOOLEAN); \
        INSERT INTO users VALUES (1, 'testuser', 'securepassword', 'JBSWY3DPEHPK3PXP', 1), \
        (2, 'other', 'secret', 'JBSWY3DPEHPK3PXP', 0)`)";
    let mut node = crate::process::command(paths::node());
    node.args([
        "--no-warnings",
        "--input-type=module",
        "--eval",
        script,
        "--",
    ]);
    crate::process::run(node.arg(&path)).expect("setup has installed node");
    let review = Review::of(source::read(&path).expect("it is whole"));
    assert_eq!(said(&review).0, [(1, "testuser"), (2, "other")]);
    let secrets = review
        .good
        .iter()
        .map(|good| good.row.totp_secret.is_some());
    assert_eq!(secrets.collect::<Vec<_>>(), [true, false]);

    let bytes = fs::read(&path).expect("it is there");
    fs::write(&path, &bytes[..bytes.len() / 2]).expect("the folder is ours");
    let said = source::read(&path).err().expect("it was cut");
    let said = format!("{said:#}");
    assert!(
        said.contains("is malformed") && !said.contains("secure"),
        "{said}"
    );
}
