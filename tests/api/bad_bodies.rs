//! Bodies that are not what the call takes. Each has its own problem, and none changes anything.

use postern_e2e::api::Api;
use postern_e2e::person::{Member, Person};
use postern_e2e::server::Server;
use serde_json::json;

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let api = Server::shared().api();
    let texts: [&[u8]; 10] = [
        b"",
        b" ",
        b"{",
        b"nul",
        b"{\"username\":}",
        b"{\"username\":\"alice\",}",
        b"{'username':'alice'}",
        b"{\"username\":\"a\nb\"}",
        b"{\"username\":\"\xff\xfe\"}",
        b"username=alice&password=hunter22",
    ];
    for path in WRITES {
        for text in texts {
            // What comes before the mistake is a field that the call knows.
            let text = if path == "/api/verify-otp" {
                replaced_bytes(text, b"username", b"challenge")
            } else {
                text.to_vec()
            };
            let answer = api.post(path).body("application/json", text).send().await;
            answer.expect_problem(400, "malformed_json");
        }
    }
}

#[tokio::test]
async fn text_after_the_json_is_malformed() {
    let api = Server::shared().api();
    let person = Person::new();
    let body = format!("{} {{}}", person.registration());
    let answer = api.post("/api/register").body("application/json", body);
    answer.send().await.expect_problem(400, "malformed_json");
    person.register(&api).await.expect(201);
}

#[tokio::test]
async fn json_that_is_no_object_is_refused() {
    let api = Server::shared().api();
    for path in WRITES {
        for text in ["[]", "null", "1", "\"text\"", "true"] {
            let answer = api.post(path).body("application/json", text).send().await;
            answer.expect_problem(422, "invalid_field");
        }
    }
}

#[tokio::test]
async fn the_values_alone_in_a_list_are_no_object() {
    let api = Server::shared().api();
    let person = Person::new();
    for (path, body) in [
        ("/api/register", json!([person.username, person.password])),
        (
            "/api/register",
            json!([person.username, person.password, null, null]),
        ),
        ("/api/login", json!([person.username, person.password])),
        ("/api/verify-otp", json!(["nonsense", "123456"])),
        ("/api/register/start", json!([person.username, "AAAA"])),
        ("/api/login/start", json!([person.username, "AAAA"])),
    ] {
        let answer = api.post(path).json(&body).send().await;
        answer.expect_problem(422, "invalid_field");
    }
    person.register(&api).await.expect(201);
}

#[tokio::test]
async fn json_of_great_depth_is_refused() {
    let api = Server::shared().api();
    for path in WRITES {
        for deep in [
            format!("{}{}", "[".repeat(8000), "]".repeat(8000)),
            format!("{{\"username\":{}", "[".repeat(10_000)),
            "{\"a\":".repeat(2500),
        ] {
            let answer = api.post(path).body("application/json", deep).send().await;
            assert!(
                ["malformed_json", "invalid_field", "unknown_field"]
                    .contains(&answer.code().as_str()),
                "{}",
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn only_json_is_taken_as_json() {
    let api = Server::shared().api();
    let person = Person::new();
    let body = person.registration().to_string();
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "text/json",
        "",
    ] {
        let answer = api.post("/api/register").body(media_type, body.clone());
        answer
            .send()
            .await
            .expect_problem(415, "unsupported_media_type");
    }
    let undeclared = api.post("/api/register").send().await;
    undeclared.expect_problem(415, "unsupported_media_type");

    let declared = api
        .post("/api/register")
        .body("application/json; charset=utf-8", body);
    declared.send().await.expect(201);
}

#[tokio::test]
async fn a_body_of_a_megabyte_is_too_large() {
    let api = Server::shared().api();
    let member = Member::new(&api).await;
    for path in WRITES {
        for length in [16 * 1024 + 1, 1024 * 1024] {
            too_large(&api, path, length, false).await;
            too_large(&api, path, length, true).await;
        }
    }
    let _ = member.challenge(&api).await;
}

#[tokio::test]
async fn a_body_of_sixteen_kibibytes_is_read() {
    let api = Server::shared().api();
    let body = padded(16 * 1024);
    let answer = api.post("/api/login").body("application/json", body);
    answer.send().await.expect_problem(422, "unknown_field");
}

async fn too_large(api: &Api, path: &str, length: usize, chunked: bool) {
    let mut call = api.post(path).body("application/json", padded(length));
    if chunked {
        call = call.header("transfer-encoding", "chunked");
    }
    call.send().await.expect_problem(413, "body_too_large");
}

/// A JSON object of exactly this many bytes.
fn padded(length: usize) -> String {
    let frame = r#"{"padding":""}"#.len();
    format!(r#"{{"padding":"{}"}}"#, "x".repeat(length - frame))
}

fn replaced_bytes(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match text.windows(from.len()).position(|window| window == from) {
        Some(place) => {
            let mut replaced = text.to_vec();
            replaced.splice(place..place + from.len(), to.iter().copied());
            replaced
        }
        None => text.to_vec(),
    }
}

const WRITES: [&str; 5] = [
    "/api/register",
    "/api/register/start",
    "/api/login",
    "/api/login/start",
    "/api/verify-otp",
];
