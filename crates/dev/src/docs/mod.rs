//! The `docs` step: every link of the documentation that stays in the repository leads somewhere.
//!
//! Owns which pages are read and what their links are compared with; refuses to judge what they say.

mod page;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

use page::Page;

/// Where the documentation is: pages directly in the root, and everything below `docs`.
const BELOW: &str = "docs";

/// Fails with one line for each link that leads nowhere.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let root = workspace.root();
    let mut files = markdown_files(root)?;
    let mut folders = vec![root.join(BELOW)];
    while let Some(folder) = folders.pop() {
        files.extend(markdown_files(&folder)?);
        folders.extend(entries(&folder)?.into_iter().filter(|path| path.is_dir()));
    }
    let mut pages = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|source| Error::Read { path: file.clone(), source })?;
        pages.insert(file, Page::parse(&text));
    }
    let broken: Vec<String> =
        pages.iter().flat_map(|(file, page)| page.links.iter().filter_map(|link| fault(file, link, &pages))).collect();
    if broken.is_empty() {
        let links: usize = pages.values().map(|page| page.links.len()).sum();
        console::line(&format!("{} pages, {links} links: every one leads somewhere.", pages.len()));
        return Ok(());
    }
    Err(Error::Refused(format!("links that lead nowhere:\n  {}", broken.join("\n  "))))
}

/// What is wrong with a link of `file`.
fn fault(file: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>) -> Option<String> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { file.to_owned() } else { resolve(file, path) };
    let place = file.display();
    if !target.exists() {
        return Some(format!("{place}: `{link}`: there is no such file"));
    }
    let anchor = anchor?;
    match pages.get(&target) {
        Some(page) if page.anchors.contains(anchor) => None,
        Some(_) => Some(format!("{place}: `{link}`: the page has no such heading")),
        None => Some(format!("{place}: `{link}`: only a page of the documentation has headings")),
    }
}

/// `path` as seen from `file`, without `..` in it, so that it is found among the pages.
fn resolve(file: &Path, path: &str) -> PathBuf {
    let mut target = file.parent().unwrap_or(file).to_owned();
    for part in Path::new(path) {
        match part.to_str() {
            Some("..") => drop(target.pop()),
            Some(".") => {}
            _ => target.push(part),
        }
    }
    target
}

fn markdown_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(entries(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    listed.map_err(|source: io::Error| Error::Read { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_file_and_to_a_heading() {
        let folder = tempfile::tempdir().unwrap();
        let (readme, docs) = (folder.path().join("README.md"), folder.path().join("docs"));
        fs::create_dir(&docs).unwrap();
        let (errors, picture) = (docs.join("errors.md"), docs.join("picture.png"));
        fs::write(&readme, "").unwrap();
        fs::write(&errors, "").unwrap();
        fs::write(&picture, "").unwrap();
        let pages = BTreeMap::from([
            (readme.clone(), Page::parse("# Two commands")),
            (errors.clone(), Page::parse("# Codes\n## `invalid_state`\n")),
        ]);
        for (file, link, wanted) in [
            (&readme, "docs/errors.md", None),
            (&readme, "./docs/errors.md#invalid_state", None),
            (&readme, "#two-commands", None),
            (&readme, "docs/picture.png", None),
            (&errors, "../README.md#two-commands", None),
            (&errors, "README.md", Some("there is no such file")),
            (&errors, "../README.md#three", Some("the page has no such heading")),
            (&readme, "docs/picture.png#top", Some("only a page of the documentation has headings")),
        ] {
            let found = fault(file, link, &pages);
            assert_eq!(found.is_some(), wanted.is_some(), "{link}: {found:?}");
            assert!(found.unwrap_or_default().ends_with(wanted.unwrap_or_default()), "{link}");
        }
    }
}
