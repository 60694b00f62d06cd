//! The steps that run while the tests do: in a process of their own, whose output is shown when the tests are through.
//!
//! The tests wait for programs and databases, and so do those steps: one after the other they leave a processor idle.

use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use vestibule_dev::console;
use vestibule_dev::error::Error;

use super::context::{Context, Failed};
use super::steps::Step;
use super::tally::Tally;

/// Steps that run in a process of their own.
pub(super) struct Parallel {
    child: Child,
    /// Its command line.
    line: String,
    printed: Receiver<String>,
}

impl Parallel {
    /// Starts this program again with those steps.
    pub(super) fn start(steps: &[&Step], context: &Context<'_>) -> Result<Self, Error> {
        let names = steps.iter().map(|step| step.name).collect::<Vec<_>>().join(",");
        let line = format!("cargo dev test --only {names}");
        let (child, output) = spawn(&names, context).map_err(|source| Error::Start { line: line.clone(), source })?;
        let (sender, printed) = mpsc::channel();
        // Read at once, because the process waits for a full pipe; kept until it is shown.
        thread::spawn(move || {
            let lines = BufReader::new(output).split(b'\n').map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(String::from_utf8_lossy(&line).into_owned())));
        });
        Ok(Self { child, line, printed })
    }

    /// Shows what they have printed, and what they print until they have ended.
    pub(super) fn finish(mut self) -> Result<Tally, Failed> {
        let mut tally = Tally::default();
        for line in self.printed {
            // The whole run has a sum of its own.
            if !tally.read_sum(&line) {
                console::line(&line);
            }
        }
        match self.child.wait() {
            Ok(status) if status.success() => Ok(tally),
            Ok(status) => Err(Failed { tally, error: Error::Exit { line: self.line, status } }),
            Err(source) => Err(Error::Wait { line: self.line, source }.into()),
        }
    }
}

fn spawn(names: &str, context: &Context<'_>) -> io::Result<(Child, io::PipeReader)> {
    let (output, into) = io::pipe()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["test", "--only", names]).current_dir(context.workspace.root());
    for (option, browser) in [("--chromium", context.chromium), ("--firefox", context.firefox)] {
        command.args(browser.iter().flat_map(|browser| [Path::new(option), browser]));
    }
    let child = command.stdin(Stdio::null()).stdout(into.try_clone()?).stderr(into).spawn()?;
    Ok((child, output))
}

#[cfg(test)]
mod tests {
    use vestibule_dev::workspace::Workspace;

    use super::*;
    use crate::verify::steps::STEPS;

    #[test]
    fn a_process_that_fails_is_a_failure() {
        let workspace = Workspace::load().unwrap();
        let context = Context { workspace: &workspace, chromium: None, firefox: None };
        // This program is that of the tests, which refuses the option.
        let failed = Parallel::start(&[&STEPS[0]], &context).unwrap().finish().unwrap_err();
        let (said, line) = (failed.error.to_string(), format!("`cargo dev test --only {}` ended with ", STEPS[0].name));
        assert!(said.starts_with(&line), "{said}");
    }
}
