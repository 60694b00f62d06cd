//! Programs from crates.io that a command needs: there, or built into the target folder, which takes minutes once.

use std::path::{Path, PathBuf};

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

/// A program with the version that it is built in.
pub(crate) struct CargoTool {
    name: &'static str,
    version: &'static str,
    /// What an installed one of a version that will do says in its `--version`.
    series: &'static str,
}

/// Checks licences and sources. The version's configuration format is that of deny.toml.
pub(crate) const DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2", series: " 0.20." };
/// Puts the Debian package together.
pub(crate) const DEB: CargoTool = CargoTool { name: "cargo-deb", version: "3.8.0", series: " 3.8." };
/// Writes the list of a release's parts.
pub(crate) const CYCLONEDX: CargoTool = CargoTool { name: "cargo-cyclonedx", version: "0.5.9", series: " 0.5." };
/// Compares the interface of a crate with that of its last release.
pub(crate) const SEMVER_CHECKS: CargoTool =
    CargoTool { name: "cargo-semver-checks", version: "0.51.0", series: " 0.51." };

impl CargoTool {
    /// The program, if `folder` or the `PATH` has it in a version that will do.
    pub(crate) fn find(&self, workspace: &Workspace, folder: &Path) -> Option<PathBuf> {
        let candidates = [folder.join("bin").join(self.name), PathBuf::from(self.name)];
        candidates.into_iter().find(|candidate| {
            let version = Program::new(candidate, workspace.root()).argument("--version").find_output();
            version.is_some_and(|version| version.contains(self.series))
        })
    }

    /// The program to run, after it was built if that is necessary.
    pub(crate) fn find_or_install(&self, workspace: &Workspace) -> Result<PathBuf, Error> {
        let folder = workspace.built("tools");
        if let Some(found) = self.find(workspace, &folder) {
            return Ok(found);
        }
        let Self { name, version, .. } = self;
        console::line(&format!("Installing {name} {version} into {}: once, about two minutes.", folder.display()));
        // Behind what a person waits for: the whole test command has it built while other things are.
        Program::new("nice", workspace.root())
            // Without optimisation: it runs for two seconds, and to optimise it takes minutes. Nobody debugs or changes it,
            // so what is written for that is left out.
            .variable("CARGO_PROFILE_DEV_DEBUG", "0")
            .variable("CARGO_INCREMENTAL", "0")
            .words("-n 19 cargo install --quiet --debug --locked --version")
            .words(version)
            .argument(name)
            .argument("--root")
            .argument(&folder)
            .run()?;
        Ok(folder.join("bin").join(name))
    }
}
