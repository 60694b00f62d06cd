//! Examples in the documentation, and how a run of tests is counted.

use std::path::Path;

use super::{DOC_TESTS, count};
use crate::program::Program;
use crate::verify::tally::Tally;
use crate::workspace::Workspace;

fn prints(line: &str, code: u8) -> Program {
    Program::new("sh", Path::new(".")).argument("-c").argument(format!("echo '{line}'; exit {code}"))
}

/// The first fence of each pair in the documentation of a file, as far as it makes rustdoc compile what follows.
fn compiled_examples(text: &str) -> usize {
    let fences = text.lines().filter_map(|line| {
        let line = line.trim_start();
        let comment = line.strip_prefix("//!").or_else(|| line.strip_prefix("///"))?;
        comment.trim_start().strip_prefix("```").map(str::trim)
    });
    let opening = fences.step_by(2);
    opening.filter(|language| !["text", "sh", "toml", "json", "ignore"].contains(language)).count()
}

#[test]
fn every_example_that_is_compiled_is_run() {
    let workspace = Workspace::load().unwrap();
    for package in &workspace.metadata().packages {
        let folder = package.manifest_path.parent().unwrap().as_std_path().join("src");
        let sources = walkdir(&folder);
        let examples: usize =
            sources.iter().map(|file| compiled_examples(&std::fs::read_to_string(file).unwrap())).sum();
        assert_eq!(DOC_TESTS.contains(&package.name.as_str()), examples > 0, "{}: {examples} examples", package.name);
    }
}

fn walkdir(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(walkdir(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_run_is_judged_by_its_exit_code_and_by_having_tests() {
    let passed = count(prints("ℹ pass 3", 0), Tally::read_node).unwrap();
    assert_eq!(passed.to_string(), "3 passed, 0 failed");

    let failed = count(prints("ℹ fail 1", 1), Tally::read_node).unwrap_err();
    assert_eq!(failed.tally.to_string(), "0 passed, 1 failed");

    let crashed = count(prints("ℹ pass 3", 1), Tally::read_node).unwrap_err();
    assert_eq!(crashed.tally.to_string(), "3 passed, 0 failed");
    assert!(crashed.error.to_string().contains("exit status: 1"), "{}", crashed.error);

    let empty = count(prints("ℹ pass 0", 0), Tally::read_node).unwrap_err();
    assert_eq!(empty.error.to_string(), "No test was run.");
}
