//! The calls of the area, one function each. What they give is made with [`Area::make`], which has
//! the token renewed and the person asked where the service wants it.
//!
//! [`Area::make`]: super::area::Area::make

mod authenticators;
mod person;
mod security;
mod sessions;

use wasm_bindgen::JsValue;

pub use authenticators::{
    add_authenticator, authenticators, confirm_authenticator, remove_authenticator,
    rename_authenticator,
};
pub use person::{change_profile, delete_account, export};
pub use security::{
    acknowledge_recovery_codes, activity, activity_seen, browsers, forget_browser,
    make_recovery_codes, recovery_codes, step_up,
};
pub use sessions::{end_other_sessions, end_session, sessions};

use super::wire::no_content;

/// One call, and what reads its answer.
pub struct Call<T> {
    /// The method.
    pub method: &'static str,
    /// The path.
    pub path: String,
    /// The body.
    pub body: Option<JsValue>,
    /// Reads the answer; none where this client does not understand it.
    pub read: fn(&JsValue) -> Option<T>,
}

/// A call of what is there.
pub fn get<T>(path: &str, read: fn(&JsValue) -> Option<T>) -> Call<T> {
    Call {
        method: "GET",
        path: path.to_owned(),
        body: None,
        read,
    }
}

/// A call that does something.
pub fn post<T>(path: &str, body: Option<JsValue>, read: fn(&JsValue) -> Option<T>) -> Call<T> {
    Call {
        method: "POST",
        path: path.to_owned(),
        body,
        read,
    }
}

fn patch<T>(path: &str, body: JsValue, read: fn(&JsValue) -> Option<T>) -> Call<T> {
    Call {
        method: "PATCH",
        path: path.to_owned(),
        body: Some(body),
        read,
    }
}

fn delete(path: &str, body: Option<JsValue>) -> Call<()> {
    Call {
        method: "DELETE",
        path: path.to_owned(),
        body,
        read: no_content,
    }
}
