//! What a person does with a page: look, type, click, press keys.

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use serde_json::{Value, json};

use super::Browser;

impl Browser {
    /// Waits until something matches `selector`.
    ///
    /// # Panics
    /// Where nothing does in time.
    pub async fn wait_for(&self, selector: &str) -> Element {
        self.wait_until(&format!(
            "return document.querySelector({}) !== null",
            json!(selector)
        ))
        .await;
        self.find(selector).await
    }

    /// What matches `selector` now.
    ///
    /// # Panics
    /// Where nothing does.
    pub async fn find(&self, selector: &str) -> Element {
        match self.client.find(Locator::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("{error} on {}", self.describe().await),
        }
    }

    /// Whether anything matches `selector` now.
    pub async fn has(&self, selector: &str) -> bool {
        let script = format!(
            "return document.querySelector({}) !== null",
            json!(selector)
        );
        self.evaluate(&script).await == Value::Bool(true)
    }

    /// Types into the field of this name, over what stood there.
    ///
    /// # Panics
    /// Where there is no such field.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}]")).await;
        let keys = format!("{SELECT_ALL}{BACKSPACE}{text}");
        field.send_keys(&keys).await.expect("a field takes keys");
    }

    /// What stands in the field of this name.
    ///
    /// # Panics
    /// Where there is no such field.
    pub async fn value_of(&self, name: &str) -> String {
        let field = self.find(&format!("input[name={name}]")).await;
        let value = field.prop("value").await.expect("a field has a value");
        value.unwrap_or_default()
    }

    /// Clicks on what matches `selector`.
    ///
    /// # Panics
    /// Where it cannot be clicked.
    pub async fn click(&self, selector: &str) {
        let element = self.wait_for(selector).await;
        if let Err(error) = element.click().await {
            panic!("{selector} cannot be clicked: {error}");
        }
    }

    /// Clicks on the button that sends the form.
    pub async fn submit(&self) {
        self.click("button[type=submit]").await;
    }

    /// The visible text of what matches `selector`.
    ///
    /// # Panics
    /// Where nothing does.
    pub async fn text_of(&self, selector: &str) -> String {
        let element = self.wait_for(selector).await;
        element.text().await.expect("an element has a text")
    }

    /// Presses keys, one after the other, wherever the focus is.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn press(&self, keys: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client
            .perform_actions(actions)
            .await
            .expect("keys can be pressed");
    }

    /// Holds control and presses one key.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn press_with_control(&self, value: char) {
        let control = '\u{e009}';
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        self.client
            .perform_actions(actions)
            .await
            .expect("keys can be pressed");
    }

    /// What a script returns.
    ///
    /// # Panics
    /// Where it throws.
    pub async fn evaluate(&self, script: &str) -> Value {
        match self.client.execute(script, Vec::new()).await {
            Ok(value) => value,
            Err(error) => panic!("{script} threw {error}"),
        }
    }

    /// What a script hands to its callback (`arguments[0]`).
    ///
    /// # Panics
    /// Where it throws.
    pub async fn evaluate_async(&self, script: &str) -> Value {
        match self.client.execute_async(script, Vec::new()).await {
            Ok(value) => value,
            Err(error) => panic!("{script} threw {error}"),
        }
    }
}

/// Control and A, and control let go.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";
const BACKSPACE: char = '\u{e003}';
/// The tabulator key.
pub const TAB: &str = "\u{e004}";
/// The enter key.
pub const ENTER: &str = "\u{e007}";
/// The escape key.
pub const ESCAPE: &str = "\u{e00c}";
