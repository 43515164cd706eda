//! What people do on more than one path.

use postern_e2e::browser::Browser;
use postern_e2e::person::{Member, Person};
use postern_e2e::phone::Phone;
use postern_e2e::qr;

/// Fills the registration and sends it; answers where the QR code is to be seen.
pub async fn register(browser: &Browser, person: &Person) {
    browser.visit("/register").await;
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.fill("email", &person.email).await;
    browser.fill("full_name", &person.full_name).await;
    browser.submit().await;
    browser.wait_for_path("/enrol").await;
    browser.wait_for("svg[data-testid=qr]").await;
}

/// Scans the QR code off the screen; answers the phone that now knows the secret.
pub async fn scan(browser: &Browser) -> Phone {
    let uri = qr::read(&browser.screenshot().await);
    let secret = uri
        .split(['?', '&'])
        .find_map(|part| part.strip_prefix("secret="))
        .expect("an enrolment URI has a secret");
    Phone::new(secret)
}

/// Sends name and password, and stands at the code page.
pub async fn enter_password(browser: &Browser, person: &Person) {
    browser.visit("/sign-in").await;
    browser.fill("username", &person.username).await;
    browser.fill("password", &person.password).await;
    browser.submit().await;
    browser.wait_for_path("/code").await;
    browser.wait_for("input[name=otp]").await;
}

/// Types a code, which sends itself.
pub async fn enter_code(browser: &Browser, code: &str) {
    browser.wait_for("input[name=otp]").await;
    browser.fill("otp", code).await;
}

/// Signs in with password and code, and stands at the account.
pub async fn sign_in(browser: &Browser, member: &Member) {
    enter_password(browser, &member.person).await;
    enter_code(browser, &member.phone.code().await).await;
    expect_account(browser, &member.person).await;
}

/// Waits for the account page of this person.
pub async fn expect_account(browser: &Browser, person: &Person) {
    browser.wait_for_path("/account").await;
    let shown = browser.text_of("[data-testid=account-username]").await;
    assert_eq!(shown, person.username);
}

/// Waits until something is said in what matches `selector`, and answers it.
pub async fn said(browser: &Browser, selector: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('{selector}')].some(one => one.innerText.trim())"
    );
    browser.wait_until(&script).await;
    let script = format!(
        "return [...document.querySelectorAll('{selector}')].map(one => one.innerText).join(' ')"
    );
    let text = browser.evaluate(&script).await;
    text.as_str().unwrap_or_default().trim().to_owned()
}
