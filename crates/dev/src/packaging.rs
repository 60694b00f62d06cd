//! The `crates` step: every crate can be packed for a registry, without a warning and with all files that it is built from.
//!
//! Owns what is asked of a package before it is built; refuses to build packages: `cargo package --workspace` does, in minutes.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use cargo_metadata::Package;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

/// What is compiled into a crate begins with one of these, and goes on to a quotation mark.
const INCLUDED: [&str; 4] = ["include_str!(\"", "include_bytes!(\"", "#[path = \"", "#[folder = \""];

/// What leads a build script out of its package.
const OUTSIDE: &str = "\"../";

/// Packs everything, and looks whether the sources of what is published need a file of another place.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let mut wrong = Vec::new();
    for package in workspace.metadata().workspace_packages() {
        // `[]` is `publish = false`.
        if package.publish.as_ref().is_none_or(|registries| !registries.is_empty()) {
            wrong.extend(complaints(package)?);
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Refused(format!("crates that cannot be packed:\n  {}", wrong.join("\n  "))));
    }
    pack(workspace)
}

/// Cargo follows symbolic links when it packs, so that a file has one place in the repository and a copy in each package.
fn pack(workspace: &Workspace) -> Result<(), Error> {
    // A release has its files in `package` of the usual folder.
    let cargo = Program::new("cargo", workspace.root()).words("package --workspace --no-verify --allow-dirty --locked");
    let said = cargo.words("--offline --target-dir").argument(workspace.built("crates")).run_collecting()?;
    let warnings: Vec<_> = said.lines().filter(|line| line.starts_with("warning")).collect();
    if warnings.is_empty() {
        console::line(&format!("{} crates are packed.", said.matches("Packaged ").count()));
        return Ok(());
    }
    Err(Error::Refused(format!("`cargo package` warns:\n{said}")))
}

/// What is missing in a package.
fn complaints(package: &Package) -> Result<Vec<String>, Error> {
    let manifest = package.manifest_path.as_std_path();
    let folder = manifest.parent().unwrap_or(manifest);
    let mut wrong = Vec::new();
    for name in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        if !folder.join(name).is_file() {
            wrong.push(format!("{}: {name} is missing; a symbolic link will do", package.name));
        }
    }
    for file in sources(&folder.join("src"))
        .and_then(|files| with_build_script(files, folder))
        .map_err(|source| Error::Read { path: folder.to_owned(), source })?
    {
        let text = fs::read_to_string(&file).map_err(|source| Error::Read { path: file.clone(), source })?;
        let place = file.strip_prefix(folder).unwrap_or(&file).to_owned();
        wrong.extend(
            leaving(&place, &text).map(|named| format!("{}: {}: {named:?} is outside", package.name, place.display())),
        );
    }
    Ok(wrong)
}

fn with_build_script(mut files: Vec<PathBuf>, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let script = folder.join("build.rs");
    files.extend(script.exists().then_some(script));
    Ok(files)
}

fn sources(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// The files outside the package that are compiled into it by the source at `place`, or read by it if it is the build script.
fn leaving<'a>(place: &Path, text: &'a str) -> impl Iterator<Item = &'a str> {
    let is_build_script = place == Path::new("build.rs");
    let folder = place.parent().unwrap_or(place).to_owned();
    let named = INCLUDED.into_iter().flat_map(move |begin| quoted(text, begin).map(move |path| (begin, path)));
    let included = named.filter(move |(begin, path)| {
        // rust-embed goes by the package, the compiler by the file.
        let from = if *begin == INCLUDED[3] { Path::new("") } else { &folder };
        leaves(&from.join(path))
    });
    let read = is_build_script.then(|| text.split(OUTSIDE).skip(1).filter_map(|rest| rest.split('"').next()));
    included.map(|(_, path)| path).chain(read.into_iter().flatten())
}

/// What is between `begin` and the next quotation mark.
fn quoted<'a>(text: &'a str, begin: &'static str) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split('"').next())
}

/// Whether a path that is relative to the package leads out of it. A symbolic link in it does not: it is packed as a file.
fn leaves(path: &Path) -> bool {
    let mut depth = 0_i32;
    path.components().any(|part| {
        match part {
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            Component::RootDir | Component::Prefix(_) => depth = -1,
            Component::CurDir => {}
        }
        depth < 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_place_is_found() {
        for (place, text, found) in [
            ("src/a.rs", "include_str!(\"b.txt\")", None),
            ("src/a/b.rs", "include_str!(\"../../assets/c.css\")", None),
            ("src/a.rs", "include_bytes!(\"../../b.txt\")", Some("../../b.txt")),
            ("src/a/b.rs", "include_str!(\"../../../jose/key.pem\")", Some("../../../jose/key.pem")),
            ("src/a.rs", "#[path = \"b_tests.rs\"] mod tests;", None),
            ("src/a.rs", "#[folder = \"assets\"]", None),
            ("src/a/b.rs", "#[folder = \"../assets\"]", Some("../assets")),
            ("src/a.rs", "include_str!(\"/etc/hosts\")", Some("/etc/hosts")),
            ("src/a.rs", "join(\"../server\")", None),
            ("build.rs", "join(\"../server\")", Some("server")),
            ("build.rs", "join(\"icons\")", None),
        ] {
            assert_eq!(leaving(Path::new(place), text).next(), found, "{place}: {text}");
        }
    }
}
