//! How a text may look on the wire.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

/// Every form in which `text` might travel, and what it is called.
pub fn traces(text: &str) -> Vec<(&'static str, String)> {
    let bytes = text.as_bytes();
    let json = serde_json::to_string(text).expect("a text is JSON");
    let escaped = |is_safe: fn(u8) -> bool, space: &str| {
        let each = bytes.iter().map(|byte| match byte {
            b' ' => space.to_owned(),
            byte if is_safe(*byte) => char::from(*byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        each.collect::<String>()
    };
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    let mut all = vec![
        ("as JSON has it", json.trim_matches('"').to_owned()),
        ("plain", text.to_owned()),
        (
            "percent-encoded",
            escaped(
                |it| it.is_ascii_alphanumeric() || b"-._~".contains(&it),
                "%20",
            ),
        ),
        (
            "as a form has it",
            escaped(
                |it| it.is_ascii_alphanumeric() || b"*-._".contains(&it),
                "+",
            ),
        ),
        ("with every byte percent-encoded", escaped(|_| false, "%20")),
        ("in upper hexadecimal", hex.to_uppercase()),
        ("in hexadecimal", hex),
        (
            "in UTF-16",
            text.chars().flat_map(|it| [it, '\0']).collect(),
        ),
        ("backwards", text.chars().rev().collect()),
    ];
    // Inside a longer text, base64 is one of three, and its ends depend on what is around.
    for skipped in 0..3 {
        let inner = bytes.get(skipped..).unwrap_or_default();
        let whole = inner.len() / 3 * 3;
        let inner = inner.get(..whole).unwrap_or_default();
        all.push(("in base64", STANDARD_NO_PAD.encode(inner)));
        all.push(("in base64url", URL_SAFE_NO_PAD.encode(inner)));
    }
    all
}

/// Whether `text` is in what was sent, in upper or lower case.
pub fn found(sent: &[u8], text: &str) -> bool {
    let (sent, text) = (sent.to_ascii_lowercase(), text.to_ascii_lowercase());
    memmem::find(&sent, text.as_bytes()).is_some()
}

#[test]
fn every_form_would_be_found() {
    let text = "lamp oil & \"wax\" 7";
    let forms = traces(text);
    for seen in [
        "lamp oil & \\\"wax\\\" 7",
        "lamp%20oil%20%26%20%22wax%22%207",
        "lamp+oil+%26+%22wax%22+7",
        "6C616D70206F696C",
        "bGFtcCBvaWwgJiAid2F4IiA3",
        "l\0a\0m\0p\0",
    ] {
        assert!(
            forms.iter().any(|(_, form)| form.contains(seen)),
            "{seen} is not in {forms:?}"
        );
    }
    for before in ["", "x", "xy"] {
        let longer = STANDARD_NO_PAD.encode(format!("{before}{text} and more"));
        let is_seen = forms.iter().any(|(_, form)| found(longer.as_bytes(), form));
        assert!(is_seen, "{longer}");
    }
}
