//! A folder of files for browsers: hashed names that may be cached for ever, a brotli copy beside
//! every file, and pages whose placeholders name the hashed files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::stamp::content_hash;

/// Files to be, by their path below the folder.
pub struct Site {
    folder: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
    placeholders: Vec<(String, String)>,
}

impl Site {
    /// An empty site for `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            placeholders: Vec::new(),
        }
    }

    /// Adds a file under its own name.
    pub fn add(&mut self, path: &str, content: Vec<u8>) {
        self.files.insert(path.to_owned(), content);
    }

    /// Adds `assets/<stem>-<hash>.<extension>`, which pages name as `{{placeholder}}`.
    pub fn add_page_part(&mut self, placeholder: &str, name: &str, content: Vec<u8>) {
        let path = self.add_part(name, content);
        self.placeholders
            .push((format!("{{{{{placeholder}}}}}"), path));
    }

    /// Adds `assets/<stem>-<hash>.<extension>`, and answers where it will be.
    pub fn add_part(&mut self, name: &str, content: Vec<u8>) -> String {
        let hash = content_hash(&content);
        let path = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("assets/{stem}-{hash}.{extension}"),
            None => format!("assets/{name}-{hash}"),
        };
        self.add(&path, content);
        format!("/{path}")
    }

    /// Adds a page, with every placeholder replaced by the path of its part.
    pub fn add_page(&mut self, path: &str, template: &str) -> Result<()> {
        let mut page = template.to_owned();
        for (placeholder, part) in &self.placeholders {
            page = page.replace(placeholder, part);
        }
        if let Some((_, rest)) = page.split_once("{{") {
            let name = rest.split("}}").next().unwrap_or_default();
            bail!("{path} names a part that does not exist: {{{{{name}}}}}");
        }
        self.add(path, page.into_bytes());
        Ok(())
    }

    /// Writes what is new and removes what is no longer part of the site. Pages come last, so
    /// that a page never names a file that is not there yet.
    pub fn write(self) -> Result<()> {
        let mut kept = BTreeSet::new();
        let (pages, parts): (Vec<_>, Vec<_>) = self
            .files
            .iter()
            .partition(|(path, _)| Path::new(path).extension().is_some_and(|it| it == "html"));
        for (path, content) in parts.into_iter().chain(pages) {
            let file = self.folder.join(path);
            let packed = self.folder.join(format!("{path}.br"));
            write_changed(&file, content, &packed)?;
            kept.insert(file);
            kept.insert(packed);
        }
        remove_others(&self.folder, &kept)
    }
}

/// Brotli at its best level, as it is served.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn write_changed(file: &Path, content: &[u8], packed: &Path) -> Result<()> {
    if packed.is_file() && fs::read(file).is_ok_and(|present| present == content) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(packed, brotli(content)?)
        .and_then(|()| fs::write(file, content))
        .with_context(|| format!("cannot write {}", crate::paths::shown(file)))
}

fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_with_a_script() -> Site {
        let mut site = Site::new(PathBuf::new());
        site.add_page_part("js", "postern.js", b"abc".to_vec());
        site
    }

    #[test]
    fn a_page_names_its_parts_by_their_hashed_paths() {
        let mut site = site_with_a_script();
        site.add_page("index.html", "<script src=\"{{js}}\"></script>")
            .expect("the part is there");
        assert_eq!(
            site.files.get("index.html").map(Vec::as_slice),
            Some(&b"<script src=\"/assets/postern-ba7816bf8f01cfea.js\"></script>"[..])
        );
    }

    #[test]
    fn a_page_with_an_unknown_part_is_refused() {
        let error = site_with_a_script()
            .add_page("index.html", "{{css}}")
            .expect_err("there is no such part");
        assert!(error.to_string().contains("{{css}}"), "{error}");
    }

    #[test]
    fn brotli_gives_back_what_went_in() {
        let content = b"postern ".repeat(100);
        let packed = brotli(&content).expect("memory to memory");
        assert!(packed.len() < content.len());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).expect("it was just packed");
        assert_eq!(unpacked, content);
    }
}
