//! What is known of codes that are not shown any more.

use leptos::prelude::*;
use postern_shared::api::RecoveryCodesResponse;

use super::Drawer;
use crate::account_area::desk::Button;
use crate::components::{fact, group, heading, line, nothing, when};

/// How many are left, when the others were used, and the way to new ones.
pub fn summary(drawer: Drawer) -> AnyView {
    let Some(reading) = drawer.reading.get_value() else {
        return nothing();
    };
    vec![
        line("", INTRODUCTION),
        reading.state(),
        reading.drawn(move |codes, now| drawn(drawer, codes, now)),
    ]
    .into_any()
}

fn drawn(drawer: Drawer, codes: &RecoveryCodesResponse, now: u64) -> AnyView {
    let Some(made_at) = codes.made_at else {
        return vec![
            warning("You have no recovery codes", NONE_MADE),
            drawer.desk.alert(MAKE),
            drawer.desk.button(
                Button::new(MAKE, "primary", "Make recovery codes"),
                move || {
                    drawer.make(MAKE);
                },
            ),
        ]
        .into_any();
    };
    let total = codes.left as usize + codes.used_at.len();
    let mut facts = vec![
        fact("Left", vec![line("", format!("{} of {total}", codes.left))]),
        fact("Made", when(made_at, now)),
    ];
    facts.extend(codes.used_at.iter().map(|at| fact("Used", when(*at, now))));
    let button = Button::new(MAKE, "secondary", "Make new codes");
    let question = format!("{} Make new ones?", void(codes.left));
    let make = move || drawer.make_confirmed();
    vec![
        warning_of(codes),
        view! { <dl class="brief" data-testid="recovery-facts">{facts}</dl> }.into_any(),
        drawer
            .desk
            .asking_button(button, question, "Make new codes", make),
    ]
    .into_any()
}

fn warning_of(codes: &RecoveryCodesResponse) -> AnyView {
    match codes.left {
        0 => warning("No recovery code is left", NONE_LEFT),
        1 => warning("One recovery code is left", FEW_LEFT),
        2 => warning("Two recovery codes are left", FEW_LEFT),
        _enough if codes.acknowledged => nothing(),
        _enough => warning("Do you have these codes?", NOT_KEPT),
    }
}

fn void(left: u32) -> String {
    match left {
        0 => "The used codes stay void.".to_owned(),
        1 => "The code that is left becomes void at once.".to_owned(),
        left => format!("The {left} codes that are left become void at once."),
    }
}

fn warning(title: &'static str, text: &'static str) -> AnyView {
    group(
        "warning",
        WARNING,
        vec![heading(WARNING, title), line("", text)],
    )
}

/// The key of the button that makes new ones.
const MAKE: &str = "make";
/// The id of the warning's heading.
const WARNING: &str = "warning";
const INTRODUCTION: &str = "A recovery code signs you in where the code from your app would, when your \
                            phone is lost or broken. Each works once.";
const NONE_MADE: &str = "If you lose your phone now, nobody can let you in again. Make codes, and keep \
                         them somewhere else than on your phone.";
const NONE_LEFT: &str = "If you lose your phone now, nobody can let you in again. Make new codes.";
const FEW_LEFT: &str = "Make new codes before the last one is used: without one, a lost phone shuts you \
                        out for good.";
const NOT_KEPT: &str = "You have never said that you kept them. If you do not find them where you keep \
                        such things, make new ones: these become void then.";

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn the_question_says_how_many_codes_are_lost() {
        assert!(void(0).contains("stay void"));
        assert!(void(1).starts_with("The code that is left"));
        assert!(void(8).starts_with("The 8 codes"));
    }
}
