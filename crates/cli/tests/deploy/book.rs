//! The table of contents of the documentation's site.

use std::{collections::BTreeSet, fs};

use crate::{repository, text};

fn pages(folder: &str, prefix: &str) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(".md"));
    names.map(move |name| format!("{prefix}{name}")).collect::<Vec<_>>().into_iter()
}

/// IN-11: a page that is not in it is not on the site.
#[test]
fn every_page_is_in_the_table_of_contents() {
    let mut all: BTreeSet<_> = pages("docs", "").chain(pages("docs/decisions", "decisions/")).collect();
    all.remove("SUMMARY.md");
    let summary = text("docs/SUMMARY.md");
    let listed: Vec<_> = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    let once: BTreeSet<_> = listed.iter().map(|&page| page.to_owned()).collect();
    assert_eq!(once.len(), listed.len(), "each once");
    assert_eq!(once, all, "add what is missing to docs/SUMMARY.md");
}
