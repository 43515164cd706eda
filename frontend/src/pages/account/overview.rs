//! The signed-in person's account.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::User;
use postern_shared::page::Page;

use super::sign_out::SignOut;
use crate::account_area::layout::AreaCard;
use crate::browser;
use crate::components::{FormAlert, FormState};
use crate::problem_text::failure_text_or;
use crate::session_keeper::SessionKeeper;

/// Who is signed in, and the way out.
#[component]
pub fn Overview() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let form = FormState::new();
    let reload = move || {
        spawn_local(async move {
            let failure = keeper.reload_user().await.err();
            form.alert
                .try_set(failure.map_or_else(String::new, |failure| {
                    failure_text_or(&failure, STALE).into_owned()
                }));
        });
    };
    reload();
    view! {
        <AreaCard page=Page::Account title="Your account">
            <FormAlert form />
            {move || {
                form.alert
                    .with(|alert| !alert.is_empty())
                    .then(|| {
                        view! {
                            <button type="button" class="secondary" on:click=move |_| reload()>
                                "Try again"
                            </button>
                        }
                    })
            }}
            <Profile />
            <SignOut form />
        </AreaCard>
    }
}

#[component]
fn Profile() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let text = move |read: fn(User) -> Option<String>| {
        move || {
            keeper
                .user()
                .and_then(read)
                .unwrap_or_else(|| "Not given".to_owned())
        }
    };
    let day = move || browser::day(keeper.user().map_or(0, |user| user.created_at));
    view! {
        <dl class="facts">
            <dt>"Username"</dt>
            <dd data-testid="account-username">{text(|user| Some(user.username))}</dd>
            <dt>"Name"</dt>
            <dd data-testid="account-full-name">{text(|user| user.full_name)}</dd>
            <dt>"E-mail"</dt>
            <dd data-testid="account-email">{text(|user| user.email)}</dd>
            <dt>"Created"</dt>
            <dd>
                <time datetime=move || day().1>{move || day().0}</time>
            </dd>
            <dt>"Two-factor"</dt>
            <dd>
                <span class="on">"On"</span>
                ", with an authenticator app"
            </dd>
            <dt>"This session"</dt>
            <dd>
                "Open in this browser since you signed in with password and code. It ends when you \
                 sign out, and by itself when it is not used for some time."
            </dd>
        </dl>
    }
}

const STALE: &str = "Postern cannot be reached. What you see here may be out of date.";
