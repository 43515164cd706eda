//! The client's module in parts: what the first page needs, and what comes later: the account area,
//! administration, and what both of these need. The functions that only `wasm_split`'s functions in
//! `frontend/src/later_part.rs` reach are taken out of the linked module; all parts work in one memory.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use super::{wasm_opt, wasm_tools};
use crate::paths;
use crate::size::wasm_parts;

/// For the linker: what refers to what stays in the module for the splitting.
pub const LINKING: &[&str] = &["-Clink-args=--emit-relocs"];

/// For wasm-bindgen: the table of functions stays open to the later part.
pub const SHARING: &[&str] = &["--keep-lld-exports"];

/// The parts, optimised.
pub struct Parts {
    /// The module that the page starts, with the glue beside it.
    pub first: PathBuf,
    /// The modules that come later.
    pub later: Vec<Later>,
    /// The script that loads them, which the glue imports.
    link: PathBuf,
}

/// A module that comes later.
pub struct Later {
    /// What it is called.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// As the script knows it.
    file: String,
}

/// Compiles the client, splits it, and writes the glue of the first part into `staging`.
pub fn build(staging: &Path) -> Result<Parts> {
    let linked = wasm_tools::compile(PACKAGE, "client", &[], LINKING)?;
    fs::create_dir_all(staging)?;
    let main = staging.join(FIRST);
    let later = split(&linked, staging, &main)?;
    expect_nothing_later_in(&fs::read(&main)?)?;
    let bound = wasm_tools::glue(&main, NAME, staging, SHARING)?;
    let parts = Parts {
        first: staging.join("postern.wasm"),
        later,
        link: staging.join(LINK),
    };
    wasm_opt::run(&bound, &parts.first, &[])?;
    for later in &parts.later {
        wasm_opt::run(&staging.join(&later.file), &later.path, &[])?;
    }
    Ok(parts)
}

impl Parts {
    /// Has the script load a later part from `asset`, which lies beside it.
    pub fn name_later(&self, later: &Later, asset: &str) -> Result<()> {
        let name = asset.rsplit('/').next().unwrap_or(asset);
        let script = fs::read_to_string(&self.link)?;
        fs::write(&self.link, with_name(&script, &later.file, name)?)?;
        Ok(())
    }
}

const DROP: &str = "core::ptr::drop_in_place<";

fn with_name(script: &str, file: &str, name: &str) -> Result<String> {
    let before = format!("\"./{file}\"");
    if script.matches(&before).count() != 1 {
        bail!("{LINK} does not load {before}");
    }
    Ok(script.replace(&before, &format!("\"./{name}\"")))
}

fn split(linked: &Path, staging: &Path, main: &Path) -> Result<Vec<Later>> {
    let module =
        fs::read(linked).with_context(|| format!("cannot read {}", paths::shown(linked)))?;
    let glue = format!("./{NAME}.js");
    let link = format!("./{LINK}");
    let mut options = Options::new(&module);
    options.output_dir = staging;
    options.main_out_path = main;
    options.main_module = &glue;
    options.link_name = &link;
    let split = transform(options).map_err(|problem| anyhow!("{problem:?}"))?;
    let mut later = Vec::new();
    for path in split.split_modules {
        let file = path.file_name().and_then(|name| name.to_str());
        let file = file.context("a part of the client has no name")?;
        let name = name_of(file).with_context(|| format!("{file} was not expected"))?;
        later.push(Later {
            name,
            path: staging.join(name),
            file: file.to_owned(),
        });
    }
    if later.len() == NAMES.len() {
        Ok(later)
    } else {
        bail!(
            "{} later parts were expected, not {}",
            NAMES.len(),
            later.len()
        )
    }
}

/// What a part is called that the splitting calls so.
fn name_of(file: &str) -> Option<&'static str> {
    let known = NAMES.iter().find(|(prefix, _)| file.starts_with(prefix));
    known.map(|(_, name)| *name)
}

/// Refuses a first part with functions of the later pages, which some code outside must name.
fn expect_nothing_later_in(first: &[u8]) -> Result<()> {
    let names = wasm_parts::functions(first)?;
    // How a text is dropped is the same whoever holds it: of equal functions the compiler keeps one,
    // which then goes by the name of any of them.
    let is_of_later = |name: &&String| {
        LATER_PAGES.iter().any(|pages| name.contains(pages)) && !name.starts_with(DROP)
    };
    match names.iter().find(is_of_later) {
        Some(name) => bail!("the first page reaches what comes later: {name}"),
        None => Ok(()),
    }
}

const PACKAGE: &str = "postern-frontend";
const NAME: &str = "postern_frontend";
const LINK: &str = "later_part.js";
const FIRST: &str = "first.wasm";
/// How the names begin that the splitting gives, and what the parts are called.
const NAMES: [(&str, &str); 3] = [
    ("split_account.", "account.wasm"),
    ("split_administration.", "administration.wasm"),
    ("chunk_", "signed-in.wasm"),
];
const LATER_PAGES: [&str; 2] = [
    "postern_frontend::pages::account",
    "postern_frontend::pages::administration",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_loads_the_part_by_its_hashed_name() {
        let named = |script| with_name(script, "split_account.wasm", "account-12.wasm");
        let script = named("fetch(\"./split_account.wasm\")");
        assert_eq!(script.expect("it is there"), "fetch(\"./account-12.wasm\")");
        assert!(named("fetch(\"./other.wasm\")").is_err());
    }

    #[test]
    fn a_part_is_known_by_the_beginning_of_its_name() {
        assert_eq!(name_of("chunk_2.wasm"), Some("signed-in.wasm"));
        assert_eq!(name_of("split_account.wasm"), Some("account.wasm"));
        assert_eq!(name_of("split_other.wasm"), None);
    }
}
