//! The client's module in two parts: what the first page needs, and the account area, which comes
//! later. The functions that only `wasm_split`'s function in `frontend/src/later_part.rs` reaches
//! are taken out of the linked module; both parts work in one memory.

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

/// Both parts, optimised.
pub struct Parts {
    /// The module that the page starts, with the glue beside it.
    pub first: PathBuf,
    /// The module that comes later.
    pub later: PathBuf,
    /// The script that loads it, which the glue imports.
    link: PathBuf,
}

/// Compiles the client, splits it, and writes the glue of the first part into `staging`.
pub fn build(staging: &Path) -> Result<Parts> {
    let linked = wasm_tools::compile(PACKAGE, "client", &[], LINKING)?;
    fs::create_dir_all(staging)?;
    let main = staging.join(FIRST);
    let later = split(&linked, staging, &main)?;
    expect_no_area_in(&fs::read(&main)?)?;
    let bound = wasm_tools::glue(&main, NAME, staging, SHARING)?;
    let parts = Parts {
        first: staging.join("postern.wasm"),
        later: staging.join("later.wasm"),
        link: staging.join(LINK),
    };
    wasm_opt::run(&bound, &parts.first, &[])?;
    wasm_opt::run(&later, &parts.later, &[])?;
    Ok(parts)
}

impl Parts {
    /// Has the script load the later part from `asset`, which lies beside it.
    pub fn name_later(&self, asset: &str) -> Result<()> {
        let name = asset.rsplit('/').next().unwrap_or(asset);
        let script = fs::read_to_string(&self.link)?;
        fs::write(&self.link, with_name(&script, name)?)?;
        Ok(())
    }
}

const DROP: &str = "core::ptr::drop_in_place<";

fn with_name(script: &str, name: &str) -> Result<String> {
    let before = format!("\"./{LATER}\"");
    if script.matches(&before).count() != 1 {
        bail!("{LINK} does not load {before}");
    }
    Ok(script.replace(&before, &format!("\"./{name}\"")))
}

fn split(linked: &Path, staging: &Path, main: &Path) -> Result<PathBuf> {
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
    match <[PathBuf; 1]>::try_from(split.split_modules) {
        Ok([later]) if later.ends_with(LATER) => Ok(later),
        Ok(others) => bail!("{LATER} was expected, not {others:?}"),
        Err(others) => bail!("{LATER} was expected, not {others:?}"),
    }
}

/// Refuses a first part with functions of the area's pages, which some code outside must name.
fn expect_no_area_in(first: &[u8]) -> Result<()> {
    let names = wasm_parts::functions(first)?;
    // How a text is dropped is the same whoever holds it: of equal functions the compiler keeps one,
    // which then goes by the name of any of them.
    let is_of_the_area = |name: &&String| name.contains(AREA) && !name.starts_with(DROP);
    match names.iter().find(is_of_the_area) {
        Some(name) => bail!("the first page reaches the account area: {name}"),
        None => Ok(()),
    }
}

const PACKAGE: &str = "postern-frontend";
const NAME: &str = "postern_frontend";
const LINK: &str = "later_part.js";
const FIRST: &str = "first.wasm";
/// As the splitting names it.
const LATER: &str = "split_account.wasm";
const AREA: &str = "postern_frontend::pages::account";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_loads_the_part_by_its_hashed_name() {
        let script = with_name("fetch(\"./split_account.wasm\")", "account-12.wasm");
        assert_eq!(script.expect("it is there"), "fetch(\"./account-12.wasm\")");
        assert!(with_name("fetch(\"./other.wasm\")", "account-12.wasm").is_err());
    }
}
