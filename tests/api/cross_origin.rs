//! What a page of another origin may not do with somebody's cookie.

use postern_e2e::api::{Api, REFRESH_COOKIE};
use postern_e2e::person::{Member, refresh, who_am_i};
use postern_e2e::server::Server;

#[tokio::test]
async fn a_page_of_another_origin_cannot_end_or_renew_a_session() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let neighbour = format!("{}0", api.origin());
    let strangers: [&[(&str, &str)]; 9] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", &neighbour)],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for path in ["/api/logout", "/api/refresh"] {
        for headers in strangers {
            let answer = send(&api, path, &member.session.refresh_token, headers).await;
            answer.expect_problem(403, "cross_origin");
            assert_eq!(answer.set_cookies(), Vec::<String>::new());
        }
    }
    refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_browser_that_says_same_origin_is_believed() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let headers = [("sec-fetch-site", "same-origin")];
    let answer = send(&api, "/api/logout", &member.session.refresh_token, &headers).await;
    answer.expect(204);
}

#[tokio::test]
async fn no_origin_is_invited_to_read_answers() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let preflight = api
        .call(http::Method::OPTIONS, "/api/login")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await;
    let read = api
        .get("/api/users/me")
        .bearer(&member.session.access_token)
        .header("origin", "https://evil.example")
        .send()
        .await;
    for answer in [preflight, read] {
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    who_am_i(&api, &member.session.access_token)
        .await
        .expect(200);
}

async fn send(
    api: &Api,
    path: &str,
    refresh_token: &str,
    headers: &[(&str, &str)],
) -> postern_e2e::answer::Answer {
    let mut call = api
        .post(path)
        .header("cookie", &format!("{REFRESH_COOKIE}={refresh_token}"));
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.send().await
}
