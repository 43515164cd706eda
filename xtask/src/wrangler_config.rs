//! `wrangler.toml`, the one place that names bindings and variables.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::paths;

/// The configuration as JSON.
pub struct WranglerConfig(Value);

impl WranglerConfig {
    /// Reads the file of this checkout.
    pub fn read() -> Result<Self> {
        let text = fs::read_to_string(paths::in_root("wrangler.toml"))
            .context("cannot read wrangler.toml")?;
        Self::parse(&text)
    }

    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text)
            .map(Self)
            .context("wrangler.toml is not well-formed")
    }

    /// Gives `NAME=VALUE` to a variable; refuses one that `[vars]` does not name, because a
    /// mistyped name would otherwise change nothing in silence.
    pub fn override_variable(&mut self, assignment: &str) -> Result<()> {
        let Some((name, value)) = assignment.split_once('=') else {
            bail!("--var takes NAME=VALUE");
        };
        let Some(variables) = self.0.get_mut("vars").and_then(Value::as_object_mut) else {
            bail!("wrangler.toml has no [vars]");
        };
        let known = variables.keys().cloned().collect::<Vec<_>>().join(", ");
        let Some(slot) = variables.get_mut(name) else {
            bail!("wrangler.toml has no variable {name}; it has {known}");
        };
        *slot = Value::from(value);
        Ok(())
    }

    /// The Worker's name, which those of the environments begin with.
    pub fn name(&self) -> Result<&str> {
        let name = self.0.get("name").and_then(Value::as_str);
        name.context("wrangler.toml has no name")
    }

    /// The whole of it.
    pub fn into_json(self) -> Value {
        self.0
    }

    /// A variable's value; in an environment, where one is named, which inherits none.
    pub fn variable(&self, environment: Option<&str>, name: &str) -> Option<&str> {
        let table = match environment {
            Some(environment) => self.0.get("env")?.get(environment)?,
            None => &self.0,
        };
        table.get("vars")?.get(name)?.as_str()
    }
}

/// That an environment is one of [`ENVIRONMENTS`].
pub fn expect_environment(name: &str) -> Result<()> {
    if !ENVIRONMENTS.contains(&name) {
        bail!("--env takes {}", ENVIRONMENTS.join(" or "));
    }
    Ok(())
}

/// The environments that can be deployed.
pub const ENVIRONMENTS: &[&str] = &["staging", "production"];

/// `pairs` as a JSON object.
pub fn object(pairs: Vec<(String, String)>) -> Value {
    Value::Object(
        pairs
            .into_iter()
            .map(|(name, value)| (name, Value::from(value)))
            .collect::<Map<_, _>>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[vars]\nFLOOD_SHIELD = \"on\"\n";

    #[test]
    fn a_variable_takes_another_value() {
        let mut config = WranglerConfig::parse(TEXT).expect("it is well-formed");
        config
            .override_variable("FLOOD_SHIELD=off")
            .expect("the name is known");
        assert_eq!(config.variable(None, "FLOOD_SHIELD"), Some("off"));
    }

    #[test]
    fn an_unknown_variable_is_refused_by_name() {
        let mut config = WranglerConfig::parse(TEXT).expect("it is well-formed");
        let error = config
            .override_variable("FLOOD_SHEILD=off")
            .expect_err("it is mistyped");
        assert!(error.to_string().contains("FLOOD_SHEILD"), "{error}");
    }

    #[test]
    fn a_value_may_hold_an_equals_sign() {
        let mut config = WranglerConfig::parse(TEXT).expect("it is well-formed");
        config
            .override_variable("FLOOD_SHIELD=a=b")
            .expect("the name is known");
        assert_eq!(config.variable(None, "FLOOD_SHIELD"), Some("a=b"));
    }

    #[test]
    fn the_checked_in_file_is_well_formed() {
        WranglerConfig::read().expect("it is used by wrangler too");
    }

    /// An environment's table without what may be its own.
    fn common(table: &Value) -> Value {
        let mut common = Map::new();
        for name in NOT_INHERITED {
            common.insert(
                (*name).to_owned(),
                table.get(name).cloned().unwrap_or_default(),
            );
        }
        let mut common = Value::from(common);
        for (pointer, name) in [
            ("/vars", "PUBLIC_ORIGIN"),
            ("/kv_namespaces/0", "id"),
            ("/ratelimits/0", "namespace_id"),
        ] {
            let table = common.pointer_mut(pointer).and_then(Value::as_object_mut);
            let removed = table.and_then(|table| table.remove(name));
            assert!(removed.is_some() || name == "id", "there is no {name}");
        }
        common
    }

    #[test]
    fn the_environments_are_like_the_top_where_wrangler_lets_them_inherit_nothing() {
        let config = WranglerConfig::read().expect("it is used by wrangler too");
        let top = config.into_json();
        for environment in ENVIRONMENTS {
            let table = top.pointer(&format!("/env/{environment}"));
            let table = table.expect("it stands there");
            assert_eq!(common(table), common(&top), "{environment}");
        }
    }

    #[test]
    fn what_stands_at_the_top_is_inherited_or_stands_again() {
        let top = WranglerConfig::read()
            .expect("it is well-formed")
            .into_json();
        for name in top.as_object().expect("a table").keys() {
            let is_known = [NOT_INHERITED, INHERITED].concat().contains(&name.as_str());
            assert!(
                is_known || name == "env",
                "does an environment inherit {name}?"
            );
        }
    }

    #[test]
    fn limits_are_counted_apart() {
        let top = WranglerConfig::read()
            .expect("it is well-formed")
            .into_json();
        let tables = ENVIRONMENTS.iter().map(|name| format!("/env/{name}"));
        let counters: std::collections::BTreeSet<String> = std::iter::once(String::new())
            .chain(tables)
            .filter_map(|table| top.pointer(&format!("{table}/ratelimits/0/namespace_id")))
            .map(Value::to_string)
            .collect();
        assert_eq!(counters.len(), 1 + ENVIRONMENTS.len());
    }

    /// After wrangler's own list.
    const NOT_INHERITED: &[&str] = &["durable_objects", "kv_namespaces", "ratelimits", "vars"];
    const INHERITED: &[&str] = &[
        "assets",
        "build",
        "compatibility_date",
        "main",
        "migrations",
        "name",
        "observability",
        "preview_urls",
        "triggers",
        "workers_dev",
    ];
}
