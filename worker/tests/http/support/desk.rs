//! Somebody who administers, and somebody whom they look after.

use http::{Method, StatusCode};
use postern_shared::api::Role;
use serde_json::{Value, json};

use super::answer::Answer;
use super::app::TestApp;
use super::prover::part;
use super::steps::Holder;

/// Why anything is done here.
pub const REASON: &str = "because we say so";

/// A service with the administrator `root` and the user `bob`.
pub struct Desk {
    pub app: TestApp,
    pub root: Holder,
    pub bob: Holder,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(variables: &[(&str, &str)]) -> Self {
        let app = TestApp::with(variables);
        let bob = app.enrol("bob").await;
        let root = app.enrol("root").await;
        app.set_role("root", Role::Admin);
        Self { app, root, bob }
    }

    /// One more administrator.
    pub async fn administrator(&self, username: &str) -> Holder {
        let holder = self.app.enrol(username).await;
        self.app.set_role(username, Role::Admin);
        holder
    }

    /// The path of what is done to somebody; of how they stand where nothing is.
    pub fn path(&self, username: &str, deed: &str) -> String {
        let id = self.app.locator(username);
        match deed {
            "" => format!("/api/admin/people/{id}"),
            deed => format!("/api/admin/people/{id}/{deed}"),
        }
    }

    /// `root` does something to somebody.
    pub async fn act(&self, username: &str, deed: &str) -> Answer {
        self.act_as(&self.root, username, deed).await
    }

    /// Somebody does something to somebody.
    pub async fn act_as(&self, actor: &Holder, username: &str, deed: &str) -> Answer {
        self.say(&actor.access_token, &self.path(username, deed), &because())
            .await
    }

    pub async fn change_role(&self, actor: &Holder, username: &str, role: &str) -> Answer {
        let body = json!({ "role": role, "reason": REASON });
        self.say(&actor.access_token, &self.path(username, "role"), &body)
            .await
    }

    /// What `root` is answered to a body at a path below `/api/admin`.
    pub async fn ask(&self, path: &str, body: &Value) -> Answer {
        let path = format!("/api/admin/{path}");
        self.say(&self.root.access_token, &path, body).await
    }

    /// How somebody's account stands, as `root` sees it.
    pub async fn person(&self, username: &str) -> Answer {
        let path = self.path(username, "");
        self.app
            .with_token(Method::GET, &path, &self.root.access_token)
            .await
    }

    /// All that was done, newest first.
    pub async fn log(&self) -> Vec<Value> {
        let answer = self.ask("log", &json!({})).await.expect(StatusCode::OK);
        let entries = part(&answer.json(), "/entries").as_array().cloned();
        entries.expect("a list")
    }

    /// The kinds of what has happened to somebody, newest first.
    pub async fn happened(&self, username: &str) -> Vec<String> {
        let person = self.person(username).await.expect(StatusCode::OK).json();
        let entries = part(&person, "/activity/entries").as_array().cloned();
        let kinds = entries.expect("a list").into_iter();
        kinds
            .filter_map(|entry| part(&entry, "/kind").as_str().map(str::to_owned))
            .collect()
    }

    /// A body to a path with this token.
    pub async fn say(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.app.with_body(Method::POST, path, token, body).await
    }
}

/// A body that says why.
pub fn because() -> Value {
    json!({ "reason": REASON })
}
