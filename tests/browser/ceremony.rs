//! The main job, as a person does it.

use postern_e2e::browser::{Browser, Scheme, Width};
use postern_e2e::person::Person;
use postern_e2e::qr;
use postern_e2e::server::Server;

use crate::steps;

#[tokio::test]
async fn somebody_registers_scans_confirms_signs_out_and_signs_in_again() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();

    browser.visit("/").await;
    browser.wait_for_path("/sign-in").await;
    steps::register(&browser, &person).await;
    browser.keep_screenshot("ceremony-1-enrol").await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
    browser.keep_screenshot("ceremony-2-account").await;
    let page = browser.text_of("main").await;
    assert!(page.contains(&person.email), "{page}");
    assert!(page.contains(&person.full_name), "{page}");

    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    browser.visit("/account").await;
    browser.wait_for_path("/sign-in").await;

    steps::enter_password(&browser, &person).await;
    browser.keep_screenshot("ceremony-3-code").await;
    steps::enter_code(&browser, &phone.code().await).await;
    steps::expect_account(&browser, &person).await;
}

#[tokio::test]
async fn the_qr_code_the_key_and_the_link_say_the_same() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    steps::register(&browser, &person).await;

    let scanned = qr::read(&browser.screenshot().await);
    let link = browser
        .find("a[href^='otpauth:']")
        .await
        .attr("href")
        .await
        .expect("the link can be read");
    assert_eq!(Some(scanned.clone()), link);

    let shown = browser.text_of("[data-testid=otp-secret]").await;
    let groups: Vec<&str> = shown.split_whitespace().collect();
    assert!(groups.iter().all(|group| group.len() == 4), "{shown}");
    assert!(scanned.contains(&format!("secret={}", groups.concat())));
    assert!(scanned.starts_with("otpauth://totp/Postern:"), "{scanned}");
    assert!(scanned.contains(&person.username), "{scanned}");
}

#[tokio::test]
async fn the_qr_code_can_be_scanned_on_a_small_and_dark_screen() {
    let browser = Browser::open(Server::shared().origin()).await;
    let person = Person::new();
    browser.look(Width::Phone, Scheme::Dark).await;
    steps::register(&browser, &person).await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
}

#[tokio::test]
async fn who_left_before_confirming_gets_the_qr_code_again_at_sign_in() {
    let server = Server::shared();
    let browser = Browser::open(server.origin()).await;
    let person = Person::new();
    person.register(&server.api()).await.expect(201);

    browser.visit("/sign-in").await;
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
    browser.wait_for("svg[data-testid=qr]").await;
    let phone = steps::scan(&browser).await;
    steps::confirm(&browser, &person, &phone).await;
}
