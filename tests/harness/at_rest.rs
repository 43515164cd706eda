//! Looks for secrets in the bytes that a server keeps.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

/// A sequence of bytes that must not be anywhere, and what it is.
pub struct Needle {
    label: String,
    bytes: Vec<u8>,
}

/// The forms in which `secret` may hide: as it is, in UTF-16, hexadecimal, and base64 of both
/// alphabets wherever in a longer text it begins.
///
/// # Panics
/// Where the secret is so short that noise could hold it.
#[must_use]
pub fn forms(label: &str, secret: &[u8]) -> Vec<Needle> {
    assert!(
        secret.len() >= 8,
        "{label} is too short to be told from noise"
    );
    let hex = secret.iter().fold(String::new(), |mut hex, byte| {
        // Writing into a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let utf_16: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut forms = vec![
        ("in clear".to_owned(), secret.to_vec()),
        ("in UTF-16".to_owned(), utf_16),
        (
            "in upper-case hex".to_owned(),
            hex.to_uppercase().into_bytes(),
        ),
        ("in hex".to_owned(), hex.into_bytes()),
    ];
    for offset in 0..3 {
        forms.push((
            format!("in base64 at {offset}"),
            base64_inside(&STANDARD_NO_PAD, secret, offset),
        ));
        forms.push((
            format!("in base64url at {offset}"),
            base64_inside(&URL_SAFE_NO_PAD, secret, offset),
        ));
    }
    forms
        .into_iter()
        .map(|(form, bytes)| Needle {
            label: format!("{label} {form}"),
            bytes,
        })
        .collect()
}

/// Every place under `dir`, file names included, that holds one of the needles.
///
/// # Panics
/// Where the folder cannot be read.
#[must_use]
pub fn find(dir: &Path, needles: &[Needle]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(dir) {
        let bytes = fs::read(&path).expect("a file of the state can be read");
        let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy();
        for needle in needles {
            if needle.is_in(&bytes) {
                found.push(format!("{} in {name}", needle.label));
            }
            if needle.is_in(name.as_bytes()) {
                found.push(format!("{} in the name {name}", needle.label));
            }
        }
    }
    found
}

impl Needle {
    /// What it is, and in which form.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether `bytes` hold it.
    #[must_use]
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        memmem::find(bytes, &self.bytes).is_some()
    }
}

/// Waits until KV holds something and has not changed for a while: every put has been made.
///
/// # Panics
/// Where nothing comes.
pub async fn wait_until_published(state: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut before = Vec::new();
    loop {
        let now = blobs(state);
        if !now.is_empty() && now == before {
            return;
        }
        assert!(Instant::now() < deadline, "nothing is published: {now:?}");
        before = now;
        tokio::time::sleep(Duration::from_millis(1500)).await;
    }
}

/// The values that KV holds, as files with their lengths.
fn blobs(state: &Path) -> Vec<(PathBuf, u64)> {
    let mut blobs: Vec<_> = folders_named(state, "kv")
        .iter()
        .flat_map(|folder| folders_named(folder, "blobs"))
        .flat_map(|folder| files(&folder))
        .map(|file| {
            // A value that is just being replaced may be gone.
            let length = fs::metadata(&file).map_or(0, |metadata| metadata.len());
            (file, length)
        })
        .collect();
    blobs.sort();
    blobs
}

/// Every file under `dir`.
///
/// # Panics
/// Where the folder cannot be read.
#[must_use]
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder of the state can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// The folders named `name` under `dir`.
///
/// # Panics
/// Where the folder cannot be read.
#[must_use]
pub fn folders_named(dir: &Path, name: &str) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder of the state can be read") {
        let path = entry.expect("an entry can be read").path();
        if !path.is_dir() {
            continue;
        }
        if path.file_name().is_some_and(|last| last == name) {
            folders.push(path);
        } else {
            folders.extend(folders_named(&path, name));
        }
    }
    folders
}

/// The letters that `secret` is bound to leave in the base64 of a text that has it after `offset`
/// other bytes.
fn base64_inside(alphabet: &impl Engine, secret: &[u8], offset: usize) -> Vec<u8> {
    let mut text = vec![0; offset];
    text.extend_from_slice(secret);
    let whole = text.len() * 8 / 6;
    let mut letters = alphabet.encode(text).into_bytes();
    letters.truncate(whole);
    letters.split_off((offset * 8).div_ceil(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_base64_wherever_it_begins() {
        for text in ["a secret!!", "aa secret!!z", "aaa secret!!zz"] {
            let stored = STANDARD_NO_PAD.encode(text);
            let hits = forms("it", b" secret!!")
                .iter()
                .filter(|needle| needle.is_in(stored.as_bytes()))
                .count();
            assert!(hits > 0, "{text}");
        }
    }
}
