//! Files that are there as a whole or not at all, for their owner's eyes only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::paths;

/// A file that takes its name when it is finished, and is gone where it never is.
pub struct WholeFile {
    file: BufWriter<File>,
    beside: PathBuf,
    path: PathBuf,
}

impl WholeFile {
    /// Begins one. Never takes another one's place.
    pub fn begin(path: &Path) -> Result<Self> {
        if path.exists() {
            bail!("{} is there already; choose another name", path.display());
        }
        Self::begin_anew(path)
    }

    /// The same, where it may take the place of an older one, which stays until it is finished.
    pub fn begin_anew(path: &Path) -> Result<Self> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".unfinished-{}", std::process::id()));
        let beside = PathBuf::from(beside);
        let file = create(&beside).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            file: BufWriter::new(file),
            beside,
            path: path.to_owned(),
        })
    }

    /// Puts it in its place, once the disk has it.
    pub fn finish(mut self) -> Result<()> {
        let named = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .and_then(|()| fs::rename(&self.beside, &self.path));
        named.with_context(|| format!("cannot write {}", paths::shown(&self.path)))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // It is not there where it was finished.
        let _removed = fs::remove_file(&self.beside);
    }
}

/// A new file that nobody but its owner can read.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn a_file_has_its_name_when_it_is_finished_and_is_its_owners_only() {
        let folder = TestFolder::new();
        let path = folder.file("whole");
        let mut file = WholeFile::begin(&path).expect("the folder is ours");
        file.write_all(b"all of it").expect("there is room");
        assert!(!path.exists());
        file.finish().expect("it can be renamed");
        assert_eq!(fs::read(&path).expect("it is there"), b"all of it");
        let mode = fs::metadata(&path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        assert_eq!(folder.files(), 1);
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing() {
        let folder = TestFolder::new();
        let mut file = WholeFile::begin(&folder.file("half")).expect("the folder is ours");
        file.write_all(b"half of it").expect("there is room");
        drop(file);
        assert_eq!(folder.files(), 0);
    }

    #[test]
    fn another_file_keeps_its_place() {
        let folder = TestFolder::new();
        let path = folder.file("older");
        fs::write(&path, "older").expect("the folder is ours");
        let error = WholeFile::begin(&path).err().expect("it is taken");
        assert!(error.to_string().contains("there already"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "older");
    }
}
