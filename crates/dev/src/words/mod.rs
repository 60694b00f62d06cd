//! `cargo dev check-words`: words that this project does not use, because the field has better ones.
//!
//! Owns the comparison; [`list`] is the list with its replacements and the few right uses. Looks at names, comments,
//! texts and file names alike: `told_apart`, `ToldApart` and "told apart" are the same words. Generated files, lock files
//! and migrations that are frozen are left out.

mod list;
mod scan;

use std::fs;
use std::path::PathBuf;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

/// What is written by people, and is a text.
const ENDINGS: &[&str] =
    &["rs", "md", "toml", "mjs", "js", "css", "html", "ftl", "case", "c", "h", "txt", "yml", "yaml"];

/// What is not ours to word, or is rendered from what is checked.
const LEFT_OUT: &[&str] =
    &["crates/store/migrations/", "crates/dev/src/words/", "docs/security.md", "tests/fuzz/corpus/", "LICENSE"];

/// What `cargo dev check-words` is asked to do.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Look only below these paths.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print the number of findings of each file instead of each finding.
    #[arg(long)]
    count: bool,
}

/// Prints every banned word with its replacement, and fails if there is one.
pub(crate) fn check(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let (mut findings, mut files) = (0, 0);
    for file in tracked(workspace, &arguments.paths)? {
        let path = workspace.path(&file);
        // A file that git knows and that was removed is no longer there to be read.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        files += 1;
        let found = scan::findings(&file, &text);
        findings += found.len();
        if arguments.count && !found.is_empty() {
            console::line(&format!("{:>5} {file}", found.len()));
        } else if !arguments.count {
            found.iter().for_each(|finding| console::line(&finding.to_string()));
        }
    }
    if findings > 0 {
        return Err(Error::Refused(format!(
            "{findings} words that this project does not use. Say it with the word behind the arrow, or a better one; a \
             right use goes into the exceptions in crates/dev/src/words/list.rs, with its reason."
        )));
    }
    console::line(&format!("{files} files use the words of the field."));
    Ok(())
}

/// The files of the repository that are looked at, relative to its root, new ones included.
fn tracked(workspace: &Workspace, paths: &[PathBuf]) -> Result<Vec<String>, Error> {
    let git = Program::new("git", workspace.root()).words("ls-files --cached --others --exclude-standard --");
    let listed = paths.iter().fold(git, Program::argument).find_output();
    let listed = listed.ok_or_else(|| Error::Refused(String::from("`git ls-files` does not work here.")))?;
    let checked = |file: &&str| {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        ENDINGS.contains(&ending) && !LEFT_OUT.iter().any(|start| file.starts_with(start))
    };
    Ok(listed.lines().filter(checked).map(str::to_owned).collect())
}
