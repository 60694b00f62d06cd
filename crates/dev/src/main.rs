//! `cargo dev`: checks, generated files, tests and measurements.
//!
//! Owns the one test command, the direction of dependencies, and every check that needs nothing of the program: this crate
//! is built in seconds without the feature `program`. What is rendered from the program is in `bin/vestibule-generate`, what
//! measures it in `bin/vestibule-bench`; both are built when they are asked for. Start with [`verify`], which is what CI runs.
#![forbid(unsafe_code)]

mod cargo_tools;
mod deps;
mod docs;
mod features;
mod graph;
mod locales;
mod numbers;
mod packaging;
mod release;
mod verify;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

/// Checks, generates and tests Vestibule.
///
/// `cargo dev test` is the one command to run before a change is handed in: it is what CI runs, in the same order.
#[derive(Debug, Parser)]
#[command(name = "cargo dev", bin_name = "cargo dev", version, max_term_width = 100)]
#[command(after_help = "Start with `cargo dev test --list`. docs/development.md explains the rest.")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Fail on a dependency that the architecture does not allow.
    ///
    /// Reads `cargo metadata` and compares every dependency of every crate of the workspace with the rules in
    /// crates/dev/src/deps/tables.rs, which are those of docs/architecture.md.
    CheckDeps,
    /// Fail on words that the project does not use, in names, comments, texts and file names.
    CheckWords(words::Arguments),
    /// Check each feature of the library alone and in pairs, with the number of crates that each set builds.
    ///
    /// With `--measure`, builds the program, the library and its smallest set from the beginning, and prints the processor
    /// seconds of each.
    Features(features::Arguments),
    /// Print the size of each crate: lines, long files, long functions, public items.
    Numbers,
    /// Fail on files of a crate that import each other, and on imports against the layers of the server.
    ///
    /// Reads the sources, not the compiler's view of them; crates/dev/src/graph/mod.rs states the rule.
    Graph(graph::Arguments),
    /// List what the translations in locales/ lack, and fail on what is broken in them.
    ///
    /// A text that a language lacks is shown in English and is no failure. Unknown messages, other arguments than the
    /// English ones and files that are not Fluent are.
    CheckLocales,
    /// Write the generated files, or compare them with what is checked in: `--mode write`, `--mode check`.
    #[command(disable_help_flag = true)]
    GenerateAll(PassedOn),
    /// Run every check and every test, in the order that finds the cheapest mistake first.
    ///
    /// Stops at the first step that fails and says what to do about it. The last line is `N passed, N failed`: the sum
    /// over all test runs, where a step that fails without a failing test counts as one failure.
    Test(verify::Arguments),
    /// Measure the program, built for release, and print one table; `cargo dev bench --help` names the parts.
    #[command(disable_help_flag = true)]
    Bench(PassedOn),
    /// Write everything that a release consists of into target/package: Debian package, archive, checksums, list of parts.
    ///
    /// Uploads nothing. Without `--dry-run` it wants a section of the changelog and no uncommitted change, and makes the tag
    /// that the release workflow publishes. Builds for release, which takes minutes. Needs Linux.
    Release(release::Arguments),
    /// Add the documentation of this version to a site: a folder for each version, and a page that leads to the newest.
    ///
    /// A release does it, too. Gets mdBook from PyPI.
    Site(release::site::Arguments),
}

/// What another program of the workspace is started with.
#[derive(Debug, clap::Args)]
struct PassedOn {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl PassedOn {
    /// Builds `name` with the features that the whole workspace has, so that nothing is built twice, and runs it.
    fn run(&self, workspace: &Workspace, name: &str) -> Result<(), Error> {
        Program::new("cargo", workspace.root()).words("build --workspace --bin").argument(name).run()?;
        let program = Program::new(workspace.built("debug").join(name), workspace.root());
        self.arguments.iter().fold(program, Program::argument).run()
    }
}

fn main() -> ExitCode {
    run(&Cli::parse()).unwrap_or_else(|error| {
        console::error(&error);
        ExitCode::FAILURE
    })
}

fn run(cli: &Cli) -> Result<ExitCode, Error> {
    let workspace = Workspace::load()?;
    match &cli.command {
        Task::CheckDeps => deps::check(&workspace)?,
        Task::CheckWords(arguments) => words::check(&workspace, arguments)?,
        Task::Features(arguments) => features::run(&workspace, arguments)?,
        Task::Numbers => numbers::print(&workspace)?,
        Task::Graph(arguments) => graph::run(&workspace, arguments)?,
        Task::CheckLocales => locales::check(&workspace)?,
        Task::GenerateAll(arguments) => arguments.run(&workspace, "vestibule-generate")?,
        Task::Test(arguments) => return Ok(verify::run(&workspace, arguments)),
        Task::Bench(arguments) => arguments.run(&workspace, "vestibule-bench")?,
        Task::Release(arguments) => release::run(&workspace, arguments)?,
        Task::Site(arguments) => release::site::run(&workspace, arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
