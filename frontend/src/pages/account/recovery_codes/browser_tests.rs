//! The page, drawn from what the service might have said.

use leptos::task::tick;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::account_area::browser_tests::{in_the_area, with_codes};
use crate::components::browser_tests::mounted::{Mounted, until};

#[wasm_bindgen_test]
async fn new_codes_stay_until_their_owner_says_that_they_are_kept() {
    let codes = (0..10).map(|number| SecretText::new(format!("0123-4567-89AB-{number}")));
    let (page, keeper) = with_codes(Some(codes.collect()), |area| page(Drawer::new(area)));
    tick().await;
    assert_eq!(page.all("[data-testid=recovery-codes] li").len(), 10);
    assert!(page.text(".sheet").contains("alice"));
    page.element("#button-kept").click();
    tick().await;
    assert!(page.text(".error").starts_with("Copy, download or print"));
    assert!(page.has_focus("#have-kept"));
    page.element("#have-kept").click();
    tick().await;
    assert_eq!(page.text(".error"), "");

    // Nothing answers, so they are not kept yet: they stay.
    page.element("#button-kept").click();
    let failed = || {
        let alerts = page.all("[role=alert].alert").into_iter();
        alerts
            .filter_map(|it| it.text_content())
            .any(|it| !it.is_empty())
    };
    until(failed).await;
    assert_eq!(page.all("[data-testid=recovery-codes] li").len(), 10);

    drop(page);
    let again = keeper.take_fresh_recovery_codes();
    assert_eq!(
        again.map(|codes| codes.len()),
        Some(10),
        "the back button loses none"
    );
}

#[wasm_bindgen_test]
async fn the_page_says_how_many_codes_are_left_and_warns_in_time() {
    let state = |left, acknowledged| RecoveryCodesResponse {
        made_at: Some(1_795_000_000),
        acknowledged,
        left,
        used_at: vec![1_795_100_000; 10 - left as usize],
    };
    for (left, acknowledged, warning) in [
        (10, true, None),
        (3, true, None),
        (10, false, Some("Do you have these codes?")),
        (2, true, Some("Two recovery codes are left")),
        (1, true, Some("One recovery code is left")),
        (0, true, Some("No recovery code is left")),
    ] {
        let page = recovery_codes(state(left, acknowledged)).await;
        let heading = page.find(".warning h2").and_then(|it| it.text_content());
        assert_eq!(heading.as_deref(), warning, "{left}");
        assert!(page.text("dl").contains(&format!("{left} of 10")), "{left}");
        assert_eq!(page.all("dl time").len(), 11 - left as usize);
        page.element("#button-make").click();
        until(|| page.has_focus("#question")).await;
        assert!(page.text("#question").ends_with("Make new ones?"));
    }
    let mut none = state(0, false);
    none.made_at = None;
    none.used_at.clear();
    let page = recovery_codes(none).await;
    assert_eq!(page.text(".warning h2"), "You have no recovery codes");
}

async fn recovery_codes(answer: RecoveryCodesResponse) -> Mounted {
    let (page, _) = in_the_area(move |area| {
        let drawer = Drawer::new(area);
        let reading = drawer.reading.get_value().expect("it reads");
        reading.show(answer);
        page(drawer)
    });
    tick().await;
    page
}
