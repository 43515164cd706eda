//! schemathesis walks over the API by its own document: it makes up good and bad requests for
//! every call, and holds each answer against the document. Nothing may fail.

use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_e2e::mode::Mode;
use postern_e2e::server::Server;
use postern_e2e::{python, workspace};
use sha2::{Digest, Sha256};

/// One walk after the other, so that the time of each does not depend on the others.
#[tokio::test]
async fn the_service_does_what_its_document_says() {
    for mode in [Mode::Argon2id, Mode::Opaque] {
        walk_twice(mode).await;
    }
}

async fn walk_twice(mode: Mode) {
    let secret = "8b1a9953c4611296a827abf8c47804d7";
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(secret));
    let server = mode.start(&[
        "PASSWORD_GRANT=on",
        &format!("INTROSPECTION_CLIENTS=shop:{hash}"),
    ]);
    let document = server.api().get("/api/openapi.json").send().await;
    let document = document.expect(200);
    // From a file, because it leaves out the call by which it has fetched a document.
    std::fs::write(server.state().join(DOCUMENT), &document.body)
        .expect("the server's folder can be written");
    let document = document.json();
    let paths = document
        .get("paths")
        .and_then(serde_json::Value::as_object)
        .expect("the document has paths");
    let calls: usize = paths
        .values()
        .filter_map(|item| item.as_object().map(serde_json::Map::len))
        .sum();

    let credentials = format!("shop:{secret}");
    let anonymous = walk(&server, "checks", &credentials);
    let signed_in = walk(&server, "signed_in", &credentials);
    for said in [&anonymous, &signed_in] {
        let all = format!("Selected: {calls}/{calls}\n  Tested: {calls}\n");
        assert!(said.contains(&all), "not all of {calls} calls: {said}");
    }
    // It names the calls that nothing but refusals came of: the anonymous walk has to, and the
    // other one shows by it that it was signed in.
    for call in CALLS_THAT_NEED_SOMEBODY {
        let line = format!("- {call}\n");
        assert!(anonymous.contains(&line), "{call}: {anonymous}");
        assert!(!signed_in.contains(&line), "{call}: {signed_in}");
    }
}

/// One walk, with the Python module `hooks` of this folder; answers what it says.
fn walk(server: &Server, hooks: &str, credentials: &str) -> String {
    let folder = workspace::root().join("tests/schemathesis");
    let output = Command::new(python::program().with_file_name("st"))
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(server.state().join(DOCUMENT))
        .args(["--url", server.origin()])
        .env("SCHEMATHESIS_HOOKS", hooks)
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "200")
        .env("POSTERN_ORIGIN", server.origin())
        .env("SHOP_CREDENTIALS", credentials)
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .output()
        .expect("`cargo xtask setup` brings schemathesis");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{hooks}: {said}\n{complained}");
    said
}

const CALLS_THAT_NEED_SOMEBODY: [&str; 17] = [
    "GET /api/users/me",
    "PATCH /api/users/me",
    "DELETE /api/users/me",
    "GET /api/users/me/export",
    "GET /api/users/me/activity",
    "POST /api/users/me/activity/seen",
    "GET /api/authenticators",
    "POST /api/authenticators",
    "PATCH /api/authenticators/{id}",
    "GET /api/recovery-codes",
    "POST /api/recovery-codes",
    "GET /api/browsers",
    "DELETE /api/browsers/{id}",
    "POST /api/password",
    "POST /api/step-up",
    "GET /api/sessions",
    "POST /api/introspect",
];
const DOCUMENT: &str = "openapi.json";
