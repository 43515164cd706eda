//! Speaks to screen readers through the one polite live region of `index.html`.

use crate::browser;

/// Has `text` read out when the reader is free. Saying the same twice says it twice.
pub fn announce(text: &str) {
    if let Some(region) = browser::element(REGION) {
        let repeats = region.text_content().is_some_and(|said| said == text);
        let pause = if repeats { "\u{a0}" } else { "" };
        region.set_text_content(Some(&format!("{text}{pause}")));
    }
}

const REGION: &str = "announcer";
