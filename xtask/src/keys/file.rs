//! The file with `POSTERN_KEYS`, in which nothing else is touched.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use postern_keyring::KeyRing;
use zeroize::Zeroizing;

use crate::paths;
use crate::whole_file::WholeFile;

/// Lines of `NAME=VALUE` and comments, of which one is `POSTERN_KEYS`.
pub struct SecretFile {
    path: PathBuf,
    text: Zeroizing<String>,
}

impl SecretFile {
    /// Reads it.
    pub fn read(path: &Path) -> Result<Self> {
        // Otherwise the new file would take the place of a link, not of what it leads to.
        let path = fs::canonicalize(path)
            .with_context(|| format!("cannot find {}", paths::shown(path)))?;
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", paths::shown(&path)))?;
        Ok(Self {
            path,
            text: Zeroizing::new(text),
        })
    }

    /// The ring in it.
    pub fn ring(&self) -> Result<KeyRing> {
        let (start, end) = self.value()?;
        self.text
            .get(start..end)
            .context("the value is no text")
            .and_then(|value| Ok(KeyRing::parse(value)?))
            .with_context(|| format!("{NAME} in {}", paths::shown(&self.path)))
    }

    /// Puts another ring in its place: a new file, readable by its owner only, takes the place of
    /// the old one, so that there is a whole one at any moment.
    pub fn write(&self, ring: &KeyRing) -> Result<()> {
        let text = self.with(ring)?;
        let mut file = WholeFile::begin_anew(&self.path)?;
        let written = file.write_all(text.as_bytes());
        written.with_context(|| format!("cannot write {}", paths::shown(&self.path)))?;
        file.finish()
    }

    fn with(&self, ring: &KeyRing) -> Result<Zeroizing<String>> {
        let (start, end) = self.value()?;
        let value = ring.to_text();
        let mut text = Zeroizing::new(String::with_capacity(self.text.len() + value.len()));
        text.push_str(self.text.get(..start).unwrap_or_default());
        text.push_str(&value);
        text.push_str(self.text.get(end..).unwrap_or_default());
        Ok(text)
    }

    /// From where to where the value stands, without its quotes.
    fn value(&self) -> Result<(usize, usize)> {
        let mut found = None;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if let Some((name, value)) = line.split_once('=')
                && name.trim() == NAME
            {
                let from = start + name.len() + 1 + (value.len() - value.trim_start().len());
                if found.replace((from, value.trim())).is_some() {
                    bail!("{NAME} stands twice in {}", paths::shown(&self.path));
                }
            }
            start += line.len();
        }
        let Some((from, value)) = found else {
            bail!("there is no {NAME} in {}", paths::shown(&self.path));
        };
        let is_quoted = ['"', '\'']
            .iter()
            .any(|quote| value.len() > 1 && value.starts_with(*quote) && value.ends_with(*quote));
        let quote = usize::from(is_quoted);
        Ok((from + quote, from + value.len() - quote))
    }
}

const NAME: &str = "POSTERN_KEYS";

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn file(text: &str) -> SecretFile {
        SecretFile {
            path: PathBuf::from("somewhere"),
            text: Zeroizing::new(text.to_owned()),
        }
    }

    fn changed(text: &str) -> String {
        let file = file(text);
        let mut ring = file.ring().expect("well formed");
        assert_eq!(ring.add(Zeroizing::new([0; 32]), 7), Some(2));
        file.with(&ring).expect("it stands once").to_string()
    }

    #[test]
    fn nothing_but_the_value_changes() {
        for (before, after) in [
            ("# keys: POSTERN_KEYS\nA=1\nPOSTERN_KEYS=\"", "\"\n\n# end"),
            (" POSTERN_KEYS = '", "' \r\nB=2\n"),
            ("POSTERN_KEYS=", ""),
            ("POSTERN_KEYS=", "\nPOSTERN_KEYS_OLD=x"),
            ("#POSTERN_KEYS=x\nPOSTERN_KEYS=", "\n"),
        ] {
            let value = format!("directory:{A},1:{A}");
            assert_eq!(
                changed(&format!("{before}{value}{after}")),
                format!("{before}{value},2@7:{A}{after}")
            );
        }
    }

    #[test]
    fn a_file_without_a_ring_is_refused_without_its_content() {
        let secret = format!("directory:{A},1:{A}=");
        for text in [
            String::new(),
            "A=1".to_owned(),
            format!("POSTERN_KEYS={secret}"),
            format!("POSTERN_KEYS={secret}\nPOSTERN_KEYS={secret}"),
            "POSTERN_KEYS=\"".to_owned(),
        ] {
            let error = file(&text).ring().err().expect("it is malformed");
            assert!(!format!("{error:#}").contains(A), "{error:#}");
        }
    }

    #[test]
    fn a_new_file_is_its_owners_only_and_takes_the_old_ones_place() {
        let folder = std::env::temp_dir().join(format!("postern-keys-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a new folder");
        let (path, link) = (folder.join("vars"), folder.join("link"));
        fs::write(&path, format!("POSTERN_KEYS=directory:{A},1:{A}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("its owner may");
        std::os::unix::fs::symlink(&path, &link).expect("linked");

        let other = folder.join("vars.new");
        fs::write(&other, "another's").expect("written");

        let file = SecretFile::read(&link).expect("it is there");
        let mut ring = file.ring().expect("well formed");
        assert_eq!(ring.add(Zeroizing::new([0; 32]), 7), Some(2));
        file.write(&ring).expect("its folder can be written");

        let text = fs::read_to_string(&path).expect("it is there");
        assert_eq!(text, format!("POSTERN_KEYS=directory:{A},1:{A},2@7:{A}\n"));
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 3);
        assert_eq!(fs::read_to_string(&other).expect("it stays"), "another's");
        fs::remove_dir_all(&folder).expect("it is ours");
    }
}
