//! Is an output still made from what is in the checkout? By content, so that a fresh checkout or
//! a changed branch is judged rightly; a few milliseconds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::paths;

/// The inputs of one output, as they are now.
pub struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Digests `inputs` (files and folders below the root) and `settings`, which are the build's
    /// own flags.
    pub fn of(name: &str, inputs: &[&str], settings: &str) -> Result<Self> {
        let mut files = Vec::new();
        for input in inputs {
            collect(&paths::in_root(input), &mut files)?;
        }
        files.sort();
        let mut hasher = Sha256::new();
        hasher.update(settings);
        for file in files {
            let content =
                fs::read(&file).with_context(|| format!("cannot read {}", paths::shown(&file)))?;
            hasher.update(paths::shown(&file));
            hasher.update([0]);
            hasher.update(content.len().to_le_bytes());
            hasher.update(&content);
        }
        Ok(Self {
            file: paths::in_root("build/stamps").join(name),
            digest: hex(&hasher.finalize()),
        })
    }

    /// Whether the last finished build had the same inputs.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|recorded| recorded == self.digest)
    }

    /// Forgets the last finished build, before its outputs are touched.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Records that the outputs are made from these inputs.
    pub fn record(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.digest)?;
        Ok(())
    }
}

/// The first 16 hexadecimal digits of the content's SHA-256, for file names.
pub fn content_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)).chars().take(16).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries =
        fs::read_dir(path).with_context(|| format!("cannot read {}", paths::shown(path)))?;
    for entry in entries {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_settings_make_another_stamp() {
        let inputs = ["xtask/Cargo.toml"];
        let small = Stamp::of("test", &inputs, "-Oz").expect("the manifest is there");
        let fast = Stamp::of("test", &inputs, "-O3").expect("the manifest is there");
        assert_ne!(small.digest, fast.digest);
    }

    #[test]
    fn other_inputs_make_another_stamp() {
        let one = Stamp::of("test", &["xtask/Cargo.toml"], "").expect("the manifest is there");
        let two = Stamp::of("test", &["xtask/Cargo.toml", "xtask/src/build"], "")
            .expect("the folder is there");
        assert_ne!(one.digest, two.digest);
    }

    #[test]
    fn a_missing_input_is_an_error_and_not_an_empty_one() {
        assert!(Stamp::of("test", &["xtask/no-such-file"], "").is_err());
    }

    #[test]
    fn a_content_hash_is_a_prefix_of_sha_256() {
        assert_eq!(content_hash(b"abc"), "ba7816bf8f01cfea");
    }
}
