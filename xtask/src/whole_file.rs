//! Files that are there as a whole or not at all, for their owner's eyes only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use zeroize::Zeroizing;

use crate::paths;

/// A file that takes its name when it is finished, and is gone where it never is.
pub struct WholeFile {
    file: File,
    /// What the file does not have yet: keys, it may be.
    buffer: Zeroizing<Vec<u8>>,
    beside: PathBuf,
    path: PathBuf,
    /// Whether it never takes another one's place.
    is_new: bool,
}

impl WholeFile {
    /// Begins one. Never takes another one's place.
    pub fn begin(path: &Path) -> Result<Self> {
        refuse_taken(path)?;
        Self::open(path, true)
    }

    /// The same, where it may take the place of an older one, which stays until it is finished.
    pub fn begin_anew(path: &Path) -> Result<Self> {
        Self::open(path, false)
    }

    fn open(path: &Path, is_new: bool) -> Result<Self> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".unfinished-{}", std::process::id()));
        let beside = PathBuf::from(beside);
        let file = create(&beside).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            file,
            buffer: Zeroizing::new(Vec::with_capacity(BUFFER)),
            beside,
            path: path.to_owned(),
            is_new,
        })
    }

    /// Puts it in its place, once the disk has it.
    pub fn finish(mut self) -> Result<()> {
        let cannot = format!("cannot write {}", paths::shown(&self.path));
        self.flush()
            .and_then(|()| self.file.sync_all())
            .context(cannot.clone())?;
        if self.is_new {
            // A second name fails where there is one already, also if it came at this moment.
            match fs::hard_link(&self.beside, &self.path) {
                Ok(()) => return Ok(()),
                // Else it is a disk that has one name for a file: there is nothing better than to look.
                Err(_) => refuse_taken(&self.path)?,
            }
        }
        fs::rename(&self.beside, &self.path).context(cannot)
    }
}

fn refuse_taken(path: &Path) -> Result<()> {
    // Also where it is a link that leads nowhere.
    if path.symlink_metadata().is_ok() {
        bail!("{} is there already; choose another name", path.display());
    }
    Ok(())
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // It never grows: what it has moved out of would not be wiped.
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush()?;
        }
        if bytes.len() >= BUFFER {
            return self.file.write(bytes);
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // Where it was finished, it has its other name, or has no name like this any more.
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

/// So much is written at a time.
const BUFFER: usize = 8192;

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

    #[test]
    fn one_that_got_the_name_meanwhile_keeps_it() {
        let folder = TestFolder::new();
        let path = folder.file("both");
        let mut late = WholeFile::begin(&path).expect("nobody has it yet");
        late.write_all(b"late").expect("there is room");
        fs::write(&path, "early").expect("the folder is ours");
        let error = late.finish().expect_err("it is taken");
        assert!(error.to_string().contains("there already"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "early");
        assert_eq!(folder.files(), 1);
    }

    #[test]
    fn an_older_file_is_replaced_where_that_is_meant() {
        let folder = TestFolder::new();
        let path = folder.file("older");
        fs::write(&path, "older").expect("the folder is ours");
        let mut file = WholeFile::begin_anew(&path).expect("the folder is ours");
        file.write_all(b"newer").expect("there is room");
        file.finish().expect("it can be renamed");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "newer");
        assert_eq!(folder.files(), 1);
    }

    #[test]
    fn pieces_of_every_length_come_in_their_order() {
        let folder = TestFolder::new();
        let path = folder.file("pieces");
        let mut file = WholeFile::begin(&path).expect("the folder is ours");
        let mut expected = Vec::new();
        for (byte, length) in (0..).zip([1, 8191, 1, 8192, 5000, 5000, 0, 20_000, 3]) {
            let piece = vec![byte; length];
            file.write_all(&piece).expect("there is room");
            expected.extend(piece);
        }
        file.finish().expect("it takes its name");
        assert!(fs::read(&path).expect("it is there") == expected);
    }
}
