//! One request to a Durable Object, and its answer.

use worker::ObjectNamespace;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::JsCast;
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::{Request, RequestInit, Response};
use worker::worker_sys::DurableObject;
use zeroize::Zeroizing;

/// Sends `message` to the object of this name; answers its response and the body of it.
///
/// # Errors
/// Where the runtime does not reach the object, or it breaks off.
pub async fn send(
    objects: &ObjectNamespace,
    name: &str,
    message: &[u8],
) -> worker::Result<(Response, Zeroizing<Vec<u8>>)> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&Uint8Array::from(message));
    let request = Request::new_with_str_and_init("http://object/", &init)?;
    let object: DurableObject = objects.get_by_name(name)?.into_rpc();
    let response = JsFuture::from(object.fetch_with_request(&request)?).await?;
    let response: Response = response.dyn_into()?;
    // At once: as a stream it would cost more than the object does.
    let reply = JsFuture::from(response.array_buffer()?).await?;
    Ok((response, Zeroizing::new(Uint8Array::new(&reply).to_vec())))
}
