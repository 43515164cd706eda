//! Paths, methods and query strings.

use http::Method;
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;

#[tokio::test]
async fn a_wrong_method_is_told_which_is_right() {
    let api = Server::shared().api();
    let posts = [
        "/api/invitation",
        "/api/register",
        "/api/register/start",
        "/api/login",
        "/api/login/start",
        "/api/verify-otp",
        "/api/refresh",
        "/api/logout",
    ];
    for path in posts {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = api.call(method, path).send().await;
            answer.expect_problem(405, "method_not_allowed");
            let allowed = answer.header("allow").replace(' ', "");
            assert_eq!(allowed, "POST,OPTIONS", "{path}");
        }
    }
    for path in [
        "/api/health",
        "/api/sign-in-options",
        "/api/users/me/export",
        "/.well-known/jwks.json",
    ] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = api.call(method, path).send().await;
            answer.expect_problem(405, "method_not_allowed");
            let allowed: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
            assert!(allowed.contains(&"GET"), "{path}: {allowed:?}");
            assert!(!allowed.contains(&"POST"), "{path}: {allowed:?}");
        }
    }
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_problem() {
    let api = Server::shared().api();
    for path in [
        "/api/",
        "/api/nothing",
        "/api/login/",
        "/api/login/finish",
        "/api/register/start/",
        "/api/users",
        "/api/users/you",
        "/api/%00",
        "/api/..%2fhealth",
        "/api//health",
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = api.call(method, path).send().await;
            answer.expect_problem(404, "not_found");
        }
    }
}

#[tokio::test]
async fn credentials_in_a_query_string_are_refused_and_do_nothing() {
    let api = Server::shared().api();
    query_strings_are_refused(&api).await;
}

/// Every call, with what would be credentials in its query string.
pub async fn query_strings_are_refused(api: &postern_e2e::api::Api) {
    let person = Person::new();
    let query = format!(
        "username={}&password=lamp%20oil%20and%20sealing%20wax",
        person.username
    );
    for path in [
        "/api/register",
        "/api/register/start",
        "/api/login",
        "/api/login/start",
        "/api/verify-otp",
    ] {
        for call in [
            api.post(&format!("{path}?{query}")),
            api.post(&format!("{path}?{query}"))
                .json(&person.registration()),
            api.post(&format!("{path}?otp=123456"))
                .json(&person.registration()),
            api.post(&format!("{path}?x")).json(&person.registration()),
        ] {
            let answer = call.send().await;
            answer.expect_problem(400, "query_not_allowed");
        }
    }
    person.register(api).await.expect(201);

    let member = Member::new(api).await;
    let token = &member.session.access_token;
    let answer = api
        .get(&format!("/api/users/me?access_token={token}"))
        .send()
        .await;
    assert!(
        [("query_not_allowed", 400), ("missing_token", 401)]
            .contains(&(answer.code().as_str(), answer.status.as_u16())),
        "{}",
        answer.text()
    );
}
