//! Somebody with a role, and the ways to what they look for.

use std::time::{Duration, Instant};

use postern_e2e::api::Api;
use postern_e2e::browser::Browser;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::person::{Member, Person, Session, verify};
use postern_e2e::phone::Phone;
use postern_e2e::server::Server;
use serde_json::json;

use crate::steps;

/// Somebody with a role who is signed in.
pub struct Scene {
    pub server: Server,
    pub keys: KeyFile,
    pub api: Api,
    pub root: Member,
    pub browser: Browser,
}

impl Scene {
    pub async fn new(variables: &[&str], role: &str) -> Self {
        let keys = KeyFile::new();
        let variables = [&[Mode::Argon2id.variable()], variables].concat();
        let server = Server::start_with(&variables, Some(keys.export()));
        let api = server.api();
        let root = invited(&api, &keys, &server, role).await;
        let browser = Browser::open(server.origin()).await;
        steps::sign_in(&browser, &root).await;
        Self {
            server,
            keys,
            api,
            root,
            browser,
        }
    }
}

/// Somebody with this role, by the real command.
pub async fn invited(api: &Api, keys: &KeyFile, server: &Server, role: &str) -> Member {
    let invitation = keys.invite(server.origin(), &["--role", role]);
    let person = Person::new();
    let mut body = person.registration();
    body["invitation"] = json!(invitation);
    let registered = api.post("/api/register").json(&body).send().await;
    let registered = registered.expect(201);
    let phone = Phone::new(&registered.field("otp_secret"));
    let code = phone.code().await;
    let answer = verify(api, &registered.field("challenge"), &code).await;
    let answer = answer.expect(200);
    Member {
        person,
        phone,
        session: Session::of(&answer),
        recovery_codes: answer.texts("recovery_codes"),
        browser: String::new(),
    }
}

/// The first page of administration.
pub async fn open_administration(browser: &Browser) {
    browser.click(ADMINISTRATION).await;
    browser.wait_for_path("/administration").await;
    browser.wait_for(PEOPLE).await;
}

pub async fn open_people(browser: &Browser) {
    open_administration(browser).await;
    browser.click(PEOPLE).await;
    browser.wait_for_path("/administration/people").await;
    browser.wait_for("#search").await;
}

/// Types the name until it is listed: KV is told of somebody a moment after they have come.
pub async fn find(browser: &Browser, name: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        browser.fill("search", name).await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        if browser.evaluate(ONE_ROW).await == true {
            assert_eq!(browser.text_of("#row-0").await, name);
            return;
        }
        assert!(Instant::now() < deadline, "{name} is not listed");
        browser.fill("search", "").await;
    }
}

pub async fn open(browser: &Browser, name: &str) {
    find(browser, name).await;
    browser.click("#row-0").await;
    browser.wait_for(STATE).await;
    assert!(browser.text_of(STATE).await.contains(name));
}

/// Gives the reason that is asked for.
pub async fn answer(browser: &Browser, reason: &str) {
    browser.wait_for("#question").await;
    browser.fill("reason", reason).await;
    browser.click("#button-confirm").await;
}

/// Chooses a role by hand.
pub async fn choose_role(browser: &Browser, role: &str) {
    let choose = "const role = document.querySelector('#role');
        role.value = WORD;
        role.dispatchEvent(new Event('change', { bubbles: true }))";
    let choose = choose.replace("WORD", &json!(role).to_string());
    browser.evaluate(&choose).await;
}

/// Loads the page again until it says this.
pub async fn until_listed(browser: &Browser, path: &str, text: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        browser.visit(path).await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        if browser.evaluate(&main_has(text)).await == true {
            return;
        }
        assert!(Instant::now() < deadline, "{text} is not listed");
    }
}

pub fn main_has(text: &str) -> String {
    format!(
        "return document.querySelector('main').innerText.includes({})",
        json!(text)
    )
}

pub fn state_has(text: &str) -> String {
    format!(
        "return document.querySelector('{STATE}')?.innerText.includes({}) ?? false",
        json!(text)
    )
}

pub const ADMINISTRATION: &str = "nav a[href='/administration']";
pub const PEOPLE: &str = "nav a[href='/administration/people']";
pub const STATE: &str = "[data-testid=person-state]";
pub const LINK: &str = "[data-testid=one-time-link]";
pub const ONE_ROW: &str = "return document.querySelectorAll('[data-testid=person]').length === 1";
