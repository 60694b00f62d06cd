//! What the command line prints, as files: `cmd/*.trycmd` hold commands with their output and exit code.
//!
//! After a deliberate change, `TRYCMD=overwrite cargo test -p vestibule-cli --test cmd` writes the files again. Next to
//! `vestibule`, the files use two commands of their own: `installation` puts an installation with people into the folder, and
//! `with-password` runs `vestibule` with a good password on its standard input.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[path = "cmd/installation.rs"]
mod installation;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

/// WH-01, in `cmd/administrators.trycmd`.
#[tokio::test]
async fn the_command_line_prints_what_the_files_say() {
    // What `check` says depends on who may look into the folder of a configuration.
    let private = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().unwrap();
    tempfile::env::override_temp_dir(private.path()).unwrap();
    let (scripts, vestibule) = (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_BIN_EXE_vestibule")));
    let data = scripts.path().join("data");
    installation::create(&data).await;
    let register = |name: &str, body: String| {
        let path = scripts.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let copy = register("installation", format!("cp -R '{}' data", data.display()));
    let echo = format!("echo 'correct horse battery staple' | '{}' \"$@\" --password-stdin", vestibule.display());
    let with_password = register("with-password", echo);
    let run = move || {
        let cases = trycmd::TestCases::new();
        cases.register_bin("vestibule", vestibule);
        cases.register_bin("installation", copy.as_path());
        cases.register_bin("with-password", with_password.as_path());
        cases.case("tests/cmd/*.trycmd");
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}
