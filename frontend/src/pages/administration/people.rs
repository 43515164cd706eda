//! Everybody: looked for by the beginning of the name.

use std::time::Duration;

use leptos::prelude::*;
use postern_shared::api::PersonSummary;
use postern_shared::page::Page;

use super::listing::{Listing, row_id};
use super::{calls, words};
use crate::account_area::area::Area;
use crate::account_area::layout::AreaCard;
use crate::components::{Field, line};
use crate::intl;
use crate::role_words::role_name;

/// The search, and who is found.
#[component]
pub fn People() -> impl IntoView {
    let all = Listing::new(Area::here(), calls::people, words::shown, words::by_name);
    let keeper = all.area.keeper;
    let before = keeper.searched();
    all.search(before.clone());
    page(all, before)
}

/// With the search of the last visit: whoever comes back from a person goes on with it.
fn page(all: Listing<PersonSummary>, before: String) -> AnyView {
    let field = Field::new("search", "Find by the beginning of the username");
    field.value.set(before);
    let stop = search_as_typed(field, all);
    let is_busy = move || {
        if all.form.is_busy.get() {
            "true"
        } else {
            "false"
        }
    };
    view! {
        <AreaCard page=Page::People title="People">
            <form
                role="search"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    stop();
                    all.search(field.text().trim().to_owned());
                }
            >
                {search_field(field)}
            </form>
            {all.state()}
            <div class="body" aria-busy=is_busy>
                {all.drawn(table)}
            </div>
        </AreaCard>
    }
    .into_any()
}

fn search_field(field: Field) -> AnyView {
    view! {
        <div class="field">
            <label for=field.name>{field.label}</label>
            <input
                id=field.name
                name=field.name
                type="search"
                maxlength=MOST
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || field.value.get()
                on:input=move |event| field.typed(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

/// Looks for what stands in the field as soon as nobody has typed for a moment, unless that is stopped
/// because somebody does not want to wait.
fn search_as_typed(field: Field, all: Listing<PersonSummary>) -> impl Fn() + Copy {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    Effect::new(move |before: Option<String>| {
        let text = field.value.with(|text| text.trim().to_owned());
        all.area.keeper.searches(&text);
        if before.is_some_and(|before| before != text) {
            stop();
            let wanted = text.clone();
            let search = move || all.search(wanted);
            timer.set_value(set_timeout_with_handle(search, PAUSE).ok());
        }
        text
    });
    on_cleanup(stop);
    stop
}

fn table(people: &[PersonSummary], _now: u64) -> AnyView {
    if people.is_empty() {
        return line("", NOBODY);
    }
    let heads = HEADS.map(|head| {
        view! {
            <th role="columnheader" scope="col">
                {head}
            </th>
        }
        .into_any()
    });
    let rows: Vec<_> = people.iter().zip(0..).map(row).collect();
    // The roles stay where small screens draw the rows as cards.
    view! {
        <table class="people" role="table" aria-label="People">
            <thead role="rowgroup">
                <tr role="row">{Vec::from(heads)}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        {line("hint", BEHIND)}
    }
    .into_any()
}

fn row((person, index): (&PersonSummary, usize)) -> AnyView {
    let since = person.created_at;
    view! {
        <tr role="row" data-testid="person">
            <th role="rowheader" scope="row">
                <a id=row_id(index) href=Page::path_of_person(&person.id)>
                    {person.username.clone()}
                </a>
            </th>
            <td role="cell">{person.email.clone()}</td>
            <td role="cell">{role_name(person.role)}</td>
            <td role="cell">{badges(person)}</td>
            <td role="cell">
                <time datetime=intl::iso(since) lang=intl::language()>
                    {intl::day(since)}
                </time>
            </td>
        </tr>
    }
    .into_any()
}

fn badges(person: &PersonSummary) -> AnyView {
    let state = if person.disabled {
        ("badge off", "Disabled")
    } else if person.has_second_factor {
        ("badge", "Active")
    } else {
        ("badge waiting", "No second factor")
    };
    badge(state)
}

/// A word on how something stands.
pub fn badge((class, text): (&'static str, &'static str)) -> AnyView {
    view! { <span class=class>{text}</span> }.into_any()
}

const HEADS: [&str; 5] = ["Username", "E-mail", "Role", "State", "Since"];
/// Longer than between two keys of whoever types.
const PAUSE: Duration = Duration::from_millis(250);
/// Characters of the longest username.
const MOST: &str = "64";
const BEHIND: &str = "The list may be a minute behind.";
const NOBODY: &str = "Nobody's username begins so. The list may be a minute behind.";

#[cfg(test)]
mod browser_tests;
