//! The examples of the README, as they stand there.

use std::fs;
use std::process::{Command, Stdio};

use postern_e2e::server::Server;
use postern_e2e::workspace;

/// The blocks run in one shell, in their order: what one sets, the next may use.
#[test]
fn the_curl_examples_of_the_readme_work() {
    let readme = fs::read_to_string(workspace::root().join("README.md"));
    let readme = readme.expect("the project has a README.md");
    let blocks = tested_blocks(&readme);
    assert!(!blocks.is_empty(), "no block of README.md is marked {MARK}");
    assert!(
        readme.contains(WRITTEN_ORIGIN),
        "the examples name their server"
    );
    let script = blocks
        .join("\n")
        .replace(WRITTEN_ORIGIN, Server::shared().origin());
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .output()
        .expect("bash can be started");
    let said = format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{script}\n---\n{said}");
    assert!(
        !said.contains("urn:postern:problem:"),
        "{script}\n---\n{said}"
    );
}

#[test]
fn only_marked_blocks_are_taken() {
    let text = "```sh\nno\n```\n<!-- tested: curl -->\n```sh\nyes\n```\n```sh\nno\n```\n";
    assert_eq!(tested_blocks(text), ["yes"]);
}

fn tested_blocks(markdown: &str) -> Vec<String> {
    markdown
        .split(MARK)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix("```sh\n"))
        .filter_map(|rest| rest.split_once("\n```"))
        .map(|(block, _)| block.to_owned())
        .collect()
}

const MARK: &str = "<!-- tested: curl -->";
/// Where `cargo xtask dev` serves, and so what the examples say.
const WRITTEN_ORIGIN: &str = "http://localhost:8787";
