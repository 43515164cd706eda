//! Signatures by the runtime's own cryptography.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::js_sys::{Array, JsString, Promise, Uint8Array};
use worker::wasm_bindgen::JsValue;
use worker::wasm_bindgen_futures::JsFuture;

use crate::keys::pkcs8;
use crate::ports::Signer;

/// Ed25519 of the runtime (the Web Cryptography API). A key is handed over once for each isolate, as one that cannot be read again.
#[derive(Clone, Copy)]
pub struct WebCrypto;

impl Signer for WebCrypto {
    async fn sign(&self, name: &str, seed: &[u8; 32], message: &[u8]) -> Option<[u8; 64]> {
        let key = imported(name, seed).await.ok()?;
        let promise = sign(ED25519, &key, &Uint8Array::from(message)).ok()?;
        let signature = JsFuture::from(promise).await.ok()?;
        let signature = Uint8Array::new(&signature).to_vec();
        signature.try_into().ok()
    }
}

/// The key as the runtime keeps it. Whoever comes meanwhile hands it over once more, which does no harm.
async fn imported(name: &str, seed: &[u8; 32]) -> Result<JsValue, JsValue> {
    if let Some(found) = KEYS.with_borrow(|keys| find(keys, name)) {
        return Ok(found);
    }
    let form = Uint8Array::from(pkcs8(seed).as_slice());
    let usages = Array::of1(&JsString::from("sign"));
    let promise = import_key("pkcs8", &form, ED25519, false, &usages);
    let outcome = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    form.fill(0, 0, form.length());
    let imported = outcome?;
    KEYS.with_borrow_mut(|keys| keys.push((name.to_owned(), imported.clone())));
    Ok(imported)
}

fn find(keys: &[(String, JsValue)], name: &str) -> Option<JsValue> {
    keys.iter()
        .find(|(kid, _)| kid == name)
        .map(|(_, imported)| imported.clone())
}

thread_local! {
    /// By the names under which they are published; as many as the ring has had active ones.
    static KEYS: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        data: &Uint8Array,
        algorithm: &str,
        is_extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    fn sign(algorithm: &str, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;
}

const ED25519: &str = "Ed25519";
