//! The browsers that signed in before.

use leptos::prelude::*;
use postern_shared::api::KnownBrowser;
use postern_shared::problem::ProblemCode;

use crate::account_area::area::Stopped;
use crate::account_area::calls;
use crate::account_area::desk::{Button, CONFIRM, Desk};
use crate::account_area::reading::Reading;
use crate::api_client::Failure;
use crate::components::{browser_facts, browser_name, heading, line};
use crate::intl;

/// All of them, each with the button that forgets it.
pub fn browsers(desk: Desk) -> AnyView {
    let reading = Reading::new(desk.area, calls::browsers);
    let list = reading.drawn(move |answer, now| {
        let all = &answer.browsers;
        let none = if all.is_empty() { NONE } else { "" };
        let draw = |browser| row(desk, browser, now, move |id| forget(desk, reading, id));
        let rows: Vec<_> = all.iter().map(draw).collect();
        view! {
            {line("", none)}
            <ul class="sessions">{rows}</ul>
        }
        .into_any()
    });
    vec![
        heading(BROWSERS, "Known browsers"),
        line("", INTRODUCTION),
        reading.state(),
        list,
    ]
    .into_any()
}

fn row(
    desk: Desk,
    browser: &KnownBrowser,
    now: u64,
    forget: impl Fn(&str) + Send + Sync + 'static,
) -> AnyView {
    let name = browser_name(browser);
    let which = format!("{name}, {}", intl::moment(browser.last_seen_at));
    let id = browser.id.clone();
    let key = format!("forget-{id}");
    let button = Button::of(&key, "quiet", "Forget this browser", &which);
    let question = question(
        &name,
        browser.trusted_until.is_some_and(|until| until > now),
    );
    view! {
        <li class="session" data-testid="known-browser">
            {browser_facts(browser, now)}
            {desk.asking_button(button, question, "Forget it", move || forget(&id))}
        </li>
    }
    .into_any()
}

fn question(name: &str, is_trusted: bool) -> String {
    let code = if is_trusted {
        ", and asks for a code again"
    } else {
        ""
    };
    format!("The next sign-in from “{name}” counts as one from a new browser{code}. Forget it?")
}

fn forget(desk: Desk, reading: Reading<postern_shared::api::BrowsersResponse>, id: &str) {
    let id = id.to_owned();
    let task = async move {
        match desk.area.make(calls::forget_browser(&id)).await {
            Err(Stopped::Failed(Failure::Problem(problem)))
                if problem.code == ProblemCode::BrowserNotFound => {}
            answer => answer?,
        }
        Ok(Box::new(move || {
            reading.read.update(|read| {
                if let Some((response, _)) = read {
                    response.browsers.retain(|browser| browser.id != id);
                }
            });
            reading.reload();
            FORGOTTEN.to_owned()
        }) as _)
    };
    desk.run(CONFIRM, BROWSERS, Box::pin(task));
}

/// The id of the heading.
const BROWSERS: &str = "browsers";
const INTRODUCTION: &str = "From one of these you get in even while strangers guess at your password. \
                            Forgetting one ends no session.";
const NONE: &str = "No browser is known.";
const FORGOTTEN: &str = "The browser was forgotten.";

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_question_says_what_is_lost() {
        let plain = question("Firefox 145 on Linux", false);
        assert!(plain.contains("“Firefox 145 on Linux” counts as one from a new browser. "));
        assert!(question("A browser", true).contains("asks for a code again"));
    }
}
