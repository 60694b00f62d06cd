//! Only `serve`, `demo` and `init` create an installation; every other command says which one it works on.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _, path::Path};

use vestibule_tests::{Ended, run_verbatim};

use crate::installation::Installation;

/// Every command that works on an installation, with arguments that would be enough.
const COMMANDS: [&[&str]; 13] = [
    &["check"],
    &["provider", "list"],
    &["provider", "show", "pocketid"],
    &["provider", "new", "club"],
    &["app", "list"],
    &["backup", "copy.db"],
    &["restore", "copy.db"],
    &["key", "rotate"],
    &["key", "rotate-signing"],
    &["admin", "setup"],
    &["admin", "create", "you@example.com", "--password-stdin"],
    &["admin", "token", "monitoring"],
    &["admin", "reset", "you@example.com", "--password-stdin"],
];

/// Every other command with arguments that would be enough, and why it needs none.
const OTHERS: [(&str, &[&str], &str); 18] = [
    ("healthcheck", &[], "asks a server that runs"),
    ("schema", &["config"], "is about this program"),
    ("import", &["dex", "absent.yaml"], "writes a configuration, of a file"),
    ("provider lint", &["absent.toml"], "is about a file"),
    ("app lint", &["absent.toml"], "is about a file"),
    (
        "catalogue sign",
        &["absent.toml", "--key", "absent.pem", "--serial", "1", "--out", "catalogue.jws"],
        "is about files",
    ),
    ("catalogue update", &["absent.jws"], "writes next to a configuration"),
    ("plugin inspect", &["absent.so"], "is about a file"),
    ("completions", &["bash"], "is about this program"),
    ("man", &[], "is about this program"),
    ("version", &["--json"], "is about this program"),
    ("help", &[], "is about this program"),
    ("provider help", &[], "is about this program"),
    ("app help", &[], "is about this program"),
    ("catalogue help", &[], "is about this program"),
    ("key help", &[], "is about this program"),
    ("plugin help", &[], "is about this program"),
    ("admin help", &[], "is about this program"),
];

/// Those that create something: an installation, one that is gone afterwards, a configuration.
const CREATE: [&str; 3] = ["serve", "demo", "init"];

/// The commands that `--help` lists behind `parents`, and those below them.
async fn listed(folder: &Path, parents: &str) -> Vec<String> {
    let words: Vec<_> = parents.split_whitespace().chain(["--help"]).collect();
    let help = run(folder, &words, &[]).await.stdout;
    let section = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names: Vec<_> = section.lines().filter(is_name).filter_map(|line| line.split_whitespace().next()).collect();
    let mut all = Vec::new();
    for name in names {
        let command = format!("{parents} {name}").trim().to_owned();
        let below = if name == "help" { Vec::new() } else { Box::pin(listed(folder, &command)).await };
        if below.is_empty() {
            all.push(command);
        }
        all.extend(below);
    }
    all
}

/// IN-06: each command that there is, those of tomorrow too, is known here to work on an installation or to need none.
#[tokio::test]
async fn in_06_every_command_is_known_here() {
    let folder = tempfile::tempdir().unwrap();
    let listed: BTreeSet<_> = listed(folder.path(), "").await.into_iter().collect();
    // What follows the words of a command is its arguments.
    let with_arguments = COMMANDS.iter().map(|words| words.join(" "));
    let names = with_arguments.map(|line| {
        let named = listed.iter().filter(|name| line == **name || line.starts_with(&format!("{name} "))).max();
        named.unwrap_or_else(|| panic!("{line} is no command")).clone()
    });
    let others = OTHERS.map(|(name, ..)| name).into_iter().chain(CREATE).map(str::to_owned);
    let known: BTreeSet<_> = names.chain(others).collect();
    assert_eq!(listed, known, "a command is new or gone: put it into one of the three lists");
    assert!(is_empty(folder.path()));
}

/// IN-06: what needs no installation creates none, whatever configuration is named.
#[tokio::test]
async fn in_06_what_needs_no_installation_creates_none() {
    for (name, arguments, _) in OTHERS {
        let words: Vec<_> = name.split_whitespace().chain(arguments.iter().copied()).collect();
        for config in [&[][..], &["--config", "wrong.toml"], &["--config", "."]] {
            let folder = tempfile::tempdir().unwrap();
            let ended = run(folder.path(), &[config, &words].concat(), &[]).await;
            assert!(is_empty(folder.path()), "{config:?} {words:?}");
            assert!(ended.code.is_some_and(|code| code <= 2), "{config:?} {words:?}: {ended:?}");
            assert!(!ended.stderr.contains("panicked"), "{words:?}: {}", ended.stderr);
            let says = !ended.stderr.is_empty() || !ended.stdout.is_empty();
            assert!(says, "{config:?} {words:?} says nothing");
        }
    }
}

async fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    run_verbatim(folder, arguments, environment, "correct horse battery staple\n").await
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

/// IN-06.
#[tokio::test]
async fn in_06_nothing_is_created_where_there_is_nothing() {
    for command in COMMANDS {
        let folder = tempfile::tempdir().unwrap();
        let ended = run(folder.path(), command, &[]).await;
        assert_eq!((ended.code, &*ended.stdout), (Some(2), ""), "{command:?}: {}", ended.stderr);
        let database = folder.path().join("data/vestibule.db");
        assert!(ended.stderr.contains(&format!("{}", database.display())), "{command:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("no ./config.toml here"), "{command:?}: {}", ended.stderr);
        assert!(is_empty(folder.path()), "{command:?}");
    }
}

/// IN-06: a configuration that is not there, or that is a folder.
#[tokio::test]
async fn in_06_a_wrong_configuration_is_named() {
    for (config, says) in [("wrong.toml", "wrong.toml"), (".", "folder")] {
        for command in COMMANDS {
            let folder = tempfile::tempdir().unwrap();
            let ended = run(folder.path(), &[&["--config", config], command].concat(), &[]).await;
            assert_eq!((ended.code, &*ended.stdout), (Some(2), ""), "{config} {command:?}: {}", ended.stderr);
            assert!(ended.stderr.contains(says), "{config} {command:?}: {}", ended.stderr);
            assert!(is_empty(folder.path()), "{config} {command:?}");
        }
    }
}

/// IN-06: a shell that lacks the variables of the server means another installation, and says which.
#[tokio::test]
async fn in_06_without_the_servers_environment() {
    let mut installation = Installation::new();
    installation.configure("");
    installation.set("VESTIBULE_DATA_DIR", "elsewhere");
    installation.serve_once().await;
    let (folder, file) = (installation.folder(), installation.path("config.toml"));
    let environment: Vec<_> = installation.variables().iter().map(|(name, value)| (&**name, &**value)).collect();
    let listed = run(folder, &["provider", "list"], &environment).await;
    let known = format!(
        "installation: {}; configuration: {}, VESTIBULE_DATA_DIR\n",
        installation.path("elsewhere/vestibule.db").display(),
        file.display()
    );
    assert_eq!((listed.code, &*listed.stderr), (Some(0), &*known));

    let meant = format!(
        "{} does not exist (configuration: {})",
        installation.path("data/vestibule.db").display(),
        file.display()
    );
    for command in COMMANDS {
        let ended = run(folder, command, &[]).await;
        let has_to_be_there = !matches!(command[0], "check" | "provider" | "app" | "restore");
        if has_to_be_there {
            assert_eq!(ended.code, Some(2), "{command:?}: {}", ended.stderr);
            assert!(ended.stderr.contains(&meant), "{command:?}: {}", ended.stderr);
        } else {
            assert!(ended.stderr.contains("data/vestibule.db (not created yet)"), "{command:?}: {}", ended.stderr);
        }
        assert!(!installation.path("data").exists(), "{command:?}");
    }
}

/// IN-05: what lets others read secrets is a fault, and said at the start.
#[tokio::test]
async fn in_05_files_that_everybody_can_read() {
    let mut installation = Installation::new();
    installation.unset("VESTIBULE_METRICS__TOKEN");
    installation.configure("[metrics]\ntoken = \"0123456789abcdef\"\n");
    let open = |mode| fs::set_permissions(installation.folder(), fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(installation.run(&["check"]).await.code, Some(0), "nobody else can look into the folder");
    open(0o755);
    let says = format!("every user of this machine can read {} (mode 644)", installation.path("config.toml").display());
    let checked = installation.run(&["check"]).await;
    let faults: Vec<_> = checked.stdout.lines().filter(|line| line.starts_with("fault: ")).collect();
    assert!(checked.code == Some(1) && faults.len() == 1 && faults[0].contains(&says), "{}", checked.stdout);
    let mut program = installation.serve().await;
    program.until_log("no administrator").await;
    let log = program.terminate().await.stderr;
    assert_eq!(log.lines().filter(|line| line.contains("WARN") && line.contains(&says)).count(), 1, "{log}");
    installation.configure("# no secret\n");
    assert_eq!(installation.run(&["check"]).await.code, Some(0));
}

/// IN-07: `check` looks at the key that the server would need, not only at what it has sealed.
#[tokio::test]
async fn in_07_a_key_that_is_missing_or_foreign() {
    let installation = Installation::new();
    installation.serve_once().await;
    let key = installation.path("data/secret.key");
    let text = fs::read_to_string(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let missing = installation.run(&["check"]).await;
    assert!(missing.code == Some(1) && missing.stdout.contains("secret.key is missing"), "{missing:?}");
    assert!(!key.exists(), "a check makes no key");
    fs::write(&key, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let foreign = installation.run(&["check"]).await;
    assert!(foreign.code == Some(1) && foreign.stdout.contains("does not open this database"), "{foreign:?}");
    fs::write(&key, text).unwrap();
    assert_eq!(installation.run(&["check"]).await.code, Some(0));
}
