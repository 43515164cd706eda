//! More than one tab.

use fantoccini::wd::WindowHandle;

use super::Browser;

/// One tab of a browser.
pub struct Tab(WindowHandle);

impl Browser {
    /// The tab that is looked at.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn tab(&self) -> Tab {
        Tab(self.client.window().await.expect("a tab"))
    }

    /// Opens another tab and looks at it.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn open_tab(&self) {
        let tab = self.client.new_window(true).await.expect("a new tab");
        self.client
            .switch_to_window(tab.handle)
            .await
            .expect("the new tab");
    }

    /// Looks at a tab that was open before.
    ///
    /// # Panics
    /// Where it was closed.
    pub async fn switch_to(&self, tab: Tab) {
        self.client
            .switch_to_window(tab.0)
            .await
            .expect("the tab is still open");
    }
}
