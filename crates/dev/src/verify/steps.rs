//! The steps of `cargo dev test`, in the order that finds the cheapest mistake first.

use vestibule_dev::error::Error;
use vestibule_dev::program::Program;

use super::context::{Context, Failed, count, processors};
use super::packages;
use super::proxies;
use super::tally::Tally;
use super::tools;
use crate::{deps, docs, features, graph, locales, packaging, words};

/// One check, with a name for `--only`.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// What holds when it passes.
    pub(super) about: &'static str,
    /// What to do when it fails.
    pub(super) hint: &'static str,
    /// What a whole run gets in the background, and has to be there.
    pub(super) needs: Needs,
    pub(super) run: fn(&Context<'_>) -> Result<Tally, Failed>,
}

/// What is got in the background.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    /// Packages of npm and of the system.
    Network,
    /// Programs that are built from crates.io, and the packages.
    Tools,
}

/// The step behind which those are that run at the same time.
pub(super) const TESTS: &str = "test";

/// All steps, in order.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the code is formatted",
        hint: "Run `cargo fmt --all`.",
        needs: Needs::Nothing,
        run: |context| check(context.cargo("fmt --all --check")),
    },
    Step {
        name: "deps",
        about: "dependencies and imports point the way that the architecture says, and each is used",
        hint: "The rules are in crates/dev/src/deps/tables.rs and crates/dev/src/graph, their picture in \
               docs/architecture.md.",
        needs: Needs::Nothing,
        run: |context| {
            deps::check(context.workspace)?;
            without_tests(graph::check(context.workspace))
        },
    },
    Step {
        name: "docs",
        about: "links in the documentation lead somewhere",
        hint: "The message names page and link.",
        needs: Needs::Nothing,
        run: |context| without_tests(docs::check(context.workspace)),
    },
    Step {
        name: "locales",
        about: "translations have the messages and arguments of the English texts",
        hint: "The message names file and text.",
        needs: Needs::Nothing,
        run: |context| without_tests(locales::check(context.workspace)),
    },
    Step {
        name: "words",
        about: "names, comments, texts and documents use the field's words",
        hint: "The message names the word and a better one; crates/dev/src/words/list.rs has the list and its exceptions.",
        needs: Needs::Nothing,
        run: |context| without_tests(words::check(context.workspace, &words::Arguments::default())),
    },
    Step {
        name: "clippy",
        about: "everything is built, tests included, and the lints have nothing to say",
        hint: "Run `cargo clippy --workspace --all-targets` and follow what it says; clippy.toml explains each ban.",
        needs: Needs::Nothing,
        run: |context| {
            context.linted("test --workspace --all-targets --no-run").run()?;
            without_tests(context.build_programs())
        },
    },
    Step {
        name: "generate",
        about: "generated files are up to date",
        hint: "Run `cargo dev generate-all --mode write` and commit the difference.",
        needs: Needs::Nothing,
        run: |context| {
            context.build_programs()?;
            let generate = context.workspace.built("debug/vestibule-generate");
            check(Program::new(generate, context.workspace.root()).words("--mode check"))
        },
    },
    Step {
        name: "features",
        about: "the library builds without what an application can leave out",
        hint: "Run `cargo dev features`, which checks all sets; docs/decisions/0096-what-can-be-left-out.md says how a part is left out.",
        needs: Needs::Nothing,
        run: |context| without_tests(features::check(context.workspace, features::SMALLEST)),
    },
    Step {
        name: "crates",
        about: "every crate is packed without a warning, with the files that it is built from",
        hint: "The message names crate and file; a symbolic link in the crate's folder is packed as the file. \
               `cargo package --workspace` builds the packages as well.",
        needs: Needs::Nothing,
        // Behind clippy, so that the dependencies are there without the network.
        run: |context| without_tests(packaging::check(context.workspace)),
    },
    Step {
        name: "editor",
        about: "an editor that follows the #:schema lines says the right thing about our files and about mistakes",
        hint: "Run `node --test` in tests/editor. If packages are missing: `npm ci` there.",
        needs: Needs::Network,
        run: editor,
    },
    Step {
        name: "real-op",
        about: "the certified provider that the tests sign in with works by itself",
        hint: "Run `node --test` in tests/real_op. If packages are missing: `npm ci` there.",
        needs: Needs::Network,
        run: |context| node_folder(context, "tests/real_op"),
    },
    Step {
        name: "clients",
        about: "the clients for JavaScript and Python accept what they should and nothing else",
        hint: "Run `node --test` in clients/javascript, `python3 -m unittest` in clients/python.",
        needs: Needs::Network,
        run: clients,
    },
    Step {
        name: TESTS,
        about: "unit tests, store conformance and black-box tests pass",
        hint: "Run one test with `cargo test --package PACKAGE NAME -- --nocapture`.",
        needs: Needs::Network,
        run: rust_tests,
    },
    Step {
        name: "doc",
        about: "the documentation of the crates has no broken link, and its examples work",
        hint: "Run `cargo doc --workspace --no-deps --document-private-items`, and `cargo test --doc --package PACKAGE`.",
        needs: Needs::Nothing,
        run: |context| {
            context.build_programs()?;
            let tests = context.linted("test --doc --workspace --no-fail-fast");
            count(tests.variable("RUSTDOC", context.workspace.built("debug/vestibule-rustdoc")), Tally::read_cargo)
        },
    },
    Step {
        name: "deny",
        about: "licences, duplicates and sources of dependencies are what deny.toml allows",
        hint: "The message names the crate and the rule; a new exception in deny.toml carries its reason.",
        needs: Needs::Tools,
        run: deny,
    },
    Step {
        name: "packages",
        about: "what a release ships is installed, runs, is upgraded and removed",
        hint: "Run `cargo test --workspace --test packages -- --ignored --nocapture` once the packages are in target/package.",
        needs: Needs::Tools,
        run: packages::run,
    },
    Step {
        name: "browser",
        about: "people get in, around and out in real browsers",
        hint: "The screenshots in tests/browser/shots/ show each page as it was.",
        needs: Needs::Network,
        run: browser,
    },
];

fn check(program: Program) -> Result<Tally, Failed> {
    without_tests(program.run())
}

fn without_tests(result: Result<(), Error>) -> Result<Tally, Failed> {
    result.map(|()| Tally::default()).map_err(Failed::from)
}

fn deny(context: &Context<'_>) -> Result<Tally, Failed> {
    let deny = tools::deny(context.workspace)?;
    // cargo-deny looks at every platform, a build downloads only its own. What it does then needs no network.
    context.cargo("fetch --locked --quiet").run()?;
    let program = Program::new(deny, context.workspace.root());
    check(program.words("--offline check --hide-inclusion-graph licenses bans sources"))
}

/// Tests in JavaScript that need nothing of ours to be built.
fn node_folder(context: &Context<'_>, folder: &str) -> Result<Tally, Failed> {
    tools::npm_packages(context.workspace, folder)?;
    count(context.node_tests(&context.workspace.path(folder)), Tally::read_node)
}

/// Our files, and those that the program writes for others.
fn editor(context: &Context<'_>) -> Result<Tally, Failed> {
    const FOLDER: &str = "tests/editor";
    tools::npm_packages(context.workspace, FOLDER)?;
    context.build_programs()?;
    let program = context.node_tests(&context.workspace.path(FOLDER));
    count(program.variable("VESTIBULE_BINARY", context.workspace.built("debug/vestibule")), Tally::read_node)
}

/// The one for Rust is tested with the other crates.
fn clients(context: &Context<'_>) -> Result<Tally, Failed> {
    let mut tally = node_folder(context, "clients/javascript")?;
    let python = tools::python(context.workspace)?;
    // It says everything on standard error.
    let line = format!("exec {python} -B -m unittest 2>&1");
    let tests = Program::new("sh", &context.workspace.path("clients/python")).argument("-c").argument(line);
    match count(tests, Tally::read_python) {
        Ok(python) => tally.add(python),
        Err(failed) => {
            tally.add(failed.tally);
            return Err(Failed { tally, ..failed });
        }
    }
    Ok(tally)
}

fn rust_tests(context: &Context<'_>) -> Result<Tally, Failed> {
    // The tests package starts `node tests/real_op/op.mjs`, and the program as a process of its own, which cargo does
    // not build for tests of another package.
    tools::npm_packages(context.workspace, "tests/real_op")?;
    // The clients of other languages, against a server that runs.
    tools::npm_packages(context.workspace, "clients/javascript")?;
    tools::python(context.workspace)?;
    proxies::proxies(context.workspace)?;
    tools::postgres(context.workspace)?;
    context.build_programs()?;
    let tests = context.linted("test --workspace --lib --bins --tests --no-fail-fast");
    count(tests.variable("RUST_TEST_THREADS", test_threads()), Tally::read_cargo)
}

/// Twice as many tests at once as there are processors, because half of them wait for a program or a database.
fn test_threads() -> String {
    (processors() * 2).to_string()
}

fn browser(context: &Context<'_>) -> Result<Tally, Failed> {
    const FOLDER: &str = "tests/browser";
    tools::npm_packages(context.workspace, FOLDER)?;
    // The pages are tried with the certified provider too.
    tools::npm_packages(context.workspace, "tests/real_op")?;
    tools::java(context.workspace)?;
    let chromium = tools::browser(context.workspace, &tools::CHROMIUM, context.chromium)?;
    let firefox = tools::browser(context.workspace, &tools::FIREFOX, context.firefox)?;
    context.build_programs()?;
    let program = context
        .node_tests(&context.workspace.path(FOLDER))
        .variable("CHROMIUM", chromium)
        .variable("FIREFOX", firefox)
        .variable("VESTIBULE_BINARY", context.workspace.built("debug/vestibule"));
    count(program, Tally::read_node)
}

#[cfg(test)]
mod tests;
