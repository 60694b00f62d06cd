//! `cargo dev release`: everything that a release consists of, in `target/package/`. Nothing is uploaded from here.
//!
//! Owns what goes into a release and in which order; refuses to own how a package is put together (cargo-deb), what the
//! list of its parts looks like (cargo-cyclonedx), and where it is published (`.github/workflows/release.yml`).

mod changelog;
mod portable;
pub(crate) mod site;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use crate::{cargo_tools, features};

/// The package that the program belongs to.
const PACKAGE: &str = "vestibule-cli";

/// The shells that the package has completions for: name, and folder and name of the file.
const SHELLS: [(&str, &str); 3] =
    [("bash", "completions/vestibule.bash"), ("zsh", "completions/_vestibule"), ("fish", "completions/vestibule.fish")];

/// How a release is made.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Do not make the tag
    #[arg(long)]
    dry_run: bool,
    /// Use the program that `cargo build` has made for development: to try the packages, not to publish them
    #[arg(long, requires = "dry_run")]
    debug: bool,
}

/// Checks the changelog, builds, and writes packages, checksums and the list of parts.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let version = version(workspace)?;
    let text = read(&workspace.path("CHANGELOG.md"))?;
    match changelog::section(&text, &version) {
        Some(section) => {
            console::line(&format!("The changelog says {} lines about {version}.", section.lines().count()));
        }
        None if arguments.dry_run => console::line(&format!("CHANGELOG.md has no section `## [{version}]` yet.")),
        None => return Err(Error::Refused(format!("CHANGELOG.md has no section `## [{version}]`: write it first."))),
    }
    let changed = Program::new("git", workspace.root()).words("status --porcelain").find_output();
    if !arguments.dry_run && changed.is_none_or(|changed| !changed.is_empty()) {
        return Err(Error::Refused("There are changes that are not committed: commit them first.".to_owned()));
    }
    if !arguments.dry_run {
        features::check_all(workspace)?;
    }
    versions::compare(workspace)?;
    let program = if arguments.debug { development(workspace)? } else { portable::build(workspace)? };
    let folder = packages(workspace, &program)?;
    list_parts(workspace, &folder, &version)?;
    checksums(&folder)?;
    site::build(workspace, &workspace.built("site"))?;
    if !arguments.dry_run {
        let tag = format!("v{version}");
        Program::new("git", workspace.root())
            .words("tag --annotate")
            .argument(&tag)
            .words("--message")
            .argument(&tag)
            .run()?;
        console::line(&format!("Tagged {tag}. `git push origin {tag}` starts the workflow that publishes it."));
    }
    console::line(&format!("The release is in {}.", folder.display()));
    Ok(())
}

/// The program as `cargo build` makes it for development.
fn development(workspace: &Workspace) -> Result<PathBuf, Error> {
    // Named through the whole workspace, as for the tests.
    Program::new("cargo", workspace.root()).words("build --locked --workspace --bin vestibule").run()?;
    Ok(workspace.built("debug/vestibule"))
}

/// Debian package, archive and checksums with `program`, and the folders that the container image is made from.
pub(crate) fn packages(workspace: &Workspace, program: &Path) -> Result<PathBuf, Error> {
    let folder = fresh(&workspace.built("package"))?;
    describe_itself(program, &folder)?;
    package(workspace, &folder, program)?;
    archive(workspace, &folder, program, &version(workspace)?)?;
    image_context(workspace, program)?;
    checksums(&folder)?;
    Ok(folder)
}

fn version(workspace: &Workspace) -> Result<String, Error> {
    let packages = workspace.metadata().workspace_packages();
    let program = packages.iter().find(|package| package.name == PACKAGE);
    let missing = || Error::Refused("The workspace has no package for the program.".to_owned());
    program.map(|package| package.version.to_string()).ok_or_else(missing)
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

fn write(path: PathBuf, text: &str) -> Result<(), Error> {
    fs::write(&path, text).map_err(|source| Error::Write { path, source })
}

/// An empty folder with a place for completions and pages.
fn fresh(folder: &Path) -> Result<PathBuf, Error> {
    let folder = fresh_folder(folder)?;
    for part in ["completions", "man"] {
        let path = folder.join(part);
        fs::create_dir_all(&path).map_err(|source| Error::Write { path, source })?;
    }
    Ok(folder)
}

fn fresh_folder(folder: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Write { path: folder.to_owned(), source };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    Ok(folder.to_owned())
}

/// The files that the program writes about itself.
fn describe_itself(program: &Path, folder: &Path) -> Result<(), Error> {
    let printed = |words: &str| {
        let silent = || Error::Refused(format!("`{} {words}` fails: run it to see why.", program.display()));
        Program::new(program, folder).words(words).find_output().map(|text| text + "\n").ok_or_else(silent)
    };
    for (shell, file) in SHELLS {
        write(folder.join(file), &printed(&format!("completions {shell}"))?)?;
    }
    write(folder.join("config.toml"), &printed("init --stdout --data-dir /var/lib/vestibule")?)?;
    Program::new(program, folder).words("man --out man").run()
}

fn package(workspace: &Workspace, folder: &Path, program: &Path) -> Result<(), Error> {
    // The manifest names the program at one place, wherever it was built.
    let staged = folder.join("program");
    fs::create_dir(&staged).map_err(|source| Error::Write { path: staged.clone(), source })?;
    copy(program, &staged.join("vestibule"))?;
    let deb = Program::new(cargo_tools::DEB.find_or_install(workspace)?, workspace.root());
    // Its own compression is unoptimised where it was built for one run.
    deb.words("deb --no-build --compress-system --package")
        .argument(PACKAGE)
        .argument("--output")
        .argument(folder)
        .run()?;
    fs::remove_dir_all(&staged).map_err(|source| Error::Write { path: staged, source })
}

/// `target/container/`: what `deploy/container/Containerfile` copies. One folder for each architecture, named as container
/// engines name it, and the empty data folder.
fn image_context(workspace: &Workspace, program: &Path) -> Result<(), Error> {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let context = workspace.built("container");
    for folder in [context.join(architecture), context.join("data")] {
        fs::create_dir_all(&folder).map_err(|source| Error::Write { path: folder, source })?;
    }
    copy(program, &context.join(architecture).join("vestibule"))
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::copy(from, to).map(drop).map_err(|source| Error::Write { path: to.to_owned(), source })
}

/// The program with its licences, as one file that unpacks into a folder.
fn archive(workspace: &Workspace, folder: &Path, program: &Path, version: &str) -> Result<(), Error> {
    let name = format!("vestibule-{version}-{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let content = folder.join(&name);
    let failed = |source| Error::Write { path: content.clone(), source };
    fs::create_dir(&content).map_err(failed)?;
    copy(program, &content.join("vestibule"))?;
    for file in ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md"] {
        fs::copy(workspace.path(file), content.join(file)).map_err(failed)?;
    }
    let tar = Program::new("tar", folder).words("--create --gzip --owner=0 --group=0 --sort=name --file");
    tar.argument(format!("{name}.tar.gz")).argument(&name).run()?;
    fs::remove_dir_all(&content).map_err(failed)
}

fn list_parts(workspace: &Workspace, folder: &Path, version: &str) -> Result<(), Error> {
    let name = format!("vestibule-{version}.cdx");
    let cyclonedx = Program::new(cargo_tools::CYCLONEDX.find_or_install(workspace)?, &workspace.path("crates/cli"));
    cyclonedx.words("cyclonedx --format json --override-filename").argument(&name).run()?;
    // It is written next to every manifest of the workspace.
    for package in workspace.metadata().workspace_packages() {
        let Some(crate_folder) = package.manifest_path.parent() else { continue };
        let written = crate_folder.join(format!("{name}.json"));
        let failed = |source| Error::Write { path: written.clone().into(), source };
        match package.name.as_str() {
            PACKAGE => drop(fs::copy(&written, folder.join(format!("{name}.json"))).map_err(failed)?),
            _ if !written.exists() => continue,
            _ => {}
        }
        fs::remove_file(&written).map_err(failed)?;
    }
    Ok(())
}

/// `SHA256SUMS` of the files, as `sha256sum --check` reads it.
fn checksums(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::Read { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let published = path.extension().is_some_and(|end| end == "deb" || end == "gz" || end == "json");
        names.extend(path.file_name().filter(|_| published).map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    let sums = names.iter().fold(Program::new("sha256sum", folder), Program::argument).find_output();
    let sums = sums.ok_or_else(|| Error::Refused("`sha256sum` fails or is not installed.".to_owned()))?;
    write(folder.join("SHA256SUMS"), &(sums + "\n"))
}
