//! The records of a service on this machine, through Miniflare: in one process, and with their bytes
//! as they are.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Record, Stored, Taker};
use crate::paths;
use crate::process;
use crate::wrangler_config::WranglerConfig;

pub fn keys(state: &Path, prefixes: &[&str]) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    // Miniflare would make the folder.
    if state.is_dir() {
        for prefix in prefixes {
            ask(state, json!({ "act": "list", "prefix": prefix }), |line| {
                keys.push(text(line, "key")?.to_owned());
                Ok(())
            })?;
        }
    }
    Ok(keys)
}

pub fn read(state: &Path, keys: &[String], take: &mut Taker<'_>) -> Result<()> {
    ask(state, json!({ "act": "read", "keys": keys }), |line| {
        take(Record {
            key: text(line, "key")?.to_owned(),
            value: STANDARD
                .decode(text(line, "value")?)
                .context("a value is no base64")?,
        })
    })
}

pub fn put(state: &Path, batch: &[Stored]) -> Result<()> {
    let records: Vec<Value> = batch
        .iter()
        .map(|Stored { record, metadata }| {
            let value = STANDARD.encode(&record.value);
            json!({ "key": record.key, "value": value, "metadata": metadata })
        })
        .collect();
    let message = json!({ "act": "put", "records": records });
    ask(state, message, |_nothing| Ok(()))
}

/// Starts the program, gives it its message, and hands over each line of its answer.
fn ask(state: &Path, mut message: Value, take: impl FnMut(&Value) -> Result<()>) -> Result<()> {
    let config = WranglerConfig::read()?.into_json();
    if let Some(message) = message.as_object_mut() {
        // As `serve` and `wrangler --persist-to` have it.
        message.insert("state".to_owned(), json!(state.join("v3")));
        let namespaces = config.get("kv_namespaces").cloned();
        message.insert("namespaces".to_owned(), namespaces.unwrap_or_default());
    }
    let mut child = process::command(paths::node())
        .arg(paths::in_root("xtask/records.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start Node; `cargo xtask setup` installs it")?;
    let outcome = converse(&mut child, &message, take);
    if outcome.is_err() {
        // It may have ended by itself.
        let _killed = child.kill();
    }
    let status = child.wait()?;
    outcome?;
    if !status.success() {
        bail!("the records cannot be reached ({status}); the reason is above");
    }
    Ok(())
}

fn converse(
    child: &mut Child,
    message: &Value,
    mut take: impl FnMut(&Value) -> Result<()>,
) -> Result<()> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        bail!("the pipes to Node are gone");
    };
    writeln!(input, "{message}")?;
    for line in BufReader::new(output).lines() {
        take(&serde_json::from_str(&line?).context("a line of the answer is no JSON")?)?;
    }
    Ok(())
}

fn text<'a>(line: &'a Value, name: &str) -> Result<&'a str> {
    let text = line.get(name).and_then(Value::as_str);
    text.with_context(|| format!("a line of the answer has no {name}"))
}
