//! The page, drawn from what the service might have said.

use leptos::task::tick;
use postern_shared::api::Role;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::components::browser_tests::mounted::{Mounted, until};
use crate::pages::administration::browser_tests::as_role;

#[wasm_bindgen_test]
async fn an_open_invitation_is_taken_back_after_a_question_and_a_used_one_is_not() {
    let page = invitations(vec![
        one("A", None, false),
        one("B", Some("b@x.test"), true),
    ])
    .await;
    let rows: Vec<_> = page.all("[data-testid=invitation]");
    let texts: Vec<_> = rows.iter().filter_map(|it| it.text_content()).collect();
    assert!(texts[0].contains("For whoever has the link"), "{texts:?}");
    assert!(texts[0].contains("Not used yet"), "{texts:?}");
    assert!(texts[0].contains("By alice"), "{texts:?}");
    assert!(texts[1].starts_with("b@x.test"), "{texts:?}");
    assert!(texts[1].contains("Used"), "{texts:?}");
    assert!(page.find("#button-B").is_none());
    page.element("#button-A").click();
    until(|| page.has_focus("#question")).await;
    assert_eq!(
        page.text("#question"),
        "Take back: For whoever has the link?"
    );
    page.element("#button-confirm").click();
    until(|| page.has_focus("#reason")).await;
    page.element("#button-cancel").click();
    until(|| page.has_focus("#button-A")).await;
}

#[wasm_bindgen_test]
async fn what_is_missing_or_wrong_is_said_before_anything_is_sent() {
    let page = invitations(Vec::new()).await;
    assert!(page.text(".body").contains("No invitation is open."));
    page.type_into("email", "nobody");
    page.element("form button[type=submit]").click();
    until(|| page.has_focus("#email")).await;
    page.type_into("email", "");
    page.element("form button[type=submit]").click();
    until(|| page.has_focus("#why")).await;
    tick().await;
    assert!(page.text("#why-error").starts_with("Say why"));
    assert_eq!(page.all("#role option").len(), 3);
    assert_eq!(page.all("#hours option").len(), 4);
}

async fn invitations(invitations: Vec<InvitationSummary>) -> Mounted {
    let page = as_role(Role::Admin, move |area| {
        let tray = Tray::new(area);
        tray.reading.show(InvitationsResponse { invitations });
        page(tray)
    });
    tick().await;
    page
}

fn one(id: &str, email: Option<&str>, used: bool) -> InvitationSummary {
    InvitationSummary {
        id: id.to_owned(),
        role: Role::Support,
        email: email.map(str::to_owned),
        made_by: "alice".to_owned(),
        made_at: 1_795_000_000,
        expires_at: 1_795_086_400,
        used,
    }
}
