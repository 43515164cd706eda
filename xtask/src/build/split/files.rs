//! The files in which browsers get the later parts. Modules that are needed together lie in one file,
//! one behind the other: it compresses better than each of them does, and is one request. The script
//! cuts them out again (`frontend/part_files.js`).

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Result, bail};

use super::Module;
use crate::build::wasm_opt;

/// A file with modules that come later.
pub struct PartFile {
    /// What it is called.
    pub name: &'static str,
    /// What is in it.
    pub content: Vec<u8>,
    /// Where each module is, by the name that the script knows.
    pieces: Vec<(String, Range<usize>)>,
}

/// The files of `modules`, which lie in `staging` and are optimised there.
pub fn of(modules: &[Module], staging: &Path) -> Result<Vec<PartFile>> {
    let mut files: Vec<PartFile> = Vec::new();
    for module in modules {
        let optimised = staging.join(format!("{}.small.wasm", module.stem));
        let linked = staging.join(format!("{}.wasm", module.stem));
        wasm_opt::run(&linked, &optimised, &[])?;
        let content = fs::read(optimised)?;
        let name = file_of(module)?;
        let index = files.iter().position(|file| file.name == name);
        let index = index.unwrap_or_else(|| {
            files.push(PartFile {
                name,
                content: Vec::new(),
                pieces: Vec::new(),
            });
            files.len() - 1
        });
        if let Some(file) = files.get_mut(index) {
            let start = file.content.len();
            file.content.extend(content);
            let range = start..file.content.len();
            file.pieces.push((module.stem.clone(), range));
        }
    }
    Ok(files)
}

/// The script, where it gets the modules of `file` out of the asset of this name.
pub fn with_name(script: &str, file: &PartFile, name: &str) -> Result<String> {
    let mut script = script.to_owned();
    for (stem, Range { start, end }) in &file.pieces {
        let before = format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
        if script.matches(&before).count() != 1 {
            bail!("the script does not load {stem} as it is known to");
        }
        let mut after = String::new();
        write!(
            after,
            "piece(new URL(\"./{name}\", import.meta.url), {start}, {end})"
        )?;
        script = script.replace(&before, &after);
    }
    Ok(if script.starts_with(IMPORT) {
        script
    } else {
        format!("{IMPORT}{script}")
    })
}

/// Which file a module goes into. Administration comes only to somebody who has the account area, so
/// what both need comes with that.
fn file_of(module: &Module) -> Result<&'static str> {
    let needed_by: Vec<_> = module.needed_by.iter().map(String::as_str).collect();
    Ok(match needed_by.as_slice() {
        ["account"] | ["account", "administration"] => "account.bin",
        ["administration"] => "administration.bin",
        ["aside"] => "aside.bin",
        [_, _, ..] => "shared.bin",
        other => bail!("the module {} is of no known part: {other:?}", module.stem),
    })
}

const IMPORT: &str = "import { piece } from \"./part_files.js\";\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn module(needed_by: &[&str]) -> Module {
        Module {
            needed_by: needed_by.iter().map(|&part| part.to_owned()).collect(),
            stem: "a".to_owned(),
        }
    }

    #[test]
    fn the_script_cuts_a_module_out_of_its_file() {
        let file = PartFile {
            name: "account.bin",
            content: Vec::new(),
            pieces: vec![("a".to_owned(), 0..12), ("b".to_owned(), 12..20)],
        };
        let load = |stem: &str| format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url));");
        let script = load("a") + &load("b");
        let named = with_name(&script, &file, "account-12.bin").expect("both are there");
        assert_eq!(
            named,
            "import { piece } from \"./part_files.js\";\n\
             piece(new URL(\"./account-12.bin\", import.meta.url), 0, 12);\
             piece(new URL(\"./account-12.bin\", import.meta.url), 12, 20);"
        );
        assert!(with_name(&load("a"), &file, "account-12.bin").is_err());
    }

    #[test]
    fn what_the_account_and_administration_need_comes_with_the_account() {
        let file = |needed_by: &[&str]| file_of(&module(needed_by)).ok();
        assert_eq!(file(&["account"]), Some("account.bin"));
        assert_eq!(file(&["administration", "account"]), Some("account.bin"));
        assert_eq!(file(&["administration"]), Some("administration.bin"));
        assert_eq!(file(&["aside"]), Some("aside.bin"));
        assert_eq!(file(&["account", "aside"]), Some("shared.bin"));
        assert_eq!(file(&["other"]), None);
    }
}
