//! Which roots the records in KV need, and what their passwords are kept as: read from the list of
//! their keys, without a value.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::process;
use crate::wrangler::Wrangler;

/// The records of a deployment.
pub enum Records {
    /// In a folder of `cargo xtask serve` and `dev`.
    Local(PathBuf),
    /// Of the deployed Worker, through this wrangler.
    Remote(Wrangler),
}

/// The records by the roots that they need.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Whose records are sealed under a root: their locators.
    pub sealed: BTreeMap<u32, Vec<String>>,
    /// How many passwords are peppered with a root.
    pub peppered: BTreeMap<u32, usize>,
    /// Whose records do not say what they need: version 0.1 has written them.
    pub silent: Vec<String>,
    /// How many passwords are of each form and cost, in the Worker's words.
    pub kept_as: BTreeMap<String, usize>,
    /// How many records do not say what their password is kept as: earlier versions have written
    /// them. It holds nothing up.
    pub kept_as_unknown: usize,
}

impl Records {
    /// Counts them, through wrangler. A local service that is in use holds its database at times: it
    /// is asked again.
    pub fn count(&self) -> Result<Needs> {
        let mut pauses = match self {
            Self::Local(_) => TRIES_BESIDE_A_SERVICE - 1,
            Self::Remote(_) => 0,
        };
        loop {
            match self.list() {
                Err(_busy) if pauses > 0 => {
                    pauses -= 1;
                    std::thread::sleep(Duration::from_secs(1));
                }
                outcome => return Needs::read(&outcome?),
            }
        }
    }

    fn list(&self) -> Result<String> {
        let list = [
            "kv",
            "key",
            "list",
            "--binding",
            "DIRECTORY",
            "--prefix",
            PREFIX,
        ];
        let mut command = match self {
            Self::Local(state) => {
                let mut command = Wrangler::installed(None).command();
                command.args(list).args(["--local", "--persist-to"]);
                command.arg(state);
                command
            }
            Self::Remote(wrangler) => {
                let mut command = wrangler.deployed(&list);
                command.arg("--remote");
                command
            }
        };
        process::output(&mut command)
            .context("wrangler does not list the records; `cargo xtask setup` installs it")
    }
}

impl Needs {
    /// Reads what `wrangler kv key list` prints.
    pub fn read(list: &str) -> Result<Self> {
        let keys: Vec<Value> =
            serde_json::from_str(list).context("wrangler's list of keys is no JSON")?;
        let mut needs = Self::default();
        for key in &keys {
            let name = key.get("name").and_then(Value::as_str).unwrap_or_default();
            let Some(locator) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let said = |what| key.get("metadata")?.get(what);
            let root = |which| u32::try_from(said(which)?.as_u64()?).ok();
            match (root("seal"), root("pepper")) {
                (Some(seal), Some(pepper)) => {
                    let sealed = needs.sealed.entry(seal).or_default();
                    sealed.push(locator.to_owned());
                    *needs.peppered.entry(pepper).or_default() += 1;
                }
                _ => needs.silent.push(locator.to_owned()),
            }
            match said("password").and_then(Value::as_str) {
                Some(form) => *needs.kept_as.entry(form.to_owned()).or_default() += 1,
                None => needs.kept_as_unknown += 1,
            }
        }
        Ok(needs)
    }

    /// Whose records are sealed under this root.
    pub fn sealed_under(&self, root: u32) -> &[String] {
        self.sealed.get(&root).map_or(&[], Vec::as_slice)
    }

    /// How many passwords are peppered with this root.
    pub fn peppered_with(&self, root: u32) -> usize {
        self.peppered.get(&root).copied().unwrap_or_default()
    }
}

/// So many records, in words.
pub fn counted(records: usize) -> String {
    match records {
        1 => "1 record".to_owned(),
        records => format!("{records} records"),
    }
}

/// Tries to list the records of a service that may be running.
const TRIES_BESIDE_A_SERVICE: u32 = 5;
/// How the keys of records begin.
const PREFIX: &str = "account/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_by_roots() {
        let list = r#"[
            {"name": "account/a", "metadata": {"seal": 1, "pepper": 1}},
            {"name": "account/b", "metadata": {"seal": 2, "pepper": 1}},
            {"name": "account/c", "metadata": {"seal": 2, "pepper": 2}},
            {"name": "account/d"},
            {"name": "account/e", "metadata": {"seal": "1", "pepper": 1}},
            {"name": "other/f", "metadata": {"seal": 1, "pepper": 1}}
        ]"#;
        let needs = Needs::read(list).expect("JSON");
        assert_eq!(needs.sealed_under(1), ["a"]);
        assert_eq!(needs.sealed_under(2), ["b", "c"]);
        assert_eq!((needs.peppered_with(1), needs.peppered_with(2)), (2, 1));
        assert_eq!(needs.silent, ["d", "e"]);
        assert_eq!(
            (needs.sealed_under(3).len(), needs.peppered_with(3)),
            (0, 0)
        );
    }

    #[test]
    fn passwords_are_counted_by_form_and_cost_where_it_is_said() {
        let list = r#"[
            {"name": "account/a", "metadata": {"seal": 1, "pepper": 1, "password": "opaque m=1"}},
            {"name": "account/b", "metadata": {"seal": 1, "pepper": 1, "password": "opaque m=1"}},
            {"name": "account/c", "metadata": {"seal": 1, "pepper": 1, "password": "opaque m=2"}},
            {"name": "account/d", "metadata": {"seal": 1, "pepper": 1, "colour": "red"}},
            {"name": "account/e", "metadata": {"seal": 1, "pepper": 1, "password": 1}},
            {"name": "account/f"},
            {"name": "other/g", "metadata": {"password": "opaque m=1"}}
        ]"#;
        let needs = Needs::read(list).expect("JSON");
        let counts = [("opaque m=1", 2), ("opaque m=2", 1)];
        let counts = counts.map(|(form, count)| (form.to_owned(), count));
        assert_eq!(needs.kept_as, counts.into());
        assert_eq!(needs.kept_as_unknown, 3);
        // It makes no difference to what the roots are needed for.
        assert_eq!(needs.sealed_under(1), ["a", "b", "c", "d", "e"]);
        assert_eq!(needs.peppered_with(1), 5);
        assert_eq!(needs.silent, ["f"]);
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_an_empty_one() {
        assert!(Needs::read("").is_err() && Needs::read("{}").is_err());
    }
}
