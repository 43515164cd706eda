//! The headers that the browser's safety hangs on.

use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, SigningIn};
use postern_e2e::password_protocol::{start_login, start_registration};
use postern_e2e::person::{Member, Person, refresh, who_am_i};
use postern_e2e::server::Server;

use crate::client_files::asset_paths;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let api = Server::shared().api();
    let assets = asset_paths("js").await;
    let asset = assets.first().expect("the page loads a script");
    let member = Member::new(&api).await;
    let of_pages = [
        api.get("/").send().await.expect(200),
        api.get("/no-such-page").send().await.expect(404),
        api.get(asset).send().await.expect(200),
        api.get("/favicon.svg").send().await.expect(200),
    ];
    let of_calls = [
        api.get("/api/health").send().await.expect(200),
        api.get("/api/nothing").send().await.expect(404),
        api.get("/api/login").send().await.expect(405),
        api.get("/.well-known/jwks.json").send().await.expect(200),
        who_am_i(&api, &member.session.access_token)
            .await
            .expect(200),
        member.person.login(&api).await.expect(200),
    ];
    let policies = of_pages.iter().map(|answer| (answer, POLICY));
    let policies = policies.chain(of_calls.iter().map(|answer| (answer, POLICY_OF_CALLS)));
    for (answer, policy) in policies {
        assert_eq!(answer.header("content-security-policy"), policy);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let hsts = answer.header("strict-transport-security");
        let age: Option<u64> = hsts
            .strip_prefix("max-age=")
            .and_then(|rest| rest.split(';').next()?.parse().ok());
        assert!(age.is_some_and(|seconds| seconds >= 31_536_000), "{hsts}");
        assert_eq!(answer.header("server"), "");
        assert_eq!(answer.header("x-powered-by"), "");
    }
}

#[tokio::test]
async fn no_answer_of_the_api_is_stored() {
    let api = Server::shared().api();
    let person = Person::new();
    let registered = person.register(&api).await.expect(201);
    let login = person.login(&api).await.expect(200);
    let member = Member::new(&api).await;
    let (_, request) = Registering::start("a guess");
    let (_, ke1) = SigningIn::start("a guess");
    let (opaque, name) = (Mode::Opaque.api(), &Person::new().username);
    let answers = [
        start_registration(&opaque, name, &request)
            .await
            .expect(200),
        start_login(&opaque, name, &ke1).await.expect(200),
        registered,
        login,
        person.register(&api).await.expect(409),
        who_am_i(&api, &member.session.access_token)
            .await
            .expect(200),
        who_am_i(&api, "nonsense").await.expect(401),
        refresh(&api, &member.session.refresh_token)
            .await
            .expect(200),
        api.get("/api/nothing").send().await.expect(404),
    ];
    for answer in answers {
        assert!(
            answer.header("cache-control").contains("no-store"),
            "{:?}",
            answer.headers
        );
    }
}

#[tokio::test]
async fn answers_of_the_api_are_json() {
    let api = Server::shared().api();
    let person = Person::new();
    for answer in [
        person.register(&api).await.expect(201),
        person.login(&api).await.expect(200),
        api.get("/api/health").send().await.expect(200),
    ] {
        assert_eq!(answer.header("content-type"), "application/json");
    }
    let keys = api.get("/.well-known/jwks.json").send().await.expect(200);
    assert!(
        ["application/json", "application/jwk-set+json"].contains(&keys.header("content-type")),
        "{:?}",
        keys.headers
    );
}

#[tokio::test]
async fn the_refresh_cookie_is_for_this_host_and_no_script() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    let answer = refresh(&api, &member.session.refresh_token)
        .await
        .expect(200);
    let cookies = answer.set_cookies();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let cookie = cookies.concat();
    let mut parts = cookie.split(';').map(str::trim);
    let name = parts.next().and_then(|pair| pair.split_once('='));
    assert_eq!(name.map(|(name, _)| name), Some("__Host-postern_refresh"));
    let attributes: Vec<&str> = parts.collect();
    for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(
            attributes.contains(&attribute),
            "no {attribute} in {attributes:?}"
        );
    }
    assert!(!cookie.contains("Domain"), "{attributes:?}");
}

/// No page is made of an answer that is none.
const POLICY_OF_CALLS: &str = "default-src 'none'; frame-ancestors 'none'";
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

#[tokio::test]
async fn a_deployment_that_debugs_tells_how_long_its_parts_took() {
    let server = Server::start(&["DEBUG_TIMING=on"]);
    let api = server.api();
    let member = Member::new(&api).await;
    let login = member.person.login(&api).await.expect(200);
    let times = login.header("server-timing").to_owned();
    for part in ["object;dur=", "argon2;dur="] {
        assert!(times.contains(part), "{times}");
    }
    let me = who_am_i(&api, &member.session.access_token).await;
    let times = me.expect(200).header("server-timing").to_owned();
    assert!(times.contains("kv;dur="), "{times}");
    let quiet = Server::shared().api();
    let health = quiet.get("/api/health").send().await.expect(200);
    assert_eq!(health.header("server-timing"), "");
}
