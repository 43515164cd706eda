//! What an invitation is for, as the service says it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::Role;

use crate::api_client;
use crate::pages::Invited;

/// Asks, and says on the page what comes of it.
pub fn ask(page: Invited) {
    spawn_local(async move {
        let Some(text) = page.keeper.invitation() else {
            return;
        };
        let answer = api_client::invitation(&text).await;
        if page.form.is_gone() {
            return;
        }
        match answer {
            Ok(known) => {
                page.about.set(about(known.role));
                if let Some(email) = known.email
                    && page.email.text().is_empty()
                {
                    page.email.value.set(email);
                }
            }
            Err(failure) => {
                page.form.fail(&failure, &[]);
                page.failed(&failure);
            }
        }
    });
}

const fn about(role: Role) -> &'static str {
    match role {
        Role::User => "You are invited to create an account. The link works once.",
        Role::Support => {
            "You are invited to create an account that helps the people here. The link works once."
        }
        Role::Admin => {
            "You are invited to create an account that administers this service. The link works \
             once."
        }
    }
}
