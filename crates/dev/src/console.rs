//! What a person sees: the only place of this crate that prints.
//!
//! A closed pipe (`cargo dev test | head`) is not worth a panic, so a line that cannot be written is dropped.

use std::error::Error;
use std::io::{self, Write as _};

/// One line on standard output, flushed, so that it stays in order with what a child process prints.
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// What is going on, for whoever waits: on standard error, so that the result can be kept in a file.
pub fn note(text: &str) {
    let mut out = io::stderr().lock();
    let _closed = writeln!(out, "{text}");
}

/// What went wrong and, line by line, why.
pub fn error(error: &dyn Error) {
    let mut out = io::stderr().lock();
    let _closed = writeln!(out, "{}", chain(error));
}

/// The error's text, and below it the text of each source.
fn chain(error: &dyn Error) -> String {
    let mut text = format!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str("\n  because: ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use super::chain;
    use crate::error::Error;

    #[test]
    fn every_source_has_its_line() {
        let source = io::Error::other("the disk is full");
        let error = Error::Write { path: PathBuf::from("schemas/config.schema.json"), source };
        assert_eq!(chain(&error), "error: writing schemas/config.schema.json\n  because: the disk is full");
    }
}
