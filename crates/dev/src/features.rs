//! `cargo dev features`: what an application builds that leaves something out, and that each choice builds.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

/// The crate that applications depend on.
const LIBRARY: &str = "vestibule";

/// What every build has (docs/decisions/0096-what-can-be-left-out.md).
const ALWAYS: &str = "sqlite";

/// The set that the one test command checks, in which every module has its counterpart for builds without it. A release checks
/// all sets.
pub(crate) const SMALLEST: &str = ALWAYS;

/// How the feature sets are looked at.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Build everything from the beginning, for the processor seconds of each set: takes minutes for each
    #[arg(long)]
    measure: bool,
    /// Measure what is optimised
    #[arg(long, requires = "measure")]
    release: bool,
}

/// Checks each feature alone and in pairs, or measures three sets.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    if arguments.measure { measure(workspace, arguments.release) } else { check_all(workspace) }
}

/// Checks each feature alone and in pairs.
pub(crate) fn check_all(workspace: &Workspace) -> Result<(), Error> {
    let features = features(workspace)?;
    let sets = sets(&optional(&features), &features);
    for (index, set) in sets.iter().enumerate() {
        console::line(&format!("[{}/{}] {set}, {} crates", index + 1, sets.len(), crates(workspace, &flags(set))?));
        check(workspace, set)?;
    }
    Ok(())
}

/// Checks that a set builds, without a warning.
pub(crate) fn check(workspace: &Workspace, set: &str) -> Result<(), Error> {
    let cargo = Program::new("cargo", workspace.root()).words("clippy --quiet").words(&flags(set));
    cargo.words("-- -D warnings").run()
}

fn flags(set: &str) -> String {
    format!("--package {LIBRARY} --no-default-features --features {set}")
}

/// The features of the library, and what each switches on.
type Features = BTreeMap<String, Vec<String>>;

fn features(workspace: &Workspace) -> Result<Features, Error> {
    let library = workspace.metadata().packages.iter().find(|package| package.name == LIBRARY);
    let missing = || Error::Refused(format!("The workspace has no package `{LIBRARY}`."));
    Ok(library.ok_or_else(missing)?.features.clone())
}

/// Those that an application chooses from.
fn optional(features: &Features) -> Vec<String> {
    features.keys().filter(|name| *name != "default" && *name != ALWAYS).cloned().collect()
}

/// A feature, and those of the library that it switches on.
fn implied<'f>(name: &'f str, features: &'f Features) -> BTreeSet<&'f str> {
    let direct = features.get(name).into_iter().flatten().filter(|other| features.contains_key(*other));
    direct.flat_map(|other| implied(other, features)).chain([name]).collect()
}

/// Nothing but what is always there, each feature alone, and each two. Two that build the same as one are left out.
fn sets(optional: &[String], features: &Features) -> Vec<String> {
    let alone = optional.iter().map(|one| vec![one]);
    let pairs = optional
        .iter()
        .enumerate()
        .flat_map(|(index, one)| optional[index + 1..].iter().map(move |two| vec![one, two]));
    let mut known = BTreeSet::new();
    let new = alone
        .chain(pairs)
        .filter(|names| known.insert(names.iter().flat_map(|name| implied(name, features)).collect::<BTreeSet<_>>()));
    let new = new.map(|names| names.into_iter().fold(ALWAYS.to_owned(), |set, name| format!("{set},{name}")));
    std::iter::once(ALWAYS.to_owned()).chain(new.collect::<Vec<_>>()).collect()
}

/// How many crates are built, those of the workspace among them.
fn crates(workspace: &Workspace, flags: &str) -> Result<usize, Error> {
    let tree = Program::new("cargo", workspace.root()).words("tree --edges normal,build --prefix none --no-dedupe");
    let printed = tree.words("--format {p}").words(flags).find_output();
    let printed = printed.ok_or_else(|| Error::Refused(format!("`cargo tree {flags}` fails: run it to see why.")))?;
    let names: std::collections::BTreeSet<_> = printed.lines().filter_map(|line| line.split(" (").next()).collect();
    Ok(names.len())
}

fn measure(workspace: &Workspace, release: bool) -> Result<(), Error> {
    let profile = if release { " --release" } else { "" };
    let program = "--package vestibule-cli".to_owned();
    let library = format!("--package {LIBRARY}");
    console::line(&format!("{:<28}{:>8}{:>22}{:>12}", "set", "crates", "processor seconds", "share"));
    let mut whole = None;
    for (name, flags) in [("the program", program), ("the library, as it is", library), (ALWAYS, flags(ALWAYS))] {
        let folder = workspace.built("features");
        let line = format!(
            "rm -rf '{0}' && cargo build --quiet{profile} --target-dir '{0}' {flags} >&2 && times",
            folder.display()
        );
        let printed = Program::new("sh", workspace.root()).argument("-c").argument(&line).find_output();
        let seconds = printed.as_deref().and_then(children_seconds);
        let seconds = seconds.ok_or_else(|| Error::Refused(format!("`{line}` fails: run it to see why.")))?;
        let share = 100.0 * seconds / *whole.get_or_insert(seconds);
        console::line(&format!("{name:<28}{:>8}{seconds:>22.0}{share:>10.0} %", crates(workspace, &flags)?));
    }
    Ok(())
}

/// What `times` of a shell says about its children: `1m2.50s 0m3.25s` in its second line, user and system.
fn children_seconds(times: &str) -> Option<f64> {
    let parts = times.lines().nth(1)?.split_whitespace().map(|part| {
        let (minutes, seconds) = part.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    });
    parts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_checked_alone_and_with_each_other_one() {
        let workspace = Workspace::load().unwrap();
        let features = features(&workspace).unwrap();
        let optional = optional(&features);
        assert!(optional.iter().any(|name| name == "pages"), "{optional:?}");
        let found = sets(&optional, &features);
        assert!(found.iter().any(|set| set == "sqlite,pages") && !found.iter().any(|set| set == "sqlite,apps,pages"));
        let names = ["a", "b", "c"].map(str::to_owned);
        let mut three: Features = names.iter().map(|name| (name.clone(), Vec::new())).collect();
        let all = ["sqlite", "sqlite,a", "sqlite,b", "sqlite,c", "sqlite,a,b", "sqlite,a,c", "sqlite,b,c"];
        assert_eq!(sets(&names, &three), all);
        three.insert("a".to_owned(), vec!["b".to_owned(), "dep:d".to_owned()]);
        assert_eq!(sets(&names, &three), ["sqlite", "sqlite,a", "sqlite,b", "sqlite,c", "sqlite,a,c", "sqlite,b,c"]);
    }

    #[test]
    fn the_seconds_of_children_are_their_second_line() {
        assert_eq!(children_seconds("0m0.01s 0m0.02s\n1m2.50s 0m3.25s"), Some(65.75));
        assert_eq!(children_seconds(""), None);
    }
}
