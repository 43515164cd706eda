//! axe-core: what it knows of accessibility, asked of the page that a browser shows.

use std::fs;

use serde_json::Value;

use crate::browser::Browser;
use crate::workspace;

/// What axe finds wrong with the page that `browser` shows, one line each.
///
/// # Panics
/// Where axe-core is not installed, or did not run.
pub async fn violations(browser: &Browser) -> Vec<String> {
    run(browser, "document").await
}

/// The same, but for what stands below `selector`.
///
/// # Panics
/// As [`violations`].
pub async fn violations_without(browser: &Browser, selector: &str) -> Vec<String> {
    run(browser, &format!("{{ exclude: [{selector:?}] }}")).await
}

async fn run(browser: &Browser, context: &str) -> Vec<String> {
    let file = workspace::root().join("node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(file).expect("`npm ci` has brought axe-core");
    browser.evaluate(&source).await;
    let report = browser
        .evaluate_async(&RUN.replace("CONTEXT", context))
        .await;
    let list = |name: &str| {
        report
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    assert!(!list("passes").is_empty(), "axe checked nothing: {report}");
    list("violations").iter().map(describe).collect()
}

fn describe(violation: &Value) -> String {
    let text = |pointer: &str| {
        violation
            .pointer(pointer)
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    format!(
        "{} ({}): {} {}",
        text("/id"),
        text("/impact"),
        text("/nodes/0/html"),
        text("/nodes/0/failureSummary")
    )
}

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(CONTEXT).then(done, error => done({ error: String(error) }));
";
