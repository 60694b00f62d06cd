//! The steps of `cargo dev test`, in the order that finds the cheapest mistake first.

use super::context::{Context, Failed, count};
use super::packages;
use super::proxies;
use super::tally::Tally;
use super::tools;
use crate::error::Error;
use crate::program::Program;
use crate::{deps, docs, features, generate, graph, locales, packaging, words};

/// One check, with a name for `--only`.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// What holds when it passes.
    pub(super) about: &'static str,
    /// What to do when it fails.
    pub(super) hint: &'static str,
    /// Whether it needs npm packages.
    pub(super) node: bool,
    pub(super) run: fn(&Context<'_>) -> Result<Tally, Failed>,
}

/// The crates whose documentation has examples that are compiled and run.
const DOC_TESTS: &[&str] = &["vestibule", "vestibule-client", "vestibule-plugin"];

/// All steps, in order.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the code is formatted",
        hint: "Run `cargo fmt --all`.",
        node: false,
        run: |context| check(context.cargo("fmt --all --check")),
    },
    Step {
        name: "deps",
        about: "dependencies and imports point the way that the architecture says, and each is used",
        hint: "The rules are in crates/dev/src/deps/tables.rs and crates/dev/src/graph, their picture in \
               docs/architecture.md.",
        node: false,
        run: |context| {
            deps::check(context.workspace)?;
            without_tests(graph::check(context.workspace))
        },
    },
    Step {
        name: "generate",
        about: "generated files are up to date",
        hint: "Run `cargo dev generate-all --mode write` and commit the difference.",
        node: false,
        run: |context| without_tests(generate::run(context.workspace, generate::Mode::Check)),
    },
    Step {
        name: "docs",
        about: "links in the documentation lead somewhere",
        hint: "The message names page and link.",
        node: false,
        run: |context| without_tests(docs::check(context.workspace)),
    },
    Step {
        name: "locales",
        about: "translations have the messages and arguments of the English texts",
        hint: "The message names file and text.",
        node: false,
        run: |context| without_tests(locales::check(context.workspace)),
    },
    Step {
        name: "words",
        about: "names, comments, texts and documents use the field's words",
        hint: "The message names the word and a better one; crates/dev/src/words/list.rs has the list and its exceptions.",
        node: false,
        run: |context| without_tests(words::check(context.workspace, &words::Arguments::default())),
    },
    Step {
        name: "clippy",
        about: "the lints have nothing to say",
        hint: "Run `cargo clippy --workspace --all-targets` and follow what it says; clippy.toml explains each ban.",
        node: false,
        run: |context| check(context.cargo("clippy --workspace --all-targets").words("-- -D warnings")),
    },
    Step {
        name: "features",
        about: "the library builds without what an application can leave out",
        hint: "Run `cargo dev features`, which checks all sets; docs/decisions/0096-what-can-be-left-out.md says how a part is left out.",
        node: false,
        run: |context| {
            features::CHECKED.iter().try_for_each(|set| features::check(context.workspace, set))?;
            Ok(Tally::default())
        },
    },
    Step {
        name: "crates",
        about: "every crate is packed without a warning, with the files that it is built from",
        hint: "The message names crate and file; a symbolic link in the crate's folder is packed as the file. \
               `cargo package --workspace` builds the packages as well.",
        node: false,
        // Behind clippy, so that the dependencies are there without the network.
        run: |context| without_tests(packaging::check(context.workspace)),
    },
    Step {
        name: "doc",
        about: "the documentation of the crates has no broken link",
        hint: "Run `cargo doc --workspace --no-deps --document-private-items`.",
        node: false,
        // Behind clippy, because both read the dependencies in the same form.
        run: |context| {
            let doc = context.cargo("doc --quiet --workspace --no-deps --document-private-items");
            check(doc.variable("RUSTDOCFLAGS", "-D warnings"))
        },
    },
    Step {
        name: "deny",
        about: "licences, duplicates and sources of dependencies are what deny.toml allows",
        hint: "The message names the crate and the rule; a new exception in deny.toml carries its reason.",
        node: false,
        run: deny,
    },
    Step {
        name: "editor",
        about: "an editor that follows the #:schema lines says the right thing about our files and about mistakes",
        hint: "Run `node --test` in tests/editor. If packages are missing: `npm ci` there.",
        node: true,
        run: editor,
    },
    Step {
        name: "real-op",
        about: "the certified provider that the tests sign in with works by itself",
        hint: "Run `node --test` in tests/real_op. If packages are missing: `npm ci` there.",
        node: true,
        run: |context| node_folder(context, "tests/real_op"),
    },
    Step {
        name: "clients",
        about: "the clients for JavaScript and Python accept what they should and nothing else",
        hint: "Run `node --test` in clients/javascript, `python3 -m unittest` in clients/python.",
        node: true,
        run: clients,
    },
    Step {
        name: "test",
        about: "unit tests, store conformance and black-box tests pass",
        hint: "Run one test with `cargo test --package PACKAGE NAME -- --nocapture`.",
        node: true,
        run: rust_tests,
    },
    Step {
        name: "packages",
        about: "what a release ships is installed, runs, is upgraded and removed",
        hint: "Run `cargo test --workspace --test packages -- --ignored --nocapture` once the packages are in target/package.",
        node: false,
        run: packages::run,
    },
    Step {
        name: "browser",
        about: "people get in, around and out in real browsers",
        hint: "The screenshots in tests/browser/shots/ show each page as it was.",
        node: true,
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
    let deny = tools::cargo_deny(context.workspace)?;
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
    context.build_program()?;
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
    context.build_program()?;
    let mut tally = count(context.cargo("test --workspace --lib --bins --tests --no-fail-fast"), Tally::read_cargo)?;
    // The others have no example that is compiled, and to look for one reads each crate once more.
    let packages: String = DOC_TESTS.iter().map(|package| format!(" --package {package}")).collect();
    // The tests are among them for the features alone: cargo builds what the examples need as it built it for the tests.
    match count(context.cargo(&format!("test --doc{packages} --package vestibule-tests")), Tally::read_cargo) {
        Ok(examples) => tally.add(examples),
        Err(failed) => {
            tally.add(failed.tally);
            return Err(Failed { tally, ..failed });
        }
    }
    Ok(tally)
}

fn browser(context: &Context<'_>) -> Result<Tally, Failed> {
    const FOLDER: &str = "tests/browser";
    tools::npm_packages(context.workspace, FOLDER)?;
    // The pages are tried with the certified provider too.
    tools::npm_packages(context.workspace, "tests/real_op")?;
    tools::java(context.workspace)?;
    let chromium = tools::browser(context.workspace, &tools::CHROMIUM, context.chromium)?;
    let firefox = tools::browser(context.workspace, &tools::FIREFOX, context.firefox)?;
    context.build_program()?;
    let program = context
        .node_tests(&context.workspace.path(FOLDER))
        .variable("CHROMIUM", chromium)
        .variable("FIREFOX", firefox)
        .variable("VESTIBULE_BINARY", context.workspace.built("debug/vestibule"));
    count(program, Tally::read_node)
}

#[cfg(test)]
mod tests;
