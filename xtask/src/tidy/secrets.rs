//! A type with `expose()` holds a secret.

use super::source_file::{Finding, SourceFile};

/// A secret has no `Display`, no derived `Debug` and no `Clone`: `expose` is its one door.
pub fn secrets_do_not_show(file: &SourceFile) -> Vec<Finding> {
    if !file.is_rust() {
        return Vec::new();
    }
    secret_types(file)
        .into_iter()
        .flat_map(|secret| shown_by(file, secret))
        .collect()
}

/// The types whose `impl` block has a function `expose`.
fn secret_types(file: &SourceFile) -> Vec<&str> {
    let mut current = None;
    let mut found = Vec::new();
    for (_, line) in file.code() {
        if let Some(rest) = line.strip_prefix("impl ") {
            current = rest.split([' ', '{', '<']).next();
        }
        if line.trim_start().starts_with("pub fn expose(")
            || line.trim_start().starts_with("pub const fn expose(")
        {
            found.extend(current);
        }
    }
    found
}

fn shown_by<'a>(file: &'a SourceFile, secret: &'a str) -> Vec<Finding> {
    let mut derives: Option<(usize, &str)> = None;
    let mut findings = Vec::new();
    for (line, code) in file.code() {
        if code.starts_with("#[derive(") {
            derives = Some((line, code));
        } else if declares(code, secret) {
            if let Some((line, derive)) = derives
                && ["Debug", "Clone", "Copy"]
                    .iter()
                    .any(|it| derive.contains(it))
            {
                findings.push(Finding {
                    line,
                    what: format!("`{secret}` is a secret: no Debug, Clone or Copy"),
                });
            }
        } else if !code.starts_with("#[") {
            derives = None;
        }
        if code.starts_with("impl") && code.contains("Display for ") && names(code, secret) {
            findings.push(Finding {
                line,
                what: format!("`{secret}` is a secret: no Display"),
            });
        }
    }
    findings
}

fn declares(code: &str, name: &str) -> bool {
    ["struct ", "enum "]
        .iter()
        .filter_map(|keyword| code.split_once(keyword))
        .any(|(_, rest)| rest.split(|it: char| !it.is_alphanumeric()).next() == Some(name))
}

fn names(code: &str, name: &str) -> bool {
    code.split(|it: char| !it.is_alphanumeric())
        .any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOOR: &str =
        "impl Key {\n    pub fn expose(&self) -> &str {\n        &self.0\n    }\n}\n";

    #[test]
    fn a_secret_that_derives_debug_is_found() {
        let text = format!("#[derive(Debug)]\npub struct Key(String);\n{DOOR}");
        let findings = secrets_do_not_show(&SourceFile::new("shared/src/key.rs", text));
        assert_eq!(findings.first().map(|it| it.line), Some(1));
    }

    #[test]
    fn a_secret_with_display_is_found() {
        let text = format!("pub struct Key(String);\n{DOOR}impl fmt::Display for Key {{}}\n");
        let findings = secrets_do_not_show(&SourceFile::new("shared/src/key.rs", text));
        assert_eq!(findings.first().map(|it| it.line), Some(7));
    }

    #[test]
    fn the_error_beside_a_secret_may_have_both() {
        let text = format!(
            "pub struct Key(String);\n\n#[derive(Debug, Clone)]\npub struct KeyError;\n{DOOR}impl fmt::Display for KeyError {{}}\n"
        );
        let findings = secrets_do_not_show(&SourceFile::new("shared/src/key.rs", text));
        assert_eq!(findings, []);
    }
}
