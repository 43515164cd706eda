//! Every page, in light and dark, on a phone and on a laptop: axe finds nothing, and nobody has to
//! scroll sideways. The pictures stay for people to look at.

use postern_e2e::axe;
use postern_e2e::browser::{Browser, Scheme, Width};
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;

use crate::steps;

#[tokio::test]
async fn the_pages_for_whoever_is_not_signed_in() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/register").await;
    check(&browser, "register").await;
    browser.submit().await;
    steps::said(&browser, "#username-error").await;
    check(&browser, "register-with-problems").await;

    browser.visit("/sign-in").await;
    check(&browser, "sign-in").await;
    browser.fill("username", &Person::new().username).await;
    browser.fill("password", "certainly not this one").await;
    browser.submit().await;
    steps::said(&browser, "[role=alert]").await;
    check(&browser, "sign-in-with-problem").await;

    browser.visit("/no-such-page").await;
    check(&browser, "not-found").await;
}

#[tokio::test]
async fn the_enrolment() {
    let browser = Browser::open(Server::shared().origin()).await;
    steps::register(&browser, &Person::new()).await;
    check(&browser, "enrol").await;
    browser.reload().await;
    browser.wait_for("input[name=otp]").await;
    check(&browser, "enrol-after-reload").await;
}

#[tokio::test]
async fn the_code_and_the_account() {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    check(&browser, "code").await;
    steps::enter_code(&browser, &member.phone.wrong_code()).await;
    steps::said(&browser, "#otp-error").await;
    check(&browser, "code-with-problem").await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
    check(&browser, "account").await;
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
    check(&browser, "signed-out").await;
}

#[tokio::test]
async fn the_longest_names_fit_on_a_phone() {
    let server = Server::shared();
    let mut person = Person::new();
    person.username = format!("{}{}", person.username, "x".repeat(64))
        .chars()
        .take(64)
        .collect();
    person.email = format!("{}@{}.example", "m".repeat(60), "d".repeat(150));
    person.full_name = "W".repeat(100);
    let member = person.enrol(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    steps::enter_password(&browser, &member.person).await;
    check(&browser, "code-long-name").await;
    steps::enter_code(&browser, &member.phone.code().await).await;
    steps::expect_account(&browser, &member.person).await;
    check(&browser, "account-long-name").await;
}

#[tokio::test]
async fn axe_would_find_a_field_without_a_label_and_text_too_pale() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/sign-in").await;
    browser
        .evaluate(
            "document.querySelectorAll('label').forEach(label => label.remove());
             document.querySelector('h1').style.color = 'rgb(250, 250, 250)';",
        )
        .await;
    let found = axe::violations(&browser).await.join("\n");
    assert!(found.contains("\"label\""), "{found}");
    assert!(found.contains("\"color-contrast\""), "{found}");
}

/// Looks at the page in every width and colour, and keeps the pictures under `name`.
pub async fn check(browser: &Browser, name: &str) {
    let mut problems = Vec::new();
    for width in Width::ALL {
        for scheme in Scheme::ALL {
            browser.look(width, scheme).await;
            browser.evaluate(SHOW_FOCUS).await;
            let view = format!("{name}-{}-{}", width.pixels(), scheme.name());
            browser.keep_screenshot(&view).await;
            for violation in axe::violations(browser).await {
                problems.push(format!("{view}: {violation}"));
            }
            let overflow = browser.evaluate(OVERFLOW).await;
            if overflow != 0 {
                problems.push(format!("{view}: {overflow} px too wide"));
            }
        }
    }
    browser.look(Width::Laptop, Scheme::Light).await;
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What is asked is to be in the picture.
const SHOW_FOCUS: &str = "document.activeElement?.scrollIntoView({ block: 'center' })";
const OVERFLOW: &str = "
    const root = document.documentElement;
    return Math.max(0, root.scrollWidth - root.clientWidth);
";
