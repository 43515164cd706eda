//! Writes that a cookie authenticates come from our own pages.

use http::StatusCode;
use postern_shared::problem::ProblemCode;

use crate::support::TestApp;
use crate::support::tokens::take_apart;

#[tokio::test]
async fn a_renewal_from_elsewhere_is_refused_and_the_token_stays_good() {
    let app = TestApp::new();
    let holder = app.enrol("alice").await;
    let before = (app.snapshot(), app.objects().commands());
    let call = || app.post("/api/refresh").cookie(&holder.refresh_token);
    for answer in [
        call().send().await,
        call().header("origin", "null").send().await,
        call().header("origin", "http://login.example").send().await,
        call()
            .header("origin", "https://login.example:8443")
            .send()
            .await,
        call()
            .header("origin", "https://login.example.evil.example")
            .send()
            .await,
        call().header("sec-fetch-site", "none").send().await,
        call().header("sec-fetch-site", "same-site").send().await,
        call()
            .same_origin()
            .header("sec-fetch-site", "cross-site")
            .send()
            .await,
    ] {
        answer.problem(ProblemCode::CrossOrigin);
        assert!(answer.header("set-cookie").is_none());
    }
    assert_eq!((app.snapshot(), app.objects().commands()), before);
    call()
        .header("sec-fetch-site", "same-origin")
        .send()
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn the_configured_origin_is_the_one_that_counts() {
    let app = TestApp::with(&[("PUBLIC_ORIGIN", "https://id.example")]);
    let holder = app.enrol("alice").await;
    let (_, claims) = take_apart(&holder.access_token);
    assert_eq!(claims["iss"], "https://id.example");
    assert_eq!(claims["aud"], "https://id.example");
    app.who_am_i(&holder.access_token)
        .await
        .expect(StatusCode::OK);
    let call = || app.post("/api/refresh").cookie(&holder.refresh_token);
    let answer = call().same_origin().send().await;
    answer.problem(ProblemCode::CrossOrigin);
    let answer = call().header("origin", "https://id.example").send().await;
    answer.expect(StatusCode::OK);
}
