//! Everything that an application uses has an example that compiles: rustdoc runs those that are there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The documentation of each public type and function of a file.
fn documented(text: &str) -> BTreeMap<String, String> {
    let (mut found, mut doc) = (BTreeMap::new(), String::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("///") {
            doc += comment;
            doc.push('\n');
            continue;
        }
        let kinds = ["pub struct ", "pub enum ", "pub async fn ", "pub fn "];
        let item = kinds.iter().find_map(|kind| line.strip_prefix(kind));
        if let Some(name) = item.and_then(|item| item.split(|c: char| !c.is_alphanumeric() && c != '_').next()) {
            found.insert(name.to_owned(), doc.clone());
        }
        if !line.starts_with("#[") {
            doc.clear();
        }
    }
    found
}

#[test]
fn every_public_type_has_an_example() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = |name: &str| fs::read_to_string(sources.join(format!("{name}.rs"))).unwrap();
    let lib = text("lib");
    let mut seen = 0;
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub use ")) {
        let (module, names) = line.split_once("::").unwrap();
        if module == "vestibule_core" {
            continue;
        }
        let documented = documented(&text(module));
        let names = names.trim_end_matches(';').trim_matches(['{', '}']);
        for name in names.split(", ") {
            assert!(documented[name].contains("```"), "{module}::{name} has no example");
            seen += 1;
        }
    }
    // The parts that the program is made of are public, too.
    let parts = text("parts");
    let parts: BTreeSet<_> = parts.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for file in fs::read_dir(&sources).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        if file.extension().is_none_or(|ending| ending != "rs") || name.starts_with("without_") || !parts.contains(name)
        {
            continue;
        }
        let types = documented(&fs::read_to_string(&file).unwrap()).into_iter();
        for (name, doc) in types.filter(|(name, _)| name.starts_with(char::is_uppercase) && parts.contains(&**name)) {
            assert!(doc.contains("```"), "parts::{name} has no example");
            seen += 1;
        }
    }
    for (name, doc) in documented(&text("demo")) {
        assert!(doc.contains("```"), "demo::{name} has no example");
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}
