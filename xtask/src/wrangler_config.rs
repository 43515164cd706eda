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

    /// The whole of it.
    pub fn into_json(self) -> Value {
        self.0
    }

    /// A variable's value.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.0.get("vars")?.get(name)?.as_str()
    }
}

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
        assert_eq!(config.variable("FLOOD_SHIELD"), Some("off"));
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
        assert_eq!(config.variable("FLOOD_SHIELD"), Some("a=b"));
    }

    #[test]
    fn the_checked_in_file_is_well_formed() {
        WranglerConfig::read().expect("it is used by wrangler too");
    }
}
