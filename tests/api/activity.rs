//! What has happened to an account, and that nobody has changed it since: a program of other people's
//! parts computes the chain of hashes from the document alone.

use http::header::USER_AGENT;
use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::password_change::change_password;
use postern_e2e::person::{Member, ask, verify};
use postern_e2e::python;
use serde_json::{Value, json};

in_each_mode! {
    the_chain_is_computed_by_others_and_shows_every_change;
}

#[tokio::test]
async fn the_chain_goes_on_from_an_anchor_when_the_oldest_are_let_go() {
    let api = Mode::Argon2id.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    let line = format!(
        "PATCH /api/authenticators/{}",
        first_authenticator(&api, token).await
    );
    for number in 0..105 {
        let body = json!({ "label": format!("Phone {number}") });
        ask(&api, token, &line, &body).await.expect(200);
    }
    let shown = show(&api, token).await;
    assert_eq!(entries(&shown).len(), 100);
    assert_eq!(shown["entries"][0]["number"], 107);
    assert_ne!(shown["anchor"], "A".repeat(43));
    assert_eq!(check(&shown, &[]), intact(&shown));
    let mut without_oldest = shown.clone();
    list(&mut without_oldest).pop();
    let second = shown["entries"][98]["number"].to_string();
    assert_eq!(check(&without_oldest, &[]), format!("broken at {second}"));
}

async fn the_chain_is_computed_by_others_and_shows_every_change(mode: Mode) {
    let api = mode.api();
    let member = Member::new(&api).await;
    let token = &member.session.access_token;
    do_all_kinds_of_things(&api, &member).await;
    let shown = show(&api, token).await;
    assert_eq!(kinds(&shown), EXPECTED);
    assert_eq!(shown["intact"], true);
    assert_eq!(shown["anchor"], "A".repeat(43));
    assert_eq!(check(&shown, &[]), intact(&shown));

    let tampered = |change: fn(&mut Vec<Value>)| {
        let mut shown = shown.clone();
        change(list(&mut shown));
        check(&shown, &[])
    };
    let changes: [fn(&mut Vec<Value>); 6] = [
        |list| list[2]["kind"] = json!("signed_out"),
        |list| list[2]["at"] = json!(list[2]["at"].as_u64().map(|at| at + 1)),
        |list| list[2]["country"] = json!("DE"),
        |list| list[2]["count"] = json!(7),
        |list| list[2]["methods"] = json!(["pwd"]),
        |list| list[2]["hash"] = list[3]["hash"].clone(),
    ];
    for change in changes {
        assert_eq!(tampered(change), "broken at 8");
    }
    assert_eq!(tampered(|list| drop(list.remove(4))), "broken at 7");
    assert_eq!(tampered(|list| list.swap(4, 5)), "broken at 6");
    // The newest can be taken away unnoticed by whoever does not remember its hash.
    let newest = shown["entries"][0]["hash"].clone();
    let mut shortened = shown.clone();
    list(&mut shortened).remove(0);
    let remembered = newest.as_str().expect("a text");
    assert_eq!(check(&shortened, &[]), intact(&shortened));
    assert_eq!(check(&shortened, &[remembered]), "not the log of then");

    // What comes later stands on what was there before.
    let seen = json!({ "number": 3 });
    let line = "POST /api/users/me/activity/seen";
    ask(&api, token, line, &seen).await.expect(204);
    let line = "POST /api/recovery-codes";
    ask(&api, token, line, &Value::Null).await.expect(201);
    let later = show(&api, token).await;
    assert_eq!(later["seen"], 3);
    assert_eq!(check(&later, &[remembered]), intact(&later));
}

/// Newest first.
const EXPECTED: [&str; 10] = [
    "password_changed",
    "full_name_changed",
    "authenticator_renamed",
    "signed_in_from_new_browser",
    "recovery_code_used",
    "wrong_code",
    "authenticator_renamed",
    "signed_in",
    "signed_in",
    "account_confirmed",
];

async fn do_all_kinds_of_things(api: &Api, member: &Member) {
    let token = &member.session.access_token;
    let known = api.in_browser(&member.browser);
    member.sign_in(&known).await;
    let line = format!(
        "PATCH /api/authenticators/{}",
        first_authenticator(api, token).await
    );
    // The line's own mark, a backslash, and letters of more than one byte.
    let body = json!({ "label": "a|b\\c | Ångström 電話" });
    ask(api, token, &line, &body).await.expect(200);
    let challenge = member.challenge(api).await;
    for code in member.phone.wrong_codes(3) {
        let wrong = verify(api, &challenge, &code).await;
        wrong.expect_problem(401, "invalid_otp");
    }
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let body = json!({ "challenge": challenge, "otp": member.recovery_codes[0] });
    let call = api.post("/api/verify-otp").header(USER_AGENT, firefox);
    call.json(&body).send().await.expect(200);
    let body = json!({ "label": "Phone" });
    ask(api, token, &line, &body).await.expect(200);
    let line = "PATCH /api/users/me";
    let body = json!({ "full_name": "Somebody | else" });
    ask(api, token, line, &body).await.expect(200);
    let old = &member.person.password;
    change_password(api, token, old, "a lamp on every sill")
        .await
        .expect(204);
}

async fn first_authenticator(api: &Api, token: &str) -> String {
    let listed = ask(api, token, "GET /api/authenticators", &Value::Null).await;
    let id = listed.expect(200).json()["authenticators"][0]["id"].clone();
    id.as_str().expect("an id").to_owned()
}

async fn show(api: &Api, token: &str) -> Value {
    let shown = ask(api, token, "GET /api/users/me/activity", &Value::Null).await;
    shown.expect(200).json()
}

/// What the foreign program says.
fn check(shown: &Value, written_down: &[&str]) -> String {
    let shown = shown.to_string();
    let arguments = [&[shown.as_str()], written_down].concat();
    python::run(include_str!("../foreign/activity_chain.py"), &arguments)
}

/// What it says of a chain that holds.
fn intact(shown: &Value) -> String {
    let newest = shown["entries"][0]["hash"].as_str().expect("a hash");
    format!("intact {newest}")
}

fn entries(shown: &Value) -> &[Value] {
    shown["entries"].as_array().expect("a list")
}

fn kinds(shown: &Value) -> Vec<&str> {
    let kinds = entries(shown).iter();
    kinds
        .map(|entry| entry["kind"].as_str().expect("a word"))
        .collect()
}

fn list(shown: &mut Value) -> &mut Vec<Value> {
    shown["entries"].as_array_mut().expect("a list")
}
