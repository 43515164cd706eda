//! The document of the API, and the page at `/docs` that shows it with Swagger UI.

use anyhow::{Context as _, Result};

use super::client::read;
use super::site::Site;

/// Adds both. Swagger UI is of the pinned npm package, and served by us like everything else.
pub fn add(site: &mut Site) -> Result<()> {
    let document = postern_api_document::text();
    site.add(
        postern_api_document::PATH.trim_start_matches('/'),
        document.into_bytes(),
    );
    let styles = String::from_utf8(dist("swagger-ui.css")?)?;
    // Its source map is not served.
    let (styles, _) = styles
        .split_once("/*# sourceMappingURL")
        .unwrap_or((&styles, ""));
    site.add_page_part("swagger-ui-css", "swagger-ui.css", styles.into());
    site.add_page_part(
        "swagger-ui-js",
        "swagger-ui.js",
        dist("swagger-ui-bundle.js")?,
    );
    site.add_page_part("licences", "swagger-ui-licences.txt", licences()?);
    site.add_page_part("docs-css", "docs.css", read("frontend/docs/docs.css")?);
    site.add_page_part("docs-js", "docs.js", read("frontend/docs/docs.js")?);
    let page = String::from_utf8(read("frontend/docs/docs.html")?);
    site.add_page("docs.html", &page.context("docs.html is not UTF-8")?)
}

/// What the licences of Swagger UI and of what is in it ask to be passed on.
fn licences() -> Result<Vec<u8>> {
    Ok([
        dist("NOTICE")?,
        dist("swagger-ui-bundle.js.LICENSE.txt")?,
        dist("LICENSE")?,
    ]
    .join(&b"\n\n"[..]))
}

fn dist(name: &str) -> Result<Vec<u8>> {
    read(&format!("node_modules/swagger-ui-dist/{name}"))
}
