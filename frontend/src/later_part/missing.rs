//! What stands in the place of a part that did not come.

use leptos::prelude::*;

use super::{Pages, Part};
use crate::api_client::{self, Failure};
use crate::browser;
use crate::components::Heading;

/// Why the part did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nobody answers.
    Offline,
    /// The service answers, so it has another part by now, or this one was spoilt on its way.
    Outdated,
}

/// Says so, with what mends it.
#[component]
pub fn Missing(
    /// What did not come.
    part: Part,
    /// Why.
    cause: Cause,
) -> impl IntoView {
    let (title, text, label) = cause.words(part.pages);
    let mend = move |_| match cause {
        Cause::Offline => part.load(),
        Cause::Outdated => browser::reload(),
    };
    view! {
        <div class="card">
            <Heading title />
            <p role="alert">{text}</p>
            <button type="button" class="primary" on:click=mend>
                {label}
            </button>
        </div>
    }
}

impl Cause {
    /// A reload mends what the network does not stand in the way of.
    pub async fn find() -> Self {
        match api_client::health().await {
            Err(Failure::Network) => Self::Offline,
            _answered => Self::Outdated,
        }
    }

    const fn words(self, pages: Pages) -> (&'static str, &'static str, &'static str) {
        let is_signed_in = match pages {
            Pages::Account | Pages::Administration => true,
            Pages::Aside => false,
        };
        match self {
            Self::Offline => (
                "This page could not open",
                if is_signed_in {
                    OFFLINE_SIGNED_IN
                } else {
                    OFFLINE
                },
                "Try again",
            ),
            Self::Outdated => (
                "This page has to be loaded again",
                if is_signed_in {
                    OUTDATED_SIGNED_IN
                } else {
                    OUTDATED
                },
                "Reload the page",
            ),
        }
    }
}

const OFFLINE: &str = "A part of this page did not arrive. Check your connection and try again.";
const OFFLINE_SIGNED_IN: &str = "You are signed in, but a part of this page did not arrive. Check \
                                 your connection and try again.";
const OUTDATED: &str =
    "A part of it did not arrive: Postern may have been renewed since you opened it.";
const OUTDATED_SIGNED_IN: &str = "A part of it did not arrive: Postern may have been renewed since \
                                  you opened it. You stay signed in.";
