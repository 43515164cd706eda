//! A list that comes in pages, and is looked through from its beginning.

use std::cmp::Ordering;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::account_area::area::Area;
use crate::account_area::calls::Call;
use crate::account_area::reading::{READING, Reads, fetch, state};
use crate::announcer::announce;
use crate::browser;
use crate::components::{FormAlert, FormState, nothing};

/// Elements, and where the next ones are.
pub type Page<T> = (Vec<T>, Option<String>);

/// What asks for a page of a search.
type Ask<T> = fn(&str, Option<&str>) -> Call<Page<T>>;

/// Which of two elements comes first.
type Order<T> = fn(&T, &T) -> Ordering;

/// A list as far as it was read. It is copied freely: the parts are handles.
pub struct Listing<T: 'static> {
    /// Whether it is being read from its beginning, and why it could not be.
    pub form: FormState,
    /// The same of what comes after what is there.
    further: FormState,
    /// What was read, and when it was last, in seconds since the epoch.
    pub read: RwSignal<Option<(Page<T>, u64)>>,
    /// The area around it.
    pub area: Area,
    ask: Ask<T>,
    /// What is said of so many, of which there may be more.
    count: fn(usize, bool) -> String,
    /// How two elements stand to each other; equal ones stay as they came.
    order: Order<T>,
    search: StoredValue<String>,
    round: StoredValue<u64>,
}

impl<T> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Listing<T> {}

impl<T: Send + Sync + 'static> Listing<T> {
    /// Nothing is read yet.
    pub fn new(area: Area, ask: Ask<T>, count: fn(usize, bool) -> String, order: Order<T>) -> Self {
        Self {
            form: FormState::new(),
            further: FormState::new(),
            read: RwSignal::new(None),
            area,
            ask,
            count,
            order,
            search: StoredValue::new(String::new()),
            round: StoredValue::new(0),
        }
    }

    /// Reads the first page of a search. What was there before stays until the answer comes, but
    /// does not go on: that would be another search ([`Self::drawn`]).
    pub fn search(self, text: String) {
        self.search.set_value(text);
        self.further.finish();
        self.further.alert.set(String::new());
        self.go_on(None);
    }

    /// Reads the next page, where there is one.
    fn more(self) {
        let cursor = self
            .read
            .with_untracked(|read| read.as_ref().and_then(|((_, cursor), _)| cursor.clone()));
        if cursor.is_some() && !self.further.is_busy.get_untracked() {
            announce(READING);
            self.further.alert.set(String::new());
            self.go_on(cursor.as_deref());
        }
    }

    fn go_on(self, cursor: Option<&str>) {
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        let call = self.search.with_value(|search| (self.ask)(search, cursor));
        let reader = Reader {
            listing: self,
            round,
            goes_on: cursor.is_some(),
            read: call.read,
        };
        fetch(
            self.area,
            (call.method, call.path, call.body),
            Box::new(reader),
        );
    }

    /// Takes what was read, and says how much there is now. All of it is in order, not each page in
    /// itself. The keyboard goes on with the first of what is new.
    fn take(self, (new, cursor): Page<T>, goes_on: bool) {
        let mut first = 0;
        self.read.update(|read| {
            let mut all = match read.take() {
                Some(((all, _), _)) if goes_on => all,
                _other_search => Vec::new(),
            };
            first = merge(&mut all, new, self.order);
            announce(&(self.count)(all.len(), cursor.is_some()));
            *read = Some(((all, cursor), browser::now()));
        });
        if goes_on {
            browser::focus_soon(row_id(first));
        }
    }

    /// As if the service could not be asked for more.
    #[cfg(test)]
    pub fn fail_to_go_on(self, why: &str) {
        self.round.set_value(u64::MAX / 2);
        self.further.finish();
        self.further.alert.set(why.to_owned());
    }

    /// As if the service had said this.
    #[cfg(test)]
    pub fn show(self, page: Page<T>, goes_on: bool) {
        self.round.set_value(u64::MAX / 2);
        self.form.finish();
        self.take(page, goes_on);
    }

    /// Why it could not be read, with the way to try again; or that it is on its way.
    pub fn state(self) -> AnyView {
        let is_empty = move || self.read.with(Option::is_none);
        let reload = move || self.search(self.search.get_value());
        state(self.form, is_empty, reload)
    }

    /// What is drawn from all elements and the moment of the reading, and the way to more.
    pub fn drawn(self, draw: impl Fn(&[T], u64) -> AnyView + Send + Sync + 'static) -> AnyView {
        let rows = move || {
            self.read.with(|read| match read {
                Some(((all, _), now)) => draw(all, *now),
                None => nothing(),
            })
        };
        let has_more = Memo::new(move |_| {
            let has_more = |((_, cursor), _): &(Page<T>, u64)| cursor.is_some();
            // Else it is of a search that is asked for anew, or could not be.
            let is_its_own = !self.form.is_busy.get() && self.form.alert.with(String::is_empty);
            is_its_own && self.read.with(|read| read.as_ref().is_some_and(has_more))
        });
        let more = move || {
            if has_more.get() {
                more(self.further, move || self.more())
            } else {
                nothing()
            }
        };
        vec![rows.into_any(), more.into_any()].into_any()
    }
}

/// Puts what is new among what is there; answers where the first of it stands. One by one: the
/// library's sort would be a tenth of this part of the client.
fn merge<T>(all: &mut Vec<T>, new: Vec<T>, order: Order<T>) -> usize {
    let mut first = all.len().saturating_sub(usize::from(new.is_empty()));
    for one in new {
        let place = all.partition_point(|there| order(there, &one).is_le());
        first = first.min(place);
        all.insert(place, one);
    }
    first
}

/// One look at a page of the list.
struct Reader<T: 'static> {
    listing: Listing<T>,
    round: u64,
    goes_on: bool,
    read: fn(&JsValue) -> Option<Page<T>>,
}

impl<T: Send + Sync + 'static> Reads for Reader<T> {
    fn form(&self) -> FormState {
        if self.goes_on {
            self.listing.further
        } else {
            self.listing.form
        }
    }

    fn is_current(&self) -> bool {
        self.listing.round.get_value() == self.round
    }

    fn is_there(&self) -> bool {
        self.listing.read.with_untracked(Option::is_some)
    }

    fn take(&self, answer: &JsValue) -> Option<()> {
        let page = (self.read)(answer)?;
        self.listing.take(page, self.goes_on);
        Some(())
    }
}

fn more(form: FormState, go_on: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! {
        <FormAlert form />
        <button
            type="button"
            id="button-more"
            class="secondary"
            class:busy=move || form.is_busy.get()
            aria-disabled=move || if form.is_busy.get() { "true" } else { "false" }
            on:click=move |_| go_on()
        >
            {move || if form.is_busy.get() { READING } else { "Show more" }}
        </button>
    }
    .into_any()
}

/// The id of what takes the keyboard's focus in this row.
pub fn row_id(index: usize) -> String {
    format!("row-{index}")
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn what_is_new_stands_where_it_belongs_and_its_first_element_is_known() {
        for (before, new, expected, first) in [
            ("", "ba", "ab", 0),
            ("bd", "ca", "abcd", 0),
            ("ad", "cb", "abcd", 1),
            ("ab", "dc", "abcd", 2),
            // What is there already comes before its equal.
            ("ab", "a", "aab", 1),
            ("ab", "", "ab", 1),
            ("", "", "", 0),
        ] {
            let mut all: Vec<_> = before.chars().collect();
            let place = merge(&mut all, new.chars().collect(), char::cmp);
            assert_eq!((all, place), (expected.chars().collect(), first), "{new}");
        }
    }

    #[test]
    fn a_list_without_an_order_stays_as_it_came() {
        let mut all = vec!['c', 'a'];
        let place = merge(&mut all, vec!['d', 'b'], |_, _| Ordering::Equal);
        assert_eq!((all, place), (vec!['c', 'a', 'd', 'b'], 2));
    }
}
