//! Recovery codes: shown once when they are made; after that only how many are left.

mod fresh;
mod sheet;
mod summary;

use leptos::prelude::*;
use postern_shared::api::{RecoveryCodesResponse, SecretText};
use postern_shared::page::Page;

use self::sheet::Sheet;
use crate::account_area::area::Area;
use crate::account_area::calls;
use crate::account_area::desk::{CONFIRM, Desk};
use crate::account_area::elsewhere;
use crate::account_area::layout::AreaCard;
use crate::account_area::leaving::Treasure;
use crate::account_area::reading::Reading;
use crate::browser;

/// The codes where they are new; what is known of them where they are not.
#[component]
pub fn RecoveryCodes() -> impl IntoView {
    page(Drawer::new(Area::here()))
}

fn page(drawer: Drawer) -> AnyView {
    let cancel = Callback::new(move |()| drawer.desk.cancel());
    let shown = move || {
        if drawer.is_fresh.get() {
            fresh::codes(drawer)
        } else {
            summary::summary(drawer)
        }
    };
    view! {
        <AreaCard page=Page::RecoveryCodes title="Recovery codes" on_escape=cancel>
            {drawer.desk.done()}
            {elsewhere::offer(drawer.desk, drawer.is_offered)}
            {shown}
        </AreaCard>
    }
    .into_any()
}

/// The page's state. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
struct Drawer {
    desk: Desk,
    /// Whether there are codes to show.
    is_fresh: RwSignal<bool>,
    sheet: StoredValue<Option<Sheet>>,
    reading: StoredValue<Option<Reading<RecoveryCodesResponse>>>,
    /// Whether new codes have taken the place of others.
    has_replaced: StoredValue<bool>,
    /// Whether the end of the other sessions is offered, once the new codes are kept.
    is_offered: RwSignal<bool>,
}

impl Drawer {
    fn new(area: Area) -> Self {
        let codes = area.keeper.take_fresh_recovery_codes();
        let drawer = Self {
            desk: Desk::new(area),
            is_fresh: RwSignal::new(codes.is_some()),
            sheet: StoredValue::new(None),
            reading: StoredValue::new(None),
            has_replaced: StoredValue::new(false),
            is_offered: RwSignal::new(false),
        };
        match codes {
            Some(codes) => drawer.show(codes),
            None => drawer.read(),
        }
        on_cleanup(move || drawer.put_back());
        drawer
    }

    /// Shows new codes.
    fn show(self, codes: Vec<SecretText>) {
        let user = untrack(|| self.desk.area.keeper.user());
        let username = user.map_or_else(String::new, |user| user.username);
        self.sheet.set_value(Some(Sheet::new(username, codes)));
        self.desk.area.leaving.guard(Some(Treasure::Codes));
        self.is_fresh.set(true);
    }

    fn read(self) {
        self.reading
            .set_value(Some(Reading::new(self.desk.area, calls::recovery_codes)));
    }

    /// Whoever is led away unasked finds the codes again when they come here again.
    fn put_back(self) {
        if self.desk.area.leaving.is_guarded() {
            let sheet = self.sheet.try_update_value(Option::take).flatten();
            if let Some(sheet) = sheet {
                self.desk.area.keeper.put_back_recovery_codes(sheet.codes);
            }
        }
    }

    /// Makes new codes for the button `key`.
    fn make(self, key: &str) {
        let task = async move {
            let call = calls::make_recovery_codes();
            let made = self.desk.area.make(call).await?;
            Ok(Box::new(move || {
                self.show(made.recovery_codes);
                self.has_replaced.set_value(true);
                browser::focus_soon(fresh::TITLE.to_owned());
                MADE.to_owned()
            }) as _)
        };
        self.desk.run(key, fresh::TITLE, Box::pin(task));
    }

    /// The person says that the codes are kept.
    fn acknowledge(self) {
        let task = async move {
            let call = calls::acknowledge_recovery_codes();
            self.desk.area.make(call).await?;
            Ok(Box::new(move || {
                self.desk.area.leaving.guard(None);
                self.sheet.set_value(None);
                self.read();
                self.is_fresh.set(false);
                self.is_offered.set(self.has_replaced.get_value());
                browser::focus_soon("heading".to_owned());
                KEPT.to_owned()
            }) as _)
        };
        self.desk.run(fresh::DONE, "heading", Box::pin(task));
    }

    fn make_confirmed(self) {
        self.make(CONFIRM);
    }
}

const MADE: &str = "New recovery codes were made. Keep them now: they are shown this once.";
const KEPT: &str = "Done. The codes are not shown again.";

#[cfg(test)]
mod browser_tests;
