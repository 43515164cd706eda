//! Well-formed bodies whose values break a rule.

use postern_e2e::person::{Member, Person, verify};
use postern_e2e::server::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn names_that_differ_only_in_case_are_one_name() {
    let api = Server::shared().api();
    let person = Person::new();
    person.register(&api).await.expect(201);
    for username in [
        person.username.to_uppercase(),
        person.username.replace("juniper", "Juniper"),
    ] {
        register_with(json!({ "username": username }))
            .await
            .expect_problem(409, "username_taken");
        let body = json!({ "username": username, "password": person.password });
        api.post("/api/login").json(&body).send().await.expect(200);
    }
}

#[tokio::test]
async fn names_in_another_unicode_form_are_refused() {
    for username in [
        "juniper\u{301}",
        "junip\u{e9}r",
        "ｊuniper",
        "juniрer",
        "juni\u{200d}per",
        "\u{feff}juniper",
        "juniper\u{202e}",
    ] {
        refused(
            json!({ "username": username }),
            "invalid_username",
            "username",
        )
        .await;
    }
}

#[tokio::test]
async fn names_of_the_wrong_length_or_with_forbidden_characters_are_refused() {
    let long = "a".repeat(65);
    for username in [
        "", "ab", ".abc", "a b c", "a/b/c", "abc\0", "abc\n", "<b>abc", &long,
    ] {
        refused(
            json!({ "username": username }),
            "invalid_username",
            "username",
        )
        .await;
    }
}

#[tokio::test]
async fn control_characters_are_refused_in_every_field() {
    for (name, code) in [
        ("username", "invalid_username"),
        ("password", "invalid_password"),
        ("email", "invalid_email"),
        ("full_name", "invalid_full_name"),
    ] {
        for control in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}'] {
            let value = format!("juniper{control}@post.example");
            refused(json!({ name: value }), code, name).await;
        }
    }
}

#[tokio::test]
async fn passwords_that_are_too_short_or_too_long_are_refused() {
    for password in [String::new(), "1234567".to_owned(), "lamp ".repeat(52)] {
        refused(
            json!({ "password": password }),
            "invalid_password",
            "password",
        )
        .await;
    }
}

#[tokio::test]
async fn passwords_that_everybody_tries_first_are_refused() {
    for password in [
        "password",
        "12345678",
        "PassW0rd",
        "aaaaaaaaaaaa",
        "postern1",
    ] {
        refused(json!({ "password": password }), "weak_password", "password").await;
    }
}

#[tokio::test]
async fn a_password_typed_in_another_unicode_form_is_the_same_password() {
    let api = Server::shared().api();
    let mut person = Person::new();
    person.password = "caf\u{e9} au lait, \u{212b}ngstr\u{f6}m".to_owned();
    person.register(&api).await.expect(201);
    let body = json!({
        "username": person.username, "password": "cafe\u{301} au lait, A\u{30a}ngstro\u{308}m",
    });
    api.post("/api/login").json(&body).send().await.expect(200);
}

#[tokio::test]
async fn passwords_are_never_cut_and_spaces_count() {
    let api = Server::shared().api();
    let mut person = Person::new();
    person.password = format!("{} ", "0123456789abcde ".repeat(15));
    person.register(&api).await.expect(201);
    person.login(&api).await.expect(200);
    let body = json!({ "username": person.username, "password": person.password.trim() });
    let answer = api.post("/api/login").json(&body).send().await;
    answer.expect_problem(401, "invalid_credentials");
}

#[tokio::test]
async fn addresses_that_are_none_are_refused() {
    let long = format!("{}@post.example", "a".repeat(250));
    for email in [
        "juniper",
        "@post.example",
        "juniper@",
        "a b@post.example",
        "a@b@c",
        &long,
    ] {
        refused(json!({ "email": email }), "invalid_email", "email").await;
    }
}

#[tokio::test]
async fn full_names_that_are_too_long_or_turn_the_text_around_are_refused() {
    let long = "x".repeat(101);
    for full_name in ["a\u{202e}b", "a\nb", &long] {
        refused(
            json!({ "full_name": full_name }),
            "invalid_full_name",
            "full_name",
        )
        .await;
    }
}

#[tokio::test]
async fn what_is_no_code_is_malformed_and_costs_no_attempt() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let challenge = member.challenge(&api).await;
    for text in [
        "",
        "12345",
        "1234567",
        "12345a",
        "abcdef",
        "１２３４５６",
        "+12345",
        "12.345",
    ] {
        let answer = verify(&api, &challenge, text).await;
        answer.expect_problem(422, "malformed_otp");
        assert_eq!(answer.field("field"), "otp");
    }
    let wrong = verify(&api, &challenge, &member.phone.wrong_code()).await;
    wrong.expect_problem(401, "invalid_otp");
    assert_eq!(wrong.json()["attempts_left"], json!(4));
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_name_that_cannot_exist_signs_in_like_a_name_that_does_not() {
    let api = Server::shared().api();
    for username in ["", "ab", "a b c", "juniper\u{301}", "nobody-has-this-name"] {
        let body = json!({ "username": username, "password": "lamp oil & sealing wax" });
        let answer = api.post("/api/login").json(&body).send().await;
        assert!(
            [("invalid_credentials", 401), ("invalid_username", 422)]
                .contains(&(answer.code().as_str(), answer.status.as_u16())),
            "{username:?}: {}",
            answer.text()
        );
    }
}

/// Registers somebody new with some values replaced.
async fn register_with(values: Value) -> postern_e2e::answer::Answer {
    let mut body = Person::new().registration();
    for (name, value) in values.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let api = Server::shared().api();
    api.post("/api/register").json(&body).send().await
}

async fn refused(values: Value, code: &str, field: &str) {
    let answer = register_with(values).await;
    answer.expect_problem(422, code);
    assert_eq!(answer.field("field"), field);
}
