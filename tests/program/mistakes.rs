//! Mistakes in the configuration: exit code 2, and one line for each with its place and the way out.

use std::fs;

use vestibule_tests::run;

/// A mistake: what is started, and with what; what it says.
struct Mistake {
    name: &'static str,
    arguments: &'static [&'static str],
    file: &'static str,
    environment: &'static [(&'static str, &'static str)],
    says: &'static str,
}

const SERVE: Mistake = Mistake { name: "", arguments: &["serve"], file: "", environment: &[], says: "" };

const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "a file that is not there",
        arguments: &["serve", "--config", "absent.toml"],
        says: "absent.toml: the file does not exist; correct the path or the file, and start again",
        ..SERVE
    },
    Mistake {
        name: "a variable that names a file that is not there",
        environment: &[("VESTIBULE_CONFIG", "absent.toml")],
        says: "absent.toml: the file does not exist; correct the path or the file, and start again",
        ..SERVE
    },
    Mistake {
        name: "a folder in place of the file",
        arguments: &["serve", "--config", "."],
        says: ".: the file is a folder; correct the path or the file, and start again",
        ..SERVE
    },
    Mistake {
        name: "not TOML",
        file: "listen = \"127.0.0.1:0\"\nsession = { idle = 1h }\n",
        says: "config.toml:2:21: this is not TOML: invalid inline table, expected `}`; correct it here",
        ..SERVE
    },
    Mistake {
        name: "an unknown key",
        file: "[session]\nidel = \"1h\"\n",
        says: "config.toml:2:1: `session.idel` is not a setting; did you mean `session.idle`?",
        ..SERVE
    },
    Mistake {
        name: "a value that cannot be meant",
        file: "public_url = \"http://auth.example.com\"\n",
        says: "config.toml:1:14: `public_url` is not usable: it must start with https://, unless its host is localhost, \
               127.0.0.1 or [::1]",
        ..SERVE
    },
    Mistake {
        name: "an unknown variable",
        environment: &[("VESTIBULE_LISTN", "127.0.0.1:0")],
        says: "VESTIBULE_LISTN: names no setting; did you mean VESTIBULE_LISTEN?",
        ..SERVE
    },
    Mistake {
        name: "a bad value in a variable",
        environment: &[("VESTIBULE_LIMITS__PASSWORD_PER_MINUTE", "many")],
        says: "VESTIBULE_LIMITS__PASSWORD_PER_MINUTE: `limits.password_per_minute` must be a whole number from 0 to \
               4294967295",
        ..SERVE
    },
    Mistake {
        name: "a filter for the log that names nothing",
        environment: &[("VESTIBULE_LOG", "verbose")],
        says: "VESTIBULE_LOG: `verbose` is no level and no part of the program; did you mean `debug`? Use a filter such as \
               `info` or `info,vestibule_protocol=debug`",
        ..SERVE
    },
    Mistake {
        name: "a bad filter for the log",
        environment: &[("VESTIBULE_LOG", "vestibule=loud")],
        says: "VESTIBULE_LOG: error parsing level filter: expected one of \"off\", \"error\", \"warn\", \"info\", \"debug\", \
               \"trace\", or a number 0-5. Use a filter such as `info` or `info,vestibule_protocol=debug`",
        ..SERVE
    },
    Mistake {
        name: "several at once, files first and from top to bottom",
        file: "listen = 3000\nsesion = 1\n[limits]\npassword_per_minute = \"x\"\n",
        environment: &[("VESTIBULE_SESSION__IDEL", "1h"), ("VESTIBULE_SECRET_KEY", "canary-4711")],
        says: "config.toml:1:10: `listen` must be a string\n\
               config.toml:2:1: `sesion` is not a setting; did you mean `session`?\n\
               config.toml:4:23: `limits.password_per_minute` must be a whole number from 0 to 4294967295\n\
               VESTIBULE_SECRET_KEY: is not usable: key number 1 is not 32 bytes in base64; make one with `openssl rand \
               -base64 32`\n\
               VESTIBULE_SESSION__IDEL: names no setting; did you mean VESTIBULE_SESSION__IDLE?",
        ..SERVE
    },
];

#[tokio::test]
async fn each_mistake_is_named_with_its_place() {
    for Mistake { name, arguments, file, environment, says } in MISTAKES {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), file).unwrap();
        let ended = run(folder.path(), arguments, environment).await;
        assert_eq!(ended.stderr, format!("{says}\n"), "{name}");
        assert_eq!((ended.code, &*ended.stdout), (Some(2), ""), "{name}");
        assert!(!folder.path().join("data").exists(), "{name}: something was written");
    }
}

/// Every command that reads all of the configuration refuses it in the same words.
#[tokio::test]
async fn every_command_refuses_the_same_mistake() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), "sesion = 1\n").unwrap();
    for arguments in
        [&["serve"][..], &["check"], &["check", "--online"], &["provider", "list"], &["provider", "show", "x"]]
    {
        let ended = run(folder.path(), arguments, &[]).await;
        let says = "config.toml:1:1: `sesion` is not a setting; did you mean `session`?\n";
        assert_eq!((ended.code, &*ended.stderr), (Some(2), says), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_command_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["sreve"][..], &["check", "--onlien"], &["admin"], &["schema", "nothing"]] {
        let ended = run(folder.path(), arguments, &[]).await;
        assert_eq!(ended.code, Some(64), "{arguments:?}");
        assert!(ended.stderr.contains("--help") || ended.stderr.contains("Usage:"), "{}", ended.stderr);
    }
}
