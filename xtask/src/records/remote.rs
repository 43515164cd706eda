//! The records of a deployed Worker, through wrangler: the list in one call, each value in one of its
//! own, because wrangler reads many at a time as text only, and writing in batches.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Record, Stored, Taker};
use crate::process;
use crate::whole_file;
use crate::wrangler::Wrangler;

/// The namespace behind the binding `DIRECTORY`.
pub struct Remote {
    wrangler: Wrangler,
    /// How long to wait before each further try of a read.
    pauses: &'static [Duration],
}

impl Remote {
    /// Through this wrangler.
    pub const fn new(wrangler: Wrangler) -> Self {
        Self {
            wrangler,
            pauses: PAUSES,
        }
    }

    /// The keys that begin with one of these.
    pub fn keys(&self, prefixes: &[&str]) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for prefix in prefixes {
            let mut command = self.command(&["kv", "key", "list", "--prefix", prefix]);
            let list =
                process::output(&mut command).context("wrangler does not list the records")?;
            let keys: Vec<Value> =
                serde_json::from_str(&list).context("wrangler's list of keys is no JSON")?;
            for key in &keys {
                let name = key.get("name").and_then(Value::as_str);
                let name = name.context("a key has no name")?;
                if name.starts_with(prefix) {
                    names.push(name.to_owned());
                }
            }
        }
        Ok(names)
    }

    /// Some at the same time, because each is a program that starts.
    pub fn read(&self, keys: &[String], take: &mut Taker<'_>) -> Result<()> {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::sync_channel(READERS);
        thread::scope(|scope| {
            for _ in 0..READERS {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if sender.send(self.get(key)).is_err() {
                            // Nobody takes any more.
                            return;
                        }
                    }
                });
            }
            drop(sender);
            // Dropped where one fails, so that the readers end.
            for record in receiver {
                if let Some(record) = record? {
                    take(record)?;
                }
            }
            Ok(())
        })
    }

    /// One batch. It passes through a file that only its owner can read, and that is removed.
    pub fn put(&self, batch: &[Stored]) -> Result<()> {
        let items: Vec<Value> = batch
            .iter()
            .map(|Stored { record, metadata }| {
                json!({
                    "key": record.key,
                    "value": STANDARD.encode(&record.value),
                    "base64": true,
                    "metadata": metadata,
                })
            })
            .collect();
        let file = TemporaryFile::with(Value::from(items).to_string().as_bytes())?;
        let mut command = self.command(&["kv", "bulk", "put"]);
        command.arg(&file.0);
        process::output(&mut command)
            .map(|_said| ())
            .context("wrangler does not write the records")
    }

    /// `None` where it is gone meanwhile.
    fn get(&self, key: &str) -> Result<Option<Record>> {
        let mut pauses = self.pauses.iter();
        loop {
            let mut command = self.command(&["kv", "key", "get", key]);
            let Output {
                status,
                stdout,
                stderr,
            } = command
                .stdin(Stdio::null())
                .output()
                .with_context(|| format!("cannot start {}", process::described(&command)))?;
            if status.success() {
                return Ok(Some(Record {
                    key: key.to_owned(),
                    value: stdout,
                }));
            }
            let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
            if said.contains(GONE) {
                return Ok(None);
            }
            match pauses.next() {
                Some(pause) => thread::sleep(*pause),
                None => bail!("wrangler does not read {key}: {}", said.trim()),
            }
        }
    }

    fn command(&self, words: &[&str]) -> std::process::Command {
        let mut command = self.wrangler.deployed(words);
        command.args(["--binding", "DIRECTORY", "--remote"]);
        command
    }
}

/// Removed when dropped.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn with(content: &[u8]) -> Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("postern-records-{}-{number}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut file = whole_file::create(&path)?;
        let file_of_ours = Self(path);
        file.write_all(content)?;
        Ok(file_of_ours)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // Nothing better can be done, and what is in it is sealed.
        let _removed = std::fs::remove_file(Path::new(&self.0));
    }
}

/// What wrangler says of a key that is not there.
const GONE: &str = " - 404: ";
/// Calls of wrangler at the same time. Cloudflare takes 1,200 in five minutes.
const READERS: usize = 4;
/// The last one outlasts the five minutes.
const PAUSES: &[Duration] = &[
    Duration::from_secs(2),
    Duration::from_secs(20),
    Duration::from_mins(5),
];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::fake_wrangler::FakeWrangler;

    fn remote(fake: &FakeWrangler) -> Remote {
        Remote {
            wrangler: fake.wrangler(Some("staging")),
            pauses: &[Duration::ZERO],
        }
    }

    #[test]
    fn values_are_read_byte_for_byte_and_a_key_that_is_gone_is_left_out() {
        let fake = FakeWrangler::new(
            r#"*"key list"*) echo '[{"name":"account/a"},{"name":"account/gone"}]' ;;
            *account/a*) printf '\001\000\377\n' ;;
            *account/gone*) echo "Failed to fetch /accounts/… - 404: Not Found);" >&2; exit 1 ;;"#,
        );
        let remote = remote(&fake);
        let keys = remote.keys(&["account/"]).expect("it lists them");
        assert_eq!(keys, ["account/a", "account/gone"]);
        let mut taken = Vec::new();
        let outcome = remote.read(&keys, &mut |record| {
            taken.push((record.key, record.value));
            Ok(())
        });
        outcome.expect("it reads them");
        assert_eq!(
            taken,
            [("account/a".to_owned(), b"\x01\x00\xff\n".to_vec())]
        );
        let of_staging =
            |call: &String| call.contains("--env staging --binding DIRECTORY --remote");
        assert!(fake.calls().iter().all(of_staging), "{:?}", fake.calls());
    }

    #[test]
    fn a_read_is_tried_again_and_its_failure_says_which_key_and_why() {
        let fake = FakeWrangler::new("*) echo 'Too many requests [code: 971]'; exit 1 ;;");
        let outcome = remote(&fake).read(&["account/a".to_owned()], &mut |_record| Ok(()));
        let error = outcome.expect_err("it fails for ever").to_string();
        assert!(
            error.contains("account/a") && error.contains("code: 971"),
            "{error}"
        );
        assert_eq!(fake.calls().len(), 2);
    }

    #[test]
    fn a_batch_reaches_wrangler_as_base64_with_metadata_and_leaves_no_file() {
        let fake = FakeWrangler::new(
            r#""kv bulk put "*) for file; do :; done; cp "$file" "$FOLDER/batch"; echo "$file" > "$FOLDER/name" ;;"#,
        );
        let record = Record {
            key: "account/a".to_owned(),
            value: vec![1, 0, 255],
        };
        let metadata = json!({ "seal": 1 });
        let batch = [Stored { record, metadata }];
        remote(&fake).put(&batch).expect("it takes them");
        let sent = fs::read_to_string(fake.file("batch")).expect("it was kept");
        let sent: Value = serde_json::from_str(&sent).expect("JSON");
        let expected = json!([
            { "key": "account/a", "value": "AQD/", "base64": true, "metadata": { "seal": 1 } }
        ]);
        assert_eq!(sent, expected);
        let name = fs::read_to_string(fake.file("name")).expect("it was kept");
        assert!(!Path::new(name.trim()).exists());
    }
}
