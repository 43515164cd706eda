//! What lies on the disk tells nothing: every byte that the server keeps is searched.

use std::path::Path;

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::at_rest::{self, Needle};
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::{Mode, Way};
use postern_e2e::node;
use postern_e2e::opaque_client::bytes_of;
use postern_e2e::person::{Member, Person, verify};
use postern_e2e::server::Server;
use serde_json::json;

in_each_mode! {
    no_secret_and_nothing_personal_is_stored_or_logged_in_clear;
}

async fn no_secret_and_nothing_personal_is_stored_or_logged_in_clear(mode: Mode) {
    secrets_do_not_lie_about(mode).await;
}

/// Uses an account in every way there is, cuts the power, and searches the bytes; then plants a
/// secret in each store to show that the search would have found it.
pub async fn secrets_do_not_lie_about(mode: Mode) {
    let keys = KeyFile::new();
    let mut server = Server::start_with(&[mode.variable()], Some(keys.export()));
    let api = mode.client_of(&server);
    let member = Member::new(&api).await;
    let invitation = keys.invite(server.origin(), &["--role", "support", "--email", INVITED]);
    register_by(&api, &invitation).await;
    let challenge = member.challenge(&api).await;
    let _ = verify(&api, &challenge, &member.phone.wrong_code()).await;
    let session = member.sign_in(&api).await;
    let unconfirmed = Person::new();
    let (registered, messages) = register_and_begin_to_sign_in(&api, &unconfirmed).await;
    let guess = "a wrong guess, and close to it";
    let _ = unconfirmed.login_with(&api, guess).await;
    at_rest::wait_until_published(server.state()).await;
    server.kill();

    let mut needles = at_rest::forms("the wrong guess", guess.as_bytes());
    needles.extend(messages);
    for (person, secret) in [
        (&member.person, member.phone.secret()),
        (&unconfirmed, registered.field("otp_secret").as_str()),
    ] {
        needles.extend(needles_of(person, secret));
    }
    for (label, token) in [
        ("an access token", &session.access_token),
        ("a refresh token", &session.refresh_token),
        ("a challenge", &challenge),
    ] {
        needles.extend(at_rest::forms(label, token.as_bytes()));
    }
    for (label, invitation) in [
        ("an invitation", invitation.as_bytes()),
        ("an invitation's bytes", &bytes_of(&invitation)),
        ("an invited person's e-mail address", INVITED.as_bytes()),
    ] {
        needles.extend(at_rest::forms(label, invitation));
    }
    assert_eq!(
        at_rest::find(server.state(), &needles),
        Vec::<String>::new()
    );
    let log = server.output();
    for needle in &needles {
        assert!(
            !needle.is_in(log.as_bytes()),
            "{} in the log",
            needle.label()
        );
    }

    for store in ["do", "kv"] {
        plant(server.state(), store, &member.person.password);
        let found = at_rest::find(server.state(), &needles).join("\n");
        assert!(
            found.contains(&format!("{store}/")),
            "not found in {store}: {found}"
        );
    }
}

/// Registers somebody by an invitation, which names their e-mail address.
async fn register_by(api: &Api, invitation: &str) {
    let person = Person::new();
    let body = json!({
        "username": person.username, "password": person.password, "invitation": invitation,
    });
    let answer = api.post("/api/register").json(&body).send().await;
    answer.expect(201);
}

const INVITED: &str = "somebody.invited@post.example";

/// In the browser's way also what stands for the password: the record, a sign-in that waits for its
/// proof, and the proof itself, which the service knows beforehand.
async fn register_and_begin_to_sign_in(api: &Api, person: &Person) -> (Answer, Vec<Needle>) {
    if api.way() == Way::Plain {
        return (person.register(api).await.expect(201), Vec::new());
    }
    let registration = person.start_registration(api).await;
    let registration = registration.unwrap_or_else(|refused| panic!("{}", refused.text()));
    let registered = registration.send(api, person).await.expect(201);
    let login = person.start_login(api).await;
    let mut needles = Vec::new();
    for (label, message) in [
        ("the record", &registration.record),
        ("a registration", &registration.registration),
        ("a login", &login.login),
        ("a proof", &login.ke3),
    ] {
        needles.extend(at_rest::forms(label, message.as_bytes()));
        needles.extend(at_rest::forms(label, &bytes_of(message)));
    }
    // Public key, masking key and envelope of the record, in case they are kept apart.
    for part in bytes_of(&registration.record).chunks(32) {
        needles.extend(at_rest::forms("a part of the record", part));
    }
    (registered, needles)
}

fn needles_of(person: &Person, secret: &str) -> Vec<Needle> {
    let bytes = from_base32(secret);
    let mut needles = at_rest::forms("the secret", &bytes);
    for (label, text) in [
        ("the secret's base32", secret),
        ("the password", &person.password),
        ("the username", &person.username),
        ("the e-mail address", &person.email),
        ("the full name", &person.full_name),
    ] {
        needles.extend(at_rest::forms(label, text.as_bytes()));
    }
    needles
}

/// Writes a plain text into a database of the store, as a careless version would.
fn plant(state: &Path, store: &str, text: &str) {
    let folders = at_rest::folders_named(state, store);
    let database = folders
        .iter()
        .flat_map(|folder| at_rest::files(folder))
        .find(|file| {
            file.extension()
                .is_some_and(|extension| extension == "sqlite")
        })
        .unwrap_or_else(|| panic!("{store} keeps a database"));
    let _ = node::run(PLANT, &[&database.to_string_lossy(), text]);
}

/// RFC 4648 §6, a second time, so that the search does not lean on what it checks.
fn from_base32(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => panic!("{letter} is no letter of base32"),
        };
        buffer = (buffer << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap_or_default());
        }
    }
    bytes
}

const PLANT: &str = r#"
    import { DatabaseSync } from "node:sqlite";
    const [file, text] = process.argv.slice(-2);
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE IF NOT EXISTS planted (text)");
    database.prepare("INSERT INTO planted VALUES (?)").run(text);
    database.close();
"#;
