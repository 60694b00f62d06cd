//! The container image, from the same Containerfile as the published one. The base differs: an image with the libraries that
//! the program links, certificates and nothing else, because no registry can be asked here. It runs with buildah's isolation
//! by chroot, which needs no rights that a container of a build server lacks; it does not make the root read-only.

use std::{fs, path::Path};

use tempfile::TempDir;
use vestibule_tests::installation::{Installation, provider};

use crate::{Timed, folder, packaged, path, sign_in, start, succeed};

/// Images in a folder of their own.
struct Images(TempDir);

impl Images {
    fn arguments<'a>(&'a self, rest: &[&'a str]) -> Vec<String> {
        let place = |name: &str| self.0.path().join(name).to_str().unwrap().to_owned();
        let own = [
            "--storage-driver".to_owned(),
            "vfs".to_owned(),
            "--root".to_owned(),
            place("images"),
            "--runroot".to_owned(),
            place("run"),
        ];
        own.into_iter().chain(rest.iter().map(|&argument| argument.to_owned())).collect()
    }

    async fn buildah(&self, rest: &[&str]) -> String {
        let arguments = self.arguments(rest);
        succeed("buildah", &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await
    }
}

/// The files of Debian that the program needs, in `root`.
async fn base(root: &Path) {
    let debian = folder("VESTIBULE_DEBIAN");
    let context = folder("VESTIBULE_PACKAGES").with_file_name("container");
    let program =
        fs::read_dir(&context).unwrap().map(|entry| entry.unwrap().path().join("vestibule")).find(|file| file.exists());
    let linked = succeed("ldd", &[program.unwrap().to_str().unwrap()]).await;
    let libraries = linked.split_whitespace().filter(|word| word.starts_with('/'));
    for file in libraries.chain(["/etc/ssl/certs/ca-certificates.crt"]) {
        let to = root.join(file.trim_start_matches('/'));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(debian.join(file.trim_start_matches('/')), to).unwrap();
    }
    for (file, text) in [
        ("etc/passwd", "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"),
        ("etc/group", "root:x:0:\nnonroot:x:65532:\n"),
    ] {
        fs::write(root.join(file), text).unwrap();
    }
    fs::create_dir(root.join("tmp")).unwrap();
}

#[tokio::test]
#[ignore = "`cargo dev test --only packages` makes what the image is built from"]
async fn the_image_is_built_and_signed_in_to() {
    let images = Images(tempfile::tempdir().unwrap());
    let root = tempfile::tempdir().unwrap();
    base(root.path()).await;
    let container = images.buildah(&["from", "scratch"]).await;
    images.buildah(&["copy", "--quiet", &container, root.path().to_str().unwrap(), "/"]).await;
    images.buildah(&["commit", "--quiet", "--rm", &container, "localhost/base"]).await;

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/container/Containerfile");
    let context = packaged(".deb").parent().unwrap().with_file_name("container");
    let (file, context) = (path(&[&file]), path(&[&context]));
    let build = ["build", "--quiet", "--isolation", "chroot", "--build-arg", "BASE=localhost/base", "--file", &file];
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let mut timed = Timed::begin("container");
    images.buildah(&[&build[..], &["--tag", "localhost/vestibule", &context]].concat()).await;
    timed.step("build");

    let public_url = installation.base.origin().ascii_serialization();
    let container = images.buildah(&["from", "localhost/vestibule"]).await;
    // The container engine passes these on; buildah runs a command, and neither the image's own nor its user by default.
    let (listen, public_url) =
        (format!("VESTIBULE_LISTEN={}", installation.address()), format!("VESTIBULE_PUBLIC_URL={public_url}"));
    let config = root.path().join("config.toml");
    fs::write(&config, provider("op", op.issuer())).unwrap();
    images
        .buildah(&["copy", "--quiet", "--chown", "65532:65532", &container, config.to_str().unwrap(), "/data/"])
        .await;
    let settings = ["run", "--isolation", "chroot", "--env", &listen, "--env", &public_url];
    let run = |command: &[&str]| {
        images.arguments(&[&settings[..], &[&container, "--", "/usr/bin/vestibule"], command].concat())
    };
    let arguments = run(&["serve"]);
    let _server = start("buildah", &arguments.iter().map(String::as_str).collect::<Vec<_>>(), &[]).until_ready().await;
    timed.step("serve");
    sign_in(&installation.browser()).await;
    timed.step("sign-in");
    timed.end();
    let arguments = run(&["healthcheck"]);
    succeed("buildah", &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let user = images
        .buildah(&["inspect", "--type", "image", "--format", "{{.OCIv1.Config.User}}", "localhost/vestibule"])
        .await;
    assert_eq!(user, "65532:65532");
}
