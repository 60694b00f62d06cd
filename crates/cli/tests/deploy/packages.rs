//! The unit, the container and the Debian package.

use std::{fs, path::Path, process::Command};

use crate::{configured, repository, text, yaml};

fn run(folder: &Path, script: &str) -> bool {
    Command::new("sh").args(["-euc", script]).current_dir(folder).status().unwrap().success()
}

/// IN-12: what is not what the checksums say is not installed.
#[test]
fn the_installer_takes_only_what_the_checksums_name() {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("vestibule-1.2.3-linux-{}", std::env::consts::ARCH);
    let pack = format!(
        "mkdir -p {name}; printf '#!/bin/sh\\necho 1.2.3\\n' >{name}/vestibule; tar -czf {name}.tar.gz {name}; sha256sum {name}.tar.gz \
         >SHA256SUMS"
    );
    assert!(run(folder.path(), &pack));
    let mirror = folder.path().display();
    let script = repository("deploy/install.sh");
    // Root installs for everybody: the test does not.
    let install = format!(
        "id() {{ echo 1000; }}; HOME='{mirror}/home'; VESTIBULE_MIRROR='{mirror}'; set -- 1.2.3; . '{}'",
        script.display()
    );
    assert!(run(folder.path(), &install));
    let installed = folder.path().join("home/.local/bin/vestibule");
    assert!(fs::read_to_string(&installed).unwrap().contains("1.2.3"));
    // A file that does not run here leaves nothing behind, either.
    let broken = format!(
        "printf '#!/nowhere\\n' >{name}/vestibule; tar -czf {name}.tar.gz {name}; sha256sum {name}.tar.gz >SHA256SUMS"
    );
    fs::remove_file(&installed).unwrap();
    assert!(run(folder.path(), &broken) && !run(folder.path(), &install) && !installed.exists());
    assert!(text("deploy/install.sh").contains(concat!("version=${1:-", env!("CARGO_PKG_VERSION"), "}")));
    for damage in [format!("echo more >>{name}.tar.gz"), "echo >SHA256SUMS".to_owned()] {
        fs::remove_file(&installed).unwrap_or_default();
        assert!(run(folder.path(), &pack) && run(folder.path(), &damage));
        assert!(!run(folder.path(), &install), "{damage}");
        assert!(!installed.exists(), "{damage}");
    }
}

/// What `docs/operations.md` explains is what the package installs.
#[test]
fn the_documented_unit_is_the_installed_one() {
    let unit = text("deploy/systemd/vestibule.service");
    let documented = text("docs/operations.md");
    let block = documented.split("```ini\n").find(|block| block.starts_with("[Unit]")).unwrap();
    assert_eq!(block.split("```").next(), Some(&*unit));
}

#[test]
fn a_server_reads_what_the_compose_file_sets() {
    let compose = yaml("deploy/container/compose.yaml");
    let environment = compose["services"]["vestibule"]["environment"].as_object().unwrap();
    let variables = environment.iter().map(|(name, value)| {
        let value = value.as_str().unwrap();
        (name.clone(), if value.starts_with("${") { "x" } else { value }.to_owned())
    });
    let config = configured(variables.collect());
    assert_eq!(config.providers.len(), 1);
    assert!(config.providers[0].settings.enabled);
}

#[test]
fn every_file_of_the_debian_package_is_there() {
    let manifest: toml::Table = text("crates/cli/Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    let mut made = 0;
    for asset in deb["assets"].as_array().unwrap() {
        let path = asset[0].as_str().unwrap();
        // `cargo dev release` makes these with the program.
        match path.strip_prefix("../../target/") {
            Some(_) => made += 1,
            None => assert!(repository(&format!("crates/cli/{path}")).exists(), "{path}"),
        }
    }
    assert!(made > 3, "{made}");
    for script in ["postinst", "postrm"] {
        let text = text(&format!("deploy/debian/scripts/{script}"));
        assert!(text.starts_with("#!/bin/sh\nset -e\n") && text.contains("#DEBHELPER#"), "{script}");
    }
}

/// IN-16: the tags that a release pushes are those that the chart and compose.yaml name.
#[test]
fn a_release_pushes_the_images_that_are_named() {
    let workflow = text(".github/workflows/release.yml");
    let version = env!("CARGO_PKG_VERSION");
    let (series, _) = version.rsplit_once('.').unwrap();
    for (pattern, tag) in [("{{version}}", version), ("{{major}}.{{minor}}", series)] {
        assert!(workflow.contains(&format!("type=semver,pattern={pattern}")), "{tag}");
    }
    let compose = yaml("deploy/container/compose.yaml");
    let image = compose["services"]["vestibule"]["image"].as_str().unwrap();
    let chart = yaml("deploy/helm/vestibule/values.yaml");
    assert_eq!(image, format!("{}:{series}", chart["image"]["repository"].as_str().unwrap()));
    assert_eq!(yaml("deploy/helm/vestibule/Chart.yaml")["appVersion"], version);
}
