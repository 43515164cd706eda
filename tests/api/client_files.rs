//! The client's page and files: where they are, how they are compressed and cached.

use std::fs;

use postern_e2e::answer::Answer;
use postern_e2e::server::Server;
use postern_e2e::workspace;
use postern_shared::page::Page;

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
pub async fn asset_paths(extension: &str) -> Vec<String> {
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
