//! A real Chromium with a fresh profile, driven over `WebDriver`.

mod devtools;
mod driver;
mod look;
mod page;
mod tabs;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

pub use self::look::{Scheme, Width};
pub use self::page::{ENTER, ESCAPE, TAB};
use crate::workspace;

/// A browser window. Dropping it ends the browser.
pub struct Browser {
    client: Client,
    driver: String,
    session: String,
    origin: String,
}

impl Browser {
    /// Opens a browser for the server at `origin`.
    ///
    /// # Panics
    /// Where chromedriver or Chromium is missing or does not start.
    pub async fn open(origin: &str) -> Self {
        let driver = driver::origin();
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": driver::FLAGS },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("written as an object above");
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let client = tokio::time::timeout(START_PATIENCE, builder.connect(driver))
            .await
            .expect("Chromium starts in time")
            .expect("Chromium starts");
        let session = client
            .session_id()
            .await
            .ok()
            .flatten()
            .expect("a session has an id");
        // Ending the session is the drop's: that also happens when a test fails.
        client.persist().await.expect("the session stays");
        let browser = Self {
            client,
            driver: driver.to_owned(),
            session,
            origin: origin.to_owned(),
        };
        browser.look(Width::Laptop, Scheme::Light).await;
        browser
    }

    /// Sets the window's width and the colours that the system asks for.
    pub async fn look(&self, width: Width, scheme: Scheme) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({
                "width": width.pixels(), "height": 900, "deviceScaleFactor": 1, "mobile": false,
            }),
        )
        .await;
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme.name() },
                // What is still moving cannot be judged.
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] }),
        )
        .await;
    }

    /// Goes to a path and waits until the client stands there.
    ///
    /// # Panics
    /// Where it does not come up.
    pub async fn visit(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.origin))
            .await
            .expect("the page is there");
        self.wait_until_ready().await;
    }

    /// Loads the page again.
    ///
    /// # Panics
    /// Where it does not come up.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page is there");
        self.wait_until_ready().await;
    }

    /// The back button.
    ///
    /// # Panics
    /// Where it does not come up.
    pub async fn back(&self) {
        self.client.back().await.expect("there is a page before");
        self.wait_until_ready().await;
    }

    /// The path that the address bar shows.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.path().to_owned()
    }

    /// The whole address, with query and fragment.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn address(&self) -> String {
        self.client
            .current_url()
            .await
            .expect("an address")
            .to_string()
    }

    /// Waits until the address bar shows `path` and the client stands there.
    pub async fn wait_for_path(&self, path: &str) {
        let script = format!("return location.pathname === {}", json!(path));
        self.wait_until(&script).await;
        self.wait_until_ready().await;
    }

    /// Waits until a script returns true.
    ///
    /// # Panics
    /// Where it does not in time; what the page shows is in the message.
    pub async fn wait_until(&self, script: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // A page that is just being left answers with an error.
            if let Ok(Value::Bool(true)) = self.client.execute(script, Vec::new()).await {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{script}: not on {}",
                self.describe().await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the client has mounted, and the page's part of it is there.
    pub async fn wait_until_ready(&self) {
        self.wait_until(READY).await;
    }

    /// A picture of the window.
    ///
    /// # Panics
    /// Where the browser is gone.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a picture")
    }

    /// A picture of the window, kept under `name` for people to look at.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub async fn keep_screenshot(&self, name: &str) {
        let file = workspace::screenshots().join(format!("{name}.png"));
        std::fs::write(file, self.screenshot().await).expect("target/ can be written");
    }

    async fn describe(&self) -> String {
        let page = self
            .client
            .execute(
                "return location.href + '\\n' + (document.body ? document.body.innerText : '')",
                Vec::new(),
            )
            .await;
        let page = match page {
            Ok(Value::String(page)) => page,
            other => format!("a page that says {other:?}"),
        };
        let console = self.console().await;
        format!("{page}\nconsole: {console:?}")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let Some(address) = self.driver.strip_prefix("http://") else {
            return;
        };
        if let Ok(mut stream) = TcpStream::connect(address) {
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n",
                self.session
            );
            // A browser that is gone already needs no end.
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 64]);
        }
    }
}

const READY: &str = "
    return document.documentElement.dataset.ready === 'true'
        && !document.querySelector('main > .opening')";
/// Longer than a start of Chromium takes on a busy machine.
const START_PATIENCE: Duration = Duration::from_mins(1);
/// Longer than any step of a page takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
