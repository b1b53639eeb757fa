//! The files of the corpus: sections of text, each under a line such as `====spec====`.

use std::fs;
use std::path::Path;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its path below the corpus, without the ending.
    pub name: String,
    /// The OpenAPI or Swagger document.
    pub document: String,
    /// The request, as a command line of `curl`.
    pub command: String,
    /// The expected answer.
    pub expected: String,
}

/// Every file of the corpus in the folder of the shared data, by name. The corpus is there or the build would not have
/// got this far, so that a file that cannot be read is the end.
pub fn cases(data: &Path) -> Vec<Case> {
    let root = data.join("prism-harness");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the corpus is readable") {
            let path = entry.expect("the corpus is readable").path();
            if path.is_dir() {
                open.push(path);
            } else if folder != root {
                let name = path.strip_prefix(&root).expect("it was found below").with_extension("");
                let text = fs::read_to_string(&path).expect("the corpus is UTF-8");
                found.push(read(&name.to_string_lossy(), &text));
            }
        }
    }
    found.sort_by(|one: &Case, other| one.name.cmp(&other.name));
    found
}

fn read(name: &str, text: &str) -> Case {
    let mut case =
        Case { name: name.to_owned(), document: String::new(), command: String::new(), expected: String::new() };
    let mut unread = String::new();
    let mut section = &mut unread;
    for line in text.lines() {
        match line.strip_prefix("====").and_then(|rest| rest.strip_suffix("====")) {
            Some("spec") => section = &mut case.document,
            Some("command") => section = &mut case.command,
            Some("expect" | "expect-loose") => section = &mut case.expected,
            Some(_) => section = &mut unread,
            None => {
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    assert!(
        !case.document.is_empty() && !case.command.is_empty() && !case.expected.is_empty(),
        "{name} lacks a section"
    );
    case
}

/// The name as a module of Rust.
pub fn module(name: &str) -> String {
    name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_").to_ascii_lowercase()
}
