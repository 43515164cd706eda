//! `GET /api/health`

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn it_says_that_the_service_runs_and_which_version() {
    let app = TestApp::new();
    let answer = app.get("/api/health").send().await.expect(StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })
    );
    let head = app.call(Method::HEAD, "/api/health").send().await;
    assert!(head.expect(StatusCode::OK).body.is_empty());
}

#[tokio::test]
async fn it_asks_nobody() {
    let app = TestApp::new();
    app.kv().fail_reads(true);
    app.objects().set_unavailable(true);
    app.ports.flood_shield.refuse(true);
    app.ports.seeds.exhaust();
    app.get("/api/health").send().await.expect(StatusCode::OK);
    assert_eq!(app.objects().commands(), 0);
    assert!(app.ports.flood_shield.asked().is_empty());
}
