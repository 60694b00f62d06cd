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
mod failure;
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
mod output;
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
#[cfg_attr(not(feature = "tracing-otlp"), path = "without_traces.rs")]
mod traces;
mod warnings;

use std::process::ExitCode;

use clap::Parser as _;

use failure::USAGE;
pub(crate) use failure::{FAULTS, Failure, NOT_NOW, UNUSABLE, failure};
pub(crate) use output::{count, eprint, print, print_json, shown};

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
