//! What is done with an authenticator.

use leptos::prelude::*;
use postern_shared::api::{
    AddAuthenticatorRequest, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest, SecretText,
};

use super::{Named, Shelf, Stage, panel};
use crate::account_area::area::Stopped;
use crate::account_area::calls;
use crate::account_area::desk::CONFIRM;
use crate::api_client::Failure;
use crate::components::stops_at_errors;
use crate::{browser, field_checks};

/// Adds one, which waits for its first code.
pub fn add(shelf: Shelf) {
    let Stage::Naming(replaces) = shelf.stage.get_untracked() else {
        return;
    };
    let Some(label) = label(shelf) else { return };
    let request = AddAuthenticatorRequest {
        label: Some(label),
        replaces: replaces.as_ref().map(|old| old.id.clone()),
    };
    let task = async move {
        let call = calls::add_authenticator(&request);
        let added = shelf.desk.area.make(call).await?;
        Ok(Box::new(move || {
            let named = Named {
                id: added.id.clone(),
                label: added.label.clone(),
            };
            shelf.added.set_value(Some(added));
            let stage = Stage::Confirming(named, replaces.map(|old| old.label));
            shelf.enter(stage, "", panel::TITLE);
            shelf.reading.reload();
            String::new()
        }) as _)
    };
    shelf.desk.send(shelf.form, &[shelf.label], Box::pin(task));
}

/// Sends the first code of one.
pub fn confirm(shelf: Shelf) {
    let Stage::Confirming(named, old) = shelf.stage.get_untracked() else {
        return;
    };
    shelf.code.passes(field_checks::one_time_code);
    if !shelf.form.is_open() || stops_at_errors(&[shelf.code]) {
        return;
    }
    let request = ConfirmAuthenticatorRequest {
        otp: SecretText::new(shelf.code.text()),
    };
    let task = async move {
        let call = calls::confirm_authenticator(&named.id, &request);
        let answer = shelf.desk.area.make(call).await;
        if let Err(Stopped::Failed(Failure::Problem(_))) = &answer {
            // The service has seen this code: the next try needs another.
            shelf.code.value.try_set(String::new());
        }
        let label = answer?.label;
        Ok(Box::new(move || {
            shelf.choose();
            shelf.note_change();
            browser::focus_soon("heading".to_owned());
            match old {
                Some(old) => format!("“{label}” has taken the place of “{old}”."),
                None => format!("“{label}” is connected: its codes count from now on."),
            }
        }) as _)
    };
    shelf.desk.send(shelf.form, &[shelf.code], Box::pin(task));
}

/// Gives one another name.
pub fn rename(shelf: Shelf) {
    let Stage::Renaming(named) = shelf.stage.get_untracked() else {
        return;
    };
    let Some(label) = label(shelf) else { return };
    let request = RenameAuthenticatorRequest { label };
    let task = async move {
        let call = calls::rename_authenticator(&named.id, &request);
        let renamed = shelf.desk.area.make(call).await?;
        Ok(Box::new(move || {
            shelf.choose();
            browser::focus_soon("heading".to_owned());
            format!("“{}” is called “{}” now.", named.label, renamed.label)
        }) as _)
    };
    shelf.desk.send(shelf.form, &[shelf.label], Box::pin(task));
}

/// Removes one whose codes count.
pub fn remove(shelf: Shelf, named: &Named) {
    drop_as(shelf, CONFIRM, named);
}

/// Removes one that was never confirmed.
pub fn drop_waiting(shelf: Shelf, named: &Named) {
    drop_as(shelf, &format!("remove-{}", named.id), named);
}

fn drop_as(shelf: Shelf, key: &str, named: &Named) {
    let Named { id, label } = named.clone();
    let counted = key == CONFIRM;
    let task = async move {
        let call = calls::remove_authenticator(&id);
        shelf.desk.area.make(call).await?;
        Ok(Box::new(move || {
            shelf.choose();
            if counted {
                shelf.note_change();
            }
            format!("“{label}” was removed.")
        }) as _)
    };
    shelf.desk.run(key, "heading", Box::pin(task));
}

fn label(shelf: Shelf) -> Option<String> {
    shelf.label.passes(field_checks::label);
    if !shelf.form.is_open() || stops_at_errors(&[shelf.label]) {
        return None;
    }
    Some(shelf.label.text().trim().to_owned())
}
