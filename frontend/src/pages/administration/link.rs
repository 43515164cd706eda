//! A link that works once, and is shown once.

use leptos::prelude::*;

use crate::account_area::area::Area;
use crate::account_area::leaving::{Leaving, Treasure};
use crate::browser;
use crate::components::{SharedText, group, heading, line, nothing};

/// A link that was made just now, and what it is for.
#[derive(Clone)]
pub struct Link {
    /// What it is.
    pub title: &'static str,
    /// Whom to give it to, and how long it works.
    pub text: String,
    /// Where it leads, with what stands behind `#`.
    pub path: String,
    /// Names what it is for.
    pub id: String,
}

/// Where a page shows the link that was made last. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct LinkPlace {
    link: RwSignal<Option<Link>>,
    leaving: Leaving,
}

impl LinkPlace {
    /// There is none.
    pub fn new(area: Area) -> Self {
        Self {
            link: RwSignal::new(None),
            leaving: area.leaving,
        }
    }

    /// From now on there is this one. Whoever leaves the page before it was copied is asked first.
    pub fn show(self, link: Link) {
        self.link.set(Some(link));
        self.leaving.guard(Some(Treasure::Link));
    }

    /// Whether it would be lost: nobody has copied it.
    pub fn is_uncopied(self) -> bool {
        self.leaving.guarded() == Some(Treasure::Link)
    }

    /// What has this id is no more, and the link of it is of no use.
    pub fn forget(self, id: &str) {
        let is_of_it = |link: &Option<Link>| link.as_ref().is_some_and(|link| link.id == id);
        if self.link.with_untracked(is_of_it) {
            self.link.set(None);
            self.leaving.guard(None);
        }
    }

    /// The link, where there is one. In memory only.
    pub fn drawn(self) -> AnyView {
        let draw = move || {
            self.link
                .get()
                .map_or_else(nothing, |link| self.shown(link))
        };
        draw.into_any()
    }

    fn shown(
        self,
        Link {
            title, text, path, ..
        }: Link,
    ) -> AnyView {
        let address = format!("{}{path}", browser::origin());
        let parts = vec![
            heading(TITLE, title),
            line("", text),
            view! {
                <SharedText
                    shown=address.clone()
                    copied=address
                    testid="one-time-link"
                    label="Copy link"
                    failed="Not copied: select the link by hand"
                    on_copied=Callback::new(move |()| self.leaving.guard(None))
                />
            }
            .into_any(),
            line("hint", ONCE),
        ];
        group("question", TITLE, parts)
    }
}

/// The id of the heading.
pub const TITLE: &str = "one-time-link";
const ONCE: &str = "It is shown only now, and nobody can show it again. Hand it over in a way that \
                    you trust.";
