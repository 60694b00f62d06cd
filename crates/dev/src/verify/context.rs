//! What a step gets, and how it runs tests.

use std::num::NonZero;
use std::path::Path;

use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use super::tally::Tally;

/// The programs of the workspace that are started by name.
const PROGRAMS: [&str; 3] = ["vestibule", "vestibule-generate", "vestibule-rustdoc"];

/// What a step gets to see.
pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    /// The browsers that were named on the command line.
    pub(super) chromium: Option<&'a Path>,
    pub(super) firefox: Option<&'a Path>,
}

/// A step failed, after the tests in `tally`.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) tally: Tally,
    pub(super) error: Error,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { tally: Tally::default(), error }
    }
}

impl Context<'_> {
    pub(super) fn cargo(&self, words: &str) -> Program {
        Program::new("cargo", self.workspace.root()).words(words)
    }

    /// A build by clippy, which compiles as rustc does and lints on the way: `cargo clippy` would read every dependency a
    /// second time, in a form that no test can use. The variables are those that `cargo clippy` itself sets.
    pub(super) fn linted(&self, words: &str) -> Program {
        let cargo = self.cargo(words).variable("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
        cargo.variable("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__")
    }

    /// Builds the binaries that tests and other steps start. Named through the whole workspace, so that cargo picks the same
    /// features as for the tests.
    pub(super) fn build_programs(&self) -> Result<(), Error> {
        let programs = PROGRAMS.iter().map(|name| format!(" --bin {name}")).collect::<String>();
        self.linted(&format!("build --workspace{programs}")).run()
    }

    pub(super) fn node_tests(&self, folder: &Path) -> Program {
        let program = Program::new("node", folder).words("--test --test-reporter=spec --test-timeout=300000");
        // Node's own number is one less than there are processors. They wait for each other: a page for its server, a test for both.
        program.argument(format!("--test-concurrency={}", processors()))
    }
}

/// How many processors there are.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, NonZero::get)
}

/// Runs tests and counts them. A run without a single test is a failure: something looked in the wrong place.
pub(super) fn count(program: Program, read: fn(&mut Tally, &str)) -> Result<Tally, Failed> {
    let mut tally = Tally::default();
    let result = program.run_reading(|line| read(&mut tally, line)).and_then(|()| {
        let nothing = tally.passed + tally.failed == 0;
        if nothing { Err(Error::Refused(String::from("No test was run."))) } else { Ok(()) }
    });
    result.map(|()| tally).map_err(|error| Failed { tally, error })
}
