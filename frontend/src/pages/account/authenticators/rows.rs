//! The list.

use leptos::prelude::*;
use postern_shared::api::AuthenticatorSummary;

use super::{Named, Shelf, Stage, changes, panel};
use crate::account_area::desk::Button;
use crate::components::{fact, line, moment, nothing, when};

/// Every authenticator with its buttons; without them while something is being done.
pub fn list(shelf: Shelf) -> AnyView {
    shelf.reading.drawn(move |answer, now| {
        let all = &answer.authenticators;
        let stage = shelf.stage.get();
        let is_last = all.iter().filter(|one| one.confirmed).count() < 2;
        let rows: Vec<_> = all
            .iter()
            .map(|one| {
                let ways = match &stage {
                    Stage::Choosing if one.confirmed => ways(shelf, one, is_last),
                    Stage::Choosing => ways_of_waiting(shelf, one),
                    Stage::Renaming(named) if named.id == one.id => panel::renaming(shelf),
                    Stage::Renaming(_) | Stage::Naming(_) | Stage::Confirming(..) => nothing(),
                };
                row(one, all, now, ways)
            })
            .collect();
        view! { <ul class="sessions">{rows}</ul> }.into_any()
    })
}

fn row(
    one: &AuthenticatorSummary,
    all: &[AuthenticatorSummary],
    now: u64,
    ways: AnyView,
) -> AnyView {
    let mut facts = vec![fact("Added", when(one.added_at, now))];
    let mut waits = nothing();
    if let Some(lapses_at) = one.lapses_at {
        facts.push(fact("Goes away", vec![moment(lapses_at)]));
        let old = one.replaces.as_ref();
        let old = old.and_then(|id| all.iter().find(|other| other.id == *id));
        waits = line("", waiting(old.map(|old| old.label.as_str())));
    } else {
        let used = match one.last_used_at {
            Some(at) => when(at, now),
            None => vec![line("", "Not yet")],
        };
        facts.push(fact("Last used", used));
    }
    if one.short_secret {
        waits = line("", TOO_SHORT.to_owned());
    }
    view! {
        <li class="session" data-testid="authenticator">
            <p class="holder">
                <strong>{one.label.clone()}</strong>
                <span class="badge waiting">{(!one.confirmed).then_some("Waiting for its first code")}</span>
            </p>
            <dl class="brief">{facts}</dl>
            {waits}
            {ways}
        </li>
    }
    .into_any()
}

const TOO_SHORT: &str = "It came from another service with a secret that is shorter than it should \
    be. Replace it.";

fn waiting(old: Option<&str>) -> String {
    match old {
        Some(old) => format!(
            "It counts once you enter a code that it shows. Then it takes the place of “{old}”, \
             which works until then."
        ),
        None => {
            "It counts once you enter a code that it shows; without one it goes away by itself."
                .to_owned()
        }
    }
}

fn ways(shelf: Shelf, one: &AuthenticatorSummary, is_last: bool) -> AnyView {
    let named = Named::of(one);
    let key = |what: &str| format!("{what}-{}", one.id);
    let button = |what: &str, label| Button::of(&key(what), "quiet", label, &one.label);
    let renamed = named.clone();
    let replaced = named.clone();
    let mut ways = vec![
        shelf.desk.button(button("rename", "Rename"), move || {
            let label = renamed.label.clone();
            shelf.enter(Stage::Renaming(renamed.clone()), &label, "label");
        }),
        shelf.desk.button(button("replace", "Replace"), move || {
            let stage = Stage::Naming(Some(replaced.clone()));
            shelf.enter(stage, "", panel::TITLE);
        }),
    ];
    if is_last {
        ways.push(line("hint", LAST));
    } else {
        let question = format!("Codes of “{}” stop working at once. Remove it?", one.label);
        let remove = move || changes::remove(shelf, &named);
        let button = button("remove", "Remove");
        ways.push(shelf.desk.asking_button(button, question, "Remove", remove));
    }
    view! { <div class="acts">{ways}</div> }.into_any()
}

fn ways_of_waiting(shelf: Shelf, one: &AuthenticatorSummary) -> AnyView {
    let named = Named::of(one);
    let key = |what: &str| format!("{what}-{}", one.id);
    let confirm = Button::of(&key("confirm"), "quiet", "Enter its first code", &one.label);
    let remove = Button::of(&key("remove"), "quiet", "Remove", &one.label);
    let removed = named.clone();
    let ways = vec![
        shelf.desk.button(confirm, move || {
            let stage = Stage::Confirming(named.clone(), None);
            shelf.enter(stage, "", panel::TITLE);
        }),
        shelf
            .desk
            .button(remove, move || changes::drop_waiting(shelf, &removed)),
        shelf.desk.alert(&key("remove")),
    ];
    view! { <div class="acts">{ways}</div> }.into_any()
}

impl Named {
    fn of(one: &AuthenticatorSummary) -> Self {
        Self {
            id: one.id.clone(),
            label: one.label.clone(),
        }
    }
}

const LAST: &str = "The only one cannot be removed: nobody could sign in. Replace it, or add \
                    another one first.";
