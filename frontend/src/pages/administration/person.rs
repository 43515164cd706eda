//! One person: how their account stands, and what can be done about it.

mod deeds;
mod state;

use leptos::prelude::*;
use postern_shared::api::{PersonResponse, Role};
use postern_shared::page::Page;

use self::deeds::{Deed, OFFERED};
use super::choice::Choice;
use super::link::LinkPlace;
use super::reasons::{Question, Reasons};
use super::{calls, role};
use crate::account_area::activity_log::activity_log;
use crate::account_area::area::Area;
use crate::account_area::desk::{Button, Desk};
use crate::account_area::layout::AreaCard;
use crate::account_area::reading::Reading;
use crate::browser;
use crate::components::{heading, line, nothing};

/// The person with this id.
#[component]
pub fn Person(
    /// Names the account.
    id: String,
) -> impl IntoView {
    page(Sheet::new(Area::here(), id))
}

fn page(sheet: Sheet) -> AnyView {
    let escape = Callback::new(move |()| sheet.reasons.cancel());
    view! {
        <AreaCard page=Page::People title="Person" on_escape=escape>
            <p class="back">
                <a href=Page::People.path()>"All people"</a>
            </p>
            {sheet.reasons.desk.done()}
            {sheet.link.drawn()}
            {move || if sheet.is_gone.get() { nothing() } else { sheet.reading.state() }}
            {names_tab(sheet)} {sheet.reading.drawn(state::state)}
            {sheet.reading.drawn(move |person, _| ways(sheet, person))}
            {sheet.reading.drawn(state::sessions)}
            {sheet.reading.drawn(move |person, now| activity(sheet, person, now))}
        </AreaCard>
    }
    .into_any()
}

/// Of several tabs, each says whom it is about, once that is known.
fn names_tab(sheet: Sheet) {
    Effect::new(move |_| {
        sheet.reading.read.with(|read| {
            if let Some((person, _)) = read {
                browser::name_document(&person.user.username);
            }
        });
    });
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct Sheet {
    id: StoredValue<String>,
    reading: Reading<PersonResponse>,
    reasons: Reasons,
    role: Choice,
    /// The link that was made just now.
    link: LinkPlace,
    /// Whether the account was deleted here.
    is_gone: RwSignal<bool>,
    /// Whether all of the activity is shown.
    is_long: RwSignal<bool>,
}

impl Sheet {
    fn new(area: Area, id: String) -> Self {
        let asked = id.clone();
        Self {
            id: StoredValue::new(id),
            reading: Reading::new(area, move || calls::person(&asked)),
            reasons: Reasons::new(Desk::new(area)),
            role: Choice::role(),
            link: LinkPlace::new(area),
            is_gone: RwSignal::new(false),
            is_long: RwSignal::new(false),
        }
    }
}

fn activity(sheet: Sheet, person: &PersonResponse, now: u64) -> AnyView {
    let open = &person.sessions.sessions;
    activity_log(&person.activity, open, now, sheet.is_long)
}

/// What somebody may do here, or why they may do nothing.
fn ways(sheet: Sheet, person: &PersonResponse) -> AnyView {
    let area = sheet.reasons.desk.area;
    let role = role(area);
    let own = untrack(|| area.keeper.user()).map(|user| user.username);
    let rest = if own.as_ref() == Some(&person.user.username) {
        line("", OWN)
    } else if role == Role::Support && !person.user.role.is_user() {
        line("", NOT_FOR_SUPPORT)
    } else {
        let offered = OFFERED
            .into_iter()
            .filter(|deed| deed.is_offered(role, person));
        let ways = offered
            .map(|deed| way(sheet, deed, person))
            .collect::<Vec<_>>();
        view! { <div class="acts">{ways}</div> }.into_any()
    };
    vec![heading("ways", "What you can do"), rest].into_any()
}

/// A button, in place of which the question stands while it is asked.
fn way(sheet: Sheet, deed: Deed, person: &PersonResponse) -> AnyView {
    let username = person.user.username.clone();
    let present = person.user.role;
    let draw = move || {
        let words = deed.words();
        if !sheet.reasons.is_asked(words.key) {
            return sheet.reasons.button(Button::of(
                words.key,
                words.class,
                words.label,
                &username,
            ));
        }
        if deed == Deed::ChangeRole {
            sheet.role.begin_with(present);
        }
        let question = Question {
            title: format!("{}: {username}?", words.label),
            text: words.text,
            choice: (deed == Deed::ChangeRole).then_some(sheet.role),
            confirm: words.label,
            class: if words.class == "danger" {
                "danger"
            } else {
                "primary"
            },
        };
        let username = username.clone();
        sheet.reasons.question(question, move |reason| {
            if deed == Deed::ChangeRole && sheet.role.chosen_role() == present {
                sheet.reasons.form.alert.set(SAME_ROLE.to_owned());
                return;
            }
            deeds::act(sheet, deed, username.clone(), reason);
        })
    };
    draw.into_any()
}

const OWN: &str = "This is your own account, and nobody administers themselves: another \
                   administrator has to do it. What concerns only you is under “Your account”.";
const NOT_FOR_SUPPORT: &str = "Support helps users. With the account of somebody who helps or \
                               administers, an administrator has to do it.";

const SAME_ROLE: &str = "This is their role already: choose another one.";

#[cfg(test)]
mod browser_tests;
