//! The Debian package: installed, running as its user, upgraded, purged.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

use vestibule_tests::installation::Installation;

use crate::{Server, Timed, edited, folder, packaged, path, sign_in, start, succeed};

/// A Debian of its own.
struct Root(tempfile::TempDir);

impl Root {
    async fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let debian = path(&[&folder("VESTIBULE_DEBIAN"), Path::new(".")]);
        succeed("cp", &["--archive", &debian, root.path().to_str().unwrap()]).await;
        fs::copy(packaged(".deb"), root.path().join("vestibule.deb")).unwrap();
        Self(root)
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    async fn run(&self, arguments: &[&str]) -> String {
        succeed("chroot", &[&[self.0.path().to_str().unwrap()], arguments].concat()).await
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.at(name)).unwrap().permissions().mode() & 0o7777
    }

    /// Starts what the unit starts, as the user that it names.
    async fn serve(&self) -> Server {
        let unit = fs::read_to_string(self.at("lib/systemd/system/vestibule.service"));
        let unit = unit.or_else(|_| fs::read_to_string(self.at("usr/lib/systemd/system/vestibule.service"))).unwrap();
        let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
        let root = self.0.path().to_str().unwrap();
        let mut arguments = vec!["--userspec=vestibule:vestibule", root];
        arguments.extend(line.split(' '));
        let variables = unit.lines().filter_map(|line| line.strip_prefix("Environment=")?.split_once('='));
        start("chroot", &arguments, &variables.collect::<Vec<_>>()).until_ready().await
    }
}

#[tokio::test]
#[ignore = "`cargo dev test --only packages` makes the package"]
async fn the_debian_package_is_installed_upgraded_and_purged() {
    let root = Root::new().await;
    let mut timed = Timed::begin("Debian package");
    root.run(&["dpkg", "--install", "/vestibule.deb"]).await;
    timed.step("dpkg --install");
    assert_eq!(root.run(&["stat", "--format=%U:%G", "/var/lib/vestibule"]).await, "vestibule:vestibule");
    assert_eq!(root.run(&["stat", "--format=%U:%G", "/etc/vestibule/config.toml"]).await, "root:vestibule");
    assert_eq!(
        (
            root.mode("var/lib/vestibule"),
            root.mode("etc/vestibule/config.toml"),
            root.mode("etc/vestibule/vestibule.env")
        ),
        (0o700, 0o640, 0o640)
    );
    for file in ["usr/share/man/man1/vestibule.1.gz", "usr/share/bash-completion/completions/vestibule"] {
        assert!(root.at(file).exists(), "{file}");
    }

    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let config = root.at("etc/vestibule/config.toml");
    // Written into, so that it stays who it belongs to.
    fs::write(&config, edited(&fs::read_to_string(&config).unwrap(), &installation, &op)).unwrap();
    timed.pause();
    let server = root.serve().await;
    timed.step("serve");
    let first = sign_in(&installation.browser()).await;
    timed.step("sign-in");
    timed.end();
    let owner = fs::metadata(root.at("var/lib/vestibule/vestibule.db")).unwrap().uid();
    assert_ne!(owner, 0, "the server does not run as root");
    drop(server);

    // The same version again is what an upgrade does.
    root.run(&["dpkg", "--install", "/vestibule.deb"]).await;
    assert!(fs::read_to_string(&config).unwrap().contains("[providers.op]"), "an upgrade keeps the settings");
    let server = root.serve().await;
    assert_eq!(sign_in(&installation.browser()).await, first, "an upgrade keeps the users");
    drop(server);

    root.run(&["dpkg", "--remove", "vestibule"]).await;
    assert!(
        config.exists() && root.at("var/lib/vestibule/vestibule.db").exists() && !root.at("usr/bin/vestibule").exists()
    );
    root.run(&["dpkg", "--purge", "vestibule"]).await;
    assert!(!root.at("etc/vestibule").exists() && !root.at("var/lib/vestibule").exists());
}
