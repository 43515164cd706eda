//! Which crates a WebAssembly module consists of, by the names of its functions.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes of code for each crate, and of data.
pub struct WasmParts(BTreeMap<String, usize>);

/// Reads a module that has its name section.
pub fn of(module: &[u8]) -> Result<WasmParts> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut parts = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(length(&body.range())?),
            Payload::DataSection(data) => {
                parts.insert("data (texts and tables)".to_owned(), length(&data.range())?);
            }
            _ => {}
        }
    }
    let names = names(module)?;
    for (index, size) in (imported..).zip(bodies) {
        let name = names.get(&index).map(String::as_str).unwrap_or_default();
        *parts.entry(crate_of(name).to_owned()).or_default() += size;
    }
    Ok(WasmParts(parts))
}

/// The names of all functions of a module.
pub fn functions(module: &[u8]) -> Result<Vec<String>> {
    Ok(names(module)?.into_values().collect())
}

fn names(module: &[u8]) -> Result<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload?
            && let KnownCustom::Name(subsections) = section.as_known()
        {
            for subsection in subsections {
                if let Name::Function(map) = subsection? {
                    for naming in map {
                        let naming = naming?;
                        // wasm-bindgen has demangled them where it was.
                        let name = rustc_demangle::demangle(naming.name);
                        names.insert(usize::try_from(naming.index)?, format!("{name:#}"));
                    }
                }
            }
        }
    }
    Ok(names)
}

impl WasmParts {
    /// All of it.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The `count` largest, largest first.
    pub fn largest(&self, count: usize) -> Vec<(&str, usize)> {
        let mut all: Vec<_> = self
            .0
            .iter()
            .map(|(name, size)| (name.as_str(), *size))
            .collect();
        all.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        all.truncate(count);
        all
    }
}

fn length(range: &Range<u64>) -> Result<usize> {
    Ok(usize::try_from(range.end - range.start)?)
}

/// `a` of `a::b::c` and of `<a::B as c::D>::e`.
fn crate_of(function: &str) -> &str {
    let start = function.trim_start_matches(|it: char| "<&*[(".contains(it));
    let start = start.strip_prefix("mut ").unwrap_or(start);
    let start = start.strip_prefix("dyn ").unwrap_or(start);
    match start.split_once("::") {
        Some((name, _)) if name.chars().all(|it| it.is_alphanumeric() || it == '_') => name,
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_is_the_first_name() {
        assert_eq!(crate_of("core::fmt::write::h0123"), "core");
        assert_eq!(
            crate_of("<alloc::string::String as core::fmt::Write>::write_str"),
            "alloc"
        );
        assert_eq!(crate_of("<&mut serde_json::X as a::B>::c"), "serde_json");
    }

    #[test]
    fn a_function_without_a_path_is_of_no_crate() {
        assert_eq!(crate_of("memcpy"), "other");
        assert_eq!(crate_of(""), "other");
    }
}
