//! The area's parts in a real browser. Nothing answers its calls here.

mod asking;
mod news;

use leptos::prelude::*;
use leptos::task::tick;
use postern_shared::api::{Role, SecretText, TokenResponse, TokenType, User};
use postern_shared::page::Page;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::account_area::area::Area;
use crate::account_area::layout::AreaCard;
use crate::account_area::leaving::Leaving;
use crate::account_area::step_up::{StepUp, StepUpDialog};
use crate::components::browser_tests::mounted::Mounted;
use crate::session_keeper::SessionKeeper;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn every_page_of_the_area_leads_to_all_the_others_and_marks_itself() {
    let (page, _) = in_the_area(|_| {
        view! {
            <AreaCard page=Page::Authenticators title="Authenticators">
                "Something"
            </AreaCard>
        }
    });
    tick().await;
    let links = page.all("nav a");
    let paths: Vec<_> = links
        .iter()
        .filter_map(|it| it.get_attribute("href"))
        .collect();
    let expected = [
        "/account",
        "/account/password",
        "/account/authenticators",
        "/account/recovery-codes",
        "/sessions",
        "/account/activity",
        "/account/delete",
    ];
    assert_eq!(paths, expected);
    let current = page.all("nav a[aria-current=page]");
    assert_eq!(current.len(), 1);
    assert_eq!(page.text("nav a[aria-current=page]"), "Authenticators");
    assert_eq!(page.text("h1"), "Authenticators");
}

/// A page of the area, with alice signed in and the dialog over it.
pub fn in_the_area<V: IntoView + 'static>(
    content: impl FnOnce(Area) -> V + 'static,
) -> (Mounted, SessionKeeper) {
    with_codes(None, content)
}

/// The same after a first confirmation that has brought codes.
pub fn with_codes<V: IntoView + 'static>(
    recovery_codes: Option<Vec<SecretText>>,
    content: impl FnOnce(Area) -> V + 'static,
) -> (Mounted, SessionKeeper) {
    let owner = Owner::new();
    let keeper = owner.with(SessionKeeper::new);
    std::mem::forget(owner);
    keeper.begin_session(TokenResponse {
        message: String::new(),
        access_token: SecretText::new("e30.e30.c2ln".to_owned()),
        token_type: TokenType::Bearer,
        expires_in: 600,
        refresh_token: None,
        refresh_expires_in: 604_800,
        recovery_codes,
        user: User {
            username: "alice".to_owned(),
            email: None,
            full_name: None,
            disabled: false,
            role: Role::User,
            created_at: 1_795_000_000,
        },
    });
    let page = Mounted::new(move || {
        let area = Area {
            keeper,
            step_up: StepUp::new(),
            leaving: Leaving::new(keeper, Page::RecoveryCodes.path().to_owned()),
            factors: RwSignal::new(()),
        };
        provide_context(keeper);
        provide_context(area);
        let content = content(area).into_any();
        view! {
            {content}
            <StepUpDialog area />
        }
        .into_any()
    });
    (page, keeper)
}
