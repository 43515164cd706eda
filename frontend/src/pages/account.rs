//! The signed-in person's account.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::components::{FormState, Heading};
use crate::problem_text::failure_text;
use crate::session_keeper::SessionKeeper;

/// Who is signed in, and the way out.
#[component]
pub fn Account() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let form = FormState::new();
    let reload = move || {
        spawn_local(async move {
            let failure = keeper.reload_user().await.err();
            form.alert
                .try_set(failure.map(|failure| failure_text(&failure).into_owned()));
        });
    };
    reload();
    let sign_out = move |_| {
        if !form.is_open() {
            return;
        }
        form.begin("Signing out…");
        spawn_local(async move {
            if let Err(failure) = keeper.sign_out().await {
                form.fail(&failure, &[]);
            }
        });
    };
    view! {
        <div class="card">
            <Heading title="Your account" />
            <div role="alert" class="alert">
                {move || form.alert.get()}
            </div>
            <Profile />
            <button
                type="button"
                class="secondary"
                data-testid="sign-out"
                aria-disabled=move || if form.is_busy.get() { "true" } else { "false" }
                on:click=sign_out
            >
                {move || if form.is_busy.get() { "Signing out…" } else { "Sign out" }}
            </button>
        </div>
    }
}

#[component]
fn Profile() -> impl IntoView {
    let keeper = expect_context::<SessionKeeper>();
    let user = Memo::new(move |_| keeper.user());
    let text = move |read: fn(postern_shared::api::User) -> Option<String>| {
        move || {
            user.get()
                .and_then(read)
                .unwrap_or_else(|| "Not given".to_owned())
        }
    };
    let day = move || browser::day(user.get().map_or(0, |user| user.created_at));
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
            <dd><span class="on">"On"</span> ", with an authenticator app"</dd>
            <dt>"This session"</dt>
            <dd>"Signed in with password and code. It is renewed until you sign out."</dd>
        </dl>
    }
}
