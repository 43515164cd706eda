//! `/docs`: the calls, shown and tried out. Swagger UI is other people's work; that it asks nobody
//! else and breaks no rule of the policy is for us to see to.

use postern_e2e::axe;
use postern_e2e::browser::{Browser, Scheme, Width};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn authorize_with_password_and_code_then_try_a_call_out() {
    let server = Server::start(&["PASSWORD_GRANT=on"]);
    let member = Member::new(&server.api()).await;
    let browser = Browser::open(server.origin()).await;
    browser.visit("/docs").await;
    browser.wait_for("#operations-Sessions-me").await;
    keep_pictures(&browser, "docs").await;

    browser.click(".btn.authorize").await;
    let dialog = browser.wait_for(".modal-ux").await;
    drop(dialog);
    keep_pictures(&browser, "docs-authorize").await;
    let code = member.phone.code().await;
    let secret = format!("{}{code}", member.person.password);
    type_into(&browser, "#oauth_username", &member.person.username).await;
    type_into(&browser, "#oauth_password", &secret).await;
    browser
        .click(".auth-container:has(#oauth_username) .auth-btn-wrapper .authorize")
        .await;
    browser
        .wait_until("return document.querySelector('.modal-ux')?.innerText.includes('Logout')")
        .await;
    browser.click(".modal-ux .btn-done").await;

    browser
        .click("#operations-Sessions-me .opblock-summary-control")
        .await;
    browser.click("#operations-Sessions-me .try-out__btn").await;
    browser.click("#operations-Sessions-me .execute").await;
    let status = "#operations-Sessions-me .live-responses-table .response-col_status";
    browser.wait_for(status).await;
    let answer = browser
        .text_of("#operations-Sessions-me .live-responses-table")
        .await;
    assert!(answer.contains("200"), "{answer}");
    assert!(answer.contains(&member.person.username), "{answer}");
    assert!(answer.contains(&member.person.email), "{answer}");
    browser
        .evaluate("document.querySelector('.live-responses-table').scrollIntoView()")
        .await;
    keep_pictures(&browser, "docs-tried-out").await;

    let requests = browser.requests().await;
    for path in ["/api/openapi.json", "/api/token", "/api/users/me"] {
        let url = format!("{}{path}", server.origin());
        assert!(
            requests.iter().any(|(_, asked)| *asked == url),
            "{path}: {requests:?}"
        );
    }
    for (_, url) in &requests {
        assert!(
            url.starts_with(&format!("{}/", server.origin())) || url.starts_with("data:"),
            "somebody else was asked: {url}"
        );
        assert!(
            !url.contains(&secret) && !url.contains(&code),
            "a secret in {url}"
        );
    }
    let mut console = browser.console().await;
    // Chromium's advice on forms, which are Swagger UI's.
    console.retain(|(level, _)| level != "DEBUG");
    assert_eq!(console, Vec::new());
    let stored = browser.evaluate(STORED).await;
    assert_eq!(stored, json!("{}{}"), "a token is stored");
}

#[tokio::test]
async fn it_leads_back_and_every_call_stands_there() {
    let server = Server::shared();
    let browser = Browser::open(server.origin()).await;
    browser.visit("/docs").await;
    let document = server.api().get("/api/openapi.json").send().await.json();
    browser.wait_for(".opblock").await;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for operation in item.as_object().into_iter().flat_map(|item| item.values()) {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let shown = format!("[id$=-{id}].opblock");
            assert!(browser.has(&shown).await, "{path} {id}");
        }
    }
    browser.click("a.docs-back").await;
    browser.wait_for_path("/sign-in").await;
}

/// axe finds nothing wrong with what is ours. What it finds in Swagger UI is printed, and stands in
/// README.md.
#[tokio::test]
async fn our_part_is_accessible() {
    let browser = Browser::open(Server::shared().origin()).await;
    browser.visit("/docs").await;
    browser.wait_for(".opblock").await;
    for scheme in Scheme::ALL {
        browser.look(Width::Laptop, scheme).await;
        for violation in axe::violations(&browser).await {
            println!("Swagger UI, {}: {violation}", scheme.name());
        }
        let ours = axe::violations_without(&browser, ".swagger-ui").await;
        assert!(ours.is_empty(), "{}: {}", scheme.name(), ours.join("\n"));
    }
}

async fn type_into(browser: &Browser, selector: &str, text: &str) {
    let field = browser.wait_for(selector).await;
    field.send_keys(text).await.expect("a field takes keys");
}

async fn keep_pictures(browser: &Browser, name: &str) {
    for width in Width::ALL {
        for scheme in Scheme::ALL {
            browser.look(width, scheme).await;
            let view = format!("{name}-{}-{}", width.pixels(), scheme.name());
            browser.keep_screenshot(&view).await;
            let overflow = browser.evaluate(OVERFLOW).await;
            assert_eq!(overflow, Value::from(0), "{view} is too wide");
        }
    }
    browser.look(Width::Laptop, Scheme::Light).await;
}

const OVERFLOW: &str = "
    const root = document.documentElement;
    return Math.max(0, root.scrollWidth - root.clientWidth);
";
const STORED: &str = "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage)";
