//! The emergency exit: what must work while something else is wrong (EE-01 to EE-04).

use std::{fs, path::Path};

use tokio::process::Command;
use vestibule_tests::{Ended, Program};

use crate::{
    installation::{Installation, SECRET, provider, state_line},
    password::{PASSWORD, create},
};

/// A configuration that is read when somebody writes it: until then the start waits.
async fn start_from_a_pipe(installation: &Installation) -> (Program, fs::File) {
    let pipe = installation.path("pipe.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().await.unwrap().success());
    let program = installation.start(&["serve", "--config", "pipe.toml"]);
    // Opening it for writing waits until the program has opened it for reading.
    let open = tokio::task::spawn_blocking(move || fs::File::options().write(true).open(pipe).unwrap());
    let configuration = open.await.unwrap();
    // Whoever reads it again finds a file.
    fs::write(installation.path("file.toml"), "# nothing\n").unwrap();
    fs::rename(installation.path("file.toml"), installation.path("pipe.toml")).unwrap();
    (program, configuration)
}

/// EE-01: a reload right behind a start reaches the program while it starts.
#[tokio::test]
async fn ee_01_a_hangup_during_the_start_does_not_end_it() {
    let installation = Installation::new();
    let (mut program, configuration) = start_from_a_pipe(&installation).await;
    program.signal("HUP").await;
    drop(configuration);
    program.until_log("\"listening\"").await;
    program.kill().await;
}

#[tokio::test]
async fn ee_01_a_stop_during_the_start_is_an_orderly_end() {
    let installation = Installation::new();
    let (program, configuration) = start_from_a_pipe(&installation).await;
    program.signal("TERM").await;
    drop(configuration);
    let ended = program.ended().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

/// EE-02: one provider's missing secret is that provider's fault.
#[tokio::test]
async fn ee_02_a_missing_secret_hurts_its_own_provider() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let with = |id: &str, secret: &str| provider(id, op.issuer()).replace(&format!("\"{SECRET}\""), secret);
    let sections = [
        provider("op", op.issuer()),
        with("env", "{ env = \"UNSET\" }"),
        with("file", "{ file = \"gone\" }"),
        with("blank", "\"\""),
        with("off", "{ env = \"UNSET\" }").replace("enabled = true", "enabled = false"),
    ];
    installation.configure(&sections.concat());
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(1), "{}", checked.stderr);
    let faults: Vec<&str> = checked.stdout.lines().filter(|line| line.starts_with("fault: ")).collect();
    let gone = installation.path("gone");
    assert_eq!(
        faults,
        [
            "fault: config.toml:28:17: /credentials/client_secret: the value is empty; give it a value, or remove it (bind)",
            "fault: config.toml:14:17: /credentials/client_secret: the variable \"UNSET\" is not set; set it, and start \
             again (bind)",
            &format!(
                "fault: config.toml:21:17: /credentials/client_secret: the file {} does not exist; correct the path or the \
                 file (bind)",
                gone.display()
            ),
        ]
    );
    let mut program = installation.serve().await;
    program.until_log(&state_line("op", "ready")).await;
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
    let refused = installation.browser().get("/api/auth/providers/env/authorize").await;
    assert_eq!(refused.code(), "provider_misconfigured");
    // The file comes later, and needs no restart.
    fs::write(gone, SECRET).unwrap();
    program.until_log(&state_line("file", "ready")).await;
}

/// The commands that an administrator needs when nobody gets in, and what they work with.
async fn emergency_commands(installation: &Installation) -> Vec<(&'static str, Ended)> {
    let mut ended = Vec::new();
    for (name, arguments) in [
        ("admin reset", &["admin", "reset", "root@example.com", "--password-stdin"][..]),
        ("admin create", &["admin", "create", "other@example.com", "--password-stdin"]),
        ("admin token", &["admin", "token", "monitoring"]),
        ("backup", &["backup", "copy.db", "--with-keys"]),
        ("key rotate", &["key", "rotate"]),
    ] {
        ended.push((name, installation.run_with_input(arguments, PASSWORD).await));
    }
    ended
}

/// EE-03: they need to know where the installation is, and nothing else.
#[tokio::test]
async fn ee_03_the_emergency_commands_need_no_provider() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    installation.configure(
        "listen = 3000\n[branding]\nlogo = \"gone.svg\"\n[providers.bad]\ncolour = 1\n[providers.pocketid]\nenabled = true\n\
         [providers.pocketid.credentials]\nclient_secret = { env = \"POCKETID_CLIENT_SECRET\" }\n",
    );
    for (name, ended) in emergency_commands(&installation).await {
        let complaints: Vec<_> = ended.stderr.lines().filter(|line| !line.starts_with("It expires on ")).collect();
        assert_eq!((ended.code, &*complaints), (Some(0), &[][..]), "{name}");
    }
    installation.configure("[providers.pocketid.credentials]\nclient_secret = { env = \"POCKETID_CLIENT_SECRET\" }\n");
    let listed = installation.run(&["provider", "list"]).await;
    assert_eq!((listed.code, &*listed.stderr), (Some(0), ""));
}

/// EE-03: before there is an administrator, too.
#[tokio::test]
async fn ee_03_a_setup_link_needs_no_provider() {
    let installation = Installation::new();
    assert_eq!(installation.serve_once().await.code, Some(0));
    installation.configure("[providers.pocketid.credentials]\nclient_secret = { env = \"POCKETID_CLIENT_SECRET\" }\n");
    let setup = installation.run(&["admin", "setup"]).await;
    assert_eq!((setup.code, &*setup.stderr), (Some(0), ""));
}

fn entries(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// EE-04, F4: a command in the wrong folder says so, and creates nothing there.
#[tokio::test]
async fn ee_04_no_command_but_the_server_creates_an_installation() {
    let installation = Installation::new();
    let says = format!(
        "there is no installation: {} does not exist (no ./config.toml here (looked in {})). Name its configuration with \
         --config FILE, or create it with `vestibule serve`\n",
        installation.path("data/vestibule.db").display(),
        installation.folder().display()
    );
    let refused = Ended { code: Some(2), stdout: String::new(), stderr: says };
    for (name, ended) in emergency_commands(&installation).await {
        assert_eq!(ended, refused, "{name}");
    }
    assert_eq!(installation.run(&["admin", "setup"]).await, refused);
    for arguments in [&["provider", "list"][..], &["provider", "show", "oidc"], &["check"]] {
        assert_eq!(installation.run(arguments).await.code, Some(0), "{arguments:?}");
    }
    assert_eq!(entries(installation.folder()), [""; 0], "nothing was written");
}

/// EE-04, F4: a copy of an installation in which nobody is, is a copy of the wrong one.
#[tokio::test]
async fn ee_04_an_empty_installation_is_not_backed_up() {
    let installation = Installation::new();
    assert_eq!(installation.serve_once().await.code, Some(0));
    let ended = installation.run(&["backup", "copy.db"]).await;
    let says = format!(
        "nothing was copied: {} has no user and no provider. Check that this is the installation to back up: `--config`, \
         `storage.url` and `data_dir`\n",
        installation.path("data/vestibule.db").display()
    );
    assert_eq!(ended, Ended { code: Some(2), stdout: String::new(), stderr: says });
    assert!(!installation.path("copy.db").exists());
    create(&installation, "root@example.com").await;
    let ended = installation.run(&["backup", "copy.db"]).await;
    let database = installation.path("data/vestibule.db");
    let says = format!("Backed up {}, 1 user and 0 stored providers, to copy.db. ", database.display());
    assert!(ended.stdout.starts_with(&says), "{ended:?}");
}
