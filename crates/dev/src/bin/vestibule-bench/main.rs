//! `cargo dev bench`: what the built program costs, as one table.
//!
//! Owns the measurements and their arithmetic. Refuses to judge: an aim that is missed is marked, never an error, because
//! a figure belongs to the machine that it was taken on. docs/performance.md says what each figure means and holds the
//! ones of a quiet machine.
//!
//! Everything that is measured runs as a process of its own, built for release: the program ([`server`]), the provider
//! that it signs people in with and the bare server that it is compared with (both [`peer`]). This process is the client
//! of all of them ([`wire`]). A part of the table is one module with one `measure`.
#![forbid(unsafe_code)]

mod app_stress;
mod apps;
mod catalogue;
mod context;
mod figures;
mod machine;
mod memory;
mod nodes;
mod oauth2_proxy;
mod page;
mod peer;
mod plugin;
mod registry;
mod release;
mod server;
mod session;
mod sign_in;
mod start_up;
mod stress;
mod wire;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum as _};
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

use context::{Arguments, Bench, Part, failed};
use figures::Table;
use peer::Role;

/// Measures the program, built for release, and prints one table.
///
/// Sign-ins, session checks next to a bare server, start-up, memory, the weight of the login page. An aim that is
/// missed is marked and is no error. docs/performance.md explains each figure. Needs Linux.
#[derive(Debug, Parser)]
#[command(
    name = "cargo dev bench",
    bin_name = "cargo dev bench",
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(flatten)]
    arguments: Arguments,
    #[command(subcommand)]
    peer: Option<Peer>,
}

#[derive(Debug, clap::Subcommand)]
enum Peer {
    /// The other side of a measurement, which this program starts.
    #[command(hide = true, subcommand)]
    Peer(Role),
}

fn main() -> ExitCode {
    let Cli { arguments, peer } = Cli::parse();
    let result = match peer {
        Some(Peer::Peer(role)) => serve_as(role),
        None => Workspace::load().and_then(|workspace| run(&workspace, &arguments)),
    };
    result.unwrap_or_else(|error| {
        console::error(&error);
        ExitCode::FAILURE
    })
}

/// Builds for release unless `--debug` says otherwise, measures and prints.
fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode, Error> {
    if release::is_missing() && !arguments.debug {
        return release::build_and_run(workspace, arguments).map(|()| ExitCode::SUCCESS);
    }
    let bench = Bench {
        program: release::program(workspace, arguments.debug),
        plugin: release::plugin(workspace, arguments.debug),
        scratch: workspace.built("bench"),
        round: Duration::from_secs(arguments.seconds),
    };
    std::fs::create_dir_all(&bench.scratch).map_err(failed("making the folder for measurements"))?;
    let mut table = Table::new(machine::describe());
    let measured = runtime()?.block_on(measure(&bench, arguments, &mut table));
    console::line(&table.to_string());
    measured.map(|()| ExitCode::SUCCESS)
}

/// Is the other side of a measurement until standard input ends; the parent reads its address from standard output.
fn serve_as(role: Role) -> Result<ExitCode, Error> {
    runtime()?.block_on(peer::serve(role)).map(|()| ExitCode::SUCCESS)
}

async fn measure(bench: &Bench, arguments: &Arguments, table: &mut Table) -> Result<(), Error> {
    let only = &arguments.only;
    for part in Part::value_variants().iter().filter(|part| only.is_empty() || only.contains(part)) {
        match part {
            Part::SignIn => sign_in::measure(bench, table).await?,
            Part::Session => session::measure(bench, table).await?,
            Part::Apps => apps::measure(bench, table).await?,
            Part::StartUp => start_up::measure(bench, table).await?,
            Part::Memory => memory::measure(bench, table).await?,
            Part::Registry => registry::measure(bench, table).await?,
            Part::Catalogue => catalogue::measure(table),
            Part::Page => page::measure(bench, table).await?,
            Part::Stress => {
                stress::measure(bench, table).await?;
                app_stress::measure(bench, arguments.database.as_deref(), table).await?;
            }
            Part::Plugins => plugin::measure(bench, table).await?,
            Part::Oauth2Proxy => oauth2_proxy::measure(bench, arguments.oauth2_proxy.as_deref(), table).await?,
            Part::Nodes => nodes::measure(bench, arguments.database.as_deref(), table).await?,
        }
    }
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed("starting the runtime"))
}
