//! The release build of what is measured and of this program itself: an unoptimised client would measure itself.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum as _;
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use crate::context::{Arguments, Part};

/// Whether this program itself was built without optimisation.
pub(crate) fn is_missing() -> bool {
    cfg!(debug_assertions)
}

/// The program that is measured.
pub(crate) fn program(workspace: &Workspace, debug: bool) -> PathBuf {
    workspace.built(format!("{}/vestibule", folder(debug)))
}

const fn folder(debug: bool) -> &'static str {
    if debug { "debug" } else { "release" }
}

/// The plugin that is measured: the well-behaved side of the one that the tests misbehave with.
pub(crate) fn plugin(workspace: &Workspace, debug: bool) -> PathBuf {
    workspace.built(format!("{}/libvestibule_plugin_fixture.so", folder(debug)))
}

/// Builds both programs, and the plugin, and hands over to the optimised one.
pub(crate) fn build_and_run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    console::note("building for release: minutes the first time");
    // Each program is optimised as a whole, which takes minutes: no other one than these.
    Program::new("cargo", workspace.root())
        .words("build --quiet --release --package vestibule-cli --package vestibule-dev --package vestibule-plugin-fixture")
        .words("--bin vestibule --bin vestibule-bench --lib")
        .run()?;
    let bench = Program::new(workspace.built("release/vestibule-bench"), workspace.root());
    passed_on(arguments).into_iter().fold(bench, Program::argument).run()
}

fn passed_on(Arguments { seconds, only, database, oauth2_proxy, debug: _ }: &Arguments) -> Vec<OsString> {
    let name = |part: &Part| part.to_possible_value().map(|value| format!("--only={}", value.get_name()));
    let only = only.iter().filter_map(name);
    let database = database.iter().map(|url| format!("--database={url}"));
    let options = std::iter::once(format!("--seconds={seconds}")).chain(only).chain(database).map(OsString::from);
    // It starts in the folder of the workspace, which may be another one than where the path was typed.
    let place = |program: &PathBuf| std::path::absolute(program).unwrap_or_else(|_| program.clone()).into_os_string();
    options.chain(oauth2_proxy.iter().flat_map(|program| ["--oauth2-proxy".into(), place(program)])).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn the_optimised_program_is_asked_the_same() {
        for line in [
            "",
            "--seconds 7",
            "--only sign-in,page",
            "--only start-up",
            "--database postgres:///b",
            "--oauth2-proxy /o",
        ] {
            let parse = |words: Vec<OsString>| {
                Cli::try_parse_from(std::iter::once("bench".into()).chain(words)).unwrap().arguments
            };
            let asked = parse(line.split_whitespace().map(OsString::from).collect());
            let passed_on = parse(passed_on(&asked));
            assert_eq!((passed_on.seconds, passed_on.only), (asked.seconds, asked.only), "{line}");
            assert_eq!(passed_on.database, asked.database, "{line}");
            assert_eq!(passed_on.oauth2_proxy, asked.oauth2_proxy, "{line}");
        }
    }

    #[test]
    fn the_path_of_a_program_is_one_argument_from_the_root() {
        let asked = Cli::try_parse_from(["bench", "--oauth2-proxy", "a folder/program"]).unwrap().arguments;
        let path = PathBuf::from(passed_on(&asked).pop().unwrap());
        assert!(path.is_absolute() && path.ends_with("a folder/program"), "{}", path.display());
    }
}
