//! Files that the architecture and the decisions name are there: a file that moves takes its mention along.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn documents(root: &Path) -> Vec<PathBuf> {
    let decisions = fs::read_dir(root.join("docs/decisions")).unwrap().map(|entry| entry.unwrap().path());
    let mut documents: Vec<PathBuf> = decisions.collect();
    documents.extend(["docs/architecture.md", "docs/errors.md"].map(|name| root.join(name)));
    documents
}

/// What is in backticks and is a path of the repository.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|path| ["crates/", "docs/", "providers/", "schemas/", "tests/"].iter().any(|top| path.starts_with(top)))
}

#[test]
fn paths_in_backticks_and_links_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut checked = 0;
    for document in documents(&root) {
        let text = fs::read_to_string(&document).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let links = links.filter(|link| !link.is_empty() && !link.contains(':'));
        let linked = links.map(|link| document.parent().unwrap().join(link));
        for path in paths(&text).map(|path| root.join(path)).chain(linked) {
            assert!(path.exists(), "{} names {}, which is not there", document.display(), path.display());
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} paths were found: are they still written in backticks?");
}
