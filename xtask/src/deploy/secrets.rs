//! `POSTERN_KEYS` on their way to a new Worker: read from where their owner keeps them, or made here.

use std::fs;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail};
use postern_keyring::KeyRing;
use serde_json::json;
use zeroize::Zeroizing;

use crate::keys::SecretFile;
use crate::setup;
use crate::whole_file::{self, WholeFile};

/// The keys of the Worker.
pub enum Keys {
    /// It has them already.
    Deployed,
    /// They go with the upload.
    New {
        /// The value.
        value: Zeroizing<String>,
        /// Where their owner has them.
        kept: Option<PathBuf>,
    },
}

/// Those of the file, if there is one.
pub fn existing(file: Option<&Path>) -> Result<Option<Keys>> {
    let Some(file) = file.filter(|file| file.exists()) else {
        return Ok(None);
    };
    let value = SecretFile::read(file)?.ring()?.to_text();
    println!("POSTERN_KEYS are taken from {}", file.display());
    let kept = Some(file.to_owned());
    Ok(Some(Keys::New { value, kept }))
}

/// New ones: kept in the file, or shown this once. Before they are used, so that they are not lost if
/// something fails.
pub fn fresh(file: Option<&Path>) -> Result<Keys> {
    let mut output = std::io::stdout();
    let is_terminal = output.is_terminal();
    fresh_to(file, &mut output, is_terminal)
}

/// The same with an output that may be a terminal.
pub fn fresh_to(file: Option<&Path>, terminal: &mut impl Write, is_terminal: bool) -> Result<Keys> {
    let value = Zeroizing::new(setup::fresh_keys()?);
    let Some(file) = file else {
        if !is_terminal {
            bail!("say where the new keys are to be kept: --file PATH");
        }
        writeln!(
            terminal,
            "\nThe keys of this deployment, shown this once. Put them into a password manager now; \
             without them every account is lost. (If this run stops before the upload, the next one \
             makes others.)\n\nPOSTERN_KEYS={}\n",
            value.as_str()
        )?;
        return Ok(Keys::New { value, kept: None });
    };
    let mut kept = WholeFile::begin(file)?;
    writeln!(kept, "POSTERN_KEYS={}", value.as_str())?;
    kept.finish()?;
    println!("made POSTERN_KEYS, and kept them in {}", file.display());
    let kept = Some(file.to_owned());
    Ok(Keys::New { value, kept })
}

/// What wrangler reads the secrets from: for its owner's eyes only, and removed when dropped.
pub struct SecretsFile(Option<PathBuf>);

impl SecretsFile {
    /// With the keys, where there are new ones.
    pub fn with(keys: &Keys) -> Result<Self> {
        let Keys::New { value, .. } = keys else {
            return Ok(Self(None));
        };
        // What is no key ring would stop the service.
        KeyRing::parse(value).context("POSTERN_KEYS")?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("postern-secrets-{}-{number}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut file = whole_file::create(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        let secrets = Self(Some(path));
        let content = Zeroizing::new(json!({ "POSTERN_KEYS": value.as_str() }).to_string());
        file.write_all(content.as_bytes())?;
        Ok(secrets)
    }

    /// Where it is, where there is one.
    pub fn path(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

/// Of the next file: two in one process at once are two.
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Drop for SecretsFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = fs::remove_file(path)
        {
            eprintln!(
                "remove {} yourself: it has the keys in it ({error})",
                path.display()
            );
        }
    }
}
