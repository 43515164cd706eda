//! What a form knows of one field.

use leptos::prelude::*;

use crate::announcer::announce;
use crate::browser;

/// One field's text and what is wrong with it. It is copied freely: the parts are signals.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its `name`, which is its `id` too.
    pub name: &'static str,
    /// What it is called in a sentence.
    pub label: &'static str,
    /// What stands in it.
    pub value: RwSignal<String>,
    /// What is wrong with it; empty where nothing is.
    pub error: RwSignal<String>,
}

impl Field {
    /// An empty field.
    pub fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            value: RwSignal::new(String::new()),
            error: RwSignal::new(String::new()),
        }
    }

    /// The text changed by hand: what was wrong with it may be right now.
    pub fn typed(self, text: String) {
        self.value.set(text);
        self.error.set(String::new());
    }

    /// What stands in it. Asks the document, because password managers fill fields silently.
    pub fn text(self) -> String {
        if let Some(text) = browser::field_value(self.name)
            && text != self.value.get_untracked()
        {
            self.value.set(text);
        }
        self.value.get_untracked()
    }

    /// Looks at the text with `check`; false where something is wrong.
    pub fn passes(self, check: fn(&str) -> Option<&'static str>) -> bool {
        let error = check(&self.text());
        self.error.set(error.unwrap_or_default().to_owned());
        error.is_none()
    }

    /// The field is left: says what `check` finds wrong with what stands in it, if anything does.
    pub fn left(self, check: fn(&str) -> Option<&'static str>) {
        // The page may have gone, and the field with it.
        if self.value.is_disposed() || self.text().is_empty() || self.passes(check) {
            return;
        }
        announce(&self.error.get_untracked());
    }

    /// The id of the text that helps.
    pub fn hint_id(self) -> String {
        format!("{}-hint", self.name)
    }

    /// The id of the text that says what is wrong.
    pub fn error_id(self) -> String {
        format!("{}-error", self.name)
    }

    /// For `aria-describedby`.
    pub fn described_by(self) -> String {
        format!("{} {}", self.error_id(), self.hint_id())
    }

    /// Whether something is wrong with it.
    pub fn has_error(self) -> bool {
        self.error.with(|error| !error.is_empty())
    }

    /// For `aria-invalid`.
    pub fn is_invalid(self) -> &'static str {
        if self.has_error() { "true" } else { "false" }
    }
}

/// Speaks of the first field with an error, and moves there; false where all are right.
pub fn stops_at_errors(fields: &[Field]) -> bool {
    for field in fields {
        let error = field.error.get_untracked();
        if !error.is_empty() {
            announce(&format!("{}: {error}", field.label));
            browser::focus(field.name);
            return true;
        }
    }
    false
}
