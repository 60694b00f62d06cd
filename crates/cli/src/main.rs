//! The program: command line, start-up, shutdown.
#![forbid(unsafe_code)]

/// Returns freed memory to the system, which the default allocator rarely does with thousands of providers (docs/decisions).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod about;
mod admin;
mod administrator;
mod app;
mod backup;
mod catalogue;
mod check;
mod cli;
mod demo;
mod exposure;
mod healthcheck;
mod import;
mod init;
mod key;
mod lint;
mod listener;
mod log;
mod log_filter;
mod new_file;
mod offline;
mod open_store;
mod plugin;
mod progress;
mod provider;
mod restore;
mod schema;
mod serve;
mod shown_user;
mod signals;
mod signing_keys;
mod startup;
mod table;
mod traces;
mod warnings;

use std::{
    io::{ErrorKind, Write as _},
    path::Path,
    process::ExitCode,
};

use clap::Parser as _;
use vestibule::parts::BuildError;
use vestibule_store::{OpenError, maintenance::MaintenanceError};

/// Exit codes other than 0 (docs/errors.md): a check found faults; the command cannot do its work; the command line is
/// wrong (`EX_USAGE` of sysexits); somebody else uses the installation or the address now (`EX_TEMPFAIL`).
const FAULTS: u8 = 1;
const UNUSABLE: u8 = 2;
const USAGE: u8 = 64;
const NOT_NOW: u8 = 75;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes, and are written to standard output.
            let code = if error.use_stderr() { USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(failure(format!("cannot start: {error}"))),
    };
    match outcome {
        Ok(code) => code,
        Err(Failure { text, code }) => {
            eprint(&text);
            ExitCode::from(code)
        }
    }
}

/// A command cannot do its work. The text gives the cause, then what to do.
#[derive(Debug)]
struct Failure {
    text: String,
    code: u8,
}

fn failure(text: impl Into<String>) -> Failure {
    Failure { text: text.into(), code: UNUSABLE }
}

impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            source = cause.source();
        }
        Self { text, code: if is_temporary(&error) { NOT_NOW } else { UNUSABLE } }
    }
}

/// Whether the same command may work later without any change.
fn is_temporary(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<MaintenanceError>() {
        return error.is_temporary();
    }
    let opening = match error.downcast_ref::<BuildError>() {
        Some(BuildError::Store(error)) => Some(error),
        _ => error.downcast_ref::<OpenError>(),
    };
    opening.is_some_and(OpenError::is_temporary)
}

/// `1 fault`, `2 faults`.
fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// Prints the output of a command. A reader that has closed the pipe, as `head` does, is not an error.
fn print(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprint(&format!("cannot write to standard output: {error}"));
            std::process::exit(UNUSABLE.into());
        }
        _ => {}
    }
}

/// Prints a value as JSON, for a program.
fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A path as one would type it here: relative where it is below the working folder.
fn shown(path: &Path) -> &Path {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path)
}

/// Prints why a command failed. If standard error is closed too, only the exit code remains.
fn eprint(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

async fn run(cli: cli::Cli) -> Result<ExitCode, Failure> {
    use cli::Command;
    match cli.command.unwrap_or(Command::Serve(cli::ServeArguments::default())) {
        Command::Serve(arguments) => serve::serve(cli.config, arguments).await,
        Command::Init(arguments) => init::init(cli.config, arguments),
        Command::Import(arguments) => Box::pin(import::import(cli.config, &arguments)).await,
        Command::Demo(arguments) => demo::demo(&arguments).await,
        Command::Check(arguments) => check::check(cli.config, &arguments).await,
        Command::Provider(command) => provider::provider(cli.config, command).await,
        Command::App(command) => app::app(cli.config, command).await,
        Command::Catalogue(command) => catalogue::catalogue(cli.config, command).await,
        Command::Schema(arguments) => schema::schema(&arguments),
        Command::Backup(arguments) => backup::backup(cli.config, &arguments).await,
        Command::Restore(arguments) => restore::restore(cli.config, &arguments).await,
        Command::Key(command) => key::key(cli.config, &command).await,
        Command::Plugin(command) => plugin::plugin(command).await,
        Command::Admin(command) => admin::admin(cli.config, command).await,
        Command::Healthcheck(arguments) => healthcheck::healthcheck(cli.config, &arguments).await,
        Command::Completions(arguments) => Ok(about::completions(&arguments)),
        Command::Man(arguments) => about::man(&arguments),
        Command::Version(arguments) => about::version(&arguments),
    }
}
