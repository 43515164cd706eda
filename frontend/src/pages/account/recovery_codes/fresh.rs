//! New codes, until the person says that they are kept.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Drawer;
use super::sheet::Sheet;
use crate::account_area::desk::Button;
use crate::account_area::device;
use crate::announcer::announce;
use crate::browser;
use crate::components::{CheckBox, heading, line, nothing};

/// The sheet, what can be done with it, and the way on.
pub fn codes(drawer: Drawer) -> AnyView {
    let sheet = drawer
        .sheet
        .with_value(|sheet| sheet.as_ref().map_or_else(nothing, drawn));
    let is_kept = RwSignal::new(false);
    let error = RwSignal::new("");
    let done = move || {
        if is_kept.get_untracked() {
            drawer.acknowledge();
        } else {
            error.set(NOT_KEPT);
            browser::focus(KEPT);
        }
    };
    view! {
        {heading(TITLE, "Keep these codes now")}
        {line("", WHY)}
        {sheet}
        {ways(drawer)}
        <CheckBox name=KEPT label=I_HAVE is_on=is_kept />
        <p role="alert" class="error">
            {move || if is_kept.get() { "" } else { error.get() }}
        </p>
        {drawer.desk.alert(DONE)}
        {drawer.desk.button(Button::new(DONE, "primary", "Done"), done)}
    }
    .into_any()
}

fn drawn(sheet: &Sheet) -> AnyView {
    let (day, iso) = browser::day(sheet.made_at);
    let codes: Vec<_> = sheet
        .codes
        .iter()
        .map(|code| view! { <li>{code.expose().to_owned()}</li> }.into_any())
        .collect();
    view! {
        <section class="sheet" aria-label="Recovery codes">
            <p>
                "Postern recovery codes of " <strong>{sheet.username.clone()}</strong> ", made on "
                <time datetime=iso>{day}</time>
            </p>
            <ol data-testid="recovery-codes">{codes}</ol>
        </section>
    }
    .into_any()
}

fn ways(drawer: Drawer) -> AnyView {
    let said = RwSignal::new("");
    let with = move |use_it: fn(&Sheet, Said)| {
        move || {
            drawer.sheet.with_value(|sheet| {
                if let Some(sheet) = sheet {
                    use_it(sheet, said);
                }
            });
        }
    };
    let button = |key, label, act| {
        drawer
            .desk
            .button(Button::new(key, "quiet", label), with(act))
    };
    view! {
        <div class="acts">
            {button("copy", "Copy", copy)} {button("download", "Download", download)}
            {button("print", "Print", print)}
            <p class="hint">{move || said.get()}</p>
        </div>
    }
    .into_any()
}

fn copy(sheet: &Sheet, said: Said) {
    let codes = sheet.lines();
    spawn_local(async move {
        let is_copied = browser::copy(&codes).await;
        tell(said, if is_copied { COPIED } else { NOT_COPIED });
    });
}

fn download(sheet: &Sheet, said: Said) {
    let text = sheet.file(&browser::origin());
    let is_kept = device::download(&sheet.file_name(), "text/plain", &text);
    tell(said, if is_kept { DOWNLOADED } else { NOT_DOWNLOADED });
}

fn print(_sheet: &Sheet, said: Said) {
    tell(said, if device::print() { "" } else { NOT_PRINTED });
}

/// Says what has become of it, at the buttons and to screen readers.
fn tell(at_the_buttons: Said, said: &'static str) {
    announce(said);
    at_the_buttons.try_set(said);
}

/// What stands below the buttons.
type Said = RwSignal<&'static str>;

/// The id of the heading.
pub const TITLE: &str = "fresh";
/// The key of the button that ends it.
pub const DONE: &str = "kept";
/// The id of the check box.
const KEPT: &str = "have-kept";
const COPIED: &str = "Copied. Paste the codes where you keep such things.";
const NOT_COPIED: &str = "Not copied: this browser does not let a page copy. Select the codes and copy \
                          them by hand, or download or print them.";
const DOWNLOADED: &str = "Downloaded as a text file.";
const NOT_DOWNLOADED: &str = "Not downloaded: this browser does not let a page hand over a file. Copy or \
                              print the codes instead.";
const NOT_PRINTED: &str = "Not printed: this browser does not let a page print. Copy or download the \
                           codes instead.";
const WHY: &str = "When your phone is lost or broken, one of these signs you in, in place of the \
                   code from the app. Each works once. They are shown now and never again.";
const I_HAVE: &str = "I have kept these codes where I find them without my phone";
const NOT_KEPT: &str =
    "Copy, download or print the codes first. Then say here that you have kept them.";
