//! `cargo dev generate-all`: files that are checked in and have one generator.
//!
//! Owns the comparison and the writing; [`files`] is the list. Refuses to own the content: each crate renders what it
//! knows, and [`files`] calls it. One page is about the tests themselves, and [`cases`] renders it.
#![forbid(unsafe_code)]

mod cases;
mod files;

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use similar::TextDiff;
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

use files::GeneratedFile;

/// How many lines of a difference are shown; the rest is for `--mode write` and `git diff`.
const DIFF_LINES: usize = 40;

/// Writes the generated files, or compares them with what is checked in.
#[derive(Debug, Parser)]
#[command(name = "cargo dev generate-all", bin_name = "cargo dev generate-all", max_term_width = 100)]
#[command(after_help = files::listing())]
struct Arguments {
    /// Write the files, or only compare them.
    #[arg(long, value_enum, default_value_t = Mode::Check)]
    mode: Mode,
}

/// Whether files change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Replace each file that is not what its generator renders.
    Write,
    /// Fail, with the difference, if there is such a file.
    Check,
}

fn main() -> ExitCode {
    let Arguments { mode } = Arguments::parse();
    match Workspace::load().and_then(|workspace| run(&workspace, mode)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::error(&error);
            ExitCode::FAILURE
        }
    }
}

/// Renders every generated file and writes it, or compares it with what is there.
fn run(workspace: &Workspace, mode: Mode) -> Result<(), Error> {
    let mut stale = 0;
    for file in files::FILES {
        let path = workspace.path(file.path);
        let wanted = (file.render)(file.path)?;
        let found = find_text(&path)?;
        if found.as_deref() == Some(wanted.as_str()) {
            continue;
        }
        stale += 1;
        match mode {
            Mode::Write => {
                write(&path, &wanted)?;
                console::line(&format!("wrote {}", file.path));
            }
            Mode::Check => console::line(&difference(file, found.as_deref().unwrap_or_default(), &wanted)),
        }
    }
    if stale > 0 && mode == Mode::Check {
        return Err(Error::Refused(format!(
            "{stale} generated file(s) are not what their generators render.\n\
             Run `cargo dev generate-all --mode write`, look at the difference and commit it."
        )));
    }
    console::line(&format!("{} generated files are up to date.", files::FILES.len()));
    Ok(())
}

/// The file's text; `None` when there is no such file.
fn find_text(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// A unified difference from what is there to what should be, cut after [`DIFF_LINES`] lines.
fn difference(file: &GeneratedFile, found: &str, wanted: &str) -> String {
    let from = format!("{} (checked in)", file.path);
    let to = format!("{} ({})", file.path, file.source);
    let diff = TextDiff::from_lines(found, wanted);
    let text = diff.unified_diff().context_radius(2).header(&from, &to).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let rest = lines.len().saturating_sub(DIFF_LINES);
    let mut shown = lines[..lines.len() - rest].join("\n");
    if rest > 0 {
        shown.push_str(&format!("\n… and {rest} more lines"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{DIFF_LINES, GeneratedFile, difference, find_text, write};

    const FILE: GeneratedFile =
        GeneratedFile { path: "schemas/a.json", source: "a::schema", render: |_| Ok(String::new()) };

    #[test]
    fn a_difference_names_both_sides() {
        assert_eq!(
            difference(&FILE, "{\n  \"a\": 1\n}\n", "{\n  \"a\": 2\n}\n"),
            "--- schemas/a.json (checked in)\n+++ schemas/a.json (a::schema)\n@@ -1,3 +1,3 @@\n {\n-  \"a\": 1\n+  \"a\": 2\n }"
        );
    }

    #[test]
    fn a_long_difference_is_cut() {
        let wanted: String = (0..200).map(|line| format!("{line}\n")).collect();
        let shown = difference(&FILE, "", &wanted);
        assert_eq!(shown.lines().count(), DIFF_LINES + 1);
        assert!(shown.ends_with("… and 163 more lines"), "{shown}");
    }

    #[test]
    fn a_file_is_written_with_its_folder_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("schemas/a.json");
        assert_eq!(find_text(&path).unwrap(), None);
        write(&path, "{}\n").unwrap();
        assert_eq!(find_text(&path).unwrap().as_deref(), Some("{}\n"));
    }
}
