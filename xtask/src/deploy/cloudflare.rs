//! What wrangler is asked, and what its answers mean.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::failure::{NOT_LOGGED_IN, explained};
use super::report::Report;
use crate::process;
use crate::wrangler::Wrangler;

/// The account with Cloudflare, through wrangler.
pub struct Cloudflare {
    wrangler: Wrangler,
}

/// A KV namespace.
pub struct KvNamespace {
    /// What `wrangler.toml` names it by.
    pub id: String,
    /// What people call it.
    pub title: String,
}

/// The commands, to read.
pub struct Commands {
    pub who: String,
    pub list: String,
    pub create: String,
    pub secrets: String,
    pub records: String,
    pub deploy: String,
}

impl Cloudflare {
    /// Through this wrangler.
    pub const fn new(wrangler: Wrangler) -> Self {
        Self { wrangler }
    }

    /// Who is logged in, in words; refuses to guess which of several accounts is meant.
    pub fn who_am_i(&self, is_account_chosen: bool) -> Result<String> {
        let answer = match ask(&mut self.who()) {
            Ok(answer) => answer,
            Err(said) if said.contains("\"loggedIn\":false") => bail!(NOT_LOGGED_IN),
            Err(said) => bail!(explained(&said)),
        };
        let answer: Value =
            serde_json::from_str(&answer).context("wrangler does not say who is logged in")?;
        let accounts = answer.get("accounts").and_then(Value::as_array);
        let accounts: Vec<&Value> = accounts.into_iter().flatten().collect();
        if accounts.len() > 1 && !is_account_chosen {
            let text = |account: &Value, name| account.get(name)?.as_str().map(str::to_owned);
            let lines: Vec<String> = accounts
                .iter()
                .filter_map(|account| {
                    Some(format!(
                        "  {}  {}",
                        text(account, "id")?,
                        text(account, "name")?
                    ))
                })
                .collect();
            bail!(
                "this login has several accounts; say which one in CLOUDFLARE_ACCOUNT_ID:\n{}",
                lines.join("\n")
            );
        }
        let email = answer.get("email").and_then(Value::as_str);
        Ok(email.unwrap_or("an API token").to_owned())
    }

    /// All KV namespaces of the account.
    pub fn namespaces(&self) -> Result<Vec<KvNamespace>> {
        let list = answer(&mut self.list())?;
        let list: Vec<Value> =
            serde_json::from_str(&list).context("wrangler's list of namespaces is no JSON")?;
        let text = |namespace: &Value, name| namespace.get(name)?.as_str().map(str::to_owned);
        Ok(list
            .iter()
            .filter_map(|namespace| {
                let (id, title) = (text(namespace, "id")?, text(namespace, "title")?);
                Some(KvNamespace { id, title })
            })
            .collect())
    }

    /// Makes a namespace.
    pub fn create_namespace(&self, title: &str) -> Result<()> {
        answer(&mut self.create(title)).map(|_said| ())
    }

    /// Whether the Worker has `POSTERN_KEYS`; one that is not there has none.
    pub fn has_keys(&self) -> Result<bool> {
        let list = match ask(&mut self.secrets()) {
            Ok(list) => list,
            Err(said) if said.contains("Worker \"") && said.contains("not found") => {
                return Ok(false);
            }
            Err(said) => bail!(explained(&said)),
        };
        let secrets: Vec<Value> =
            serde_json::from_str(&list).context("wrangler's list of secrets is no JSON")?;
        let name = Value::from("POSTERN_KEYS");
        Ok(secrets
            .iter()
            .any(|secret| secret.get("name") == Some(&name)))
    }

    /// Whether the namespace has accounts.
    pub fn has_records(&self) -> Result<bool> {
        let list = answer(&mut self.records())?;
        let keys: Vec<Value> =
            serde_json::from_str(&list).context("wrangler's list of keys is no JSON")?;
        Ok(!keys.is_empty())
    }

    /// Uploads what was built, and shows what wrangler says; where it answers, if wrangler knows.
    pub fn deploy(&self, secrets: Option<&Path>) -> Result<Option<String>> {
        let report = Report::new();
        let mut command = self.upload(secrets);
        command.env("WRANGLER_OUTPUT_FILE_PATH", report.path());
        process::run(&mut command).context(
            "wrangler did not deploy; what it says is above, and nothing has to be undone",
        )?;
        Ok(report.address())
    }

    /// Everything that wrangler does without the network.
    pub fn rehearse(&self) -> Result<()> {
        process::run(self.upload(None).arg("--dry-run"))
    }

    /// The commands, to read.
    pub fn commands(&self, title: &str) -> Commands {
        // The program's own path is nobody's concern.
        let shown = |command: &Command| {
            let text = process::described(command);
            let words = text
                .split_once("cli.js ")
                .map_or(text.as_str(), |(_, words)| words);
            format!("npx wrangler {words}")
        };
        Commands {
            who: shown(&self.who()),
            list: shown(&self.list()),
            create: shown(&self.create(title)),
            secrets: shown(&self.secrets()),
            records: shown(&self.records()),
            deploy: format!("{} [--secrets-file FILE]", shown(&self.upload(None))),
        }
    }

    fn who(&self) -> Command {
        self.words(&["whoami", "--json"])
    }

    fn list(&self) -> Command {
        self.words(&["kv", "namespace", "list"])
    }

    /// Without `--env`, which would stand before the title.
    fn create(&self, title: &str) -> Command {
        self.words(&["kv", "namespace", "create", title])
    }

    fn secrets(&self) -> Command {
        self.wrangler.deployed(&["secret", "list"])
    }

    fn records(&self) -> Command {
        let list = ["kv", "key", "list", "--binding", "DIRECTORY", "--remote"];
        self.wrangler.deployed(&list)
    }

    fn upload(&self, secrets: Option<&Path>) -> Command {
        let mut command = self.wrangler.deployed(&["deploy"]);
        if let Some(file) = secrets {
            command.arg("--secrets-file").arg(file);
        }
        command
    }

    fn words(&self, words: &[&str]) -> Command {
        let mut command = self.wrangler.command();
        command.args(words);
        command
    }
}

fn answer(command: &mut Command) -> Result<String> {
    ask(command).map_err(|said| {
        let why = explained(&said);
        anyhow::anyhow!(why).context(format!("{} failed", process::described(command)))
    })
}

/// The id of the one with this title.
pub fn titled(title: &str, there: &[KvNamespace]) -> Result<Option<String>> {
    let mut ids = there
        .iter()
        .filter(|namespace| namespace.title.eq_ignore_ascii_case(title))
        .map(|namespace| namespace.id.clone());
    let id = ids.next();
    let others: Vec<String> = ids.collect();
    if let (Some(id), false) = (&id, others.is_empty()) {
        bail!(
            "there are several KV namespaces called {title}: {id}, {}. Enter the id of the right \
             one in wrangler.toml",
            others.join(", ")
        );
    }
    Ok(id)
}

/// Its standard output; everything that it has said where it fails.
fn ask(command: &mut Command) -> Result<String, String> {
    let output = command
        .env("FORCE_COLOR", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start wrangler: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(format!("{}{}", text(&output.stdout), text(&output.stderr)))
}
