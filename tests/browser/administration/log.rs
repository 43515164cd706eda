//! The log as a file.

use std::fs;
use std::time::Duration;

use postern_e2e::person::{Member, ask};
use postern_e2e::workspace;
use serde_json::{Value, json};

use super::scene::{Scene, main_has, open, open_people};
use crate::accessibility::check;
use crate::steps::said;

#[tokio::test]
async fn the_log_is_downloaded_as_lines_of_json() {
    let scene = Scene::new(&[], "admin").await;
    let browser = &scene.browser;
    let member = Member::new(&scene.api).await;
    open_people(browser).await;
    browser.click("nav a[href='/administration/log']").await;
    browser.wait_until(&main_has("Nothing was done yet.")).await;
    browser.click(EXPORT).await;
    let said_of_none = said(browser, ".notice").await;
    assert!(
        said_of_none.contains("nothing to download"),
        "{said_of_none}"
    );

    browser.click("nav a[href='/administration/people']").await;
    open(browser, &member.person.username).await;
    let id = browser.path().await;
    let id = id.rsplit('/').next().unwrap_or_default();
    for what in ["disable", "enable"] {
        let line = format!("POST /api/admin/people/{id}/{what}");
        let body = json!({ "reason": "a \"line\" of the log" });
        let token = &scene.root.session.access_token;
        ask(&scene.api, token, &line, &body).await.expect(204);
    }
    super::scene::until_listed(browser, "/administration/log", "enabled").await;
    let folder = workspace::fresh_state_dir();
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
    browser
        .devtools("Browser.setDownloadBehavior", behaviour)
        .await;
    browser.click(EXPORT).await;
    browser
        .wait_until(&main_has("2 entries were downloaded"))
        .await;
    check(browser, "administration-log-downloaded").await;
    let file = folder.join("postern-log.jsonl");
    let mut text = String::new();
    for _ in 0..100 {
        text = fs::read_to_string(&file).unwrap_or_default();
        if !text.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let action = |line: &Value| line["action"].as_str().map(str::to_owned);
    let mut actions: Vec<_> = lines.iter().filter_map(action).collect();
    // Of the same second either may be the newer one.
    actions.sort();
    assert_eq!(actions, ["disabled", "enabled"]);
    assert_eq!(lines[0]["target"], member.person.username.as_str());
    assert_eq!(lines[0]["reason"], "a \"line\" of the log");
}

#[tokio::test]
async fn a_long_log_comes_page_by_page_until_somebody_leaves() {
    let scene = Scene::new(&[], "support").await;
    let browser = &scene.browser;
    open_people(browser).await;
    browser.click("nav a[href='/administration/log']").await;
    browser.wait_for(EXPORT).await;
    // A log without an end, and a service that waits until the test lets it go on.
    browser.evaluate(ENDLESS).await;
    browser.click(EXPORT).await;
    for page in ["1", "2"] {
        browser.wait_until(&asked_for(page)).await;
        browser.evaluate("letGo()").await;
        browser
            .wait_until(&main_has(&format!("{page} entries so far…")))
            .await;
    }
    check(browser, "administration-log-downloading").await;
    browser.wait_until(&asked_for("3")).await;
    browser.click("nav a[href='/administration/people']").await;
    browser.wait_for_path("/administration/people").await;
    browser.evaluate("letGo()").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(browser.evaluate("return pages").await, 3, "nobody waits");
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
}

fn asked_for(page: &str) -> String {
    format!("return pages === {page}")
}

const EXPORT: &str = "#button-export";
const ENDLESS: &str = "
    window.pages = 0;
    const ask = window.fetch;
    window.fetch = (request) => {
        if (!request.url.endsWith('/api/admin/log/export')) return ask(request);
        window.pages += 1;
        const lines = `{\"actor\":\"alice\"}\n{\"cursor\":\"v1.${pages}\"}\n`;
        return new Promise((done) => {
            window.letGo = () => done(new Response(lines, {
                headers: { 'content-type': 'application/x-ndjson' },
            }));
        });
    };";
