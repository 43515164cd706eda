//! Where the signed-in person is signed in, and the end of any of it.

mod drawing;
mod session_list;

use leptos::prelude::*;
use postern_shared::page::Page;

use self::session_list::{Act, SessionList, Shown};
use super::sign_out::SignOut;
use crate::account_area::layout::AreaCard;
use crate::browser;
use crate::components::{FormAlert, FormState};
use crate::session_keeper::SessionKeeper;

/// This session, the others, and what happened to some of them.
#[component]
pub fn Sessions() -> impl IntoView {
    let list = SessionList::new(expect_context::<SessionKeeper>());
    let leaving = FormState::new();
    list.reload();
    let listener = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() {
            list.reload();
        }
    });
    on_cleanup(move || listener.remove());
    let cancel = Callback::new(move |()| list.act(&Act::Cancel));
    view! {
        <AreaCard page=Page::Sessions title="Where you are signed in" on_escape=cancel>
            <FormAlert form=list.form />
            {part(list, drawing::beginning)}
            <div class="session" data-testid="this-session">
                {part(list, drawing::this_session)}
                <FormAlert form=leaving />
                <SignOut form=leaving />
            </div>
            {part(list, drawing::others)}
            {part(list, drawing::everywhere_else)}
        </AreaCard>
    }
}

/// A part that is drawn again whenever what it reads has changed. All of them are of one type.
fn part(list: SessionList, draw: Draw) -> impl Fn() -> AnyView + Send {
    move || list.shown.with(|shown| draw(list, shown))
}

type Draw = fn(SessionList, &Shown) -> AnyView;
