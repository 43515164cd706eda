//! The client's pages and files.

use http::{Method, StatusCode};
use postern_shared::page::Page;
use postern_shared::problem::ProblemCode;

use crate::support::TestApp;

const DOCUMENT: &str = r#"{"openapi":"3.1.0","info":{},"paths":{}}"#;

/// A service with a built client.
fn app() -> TestApp {
    let app = TestApp::new();
    for (path, content) in [
        ("/index.html", "page"),
        ("/index.html.br", "compressed page"),
        ("/favicon.svg", "icon"),
        ("/favicon.svg.br", "compressed icon"),
        ("/assets/client-0.js", "script"),
        ("/assets/client-0.js.br", "compressed script"),
        ("/assets/client-0.wasm", "module"),
        ("/assets/client-0.wasm.br", "compressed module"),
        ("/assets/style-0.css", "style"),
        ("/assets/logo-0.svg", "logo"),
        ("/assets/font-0.woff2", "font"),
        ("/robots.txt", "robots"),
        ("/docs.html", "documentation"),
        ("/docs.html.br", "compressed documentation"),
        ("/api/openapi.json", DOCUMENT),
        ("/api/openapi.json.br", "not for tools"),
    ] {
        app.ports.client_files.add(path, content);
    }
    app
}

#[tokio::test]
async fn every_page_is_the_client() {
    let app = app();
    for page in Page::ALL {
        for path in [page.path().to_owned(), format!("{}/", page.path())] {
            let path = path.replace("//", "/");
            let answer = app.get(&path).send().await.expect(StatusCode::OK);
            assert_eq!(answer.text(), "page", "{path}");
            let media_type = answer.header("content-type");
            assert_eq!(media_type, Some("text/html; charset=utf-8"));
            assert_eq!(answer.header("cache-control"), Some("no-cache"));
        }
    }
}

#[tokio::test]
async fn a_query_on_a_page_does_not_matter() {
    let answer = app().get("/sign-in?next=account").send().await;
    answer.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_page_is_a_404_that_shows_the_client() {
    let app = app();
    for path in ["/nowhere", "/sign-in/x", "/SIGN-IN", "/api", "/assets"] {
        let answer = app.get(path).send().await;
        let answer = answer.expect(StatusCode::NOT_FOUND);
        assert_eq!(answer.text(), "page", "{path}");
        let media_type = answer.header("content-type");
        assert_eq!(media_type, Some("text/html; charset=utf-8"));
    }
}

#[tokio::test]
async fn an_unknown_file_or_call_is_a_problem() {
    let app = app();
    for path in [
        "/assets/client-1.js",
        "/assets/",
        "/assets/x",
        "/favicon.ico",
        "/.env",
        "/.well-known/openid-configuration",
        "/.well-known/",
        "/api/",
        "/api/nothing",
        "/api/users",
        "/api/users/me/",
        "/api/Health",
    ] {
        let answer = app.get(path).send().await;
        answer.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn every_file_has_its_media_type() {
    let app = app();
    for (path, media_type) in [
        ("/assets/client-0.js", "text/javascript; charset=utf-8"),
        ("/assets/client-0.wasm", "application/wasm"),
        ("/assets/style-0.css", "text/css; charset=utf-8"),
        ("/assets/logo-0.svg", "image/svg+xml"),
        ("/assets/font-0.woff2", "application/octet-stream"),
        ("/favicon.svg", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
    ] {
        let answer = app.get(path).send().await.expect(StatusCode::OK);
        assert_eq!(answer.header("content-type"), Some(media_type), "{path}");
        let caching = if path.starts_with("/assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        assert_eq!(answer.header("cache-control"), Some(caching), "{path}");
    }
}

#[tokio::test]
async fn a_compressed_file_goes_to_who_takes_it() {
    let app = app();
    for (path, plain, media_type) in [
        ("/", "page", "text/html; charset=utf-8"),
        (
            "/assets/client-0.js",
            "script",
            "text/javascript; charset=utf-8",
        ),
        ("/assets/client-0.wasm", "module", "application/wasm"),
        ("/favicon.svg", "icon", "image/svg+xml"),
    ] {
        for (accepted, is_compressed) in [
            (Some("gzip, deflate, br, zstd"), true),
            (Some("br"), true),
            (Some("br;q=0.1"), true),
            (Some("gzip"), false),
            (Some("br;q=0, gzip"), false),
            (None, false),
        ] {
            let call = app.get(path);
            let call = match accepted {
                Some(codings) => call.header("accept-encoding", codings),
                None => call,
            };
            let answer = call.send().await.expect(StatusCode::OK);
            let expected = if is_compressed {
                (Some("br"), format!("compressed {plain}"))
            } else {
                (None, plain.to_owned())
            };
            assert_eq!(answer.header("content-encoding"), expected.0, "{path}");
            assert_eq!(answer.text(), expected.1, "{path}");
            assert_eq!(answer.header("content-type"), Some(media_type));
            assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        }
    }
}

#[tokio::test]
async fn a_file_without_a_compressed_form_goes_out_plain() {
    let app = app();
    let call = app.get("/robots.txt").header("accept-encoding", "br");
    let answer = call.send().await.expect(StatusCode::OK);
    assert_eq!(answer.text(), "robots");
    assert_eq!(answer.header("content-encoding"), None);
    assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
}

#[tokio::test]
async fn an_unknown_page_is_compressed_too() {
    let app = app();
    let call = app.get("/nowhere").header("accept-encoding", "br");
    let answer = call.send().await.expect(StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-encoding"), Some("br"));
    assert_eq!(answer.text(), "compressed page");
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let app = app();
    for path in ["/", "/sign-in", "/nowhere", "/assets/client-0.js"] {
        let get = app.get(path).send().await;
        let head = app.call(Method::HEAD, path).send().await;
        assert_eq!(head.status, get.status);
        for name in ["content-type", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
        assert!(head.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_only_read() {
    let app = app();
    for path in ["/", "/sign-in", "/nowhere", "/assets/client-0.js"] {
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let answer = app.call(method, path).send().await;
            answer.problem(ProblemCode::MethodNotAllowed);
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));
        }
        let options = app.call(Method::OPTIONS, path).send().await;
        assert_eq!(options.status, 204);
        assert_eq!(options.header("allow"), Some("GET, HEAD, OPTIONS"));
    }
}

#[tokio::test]
async fn a_client_that_was_not_built_is_said_to_be_missing() {
    let answer = TestApp::new().get("/").send().await;
    answer.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn the_documentation_is_a_page_of_its_own() {
    let app = app();
    for path in ["/docs", "/docs/", "/docs?next=x"] {
        let answer = app.get(path).send().await.expect(StatusCode::OK);
        assert_eq!(answer.text(), "documentation", "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    let call = app.get("/docs").header("accept-encoding", "br");
    assert_eq!(call.send().await.text(), "compressed documentation");
    for path in ["/docs/x", "/Docs"] {
        let answer = app.get(path).send().await;
        assert_eq!(answer.expect(StatusCode::NOT_FOUND).text(), "page");
    }
}

#[tokio::test]
async fn the_document_of_the_api_is_a_file_that_a_call_answers() {
    let app = app();
    let path = postern_api_document::PATH;
    let call = app.get(path).header("accept-encoding", "br");
    let answer = call.send().await.expect(StatusCode::OK);
    assert_eq!(answer.text(), DOCUMENT);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let head = app.call(Method::HEAD, path).send().await;
    assert!(head.expect(StatusCode::OK).body.is_empty());
    // It is nowhere else, and not without the call's own rules.
    let answer = app.get("/openapi.json").send().await;
    answer.problem(ProblemCode::NotFound);
    let answer = TestApp::new().get(path).send().await;
    answer.problem(ProblemCode::Unavailable);
}
