//! Forms: problems beside their field, nothing lost, nothing sent twice.

use postern_e2e::browser::Browser;
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;
use serde_json::json;

use crate::steps;

#[tokio::test]
async fn an_empty_registration_says_what_is_missing_beside_the_fields() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/register").await;
    browser.submit().await;
    for name in ["username", "password"] {
        let text = steps::said(&browser, &format!("#{name}-error")).await;
        assert!(!text.is_empty());
        let field = browser.find(&format!("input[name={name}]")).await;
        let invalid = field.attr("aria-invalid").await.expect("an attribute");
        assert_eq!(invalid.as_deref(), Some("true"), "{name}");
        let described = field.attr("aria-describedby").await.expect("an attribute");
        assert!(described.is_some_and(|ids| ids.contains(&format!("{name}-error"))));
    }
    let focused = browser.evaluate("return document.activeElement.name").await;
    assert_eq!(focused, "username");
    browser.keep_screenshot("register-errors").await;
}

#[tokio::test]
async fn what_a_new_password_must_be_is_said_before_anything_is_typed() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/register").await;
    let hint = steps::said(&browser, "#password-hint").await;
    for rule in [
        "At least 8 characters",
        "Common passwords",
        "e-mail address",
    ] {
        assert!(hint.contains(rule), "{hint}");
    }
    browser.fill("password", "seven 7").await;
    assert_eq!(browser.text_of("#password-error").await, "");
    browser.evaluate("document.activeElement.blur()").await;
    let text = steps::said(&browser, "#password-error").await;
    assert!(text.contains("at least 8 characters"), "{text}");
    let announced = steps::said(&browser, "#announcer").await;
    assert!(announced.contains("at least 8 characters"), "{announced}");
    browser.keep_screenshot("register-short-password").await;
    browser.requests().await;
    browser.fill("password", "eight 88").await;
    browser.evaluate("document.activeElement.blur()").await;
    assert_eq!(browser.text_of("#password-error").await, "");
    assert_eq!(count(&browser, "/api/register").await, 0);
}

#[tokio::test]
async fn a_common_password_or_a_name_is_refused_beside_the_field_with_the_reason() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    browser.visit("/register").await;
    browser.fill("username", &person.username).await;
    browser.fill("email", &person.email).await;
    for password in ["dragon12", &person.email, &person.username] {
        browser.fill("password", password).await;
        assert_eq!(browser.text_of("#password-error").await, "");
        browser.submit().await;
        let text = steps::said(&browser, "#password-error").await;
        assert!(text.contains("too easy to guess"), "{text}");
    }
    browser.fill("password", &person.password).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
}

#[tokio::test]
async fn a_taken_name_is_told_beside_the_name_and_nothing_typed_is_lost() {
    let server = Server::shared();
    let (first, second) = (Person::new(), Person::new());
    first.register(&server.api()).await.expect(201);
    let browser = Browser::open(server.origin()).await;
    browser.visit("/register").await;
    browser.fill("username", &first.username).await;
    browser.fill("password", &second.password).await;
    browser.fill("email", &second.email).await;
    browser.submit().await;
    let text = steps::said(&browser, "#username-error").await;
    assert!(text.contains("taken"), "{text}");
    assert_eq!(browser.value_of("username").await, first.username);
    assert_eq!(browser.value_of("password").await, second.password);
    assert_eq!(browser.value_of("email").await, second.email);

    browser.fill("username", &second.username).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_read_the_same() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    let mut texts = Vec::new();
    for username in [member.person.username, Person::new().username] {
        browser.visit("/sign-in").await;
        browser.fill("username", &username).await;
        browser.fill("password", "certainly not this one").await;
        browser.submit().await;
        texts.push(steps::said(&browser, "[role=alert]").await);
    }
    assert_eq!(texts.first(), texts.last());
    browser.keep_screenshot("sign-in-wrong").await;
}

#[tokio::test]
async fn after_too_many_wrong_passwords_the_page_says_how_long_to_wait() {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    for _ in 0..5 {
        let guess = json!({
            "username": member.person.username, "password": "certainly not this one",
        });
        let answer = api.post("/api/login").json(&guess).send().await;
        answer.expect_problem(401, "invalid_credentials");
    }
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.submit().await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("Too many"), "{text}");
    let timer = steps::said(&browser, "[role=timer]").await;
    assert!(timer.contains("second"), "{timer}");
    browser.requests().await;
    browser.submit().await;
    assert_eq!(count(&browser, "/api/login").await, 0, "it was sent again");
    assert_eq!(browser.path().await, "/sign-in");
    browser.keep_screenshot("sign-in-wait").await;
}

#[tokio::test]
async fn without_a_network_nothing_typed_is_lost_and_the_next_try_works() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    browser.visit("/register").await;
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.fill("email", &person.email).await;
    browser.fill("full_name", &person.full_name).await;
    steps::set_offline(&browser, true).await;
    browser.submit().await;
    let text = steps::said(&browser, "[role=alert]").await;
    assert!(text.contains("connection"), "{text}");
    browser.keep_screenshot("register-offline").await;
    assert_eq!(browser.value_of("username").await, person.username);
    assert_eq!(browser.value_of("password").await, person.password);
    assert_eq!(browser.value_of("email").await, person.email);
    assert_eq!(browser.value_of("full_name").await, person.full_name);

    steps::set_offline(&browser, false).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
}

#[tokio::test]
async fn a_server_that_comes_back_finds_the_form_as_it_was() {
    let mut server = Server::start(&[]);
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    server.kill();
    browser.submit().await;
    steps::said(&browser, "[role=alert]").await;
    server.start_again();
    browser.submit().await;
    browser.wait_for_path("/code").await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_request() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/sign-in").await;
    browser.fill("username", &member.person.username).await;
    browser.fill("password", &member.person.password).await;
    browser.requests().await;
    browser
        .evaluate(
            "const button = document.querySelector('button[type=submit]');
             button.click(); button.click(); button.form.requestSubmit(); button.click();",
        )
        .await;
    browser.wait_for_path("/code").await;
    assert_eq!(count(&browser, "/api/login").await, 1);

    let code = member.phone.code().await;
    steps::enter_code(&browser, &code).await;
    // The code has sent itself; whoever presses the button too changes nothing.
    browser
        .evaluate("document.querySelector('button[type=submit]')?.click()")
        .await;
    steps::expect_account(&browser, &member.person).await;
    assert_eq!(count(&browser, "/api/verify-otp").await, 1);
}

#[tokio::test]
async fn password_managers_find_the_fields_they_know() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/register").await;
    for (name, expected) in [
        ("username", "username"),
        ("password", "new-password"),
        ("email", "email"),
        ("full_name", "name"),
    ] {
        assert_eq!(autocomplete(&browser, name).await, expected);
    }
    browser.visit("/sign-in").await;
    assert_eq!(autocomplete(&browser, "username").await, "username");
    assert_eq!(autocomplete(&browser, "password").await, "current-password");
    steps::enter_password(&browser, &member.person).await;
    assert_eq!(autocomplete(&browser, "otp").await, "one-time-code");
}

async fn autocomplete(browser: &Browser, name: &str) -> String {
    let field = browser.wait_for(&format!("input[name={name}]")).await;
    let value = field.attr("autocomplete").await.expect("an attribute");
    value.unwrap_or_default()
}

async fn count(browser: &Browser, path: &str) -> usize {
    let requests = browser.requests().await;
    requests
        .iter()
        .filter(|(method, url)| method == "POST" && url.ends_with(path))
        .count()
}
