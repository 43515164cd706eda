//! The end of the account.

use leptos::prelude::*;
use postern_shared::api::{DeleteAccountRequest, Role};
use postern_shared::page::Page;

use super::own_data;
use crate::account_area::area::Area;
use crate::account_area::calls;
use crate::account_area::desk::Desk;
use crate::account_area::layout::AreaCard;
use crate::components::{
    Field, FormAlert, FormState, TextField, heading, line, nothing, stops_at_errors,
};

/// What goes, the way to take it along, and the name to type; or who has to do something first.
#[component]
pub fn Delete() -> impl IntoView {
    let desk = Desk::new(Area::here());
    let user = untrack(|| desk.area.keeper.user());
    let is_administrator = user.as_ref().is_some_and(|user| user.role == Role::Admin);
    let username = user.map_or_else(String::new, |user| user.username);
    let (terms, end) = if is_administrator {
        (line("", ADMINISTRATOR), nothing())
    } else {
        (what_goes(), confirmation(desk, username))
    };
    view! {
        <AreaCard page=Page::Delete title="Delete your account">
            {desk.done()} {terms} {heading("data", "Take your data along first")}
            {own_data::download(desk)} {end}
        </AreaCard>
    }
}

fn what_goes() -> AnyView {
    view! {
        {line("", "This takes away, at once and for good:")}
        <ul class="plain">
            {Vec::from(WHAT_GOES.map(|what| view! { <li>{what}</li> }.into_any()))}
        </ul>
        {line("", NAME)}
    }
    .into_any()
}

/// The name to type, and the button.
fn confirmation(desk: Desk, username: String) -> AnyView {
    let form = FormState::new();
    let field = Field::new("username", "Your username, to confirm");
    let username = StoredValue::new(username);
    let is_typed = move |text: &str| username.with_value(|name| is_name(text, name));
    let is_ready = Memo::new(move |_| field.value.with(|text| is_typed(text)));
    let send = move || {
        let typed = field.text();
        if !is_typed(&typed) {
            field.error.set(OTHER_NAME.to_owned());
        }
        if form.is_open() && !stops_at_errors(&[field]) {
            delete(desk, form, field, typed);
        }
    };
    view! {
        <form
            class="question danger-zone"
            novalidate
            aria-labelledby="danger"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            {heading("danger", "Nobody can bring it back")}
            <p>"Type " <strong>{username.get_value()}</strong> " to go on."</p>
            <FormAlert form />
            <TextField field autocomplete="off" />
            <button
                type="submit"
                id="button-delete"
                class="danger"
                class:busy=move || form.is_busy.get()
                aria-disabled=move || {
                    let is_closed = form.is_busy.get() || form.wait.get() > 0 || !is_ready.get();
                    if is_closed { "true" } else { "false" }
                }
            >
                {move || if form.is_busy.get() { "Deleting…" } else { "Delete my account" }}
            </button>
        </form>
    }
    .into_any()
}

fn delete(desk: Desk, form: FormState, field: Field, typed: String) {
    let task = async move {
        let request = DeleteAccountRequest {
            username: typed.trim().to_owned(),
        };
        let call = calls::delete_account(&request);
        desk.area.make(call).await?;
        // The page goes with the session, and whoever waits for this with it.
        desk.area.keeper.leave_deleted_account().await;
        Ok(Box::new(String::new) as _)
    };
    desk.send(form, &[field], Box::pin(task));
}

/// Whether `text` is this username, however it is typed.
fn is_name(text: &str, username: &str) -> bool {
    !username.is_empty() && text.trim().eq_ignore_ascii_case(username)
}

const WHAT_GOES: [&str; 4] = [
    "your username, name and e-mail address",
    "your password, authenticators and recovery codes",
    "every session: all your devices are signed out",
    "the known browsers, and the log of what has happened",
];
const ADMINISTRATOR: &str = "You are an administrator, and one has to stay. So another administrator takes your \
                             role away first; then you can delete your account here.";
const NAME: &str = "After 10 minutes the username is free, and anybody can register it.";
const OTHER_NAME: &str = "This is not your username. Nothing was deleted.";

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn only_the_own_name_opens_the_button() {
        assert!(is_name(" Alice ", "alice"));
        for other in ["", "alic", "alice2"] {
            assert!(!is_name(other, "alice"), "{other}");
        }
        assert!(!is_name("", ""));
    }
}
