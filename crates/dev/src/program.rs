//! Other programs: started without a standard input, their output streamed through.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::console;
use crate::error::Error;

/// A program that is about to run.
///
/// It never has a standard input: everything here works unattended.
#[derive(Debug)]
pub struct Program {
    command: Command,
    line: String,
}

impl Program {
    /// `name` from the search path, or a path; to be run in `folder`.
    pub fn new(name: impl AsRef<OsStr>, folder: &Path) -> Self {
        let line = name.as_ref().to_string_lossy().into_owned();
        let mut command = Command::new(name);
        command.current_dir(folder).stdin(Stdio::null());
        Self { command, line }
    }

    /// Adds arguments, separated by spaces in `words`.
    pub fn words(self, words: &str) -> Self {
        words.split_whitespace().fold(self, Self::argument)
    }

    /// Adds one argument as it is.
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&argument.as_ref().to_string_lossy());
        self.command.arg(argument);
        self
    }

    /// Sets a variable of the program's environment.
    pub fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs to the end; the program prints for itself.
    pub fn run(mut self) -> Result<(), Error> {
        let status = self.command.status();
        self.judge(status)
    }

    /// Runs to the end, prints what the program prints, and shows `each` line of its standard output.
    pub fn run_reading(mut self, mut each: impl FnMut(&str)) -> Result<(), Error> {
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|source| Error::Start { line: self.line.clone(), source })?;
        if let Some(stdout) = child.stdout.take() {
            // Bytes, because a test may print anything; what is not UTF-8 is still shown.
            for bytes in BufReader::new(stdout).split(b'\n') {
                let bytes = bytes.map_err(|source| Error::Wait { line: self.line.clone(), source })?;
                let text = String::from_utf8_lossy(&bytes);
                console::line(&text);
                each(&text);
            }
        }
        let status = child.wait();
        self.judge(status)
    }

    /// Runs to the end and returns what the program printed on standard output; `None` when it is not installed or
    /// does not succeed.
    pub fn find_output(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs to the end and returns what the program said on standard error; an error with that text when it does not succeed.
    pub fn run_collecting(mut self) -> Result<String, Error> {
        let failed = |source| Error::Start { line: self.line.clone(), source };
        let output = self.command.stdout(Stdio::null()).output().map_err(failed)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.success() {
            true => Ok(said),
            false => Err(Error::Refused(format!("`{}` ended with {}:\n{said}", self.line, output.status))),
        }
    }

    fn judge(self, status: std::io::Result<ExitStatus>) -> Result<(), Error> {
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Error::Exit { line: self.line, status }),
            Err(source) => Err(Error::Start { line: self.line, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Program;
    use crate::error::Error;

    fn cargo() -> Program {
        Program::new("cargo", Path::new("."))
    }

    #[test]
    fn lines_of_the_output_are_seen() {
        let mut seen = Vec::new();
        cargo().words("--version").run_reading(|line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].starts_with("cargo "), "{seen:?}");
    }

    #[test]
    fn a_refusal_names_the_command_line() {
        let error = cargo().words("locate-project --manifest-path no-such-manifest").run().unwrap_err();
        assert!(matches!(&error, Error::Exit { .. }), "{error:?}");
        assert!(error.to_string().starts_with("`cargo locate-project --manifest-path no-such-manifest` ended with "));
    }

    #[test]
    fn what_a_program_says_is_collected_or_part_of_the_error() {
        let shell = |line: &str| Program::new("sh", Path::new(".")).argument("-c").argument(line);
        assert_eq!(shell("echo out; echo said >&2").run_collecting().unwrap(), "said\n");
        let error = shell("echo why >&2; exit 3").run_collecting().unwrap_err().to_string();
        assert!(error.contains("exit status: 3") && error.contains("why"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_or_none() {
        let missing = || Program::new("no-such-program-of-vestibule", Path::new("."));
        assert!(matches!(missing().run(), Err(Error::Start { .. })));
        assert_eq!(missing().find_output(), None);
    }
}
