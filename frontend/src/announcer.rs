//! Speaks to screen readers through the one polite live region of `index.html`, or through that of
//! a dialog, because what is under a dialog is silent.

use crate::browser;

/// Has `text` read out when the reader is free. Saying the same twice says it twice.
pub fn announce(text: &str) {
    let region = browser::element(IN_DIALOG).or_else(|| browser::element(REGION));
    if let Some(region) = region {
        let repeats = region.text_content().is_some_and(|said| said == text);
        let pause = if repeats { "\u{a0}" } else { "" };
        region.set_text_content(Some(&format!("{text}{pause}")));
    }
}

/// The id of a dialog's region, there while the dialog is.
pub const IN_DIALOG: &str = "dialog-announcer";
const REGION: &str = "announcer";
