//! What is left to do when a deployment is there.

use std::path::Path;

use postern_shared::api::RegistrationMode;

use super::{Deployment, Keys};

impl Deployment<'_> {
    /// The next steps, in commands that can be taken as they are.
    pub(super) fn advice(&self, keys: &Keys, url: Option<&str>) -> String {
        let environment = self.environment;
        let mut lines = match url {
            Some(url) => vec![
                format!("\nPostern is at {url}\n\nNext:"),
                format!("  curl {url}/api/health"),
            ],
            None => vec!["\nPostern is deployed; no address leads to it yet.\n\nNext:".to_owned()],
        };
        let has_origin = self.variable("PUBLIC_ORIGIN").is_some();
        if !has_origin {
            lines.push(format!(
                "  give it a hostname of its own before people register: routes under \
                 [env.{environment}] and PUBLIC_ORIGIN under [env.{environment}.vars] in wrangler.toml, \
                 then this command again"
            ));
        }
        let kept = match keys {
            Keys::New { kept, .. } => kept.as_deref(),
            Keys::Deployed => None,
        };
        if let Some(file) = kept {
            lines.push(format!(
                "  keep a copy of {}: without it the accounts are lost",
                shown(Some(file))
            ));
        }
        let registration = self.variable("REGISTRATION").unwrap_or_default();
        if RegistrationMode::parse(&registration) == Some(RegistrationMode::Closed) {
            lines.push(format!(
                "  REGISTRATION is \"{registration}\", which refuses invitations too. For as long as somebody \
                 shall come by one: REGISTRATION = \"invite\" under [env.{environment}.vars] in \
                 wrangler.toml, then this command again"
            ));
        }
        let file = self.file.as_deref().or(kept);
        // The command takes it from where it is missing.
        let origin = if has_origin {
            String::new()
        } else {
            format!(" --origin {}", url.unwrap_or("ORIGIN"))
        };
        lines.push(format!(
            "  cargo xtask invite --role admin --env {environment} --file {}{origin}, for the first \
             administrator{}",
            shown(file),
            if file.is_some() {
                ""
            } else {
                "; FILE has the line with POSTERN_KEYS"
            }
        ));
        lines.push(format!(
            "  cargo xtask backup FILE --remote --env {environment}, each day (docs/operations.md)"
        ));
        lines.join("\n")
    }

    /// A variable of the environment that is not empty.
    fn variable(&self, name: &str) -> Option<String> {
        let value = self.setting(&format!("/env/{}/vars/{name}", self.environment));
        value.filter(|value| !value.is_empty())
    }
}

/// A file of keys as a command names it.
pub(super) fn shown(file: Option<&Path>) -> String {
    file.map_or_else(|| "FILE".to_owned(), |file| file.display().to_string())
}
