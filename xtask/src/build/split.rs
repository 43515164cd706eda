//! The client's module in parts: what the first page needs, and what comes later: the account area,
//! administration, what is aside, and what several of these need. The functions that only
//! `wasm_split`'s functions in `frontend/src/later_part` reach are taken out of the linked module;
//! all parts work in one memory.

mod files;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

pub use self::files::PartFile;
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
    /// What comes later, as browsers load it.
    pub later: Vec<PartFile>,
    /// The script that loads them, which the glue imports.
    link: PathBuf,
}

/// Compiles the client, splits it, and writes the glue of the first part into `staging`.
pub fn build(staging: &Path) -> Result<Parts> {
    let linked = wasm_tools::compile(PACKAGE, "client", &[], LINKING)?;
    fs::create_dir_all(staging)?;
    let main = staging.join(FIRST);
    let modules = split(&linked, staging, &main)?;
    expect_nothing_later_in(&fs::read(&main)?)?;
    let bound = wasm_tools::glue(&main, NAME, staging, SHARING)?;
    let first = staging.join("postern.wasm");
    wasm_opt::run(&bound, &first, &[])?;
    Ok(Parts {
        first,
        later: files::of(&modules, staging)?,
        link: staging.join(LINK),
    })
}

impl Parts {
    /// Has the script load what is in `file` from `asset`, which lies beside it.
    pub fn name_later(&self, file: &PartFile, asset: &str) -> Result<()> {
        let name = asset.rsplit('/').next().unwrap_or(asset);
        let script = fs::read_to_string(&self.link)?;
        fs::write(&self.link, files::with_name(&script, file, name)?)?;
        Ok(())
    }
}

/// A module that comes later, and which of the parts that are asked for need it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Module {
    needed_by: BTreeSet<String>,
    /// What the script calls it, without `.wasm`.
    stem: String,
}

const DROP: &str = "core::ptr::drop_in_place<";

fn split(linked: &Path, staging: &Path, main: &Path) -> Result<Vec<Module>> {
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
    Ok(modules(&split.prefetch_map))
}

/// Each module with the parts that need it, of what each part needs.
fn modules(needs: &HashMap<String, Vec<String>>) -> Vec<Module> {
    let stems: BTreeSet<_> = needs.values().flatten().collect();
    let module = |stem: &String| {
        let needed_by = needs.iter().filter(|(_, stems)| stems.contains(stem));
        Module {
            needed_by: needed_by.map(|(part, _)| part.clone()).collect(),
            stem: stem.clone(),
        }
    };
    let mut modules: Vec<_> = stems.into_iter().map(module).collect();
    modules.sort();
    modules
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
const LATER_PAGES: [&str; 3] = [
    "postern_frontend::pages::account",
    "postern_frontend::pages::administration",
    "postern_frontend::pages::aside",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_knows_which_parts_need_it() {
        let needs = |part: &str, stems: &[&str]| {
            let stems = stems.iter().map(|&stem| stem.to_owned());
            (part.to_owned(), stems.collect())
        };
        let found = modules(&HashMap::from([
            needs("account", &["chunk_4", "split_account"]),
            needs("administration", &["chunk_4", "split_administration"]),
        ]));
        let found: Vec<_> = found
            .iter()
            .map(|module| (module.stem.as_str(), module.needed_by.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("split_account", 1),
                ("chunk_4", 2),
                ("split_administration", 1)
            ]
        );
    }
}
