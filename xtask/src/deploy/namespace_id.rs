//! The id of an environment's KV namespace in `wrangler.toml`, in which nothing else is touched.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::wrangler_config::WranglerConfig;

/// The id, where it stands there.
pub fn of(text: &str, environment: &str) -> Result<Option<String>> {
    let config = WranglerConfig::parse(text)?.into_json();
    let pointer = format!("/env/{environment}/kv_namespaces");
    let tables = config.pointer(&pointer).and_then(Value::as_array);
    let table = tables
        .and_then(|tables| {
            let is_ours = |table: &&Value| table.get("binding") == Some(&Value::from(BINDING));
            tables.iter().find(is_ours)
        })
        .with_context(|| {
            format!(
                "wrangler.toml has no {BINDING} under {}",
                heading(environment)
            )
        })?;
    Ok(table.get("id").and_then(Value::as_str).map(str::to_owned))
}

/// The text with the id below the binding.
pub fn entered(text: &str, environment: &str, id: &str) -> Result<String> {
    let heading = heading(environment);
    let mut entered = String::with_capacity(text.len() + id.len() + 16);
    let (mut is_inside, mut is_done) = (false, false);
    for line in text.split_inclusive('\n') {
        entered.push_str(line);
        if line.trim_start().starts_with('[') {
            is_inside = line.trim() == heading;
        } else if is_inside && !is_done && is_the_binding(line) {
            if !line.ends_with('\n') {
                entered.push('\n');
            }
            entered.extend(["id = \"", id, "\"\n"]);
            is_done = true;
        }
    }
    // Read back, because the file is somebody's to write as they like.
    if of(&entered, environment)?.as_deref() != Some(id) {
        bail!("enter id = \"{id}\" under {heading} in wrangler.toml, then try again");
    }
    Ok(entered)
}

fn is_the_binding(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        name.trim() == "binding" && value.trim().trim_matches('"').starts_with(BINDING)
    })
}

fn heading(environment: &str) -> String {
    format!("[[env.{environment}.kv_namespaces]]")
}

const BINDING: &str = "DIRECTORY";

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# top\n[[kv_namespaces]]\nbinding = \"DIRECTORY\"\n\n\
        [[env.staging.kv_namespaces]]\nbinding = \"DIRECTORY\"   # ours\n\n\
        [[env.production.kv_namespaces]]\nbinding = \"DIRECTORY\"\n\n[[env.production.x]]\ny = 1\n";

    #[test]
    fn an_id_is_entered_in_its_environment_and_nothing_else_changes() {
        let entered = entered(TEXT, "production", "abc").expect("it has the table");
        assert_eq!(
            of(&entered, "production").expect("TOML").as_deref(),
            Some("abc")
        );
        assert_eq!(of(&entered, "staging").expect("TOML"), None);
        assert_eq!(entered.replace("id = \"abc\"\n", ""), TEXT);
        let both = super::entered(&entered, "staging", "def").expect("it has the table");
        assert_eq!(of(&both, "staging").expect("TOML").as_deref(), Some("def"));
        assert_eq!(
            of(&both, "production").expect("TOML").as_deref(),
            Some("abc")
        );
    }

    #[test]
    fn a_file_that_is_written_in_another_way_is_left_to_its_owner() {
        let text = "[env.staging]\nkv_namespaces = [{ binding = \"DIRECTORY\" }]\n";
        let error = entered(text, "staging", "abc").expect_err("there is no such line");
        assert!(error.to_string().contains("id = \"abc\""), "{error}");
        assert!(of("name = \"a\"\n", "staging").is_err());
    }
}
