//! The services of `docs/protect-a-service.md`, run as they stand in `examples/`, and its code.

use std::fs;

use postern_e2e::answer::claims;
use postern_e2e::api::Api;
use postern_e2e::example::{Example, Issuance};
use postern_e2e::issuer::{Issuer, now, signing_input};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use postern_e2e::workspace;
use serde_json::{Value, json};

#[tokio::test]
async fn the_worker_in_rust_lets_in_whom_it_should() {
    lets_in_whom_it_should(|issuer| worker("worker-rust", issuer)).await;
}

#[tokio::test]
async fn the_worker_in_typescript_lets_in_whom_it_should() {
    lets_in_whom_it_should(|issuer| worker("worker-typescript", issuer)).await;
}

#[tokio::test]
async fn the_fastapi_service_lets_in_whom_it_should() {
    lets_in_whom_it_should(Example::fastapi).await;
}

#[tokio::test]
async fn the_worker_in_rust_reads_the_keys_through_a_service_binding() {
    reads_the_keys_through_a_service_binding("worker-rust").await;
}

#[tokio::test]
async fn the_worker_in_typescript_reads_the_keys_through_a_service_binding() {
    reads_the_keys_through_a_service_binding("worker-typescript").await;
}

async fn lets_in_whom_it_should(start: impl Fn(&str) -> Example) {
    let server = Server::shared();
    let member = Member::new(&server.api()).await;
    let token = &member.session.access_token;
    let example = start(server.origin());
    let service = example.api();
    lets_in(&service, token).await;
    refuses_what_was_changed(&service, token).await;
    asks_for_a_token(&service).await;

    // An issuer of the test's own signs what Postern never would.
    let issuer = Issuer::start();
    let example = start(issuer.origin());
    let service = example.api();
    lets_in(&service, &issuer.token_with(&json!({}))).await;
    refuses_what_is_for_others(&service, &issuer).await;
    refuses_what_has_expired(&service, &issuer).await;
    demands_a_recent_code(&service, &issuer).await;
    // Postern's own token is as foreign there as any.
    expect_not_for_us(&service, token).await;

    // There is nobody, or somebody who knows no such path.
    for address in [UNREACHABLE, service.origin()] {
        let example = start(address);
        says_when_the_keys_are_out_of_reach(&example.api(), &issuer).await;
    }
}

async fn lets_in(service: &Api, token: &str) {
    let claims = claims(token);
    let answer = get(service, "/users/me", token).await.expect(200).json();
    for name in ["sub", "amr", "auth_time"] {
        assert_eq!(answer[name], claims[name], "{answer}");
    }
    let sensitive = get(service, "/sensitive", token).await.expect(200);
    assert_eq!(sensitive.json(), json!({ "for": claims["sub"] }));
}

async fn asks_for_a_token(service: &Api) {
    for path in ["/users/me", "/sensitive"] {
        let answer = service.get(path).send().await.expect(401);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let basic = service
        .get("/users/me")
        .header("authorization", "Basic YTpi");
    let answer = basic.send().await.expect(401);
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}

async fn refuses_what_was_changed(service: &Api, token: &str) {
    expect_not_for_us(service, &crate::bad_tokens::with_changed_claim(token)).await;
    for place in (0..token.len()).step_by(25) {
        expect_not_for_us(service, &crate::bad_challenges::changed_at(token, place)).await;
        expect_not_for_us(service, token.get(..place).unwrap_or_default()).await;
    }
}

async fn refuses_what_is_for_others(service: &Api, issuer: &Issuer) {
    let header = |name: &str, value: Value| {
        let mut header = issuer.header();
        header[name] = value;
        header
    };
    for token in [
        issuer.token_with(&json!({ "aud": "https://other.example" })),
        issuer.token_with(&json!({ "iss": "https://other.example" })),
        issuer.token_with(&json!({ "aud": null })),
        issuer.token_with(&json!({ "iss": null })),
        issuer.token_with(&json!({ "exp": null })),
        issuer.sign(&header("typ", json!("JWT")), &issuer.claims()),
        issuer.sign(&header("typ", json!(null)), &issuer.claims()),
        issuer.sign(&header("alg", json!("HS256")), &issuer.claims()),
        issuer.sign(&header("kid", json!("another")), &issuer.claims()),
        issuer.sign(&header("crit", json!(["b64"])), &issuer.claims()),
        format!(
            "{}.",
            signing_input(&header("alg", json!("none")), &issuer.claims())
        ),
    ] {
        expect_not_for_us(service, &token).await;
    }
}

async fn refuses_what_has_expired(service: &Api, issuer: &Issuer) {
    let token = issuer.token_with(&json!({ "exp": now() - 10 }));
    let answer = get(service, "/users/me", &token).await.expect(401);
    let challenge = answer.header("www-authenticate");
    assert_eq!(challenge, r#"Bearer error="invalid_token""#);
    assert_eq!(answer.field("detail"), "the access token has expired");
    // Clocks differ.
    let token = issuer.token_with(&json!({ "exp": now() - 1 }));
    get(service, "/users/me", &token).await.expect(200);
}

async fn demands_a_recent_code(service: &Api, issuer: &Issuer) {
    for changed in [
        json!({ "amr": ["pwd"] }),
        json!({ "auth_time": now() - 310 }),
    ] {
        let token = issuer.token_with(&changed);
        get(service, "/users/me", &token).await.expect(200);
        let answer = get(service, "/sensitive", &token).await.expect(401);
        assert_eq!(
            answer.header("www-authenticate"),
            r#"Bearer error="insufficient_user_authentication", max_age="300""#
        );
        assert_eq!(answer.field("detail"), "sign in again, with a code");
    }
    let token = issuer.token_with(&json!({ "auth_time": now() - 250 }));
    get(service, "/sensitive", &token).await.expect(200);
}

async fn says_when_the_keys_are_out_of_reach(service: &Api, issuer: &Issuer) {
    let request = service
        .get("/users/me")
        .bearer(&issuer.token_with(&json!({})));
    let answer = request.try_send().await.expect("it answers").expect(503);
    assert_eq!(answer.field("detail"), "the keys are out of reach");
}

/// Postern's address leads nowhere, so that the keys can have come through the binding only.
async fn reads_the_keys_through_a_service_binding(name: &str) {
    let server = Server::start(&[&format!("PUBLIC_ORIGIN={UNREACHABLE}")]);
    let member = Member::new(&server.api()).await;
    let service = Example::worker(
        name,
        Issuance {
            issuer: UNREACHABLE,
            binding: Some(server.origin()),
        },
    );
    lets_in(&service.api(), &member.session.access_token).await;
}

#[test]
fn the_code_of_the_guide_is_that_of_the_examples() {
    let guide = read("docs/protect-a-service.md");
    let blocks = code_blocks(&guide);
    for file in SHOWN {
        let shown = blocks.iter().filter(|(mark, _)| mark == file);
        let shown: Vec<_> = shown.map(|(_, code)| code.as_str()).collect();
        assert_eq!(shown, [read(file)], "{file} in the guide");
    }
    for (mark, code) in &blocks {
        assert!(SHOWN.contains(&mark.as_str()), "from no file:\n{code}");
    }
}

#[test]
fn the_example_in_typescript_takes_the_jose_that_is_tested() {
    let ours: Value = serde_json::from_str(&read("package.json")).expect("npm reads it");
    let example = read("examples/worker-typescript/package.json");
    let example: Value = serde_json::from_str(&example).expect("npm reads it");
    let tested = &ours["devDependencies"];
    assert_eq!(example["dependencies"]["jose"], tested["jose"]);
    assert_eq!(example["devDependencies"]["wrangler"], tested["wrangler"]);
}

#[test]
fn a_block_belongs_to_the_mark_above_it() {
    let text = "```python\na\n```\n<!-- from: b.rs -->\n```rust\nb\n```\n```sh\nc\n```\n";
    let expected = [("", "a\n"), ("b.rs", "b\n")];
    let expected = expected.map(|(mark, code)| (mark.to_owned(), code.to_owned()));
    assert_eq!(code_blocks(text), expected);
}

/// The blocks in a programming language, each with the file that the line above it names.
fn code_blocks(markdown: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut above = "";
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = lines.by_ref().take_while(|line| *line != "```");
            let code: String = code.flat_map(|line| [line, "\n"]).collect();
            if LANGUAGES.contains(&language) {
                let mark = above
                    .strip_prefix("<!-- from: ")
                    .and_then(|rest| rest.strip_suffix(" -->"));
                blocks.push((mark.unwrap_or_default().to_owned(), code));
            }
        }
        above = line;
    }
    blocks
}

fn read(file: &str) -> String {
    fs::read_to_string(workspace::root().join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn worker(name: &str, issuer: &str) -> Example {
    Example::worker(
        name,
        Issuance {
            issuer,
            binding: None,
        },
    )
}

async fn get(service: &Api, path: &str, token: &str) -> postern_e2e::answer::Answer {
    service.get(path).bearer(token).send().await
}

async fn expect_not_for_us(service: &Api, token: &str) {
    let answer = get(service, "/users/me", token).await;
    assert_eq!(answer.status, 401, "{token}: {}", answer.text());
    let challenge = answer.header("www-authenticate");
    let detail = answer.field("detail");
    if challenge == "Bearer" {
        assert_eq!(token, "", "no token");
    } else {
        assert_eq!(challenge, r#"Bearer error="invalid_token""#, "{token}");
        assert_eq!(detail, "not an access token for this service", "{token}");
    }
}

const SHOWN: &[&str] = &[
    "examples/worker-rust/src/postern.rs",
    "examples/worker-rust/src/lib.rs",
    "examples/worker-typescript/src/postern.ts",
    "examples/worker-typescript/src/index.ts",
    "examples/fastapi/postern.py",
    "examples/fastapi/main.py",
];
const LANGUAGES: &[&str] = &["rust", "ts", "typescript", "js", "javascript", "python"];
/// Nobody listens at this port, and no proxy of a test machine answers for it.
const UNREACHABLE: &str = "http://localhost:1";
