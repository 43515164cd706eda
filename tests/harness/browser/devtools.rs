//! What only the developer tools know: the console, the network, emulation.

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::Browser;

impl Browser {
    /// A command of the developer tools' protocol.
    ///
    /// # Panics
    /// Where Chromium refuses it.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.vendor("goog/cdp/execute", body).await
    }

    /// What the console has said since the last call, as `(level, message)`.
    pub async fn console(&self) -> Vec<(String, String)> {
        let text = |entry: &Value, name: &str| {
            entry
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        self.log("browser")
            .await
            .iter()
            .map(|entry| (text(entry, "level"), text(entry, "message")))
            .collect()
    }

    /// The requests since the last call, as `(method, address)`.
    pub async fn requests(&self) -> Vec<(String, String)> {
        self.log("performance")
            .await
            .iter()
            .filter_map(|entry| {
                let message = entry.get("message")?.as_str()?;
                let event: Value = serde_json::from_str(message).ok()?;
                if event.pointer("/message/method")? != "Network.requestWillBeSent" {
                    return None;
                }
                let request = event.pointer("/message/params/request")?;
                Some((
                    request.get("method")?.as_str()?.to_owned(),
                    request.get("url")?.as_str()?.to_owned(),
                ))
            })
            .collect()
    }

    async fn log(&self, kind: &str) -> Vec<Value> {
        match self.vendor("se/log", json!({ "type": kind })).await {
            Value::Array(entries) => entries,
            other => panic!("a log is a list, not {other}"),
        }
    }

    async fn vendor(&self, path: &'static str, body: Value) -> Value {
        match self.client.issue_cmd(Vendor { path, body }).await {
            Ok(value) => value,
            Err(error) => panic!("{path}: {error}"),
        }
    }
}

/// A command beyond the `WebDriver` standard.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!(
            "session/{}/{}",
            session_id.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
