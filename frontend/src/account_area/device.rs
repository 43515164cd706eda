//! What the area asks of the browser beyond what every page does.

use js_sys::Array;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlDialogElement, HtmlElement, Url};

use crate::browser;

/// Opens the dialog with this id over everything else, or closes it.
pub fn set_modal(id: &str, is_open: bool) {
    let dialog = browser::element(id).and_then(|it| it.dyn_into::<HtmlDialogElement>().ok());
    match dialog {
        Some(dialog) if is_open && !dialog.open() => drop(dialog.show_modal()),
        Some(dialog) if !is_open => dialog.close(),
        _ => {}
    }
}

/// Hands a text over as a file; false where the browser does not let it.
pub fn download(name: &str, media_type: &str, text: &str) -> bool {
    try_download(name, media_type, text).is_ok()
}

fn try_download(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    // The download has its own hold on what the address stood for.
    Url::revoke_object_url(&url)
}

/// Opens the browser's dialog for printing.
pub fn print() -> bool {
    window().print().is_ok()
}
