//! What commands write for people and programs.

use std::{
    io::{ErrorKind, Write as _},
    path::Path,
};

use crate::failure::{Failure, UNUSABLE};

/// `1 fault`, `2 faults`.
pub(crate) fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// Prints the output of a command. A reader that has closed the pipe, as `head` does, is not an error.
pub(crate) fn print(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprint(&format!("cannot write to standard output: {error}"));
            std::process::exit(UNUSABLE.into());
        }
        _ => {}
    }
}

/// Prints a value as JSON, for a program.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A path as one would type it here: relative where it is below the working folder.
pub(crate) fn shown(path: &Path) -> &Path {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path)
}

/// Prints why a command failed. If standard error is closed too, only the exit code remains.
pub(crate) fn eprint(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
