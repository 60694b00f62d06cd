//! The archive, as `install.sh` installs it for a user, and the first two commands of `docs/install.md`.

use std::{fs, path::Path};

use vestibule_tests::installation::{Installation, provider};

use crate::{Timed, folder, sign_in, start, succeed};

#[tokio::test]
#[ignore = "`cargo dev test --only packages` makes the archive"]
async fn one_file_is_installed_initialised_and_signed_in_to() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/install.sh");
    let (mirror, version) = (folder("VESTIBULE_PACKAGES"), env!("CARGO_PKG_VERSION"));
    // Root installs for everybody, and the test is not for everybody.
    let install = format!(
        "id() {{ echo 1000; }}; HOME='{}'; VESTIBULE_MIRROR='{}'; set -- {version}; . '{}'",
        home.path().display(),
        mirror.display(),
        script.display()
    );
    let mut timed = Timed::begin("one file");
    succeed("sh", &["-euc", &install]).await;
    timed.step("install.sh");
    let program = at(".local/bin/vestibule");

    let (config, data) = (at("config.toml"), at("data"));
    let public_url = installation.base.origin().ascii_serialization();
    let address = installation.address();
    let init = ["init", "--config", &config, "--public-url", &public_url, "--listen", &address, "--data-dir", &data];
    succeed(&program, &init).await;
    timed.step("init");
    let written = fs::read_to_string(&config).unwrap();
    fs::write(&config, written + "\n" + &provider("op", op.issuer())).unwrap();
    let _server = start(&program, &["--config", &config, "serve"], &[]).until_ready().await;
    timed.step("serve");
    sign_in(&installation.browser()).await;
    timed.step("sign-in");
    timed.end();
    succeed(&program, &["--config", &config, "healthcheck"]).await;
}
