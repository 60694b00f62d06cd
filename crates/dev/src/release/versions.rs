//! Whether what applications and plugins are written against is what the version says that it is (cargo-semver-checks).

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use crate::cargo_tools;

/// The crates whose interface is a promise. The others are for these, and change as they need.
const PROMISED: [&str; 3] = ["vestibule", "vestibule-client", "vestibule-plugin"];

/// Compares with the last release; the first one has none to compare with.
pub(super) fn compare(workspace: &Workspace) -> Result<(), Error> {
    let git = Program::new("git", workspace.root());
    let Some(tag) = last_release(git.words("tag --list v* --sort=-version:refname").find_output().as_deref()) else {
        console::line("There is no earlier release: no interface has been promised yet.");
        return Ok(());
    };
    let checks = Program::new(cargo_tools::SEMVER_CHECKS.find_or_install(workspace)?, workspace.root());
    let packages =
        PROMISED.iter().fold(checks.words("semver-checks --baseline-rev").argument(&tag), |checks, package| {
            checks.argument("--package").argument(package)
        });
    packages.run().map_err(|error| {
        Error::Refused(format!("{error}. What changed since {tag} needs a higher version, in the root Cargo.toml."))
    })
}

/// The newest of the tags, which git has sorted.
fn last_release(tags: Option<&str>) -> Option<String> {
    tags?.lines().map(str::trim).find(|tag| tag.starts_with('v')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_release_is_the_first_tag_of_the_list() {
        for (tags, last) in [
            (None, None),
            (Some(""), None),
            (Some("v0.10.0\nv0.9.0\n"), Some("v0.10.0")),
            (Some("nightly\nv0.1.0"), Some("v0.1.0")),
        ] {
            assert_eq!(last_release(tags).as_deref(), last, "{tags:?}");
        }
    }

    #[test]
    fn what_is_promised_is_there_and_published() {
        let workspace = Workspace::load().unwrap();
        for name in PROMISED {
            let package = workspace.metadata().packages.iter().find(|package| package.name == name).unwrap();
            assert_ne!(package.publish.as_deref(), Some([].as_slice()), "{name}");
        }
    }
}
