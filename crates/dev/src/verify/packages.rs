//! The step that installs what a release ships, on a Debian of its own in the target folder, and has the programs that read
//! `deploy/` read it.

use std::path::PathBuf;

use vestibule_dev::{console, error::Error, program::Program, workspace::Workspace};

use super::{
    context::{Context, Failed, count},
    operators::operators,
    tally::Tally,
    tools,
};
use crate::release;

/// Makes the packages with the program of the tests, and runs the tests that install them.
pub(super) fn run(context: &Context<'_>) -> Result<Tally, Failed> {
    let workspace = context.workspace;
    if !tools::may_install(workspace) {
        console::line("Skipped: only root can install packages, with apt, debootstrap and buildah.");
        return Ok(Tally { skipped: 1, ..Tally::default() });
    }
    tools::image_tools(workspace)?;
    let debian = match debian(workspace) {
        Ok(debian) => debian,
        // Containers of some build servers may make no devices, or reach no mirror: nothing that a release ships is at fault.
        Err(error) => {
            console::error(&error);
            console::line("Skipped: a Debian to install packages on cannot be made here.");
            return Ok(Tally { skipped: 1, ..Tally::default() });
        }
    };
    context.build_programs()?;
    let packages = release::packages(workspace, &workspace.built("debug/vestibule"))?;
    let operators = operators(workspace)?;
    // What each way of installing took is on standard output: one at a time, so that it is that way alone.
    let tests = context.linted("test --workspace --test packages -- --ignored --show-output --test-threads=1");
    let tests = tests.variable("VESTIBULE_DEBIAN", debian).variable("VESTIBULE_PACKAGES", packages);
    count(tests.variable("VESTIBULE_OPERATORS", operators), Tally::read_cargo)
}

/// The files of a minimal Debian, of the release that this machine has, because the program is linked against that.
pub(super) fn debian(workspace: &Workspace) -> Result<PathBuf, Error> {
    let folder = workspace.built("tools/debian");
    // It is renamed when it is whole.
    if !folder.exists() {
        let codename =
            Program::new("sh", workspace.root()).argument("-c").argument(". /etc/os-release; echo $VERSION_CODENAME");
        let codename = codename.find_output().unwrap_or_default();
        let unfinished = workspace.built("tools/debian.unfinished");
        console::line(&format!("Installing a minimal Debian into {}: once, about a minute.", folder.display()));
        Program::new("rm", workspace.root()).words("-rf").argument(&unfinished).run()?;
        Program::new("debootstrap", workspace.root())
            .words("--variant=minbase --include=ca-certificates,systemd-standalone-sysusers")
            .argument(codename)
            .argument(&unfinished)
            .run()?;
        std::fs::rename(&unfinished, &folder).map_err(|source| Error::Write { path: folder.clone(), source })?;
    }
    Ok(folder)
}
