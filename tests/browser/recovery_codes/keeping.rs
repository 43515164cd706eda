//! The ways to keep the codes: copied, downloaded, printed, written down from the screen.

use std::fs;
use std::time::Duration;

use postern_e2e::browser::{Scheme, Width};
use postern_e2e::server::Server;
use postern_e2e::workspace;
use serde_json::json;

use super::{at_the_codes, codes};
use crate::accessibility::check;
use crate::steps;

#[tokio::test]
async fn the_codes_are_copied_downloaded_and_printed() {
    let (person, browser) = at_the_codes().await;
    let codes = codes(&browser).await;
    let origin = Server::shared().origin();

    let grant = json!({
        "origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
    });
    browser.devtools("Browser.grantPermissions", grant).await;
    browser.click("#button-copy").await;
    for told in [SAID, "#announcer"] {
        let said = steps::said(&browser, told).await;
        assert!(said.starts_with("Copied."), "{said}");
    }
    check(&browser, "recovery-codes-copied").await;
    let copied = browser
        .evaluate_async(
            "const done = arguments[0]; navigator.clipboard.readText().then(done, done);",
        )
        .await;
    assert_eq!(copied, codes.join("\n"));

    let folder = workspace::fresh_state_dir();
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
    browser
        .devtools("Browser.setDownloadBehavior", behaviour)
        .await;
    browser.click("#button-download").await;
    browser.wait_until(&says("Downloaded")).await;
    let name = format!("postern-recovery-codes-{}.txt", person.username);
    let file = folder.join(name);
    let text = downloaded(&file).await;
    assert!(
        text.contains(&format!("Username: {}\n", person.username)),
        "{text}"
    );
    assert!(text.contains(&codes.join("\n")), "{text}");
    assert!(text.contains(origin), "{text}");

    browser
        .evaluate("window.print = () => { window.printed = true; };")
        .await;
    browser.click("#button-print").await;
    assert_eq!(browser.evaluate("return window.printed").await, true);
    let print = json!({ "media": "print" });
    browser.devtools("Emulation.setEmulatedMedia", print).await;
    let sheet = browser.evaluate("return document.body.innerText").await;
    let sheet = sheet.as_str().unwrap_or_default();
    for code in &codes {
        assert!(sheet.contains(code.as_str()), "{sheet}");
    }
    assert!(sheet.contains(&person.username), "{sheet}");
    assert!(
        sheet.trim().starts_with("Postern recovery codes"),
        "{sheet}"
    );
    for other in ["Profile", "Download", "I have kept", "small door"] {
        assert!(!sheet.contains(other), "{sheet}");
    }
    browser.keep_screenshot("recovery-codes-printed").await;
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
}

#[tokio::test]
async fn what_cannot_be_copied_says_what_to_do_instead() {
    let (_, browser) = at_the_codes().await;
    for refusal in [
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));",
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
    ] {
        browser.evaluate(refusal).await;
        browser.click("#button-copy").await;
        browser.wait_until(&says("Not copied")).await;
        let said = browser.text_of(SAID).await;
        assert!(said.contains("by hand, or download or print"), "{said}");
        let announced = steps::said(&browser, "#announcer").await;
        assert_eq!(announced, said);
    }
    check(&browser, "recovery-codes-not-copied").await;
}

#[tokio::test]
async fn on_a_small_phone_every_code_is_on_one_line_and_the_sheet_fits_the_paper() {
    let (_, browser) = at_the_codes().await;
    for width in Width::ALL {
        browser.look(width, Scheme::Light).await;
        assert_eq!(browser.evaluate(LINES).await, json!([1]), "{width:?}");
        let sign_out = browser.evaluate(SIGN_OUT_IS_INSIDE).await;
        assert_eq!(sign_out, true, "{width:?}");
    }
    let print = json!({ "media": "print" });
    browser.devtools("Emulation.setEmulatedMedia", print).await;
    for width in [559, 360] {
        let paper =
            json!({ "width": width, "height": 794, "deviceScaleFactor": 1, "mobile": false });
        browser
            .devtools("Emulation.setDeviceMetricsOverride", paper)
            .await;
        assert_eq!(browser.evaluate(LINES).await, json!([1]), "{width}");
        let rest = "return document.documentElement.scrollWidth - innerWidth";
        assert_eq!(browser.evaluate(rest).await, 0, "{width}");
    }
}

async fn downloaded(file: &std::path::Path) -> String {
    for _ in 0..100 {
        if let Ok(text) = fs::read_to_string(file)
            && !text.is_empty()
        {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing was downloaded");
}

/// Whether the line at the buttons begins with this.
fn says(beginning: &str) -> String {
    format!("return document.querySelector('{SAID}').innerText.startsWith('{beginning}')")
}

/// What is said at the buttons that copy, download and print.
const SAID: &str = ".acts .hint";
/// On how many lines codes stand: all numbers that occur, and what sticks out of its sheet.
const LINES: &str = "
    const found = [...document.querySelectorAll('[data-testid=recovery-codes] li')].map(code => {
        const range = document.createRange();
        range.selectNodeContents(code);
        const sheet = code.closest('.sheet').getBoundingClientRect();
        const isInside = range.getBoundingClientRect().right <= sheet.right - 8;
        return isInside ? range.getClientRects().length : 'outside';
    });
    return [...new Set(found)];
";
const SIGN_OUT_IS_INSIDE: &str = "
    const place = document.querySelector('[data-testid=sign-out]').getBoundingClientRect();
    return place.left >= 0 && place.right <= innerWidth && place.width > 0;
";
