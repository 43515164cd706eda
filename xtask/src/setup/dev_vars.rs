//! Keys for local development, made here and kept out of version control.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys;
use crate::paths;

/// Whether there is a file; what stands in it is its owner's.
pub fn is_met() -> bool {
    file().exists()
}

/// Writes `POSTERN_KEYS` with new random keys, readable by the owner only. Never overwrites:
/// accounts sealed with lost keys are lost.
pub fn meet() -> Result<()> {
    let content = format!("POSTERN_KEYS=\"{}\"\n{LOCAL_SETTINGS}", fresh_keys()?);
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file())
        .and_then(|mut file| file.write_all(content.as_bytes()))
        .context("cannot write .dev.vars")
}

/// The secrets of `.dev.vars`, or `POSTERN_KEYS` of the environment where that is set.
pub fn secrets() -> Result<Vec<(String, String)>> {
    if let Ok(keys) = std::env::var("POSTERN_KEYS") {
        return Ok(vec![("POSTERN_KEYS".to_owned(), keys)]);
    }
    let text = fs::read_to_string(file()).context("cannot read .dev.vars")?;
    Ok(parse(&text))
}

/// A fresh `POSTERN_KEYS`: the key of the directory's names, and the first root.
pub fn fresh_keys() -> Result<String> {
    let fresh_key = || Ok::<_, anyhow::Error>(URL_SAFE_NO_PAD.encode(*keys::fresh_key()?));
    Ok(format!("directory:{},1:{}", fresh_key()?, fresh_key()?))
}

fn parse(text: &str) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| {
            let value = value.trim();
            let bare = ['"', '\'']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
                .unwrap_or(value);
            (name.trim().to_owned(), bare.to_owned())
        })
        .collect()
}

/// The interactive documentation signs in with the password form.
const LOCAL_SETTINGS: &str = "PASSWORD_GRANT=\"on\"\n";

fn file() -> PathBuf {
    paths::in_root(".dev.vars")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sets_of_keys_have_no_key_in_common() {
        let one = fresh_keys().expect("the system has entropy");
        let two = fresh_keys().expect("the system has entropy");
        let keys: std::collections::BTreeSet<_> = [&one, &two]
            .into_iter()
            .flat_map(|set| set.split(','))
            .filter_map(|key| key.split_once(':'))
            .map(|(_, key)| key)
            .collect();
        assert_eq!(keys.len(), 4);
    }

    #[test]
    fn quotes_and_comments_are_no_part_of_a_secret() {
        let read = parse("# keys\nA=\"one\"\nB = 'two'\nC=three=3\n");
        let expected = [("A", "one"), ("B", "two"), ("C", "three=3")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read, expected);
    }
}
