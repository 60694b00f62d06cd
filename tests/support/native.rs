//! Plugins as files: those of this workspace, and those that a test compiles.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The library of a plugin of this workspace, which was built with this test.
pub fn library(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().join(format!("libvestibule_plugin_{name}.so"))
}

/// Compiles a plugin in C with the system's compiler. `source` is relative to the repository.
pub fn compile(source: &str, options: &[&str], to: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden"]);
    cc.arg("-I").arg(root.join("crates/plugin/include")).args(options).arg(root.join(source)).arg("-o").arg(to);
    let built = cc.output().expect("a C compiler is installed as `cc`");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    to.to_owned()
}
