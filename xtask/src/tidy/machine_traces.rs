//! Files speak of the project, not of the machine that they were written on.

use super::source_file::{Finding, SourceFile};

/// A path into somebody's home works for nobody else.
pub fn no_paths_of_a_machine(file: &SourceFile) -> Vec<Finding> {
    // In pieces, so that this file keeps its own rule.
    let homes = ["home", "root", "Users", "work", "tmp"].map(|home| format!("/{home}/"));
    found(file, "a path of one machine", |line| {
        homes.iter().find(|home| begins_a_path(line, home)).cloned()
    })
}

/// Where packages come from is for each machine's own configuration to say.
pub fn no_registry_hosts(file: &SourceFile) -> Vec<Finding> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    if LOCK_FILES.contains(&name) {
        return Vec::new();
    }
    let hosts = [
        ["registry.npmjs", ".org"],
        ["crates", ".io"],
        ["pypi", ".org"],
        ["files.pythonhosted", ".org"],
    ]
    .map(|pieces| pieces.concat());
    found(file, "the host of a package registry", |line| {
        hosts.iter().find(|host| line.contains(*host)).cloned()
    })
}

fn found(file: &SourceFile, what: &str, trace: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    file.text
        .lines()
        .zip(1..)
        .filter_map(|(text, line)| {
            let trace = trace(text)?;
            Some(Finding {
                line,
                what: format!("`{trace}`: {what}"),
            })
        })
        .collect()
}

/// Whether `home` stands in `line` other than inside a longer path or address.
fn begins_a_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-/~{}".contains(before))
    })
}

const LOCK_FILES: &[&str] = &["Cargo.lock", "package-lock.json"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_folder_is_found() {
        let file = SourceFile::new("README.md", format!("see\n\"/{}/me/x\"", "home"));
        assert_eq!(
            no_paths_of_a_machine(&file).first().map(|it| it.line),
            Some(2)
        );
    }

    #[test]
    fn a_part_of_an_address_is_no_home_folder() {
        let file = SourceFile::new("README.md", format!("example.com/{}/x", "home"));
        assert_eq!(no_paths_of_a_machine(&file), []);
    }

    #[test]
    fn a_registry_is_found_outside_of_lock_files() {
        let text = ["https://registry.npmjs", ".org/x"].concat();
        let file = SourceFile::new("README.md", text.clone());
        assert_eq!(no_registry_hosts(&file).len(), 1);
        for lock in ["package-lock.json", "examples/a/Cargo.lock"] {
            let file = SourceFile::new(lock, text.clone());
            assert_eq!(no_registry_hosts(&file), []);
        }
    }
}
