//! Moments and countries in the person's own language and zone, by the browser's `Intl`. Where it
//! does not know, what comes back is plainer, never nothing.

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// A moment with its day and its minute.
pub fn moment(unix_seconds: u64) -> String {
    let style = [("dateStyle", "medium"), ("timeStyle", "short")];
    said(
        "DateTimeFormat",
        &style,
        "format",
        &[milliseconds(unix_seconds)],
    )
    .unwrap_or_else(|| iso(unix_seconds))
}

/// The day of a moment.
pub fn day(unix_seconds: u64) -> String {
    let style = [("dateStyle", "medium")];
    let moment = [milliseconds(unix_seconds)];
    said("DateTimeFormat", &style, "format", &moment).unwrap_or_else(|| iso(unix_seconds))
}

/// The hour that begins at a moment, within a week; with its minute where a zone's hours are not those
/// of UTC.
pub fn hour(unix_seconds: u64) -> String {
    let moment = milliseconds(unix_seconds);
    let mut style = vec![("weekday", "short"), ("hour", "numeric")];
    if js_sys::Date::new(&moment).get_minutes() != 0 {
        style.push(("minute", "2-digit"));
    }
    said("DateTimeFormat", &style, "format", &[moment]).unwrap_or_else(|| iso(unix_seconds))
}

/// A moment in the form of ISO 8601.
pub fn iso(unix_seconds: u64) -> String {
    js_sys::Date::new(&milliseconds(unix_seconds))
        .to_iso_string()
        .into()
}

/// How long ago something was; empty where the browser has no words for it.
pub fn ago(seconds: u64) -> String {
    let (count, unit) = in_whole_units(seconds);
    // Only "now" in words: "yesterday" would count nights, and this counts hours.
    let numeric = if count == 0 { "auto" } else { "always" };
    let arguments = [JsValue::from_f64(-f64::from(count)), unit.into()];
    said(
        "RelativeTimeFormat",
        &[("numeric", numeric)],
        "format",
        &arguments,
    )
    .unwrap_or_default()
}

/// The name of a country, or its two letters where it has none.
pub fn country(code: &str) -> String {
    said("DisplayNames", &[("type", "region")], "of", &[code.into()])
        .unwrap_or_else(|| code.to_owned())
}

/// A number with its thousands apart.
pub fn count(number: u64) -> String {
    let text = number.to_string();
    said("NumberFormat", &[], "format", &[text.as_str().into()]).unwrap_or(text)
}

/// The language that these words are in, as `lang` takes it.
pub fn language() -> Option<String> {
    window().navigator().language()
}

fn in_whole_units(seconds: u64) -> (u32, &'static str) {
    let (size, unit) = UNITS
        .into_iter()
        .find(|(size, _)| seconds >= *size)
        .unwrap_or((u64::MAX, "second"));
    (u32::try_from(seconds / size).unwrap_or(u32::MAX), unit)
}

/// What `new Intl[class](languages, options)[method](...arguments)` says.
fn said(
    class: &str,
    options: &[(&str, &str)],
    method: &str,
    arguments: &[JsValue],
) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let style = Object::new();
    for (name, value) in options {
        Reflect::set(&style, &(*name).into(), &(*value).into()).ok()?;
    }
    let construction = Array::of2(&window().navigator().languages(), &style);
    let formatter = Reflect::construct(&class, &construction).ok()?;
    let method: Function = Reflect::get(&formatter, &method.into())
        .ok()?
        .dyn_into()
        .ok()?;
    method
        .apply(&formatter, &arguments.iter().collect::<Array>())
        .ok()?
        .as_string()
}

#[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
fn milliseconds(unix_seconds: u64) -> JsValue {
    JsValue::from_f64(unix_seconds as f64 * 1000.0)
}

const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_time_ago_is_counted_in_the_largest_unit_that_is_full() {
        for (seconds, expected) in [
            (0, (0, "second")),
            (59, (0, "second")),
            (60, (1, "minute")),
            (3_599, (59, "minute")),
            (3_600, (1, "hour")),
            (86_399, (23, "hour")),
            (172_799, (1, "day")),
            (59 * 86_400, (59, "day")),
        ] {
            assert_eq!(in_whole_units(seconds), expected, "{seconds}");
        }
    }

    #[wasm_bindgen_test]
    fn the_browser_has_the_words() {
        assert!(ago(3 * 86_400).contains('3'));
        assert!(!ago(0).is_empty());
        assert!(moment(1_795_292_542).contains("2026"));
        assert!(day(1_795_292_542).contains("2026"));
        assert!(!hour(1_795_291_200).contains("00"));
        assert!(hour(1_795_293_000).contains("30"));
        assert_eq!(iso(1_795_292_542), "2026-11-21T20:22:22.000Z");
        assert!(country("DE").len() > 2);
        assert_eq!(count(7), "7");
        assert_eq!(count(1234).len(), 5);
    }

    #[wasm_bindgen_test]
    fn what_is_no_country_stays_as_it_is() {
        for code in ["XX", "T1", "not a code"] {
            assert!(!country(code).is_empty(), "{code}");
        }
        assert_eq!(country("not a code"), "not a code");
    }
}
