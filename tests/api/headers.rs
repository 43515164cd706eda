//! The headers that the browser's safety and the caches' behaviour hang on.

use std::fs;

use postern_e2e::answer::Answer;
use postern_e2e::person::{Member, Person, refresh, who_am_i};
use postern_e2e::server::Server;
use postern_e2e::workspace;
use postern_shared::page::Page;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let api = Server::shared().api();
    let asset = asset_paths("js").await.concat();
    let member = Member::new(&api).await;
    let of_pages = [
        api.get("/").send().await.expect(200),
        api.get("/no-such-page").send().await.expect(404),
        api.get(&asset).send().await.expect(200),
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
    let answers = [
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

#[tokio::test]
async fn every_page_is_the_client_and_is_asked_for_again() {
    let api = Server::shared().api();
    let index = api.get("/").send().await.expect(200);
    for page in Page::ALL {
        let answer = api.get(page.path()).send().await.expect(200);
        assert_eq!(answer.body, index.body, "{}", page.path());
        assert!(answer.header("content-type").starts_with("text/html"));
        let caching = answer.header("cache-control");
        assert!(
            caching.contains("no-cache") || caching.contains("no-store"),
            "{}: {caching}",
            page.path()
        );
    }
}

#[tokio::test]
async fn an_unknown_page_is_the_client_with_404() {
    let api = Server::shared().api();
    let index = api.get("/").send().await.expect(200);
    let answer = api.get("/no-such-page").send().await.expect(404);
    assert_eq!(answer.body, index.body);
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn an_unknown_asset_is_not_there_and_not_cached_for_ever() {
    let api = Server::shared().api();
    let answer = api
        .get("/assets/nothing-00000000.js")
        .send()
        .await
        .expect(404);
    assert!(!answer.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn assets_have_hashed_names_and_are_kept_for_ever() {
    let api = Server::shared().api();
    for (extension, media_type) in [
        ("js", "text/javascript"),
        ("css", "text/css"),
        ("wasm", "application/wasm"),
    ] {
        let paths = asset_paths(extension).await;
        for path in paths {
            let answer = api.get(&path).send().await.expect(200);
            let caching = answer.header("cache-control");
            assert!(caching.contains("immutable"), "{path}: {caching}");
            assert!(caching.contains("max-age=31536000"), "{path}: {caching}");
            let found = answer.header("content-type");
            assert!(
                found.starts_with(media_type) || found.starts_with("application/javascript"),
                "{path}: {found}"
            );
        }
    }
}

#[tokio::test]
async fn who_takes_brotli_gets_the_file_that_was_compressed_before() {
    for extension in ["js", "css", "wasm"] {
        for path in asset_paths(extension).await {
            let file = workspace::root()
                .join("build/client")
                .join(path.trim_start_matches('/'));
            let plain = fs::read(&file).expect("the asset was built");
            let compressed = fs::read(file.with_extension(format!("{extension}.br")))
                .expect("its brotli sibling was built");

            let answer = encoded(&path, "br").await;
            assert_eq!(answer.header("content-encoding"), "br", "{path}");
            assert!(
                answer
                    .header("vary")
                    .to_lowercase()
                    .contains("accept-encoding")
            );
            assert!(
                answer.body == compressed,
                "{path} is not its brotli sibling"
            );
            assert!(answer.header("cache-control").contains("immutable"));

            let answer = encoded(&path, "identity").await;
            assert_eq!(answer.header("content-encoding"), "", "{path}");
            assert!(answer.body == plain, "{path} is not the file");

            let answer = encoded(&path, "identity, br;q=0").await;
            assert_ne!(answer.header("content-encoding"), "br", "{path}");

            // Browsers take both; the local server turns it into the first that they name.
            let answer = encoded(&path, "gzip, deflate, br, zstd").await;
            let encoding = answer.header("content-encoding");
            assert!(["br", "gzip"].contains(&encoding), "{path}: {encoding}");
            assert!(answer.body.len() < plain.len() / 2, "{path} is too large");
        }
    }
}

#[tokio::test]
async fn the_page_holds_no_inline_script_or_style() {
    let page = encoded("/", "identity").await.text();
    for script in page.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains("src="), "{tag}");
    }
    assert!(!page.contains("<style"), "{page}");
    assert!(!page.contains(" style="), "{page}");
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "{page}"
    );
}

async fn encoded(path: &str, accepted: &str) -> Answer {
    let api = Server::shared().api();
    let call = api.get(path).header("accept-encoding", accepted);
    call.send().await.expect(200)
}

/// The assets with this extension that the page names.
async fn asset_paths(extension: &str) -> Vec<String> {
    let page = encoded("/", "identity").await;
    let end = format!(".{extension}");
    let mut paths: Vec<String> = page
        .text()
        .split(['"', '\''])
        .filter(|text| text.starts_with("/assets/") && text.ends_with(&end))
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    assert!(!paths.is_empty(), "the page loads no {extension}");
    paths
}

/// No page is made of an answer that is none.
const POLICY_OF_CALLS: &str = "default-src 'none'; frame-ancestors 'none'";
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
