//! The code in `docs/protect-a-service.md` is what the tests run.

use std::fs;

use postern_e2e::workspace;
use serde_json::Value;

#[test]
fn the_code_of_the_guide_is_that_of_the_examples() {
    let guide = read("docs/protect-a-service.md");
    let blocks = code_blocks(&guide);
    for file in SHOWN {
        let shown = blocks.iter().filter(|(mark, _)| mark == file);
        let shown: Vec<_> = shown.map(|(_, code)| code.as_str()).collect();
        assert_eq!(shown, [read(file)], "{file} in the guide");
    }
    for (mark, code) in &blocks {
        assert!(SHOWN.contains(&mark.as_str()), "from no file:\n{code}");
    }
}

#[test]
fn the_example_in_typescript_takes_the_jose_that_is_tested() {
    let ours: Value = serde_json::from_str(&read("package.json")).expect("npm reads it");
    let example = read("examples/worker-typescript/package.json");
    let example: Value = serde_json::from_str(&example).expect("npm reads it");
    let tested = &ours["devDependencies"];
    assert_eq!(example["dependencies"]["jose"], tested["jose"]);
    assert_eq!(example["devDependencies"]["wrangler"], tested["wrangler"]);
}

#[test]
fn a_block_belongs_to_the_mark_above_it() {
    let text = "```python\na\n```\n<!-- from: b.rs -->\n```rust\nb\n```\n```sh\nc\n```\n";
    let expected = [("", "a\n"), ("b.rs", "b\n")];
    let expected = expected.map(|(mark, code)| (mark.to_owned(), code.to_owned()));
    assert_eq!(code_blocks(text), expected);
}

/// The blocks in a programming language, each with the file that the line above it names.
fn code_blocks(markdown: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut above = "";
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code = lines.by_ref().take_while(|line| *line != "```");
            let code: String = code.flat_map(|line| [line, "\n"]).collect();
            if LANGUAGES.contains(&language) {
                let mark = above
                    .strip_prefix("<!-- from: ")
                    .and_then(|rest| rest.strip_suffix(" -->"));
                blocks.push((mark.unwrap_or_default().to_owned(), code));
            }
        }
        above = line;
    }
    blocks
}

fn read(file: &str) -> String {
    fs::read_to_string(workspace::root().join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

const SHOWN: &[&str] = &[
    "examples/worker-rust/src/postern.rs",
    "examples/worker-rust/src/lib.rs",
    "examples/worker-typescript/src/postern.ts",
    "examples/worker-typescript/src/index.ts",
    "examples/fastapi/postern.py",
    "examples/fastapi/main.py",
];
const LANGUAGES: &[&str] = &["rust", "ts", "typescript", "js", "javascript", "python"];
