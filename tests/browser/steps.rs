//! What people do on more than one path.

use postern_e2e::api::Api;
use postern_e2e::browser::{Browser, TAB};
use postern_e2e::person::{Member, Person};
use postern_e2e::phone::Phone;
use postern_e2e::qr;
use postern_e2e::server::Server;
use serde_json::json;

/// Somebody whom the registration has signed in elsewhere, and now here.
pub async fn signed_in() -> (Api, Member, Browser) {
    let server = Server::shared();
    let api = server.api();
    let member = Member::new(&api).await;
    let browser = Browser::open(server.origin()).await;
    sign_in(&browser, &member).await;
    (api, member, browser)
}

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
    let into_view =
        "document.querySelector('svg[data-testid=qr]').scrollIntoView({ block: 'center' })";
    browser.evaluate(into_view).await;
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

/// Types the first code of a new account, keeps the recovery codes that it brings, and stands at the
/// account.
pub async fn confirm(browser: &Browser, person: &Person, phone: &Phone) -> Vec<String> {
    enter_code(browser, &phone.code().await).await;
    let codes = keep_codes(browser).await;
    browser.click("a[href='/account']").await;
    expect_account(browser, person).await;
    codes
}

/// Says that the recovery codes on the page are kept, and answers them.
pub async fn keep_codes(browser: &Browser) -> Vec<String> {
    browser.wait_for_path("/account/recovery-codes").await;
    let codes = browser.text_of("[data-testid=recovery-codes]").await;
    browser.click("#have-kept").await;
    browser.click("#button-kept").await;
    browser
        .wait_until("return !document.querySelector('[data-testid=recovery-codes]')")
        .await;
    codes.lines().map(str::to_owned).collect()
}

/// Switches to the field for a recovery code and types one.
pub async fn enter_recovery_code(browser: &Browser, code: &str) {
    browser.click(RECOVERY).await;
    browser
        .wait_until("return document.activeElement?.autocapitalize === 'characters'")
        .await;
    browser.fill("otp", code).await;
    browser.submit().await;
}

/// Signs out.
pub async fn sign_out(browser: &Browser) {
    browser.click("[data-testid=sign-out]").await;
    browser.wait_for_path("/sign-in").await;
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

/// Waits until the keyboard is at what matches `selector`.
pub async fn wait_for_focus(browser: &Browser, selector: &str) {
    let script = format!("return document.activeElement?.matches('{selector}') ?? false");
    browser.wait_until(&script).await;
}

/// Cuts the browser off, or connects it again.
pub async fn set_offline(browser: &Browser, offline: bool) {
    let parameters = json!({
        "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser
        .devtools("Network.emulateNetworkConditions", parameters)
        .await;
}

/// Presses the tabulator until the focus is there, and demands that one can see where it is.
pub async fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..15 {
        let there = format!("return document.activeElement?.matches(\"{selector}\")");
        if browser.evaluate(&there).await == true {
            let visible = browser.evaluate(FOCUS_IS_VISIBLE).await;
            assert_eq!(visible, true, "the focus on {selector} cannot be seen");
            return;
        }
        browser.press(TAB).await;
    }
    panic!("the tabulator does not lead to {selector}");
}

/// What switches between the code and a recovery code.
pub const RECOVERY: &str = "form .quiet";

const FOCUS_IS_VISIBLE: &str = "
    const style = getComputedStyle(document.activeElement);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
        || style.boxShadow !== 'none';
";
