//! Invitations: made, listed, taken back.

mod made;

use leptos::prelude::*;
use postern_shared::api::{InvitationSummary, InvitationsResponse};
use postern_shared::page::Page;

use super::choice::Choice;
use super::link::LinkPlace;
use super::people::badge;
use super::reasons::{Question, Reasons, reason_field};
use super::{calls, words};
use crate::account_area::area::Area;
use crate::account_area::desk::{Button, Desk};
use crate::account_area::layout::AreaCard;
use crate::account_area::reading::Reading;
use crate::components::{
    Field, FormAlert, FormState, Submit, TextField, fact, heading, line, moment, when,
};
use crate::role_words::role_name;

/// The way to a new one, and those that are open.
#[component]
pub fn Invitations() -> impl IntoView {
    page(Tray::new(Area::here()))
}

fn page(tray: Tray) -> AnyView {
    let escape = Callback::new(move |()| tray.reasons.cancel());
    view! {
        <AreaCard page=Page::Invitations title="Invitations" on_escape=escape>
            {tray.reasons.desk.done()} {tray.link.drawn()} {form(tray)}
            {heading("open", "Those that have not ended")} {tray.reading.state()}
            {tray.reading.drawn(move |read, now| list(tray, read, now))}
        </AreaCard>
    }
    .into_any()
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct Tray {
    reading: Reading<InvitationsResponse>,
    /// The questions before one is taken back.
    reasons: Reasons,
    /// The link that was made just now.
    link: LinkPlace,
    form: FormState,
    role: Choice,
    hours: Choice,
    email: Field,
    reason: Field,
}

impl Tray {
    fn new(area: Area) -> Self {
        Self {
            reading: Reading::new(area, calls::invitations),
            reasons: Reasons::new(Desk::new(area)),
            link: LinkPlace::new(area),
            form: FormState::new(),
            role: Choice::role(),
            hours: Choice::new("hours", "Works for", &HOURS),
            email: Field::new("email", "E-mail"),
            reason: Field::new("why", "Reason"),
        }
    }
}

fn form(tray: Tray) -> AnyView {
    let form = tray.form;
    view! {
        <form
            class="question"
            novalidate
            aria-labelledby="new"
            on:submit=move |event| {
                event.prevent_default();
                made::make(tray);
            }
        >
            {heading("new", "Invite somebody")}
            {line("", INTRODUCTION)}
            <FormAlert form />
            {tray.role.drawn()}
            <TextField
                field=tray.email
                autocomplete="off"
                kind="email"
                is_optional=true
                hint="Theirs: it is filled in when they register. Nothing is sent to it."
            />
            {tray.hours.drawn()}
            {reason_field(tray.reason)}
            <Submit form label="Make the link" doing="Working…" />
        </form>
    }
    .into_any()
}

fn list(tray: Tray, read: &InvitationsResponse, now: u64) -> AnyView {
    if read.invitations.is_empty() {
        return line("", "There are none.");
    }
    let rows: Vec<_> = read
        .invitations
        .iter()
        .map(|one| row(tray, one, now))
        .collect();
    view! { <ul class="sessions">{rows}</ul> }.into_any()
}

fn row(tray: Tray, one: &InvitationSummary, now: u64) -> AnyView {
    let state = if one.used {
        ("badge", "Used")
    } else {
        ("badge waiting", "Not used yet")
    };
    let made = when(one.made_at, now)
        .into_iter()
        .chain([line("", format!("By {}", one.made_by))]);
    let facts = vec![
        fact("Role", vec![line("", role_name(one.role))]),
        fact("Made", made.collect()),
        fact("Works until", vec![moment(one.expires_at)]),
        fact(
            "In the log",
            vec![line("", words::short_id(&one.id).to_owned())],
        ),
    ];
    let ways = (!one.used).then(|| revoking(tray, one));
    view! {
        <li class="session" data-testid="invitation">
            <p class="holder">
                <strong>{name(one)}</strong>
                {badge(state)}
            </p>
            <dl class="brief">{facts}</dl>
            {ways}
        </li>
    }
    .into_any()
}

/// The button that takes one back, or the question in its place.
fn revoking(tray: Tray, one: &InvitationSummary) -> AnyView {
    let (id, name) = (one.id.clone(), name(one));
    let draw = move || {
        if !tray.reasons.is_asked(&id) {
            let button = Button::of(&id, "secondary", "Take back", &name);
            return tray.reasons.button(button);
        }
        let question = Question {
            title: format!("Take back: {name}?"),
            text: "Nobody can register with its link any more.",
            choice: None,
            confirm: "Take back",
            class: "primary",
        };
        let (id, name) = (id.clone(), name.clone());
        tray.reasons.question(question, move |reason| {
            made::revoke(tray, id.clone(), name.clone(), reason);
        })
    };
    draw.into_any()
}

fn name(one: &InvitationSummary) -> String {
    one.email
        .clone()
        .unwrap_or_else(|| "For whoever has the link".to_owned())
}

/// As many as an invitation may last, at most 720.
const HOURS: [(&str, &str); 4] = [
    ("24", "24 hours"),
    ("72", "3 days"),
    ("168", "7 days"),
    ("720", "30 days"),
];
const INTRODUCTION: &str = "You get a link, shown once, with which one person registers as usual, \
                            second factor included.";

#[cfg(test)]
mod browser_tests;
