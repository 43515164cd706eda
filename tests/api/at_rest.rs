//! What lies on the disk tells nothing: every byte that the server keeps is searched.

use std::path::Path;

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::at_rest::{self, Needle};
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::{Mode, Way};
use postern_e2e::node;
use postern_e2e::opaque_client::bytes_of;
use postern_e2e::password_change::{change_password, reset, reset_password};
use postern_e2e::person::{Member, Person, ask, verify};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::{Value, json};

use crate::trusted_browsers::trust;

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
    let mut server = Server::start_with(
        &[mode.variable(), "TRUSTED_BROWSERS=on"],
        Some(keys.export()),
    );
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
    let more = use_the_account_area(&api).await;
    at_rest::wait_until_published(server.state()).await;
    server.kill();

    let mut needles = at_rest::forms("the wrong guess", guess.as_bytes());
    needles.extend(messages);
    needles.extend(more);
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

/// Somebody changes all that can be changed, and has their browser trusted where it may be: nothing of
/// it may lie about, neither what counts now nor what counted before.
async fn use_the_account_area(api: &Api) -> Vec<Needle> {
    let member = Member::new(api).await;
    let browser = api.in_browser(&member.browser);
    let token = trust(&browser, &member).await.access_token;
    let line = "POST /api/recovery-codes";
    let made = ask(&browser, &token, line, &Value::Null).await.expect(201);
    let made = made.texts("recovery_codes");
    let label = "The phone in the drawer";
    let line = "POST /api/authenticators";
    let added = ask(&browser, &token, line, &json!({ "label": label })).await;
    let added = added.expect(201);
    let phone = Phone::new(&added.field("otp_secret"));
    let line = format!("POST /api/authenticators/{}/confirm", added.field("id"));
    let body = json!({ "otp": phone.code().await });
    ask(&browser, &token, &line, &body).await.expect(200);
    let changed = "a lamp on every sill of the house";
    change_password(&browser, &token, &member.person.password, changed)
        .await
        .expect(204);
    let (full_name, email) = ("Somebody Else Entirely", "entirely@other.example");
    let body = json!({ "full_name": full_name, "email": email });
    let answer = ask(&browser, &token, "PATCH /api/users/me", &body).await;
    answer.expect(200);
    let forgotten = "nobody remembers what stood here";
    let otp = phone.code().await;
    let proofs = (made[0].as_str(), otp.as_str());
    let body = reset(&browser, &member.person.username, proofs, forgotten).await;
    reset_password(&browser, &body).await.expect(204);

    let mut needles = needles_of(&member.person, phone.secret());
    let (_, cookie) = member.browser.split_once('=').expect("a name and a value");
    for (what, text) in [
        ("a label", label),
        ("the new password", changed),
        ("the password after the reset", forgotten),
        ("the new full name", full_name),
        ("the new e-mail address", email),
        ("the browser's cookie", cookie),
    ] {
        needles.extend(at_rest::forms(what, text.as_bytes()));
    }
    for code in member.recovery_codes.iter().chain(&made) {
        let letters = code.replace('-', "");
        needles.extend(at_rest::forms("a recovery code", code.as_bytes()));
        needles.extend(at_rest::forms("its letters", letters.as_bytes()));
        let typed = letters.to_lowercase();
        needles.extend(at_rest::forms("its small letters", typed.as_bytes()));
        let bytes = from_base32(&letters, CROCKFORD);
        needles.extend(at_rest::forms("a recovery code's bytes", &bytes));
    }
    needles
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
    let bytes = from_base32(secret, RFC_4648);
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

/// Base32 a second time, so that the search does not lean on what it checks.
fn from_base32(text: &str, alphabet: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_usize, 0);
    for letter in text.chars() {
        let value = alphabet.find(letter);
        let value = value.unwrap_or_else(|| panic!("{letter} is no letter of base32"));
        buffer = (buffer << 5 | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap_or_default());
        }
    }
    bytes
}

const RFC_4648: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PLANT: &str = r#"
    import { DatabaseSync } from "node:sqlite";
    const [file, text] = process.argv.slice(-2);
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE IF NOT EXISTS planted (text)");
    database.prepare("INSERT INTO planted VALUES (?)").run(text);
    database.close();
"#;
