//! `cargo xtask size`: what the platform and browsers have to load, and what it consists of.

pub mod wasm_parts;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build;
use crate::build::site;
use crate::common_passwords;
use crate::paths;
use crate::steps::Tally;

/// Prints the sizes; whether all are within their limits.
pub fn check() -> Result<Tally> {
    build::run()?;
    let parts: [fn() -> Result<Tally>; 7] = [
        worker,
        client,
        account_area,
        administration,
        aside,
        password_module,
        common_passwords,
    ];
    parts
        .into_iter()
        .try_fold(Tally::default(), |sum, part| Ok(sum.plus(part()?)))
}

fn worker() -> Result<Tally> {
    println!("Worker, gzip as the platform counts it:");
    let mut total = 0;
    for name in ["index_bg.wasm", "index.js"] {
        let content = read(&paths::in_root("build/worker").join(name))?;
        let packed = gzip(&content)?;
        total += packed;
        row(name, content.len(), packed);
    }
    let tally = verdict(total, WORKER_LIMIT);
    dominated_by("target/postern/worker/index_bg.wasm")?;
    Ok(tally)
}

fn client() -> Result<Tally> {
    println!("\nClient, brotli as it is served, everything that the first page loads:");
    let folder = paths::in_root("build/client");
    let page = fs::read_to_string(folder.join("index.html"))?;
    let mut total = 0;
    for name in std::iter::once("index.html").chain(parts_of(&page)) {
        total += served(&folder, name)?;
    }
    let tally = verdict(total, CLIENT_LIMIT);
    dominated_by("target/postern/client/postern_frontend_bg.wasm")?;
    Ok(tally)
}

fn account_area() -> Result<Tally> {
    println!("\nAccount area, brotli as it is served, loaded when somebody types a code:");
    let tally = later_parts(&["account-", SHARED], AREA_LIMIT)?;
    dominated_by("target/postern/client/split_account.wasm")?;
    Ok(tally)
}

fn administration() -> Result<Tally> {
    println!(
        "\nAdministration, brotli as it is served, loaded besides with the first of its pages:"
    );
    let tally = later_parts(&["administration-"], ADMINISTRATION_LIMIT)?;
    dominated_by("target/postern/client/split_administration.wasm")?;
    Ok(tally)
}

fn aside() -> Result<Tally> {
    println!(
        "\nA new account and a forgotten password, brotli as they are served, loaded with the first of these pages:"
    );
    let tally = later_parts(&["aside-", SHARED], ASIDE_LIMIT)?;
    dominated_by("target/postern/client/split_aside.wasm")?;
    Ok(tally)
}

/// Prints the sizes of the parts whose names begin so. There may be no file for what is shared.
fn later_parts(beginnings: &[&str], limit: usize) -> Result<Tally> {
    let folder = paths::in_root("build/client");
    let mut total = 0;
    for beginning in beginnings {
        let name = fs::read_dir(folder.join("assets"))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .find(|name| name.starts_with(beginning));
        match name {
            Some(name) => {
                let name = name.trim_end_matches(".br");
                total += served(&folder, &format!("assets/{name}"))?;
            }
            None if *beginning == SHARED => {}
            None => bail!("the build has no {beginning}…"),
        }
    }
    Ok(verdict(total, limit))
}

fn password_module() -> Result<Tally> {
    println!("\nPassword module, brotli as it is served, loaded when somebody types:");
    let folder = paths::in_root("build/client");
    let page = fs::read_to_string(folder.join("index.html"))?;
    let mut total = 0;
    for name in later_parts_of(&page) {
        total += served(&folder, name)?;
    }
    let tally = verdict(total, PASSWORD_LIMIT);
    dominated_by("target/postern/client/postern_password_bg.wasm")?;
    Ok(tally)
}

/// The Worker carries the same bytes: its gzip above includes them.
fn common_passwords() -> Result<Tally> {
    println!(
        "\nCommon passwords, brotli as they are served, loaded where a new password stays in the browser:"
    );
    let content = read(&paths::in_root(common_passwords::FILE))?;
    let packed = site::brotli(&content)?.len();
    row("common-passwords.bin", content.len(), packed);
    println!(
        "  in the Worker, gzip alone: {:.1} kB",
        kilo(gzip(&content)?)
    );
    Ok(verdict(packed, COMMON_PASSWORDS_LIMIT))
}

/// Prints the size of a file as it is served, and answers it.
fn served(folder: &Path, name: &str) -> Result<usize> {
    let content = read(&folder.join(name))?;
    let packed = site::brotli(&content)?.len();
    row(name, content.len(), packed);
    Ok(packed)
}

/// The paths below the site of what loads with the page.
fn parts_of(page: &str) -> impl Iterator<Item = &str> {
    tags_of(page, |tag| !tag.starts_with("meta "))
}

/// The paths below the site of what the page only names.
fn later_parts_of(page: &str) -> impl Iterator<Item = &str> {
    tags_of(page, |tag| tag.starts_with("meta "))
}

fn tags_of(page: &str, is_wanted: fn(&str) -> bool) -> impl Iterator<Item = &str> {
    page.split('<')
        .filter(move |tag| is_wanted(tag))
        .flat_map(|tag| tag.split('"'))
        .filter_map(|text| text.strip_prefix('/'))
        .filter(|path| path.starts_with("assets/"))
}

fn row(name: &str, plain: usize, packed: usize) {
    println!(
        "  {name:<40} {:>8.1} kB   {:>8.1} kB",
        kilo(plain),
        kilo(packed)
    );
}

fn verdict(total: usize, limit: usize) -> Tally {
    let (word, tally) = if total <= limit {
        ("within", Tally::ONE_PASSED)
    } else {
        ("OVER", Tally::ONE_FAILED)
    };
    println!(
        "  together {:.1} kB, {word} the limit of {:.1} kB",
        kilo(total),
        kilo(limit)
    );
    tally
}

fn dominated_by(module: &str) -> Result<()> {
    let parts = wasm_parts::of(&read(&paths::in_root(module))?)?;
    println!(
        "  of the module before wasm-opt ({:.1} kB without names):",
        kilo(parts.total())
    );
    for (name, size) in parts.largest(SHOWN) {
        let share = 100 * size / parts.total().max(1);
        println!("    {share:>3} %  {:>7.1} kB  {name}", kilo(size));
    }
    Ok(())
}

fn gzip(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", paths::shown(path)))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "for people to read, and files are small"
)]
fn kilo(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

// Compilers differ by some per cent: these hold with Rust 1.95 and with 1.96.
const WORKER_LIMIT: usize = 535_000;
const CLIENT_LIMIT: usize = 130_000;
const AREA_LIMIT: usize = 112_000;
const ADMINISTRATION_LIMIT: usize = 53_000;
const ASIDE_LIMIT: usize = 20_000;
const PASSWORD_LIMIT: usize = 45_000;
const COMMON_PASSWORDS_LIMIT: usize = 28_000;
/// How the file begins with what parts need that do not come together.
const SHARED: &str = "shared-";
const SHOWN: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_too_many_fails() {
        assert_eq!(verdict(10, 10), Tally::ONE_PASSED);
        assert_eq!(verdict(11, 10), Tally::ONE_FAILED);
    }

    #[test]
    fn a_page_names_its_parts() {
        let page =
            r#"<link href="/assets/a.css"><script src="/assets/b.js"></script><a href="/login">"#;
        let parts: Vec<_> = parts_of(page).collect();
        assert_eq!(parts, ["assets/a.css", "assets/b.js"]);
        assert_eq!(later_parts_of(page).count(), 0);
    }

    #[test]
    fn what_a_page_only_names_does_not_load_with_it() {
        let page = r#"<meta name="a" content="/assets/a.js"><script src="/assets/b.js"></script>"#;
        assert_eq!(parts_of(page).collect::<Vec<_>>(), ["assets/b.js"]);
        assert_eq!(later_parts_of(page).collect::<Vec<_>>(), ["assets/a.js"]);
    }
}
