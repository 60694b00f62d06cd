//! `cargo dev test`: every check and every test, the same for a person and for CI.
//!
//! Owns the order and the summary; [`steps`] is the table, [`parallel`] runs those at the same time that can be, [`tools`] and
//! [`proxies`] get what a step needs, [`tally`] reads the test runners' numbers. Refuses to own any check itself: a step runs a
//! program or another command of this crate.

mod context;
mod operators;
mod packages;
mod parallel;
mod proxies;
mod pypi;
mod steps;
mod tally;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use clap::builder::PossibleValuesParser;
use vestibule_dev::console;
use vestibule_dev::workspace::Workspace;

use context::{Context, Failed};
use parallel::Parallel;
use steps::{Needs, STEPS, Step, TESTS};
use tally::Tally;

/// What `cargo dev test` is asked to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Run only these steps, in the usual order: `--only fmt,clippy`.
    #[arg(long, value_name = "STEP", value_delimiter = ',', value_parser = step_names())]
    only: Vec<String>,
    /// Name the steps and run nothing.
    #[arg(long)]
    list: bool,
    /// The browser for the real-browser tests. Without it an installed Chromium or Chrome is used.
    #[arg(long, value_name = "PATH", env = "CHROMIUM")]
    chromium: Option<PathBuf>,
    /// The same for the tests in another engine: a Firefox. Without it an installed one is used.
    #[arg(long, value_name = "PATH", env = "FIREFOX")]
    firefox: Option<PathBuf>,
}

fn step_names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

/// Runs the steps until one fails. The last line that it prints is `N passed, N failed`, so a failure is an exit code
/// and no error that would be printed after it.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> ExitCode {
    if arguments.list {
        STEPS.iter().for_each(|step| console::line(&format!("{:<10}{}", step.name, step.about)));
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<&Step> = STEPS.iter().filter(|step| is_chosen(step.name, &arguments.only)).collect();
    let (chromium, firefox) = (arguments.chromium.as_deref(), arguments.firefox.as_deref());
    run_steps(&chosen, &Context { workspace, chromium, firefox })
}

fn is_chosen(name: &str, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|wanted| wanted == name)
}

fn run_steps(chosen: &[&Step], context: &Context<'_>) -> ExitCode {
    let start = Instant::now();
    let (outcome, total) = std::thread::scope(|scope| {
        // One step that somebody asks for gets what it needs by itself.
        let whole = chosen.len() == STEPS.len();
        let mut network = whole.then(|| scope.spawn(|| tools::prefetch(context.workspace)));
        let mut built = whole.then(|| scope.spawn(|| tools::prebuild(context.workspace)));
        let before = |needs: Needs| {
            // They report by themselves, and the step tries again.
            let _ = network.take_if(|_| needs != Needs::Nothing).map(ScopedJoinHandle::join);
            let _ = built.take_if(|_| needs == Needs::Tools).map(ScopedJoinHandle::join);
        };
        in_order(chosen, context, start, before)
    });
    console::line(&format!("\n{} in all", duration(start)));
    if total.skipped > 0 {
        console::line(&format!("{} skipped", total.skipped));
    }
    console::line(&total.to_string());
    outcome
}

/// `1 min 5 s`, `3.2 s`.
fn duration(since: Instant) -> String {
    let seconds = since.elapsed().as_secs();
    if seconds < 60 {
        format!("{:.1} s", since.elapsed().as_secs_f32())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// Runs one step after the other until one fails. In a whole run those behind the tests run while the tests do.
fn in_order(
    chosen: &[&Step],
    context: &Context<'_>,
    start: Instant,
    mut before: impl FnMut(Needs),
) -> (ExitCode, Tally) {
    let mut total = Tally::default();
    for (index, step) in chosen.iter().enumerate() {
        let (number, all, so_far) = (index + 1, chosen.len(), duration(start));
        console::line(&format!("\n== step {number} of {all}, {}: {} ({so_far} so far)", step.name, step.about));
        let behind = &chosen[index + 1..];
        if step.name == TESTS && all == STEPS.len() {
            before(Needs::Tools);
            let parallel = Parallel::start(behind, context);
            let tests = run_step(step, context, &mut total);
            console::line(&format!("\n== steps {} to {all}, which ran at the same time:", number + 1));
            let parallel = parallel.map_err(Failed::from).and_then(Parallel::finish);
            let parallel = add(parallel, &mut total);
            return (if tests && parallel { ExitCode::SUCCESS } else { ExitCode::FAILURE }, total);
        }
        before(step.needs);
        if !run_step(step, context, &mut total) {
            return (ExitCode::FAILURE, total);
        }
    }
    (ExitCode::SUCCESS, total)
}

/// Says whether it passed.
fn run_step(step: &Step, context: &Context<'_>, total: &mut Tally) -> bool {
    let started = Instant::now();
    let passed = add((step.run)(context), total);
    let (name, hint) = (step.name, step.hint);
    match passed {
        true => console::line(&format!("== {name}: ok, {}", duration(started))),
        false => console::line(&format!("== {name}: failed, {}\n{hint}", duration(started))),
    }
    passed
}

/// Adds what was counted, and says whether all is well.
fn add(result: Result<Tally, Failed>, total: &mut Tally) -> bool {
    match result {
        Ok(tally) => total.add(tally),
        Err(failed) => {
            total.add(with_failure(failed.tally));
            console::error(&failed.error);
            return false;
        }
    }
    true
}

/// A step that failed without a failing test (a format, a lint, a crash) counts as one failure.
fn with_failure(tally: Tally) -> Tally {
    Tally { failed: tally.failed.max(1), ..tally }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::steps::STEPS;
    use super::tally::Tally;
    use super::{is_chosen, with_failure};

    #[test]
    fn step_names_are_unique() {
        let names: BTreeSet<_> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
    }

    #[test]
    fn nothing_chosen_is_everything() {
        let only = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(is_chosen("fmt", &only(&[])));
        assert!(is_chosen("fmt", &only(&["clippy", "fmt"])));
        assert!(!is_chosen("fmt", &only(&["clippy"])));
    }

    #[test]
    fn a_failed_step_is_never_zero_failures() {
        let tally = |failed| Tally { passed: 5, failed, skipped: 0 };
        assert_eq!(with_failure(tally(0)), tally(1));
        assert_eq!(with_failure(tally(3)), tally(3));
    }
}
