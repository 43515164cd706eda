//! A choice of one of a few.

use leptos::prelude::*;
use postern_shared::api::Role;

use crate::role_words::role_name;

/// What is chosen from, and what is chosen. It is copied freely.
#[derive(Clone, Copy)]
pub struct Choice {
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    /// The word of what is chosen.
    pub chosen: RwSignal<String>,
}

impl Choice {
    /// One of `options`, each a word and what is read in its place; the first one to begin with.
    pub fn new(
        name: &'static str,
        label: &'static str,
        options: &'static [(&'static str, &'static str)],
    ) -> Self {
        let first = options.first().map_or("", |(word, _)| *word);
        Self {
            name,
            label,
            options,
            chosen: RwSignal::new(first.to_owned()),
        }
    }

    /// A role.
    pub fn role() -> Self {
        Self::new("role", "Role", &ROLES)
    }

    /// Begins with this role.
    pub fn begin_with(self, role: Role) {
        self.chosen.set(role.as_str().to_owned());
    }

    /// The role that is chosen.
    pub fn chosen_role(self) -> Role {
        self.chosen
            .with_untracked(|word| Role::parse(word))
            .unwrap_or_default()
    }

    /// The label and the field.
    pub fn drawn(self) -> AnyView {
        let options: Vec<_> = self
            .options
            .iter()
            .map(|(word, text)| view! { <option value=*word>{*text}</option> }.into_any())
            .collect();
        view! {
            <div class="field">
                <label for=self.name>{self.label}</label>
                <select
                    id=self.name
                    name=self.name
                    prop:value=move || self.chosen.get()
                    on:change=move |event| self.chosen.set(event_target_value(&event))
                >
                    {options}
                </select>
            </div>
        }
        .into_any()
    }
}

const ROLES: [(&str, &str); 3] = [
    (Role::User.as_str(), role_name(Role::User)),
    (Role::Support.as_str(), role_name(Role::Support)),
    (Role::Admin.as_str(), role_name(Role::Admin)),
];
