//! How a server starts, and what it says about itself.

use std::net::SocketAddr;

use http::StatusCode;
use serde_json::Value;
use url::Url;
use vestibule_tests::{Browser, Program, run};

use crate::installation::{Installation, SECRET, log_lines, provider};

/// Reads the line with which a server announces itself.
async fn announced(program: &mut Program) -> (SocketAddr, String) {
    let line: Value = serde_json::from_str(&program.until_log("\"listening\"").await).unwrap();
    let address: SocketAddr = line["address"].as_str().unwrap().parse().unwrap();
    (address, line["public_url"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn no_configuration_at_all_works() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &[], &[("VESTIBULE_LISTEN", "127.0.0.1:0")]);
    let (address, public_url) = announced(&mut program).await;
    assert_ne!(address.port(), 0, "the port that is bound, not the one that was asked for");
    assert_eq!(public_url, "http://localhost:3000");
    let browser = Browser::new(&Url::parse(&format!("http://{address}")).unwrap());
    assert_eq!(browser.get_json("/healthz").await.status, StatusCode::OK);
    assert_eq!(browser.get_json("/readyz").await.json()["storage"], "ok");
    assert_eq!(browser.get("/login").await.status, StatusCode::OK);
    let ended = program.terminate().await;
    assert_eq!((ended.code, &*ended.stdout), (Some(0), ""));
    for file in ["data/secret.key", "data/vestibule.db"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
}

#[tokio::test]
async fn the_configuration_that_is_shipped_starts_without_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), include_str!("../../config.toml")).unwrap();
    let mut program = Program::start(folder.path(), &["serve"], &[("VESTIBULE_LISTEN", "127.0.0.1:0")]);
    program.until_log("setup_url").await;
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0));
    let lines = log_lines(&ended.stderr);
    assert!(lines.iter().all(|line| line["level"] == "INFO"), "{}", ended.stderr);
    let file = lines.iter().find(|line| line["message"] == "configuration loaded").unwrap();
    assert_eq!(file["file"], folder.path().join("config.toml").to_str().unwrap());
    let checked = run(folder.path(), &["check"], &[]).await;
    assert_eq!((checked.code, checked.stdout.lines().last()), (Some(0), Some("no faults")));
}

#[tokio::test]
async fn a_person_signs_in_and_no_secret_is_logged() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LOG", "debug");
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let program = installation.serve_ready().await;
    let browser = installation.browser();
    let callback = browser.callback_of("op").await;
    let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    assert_eq!(browser.get(callback.as_str()).await.header("location"), Some("/"));
    let session = browser.get_json("/api/auth/session").await.json();
    assert_eq!(session["user"]["email"], "amara@example.com");
    let (_, token) = browser.cookies("session").remove(0);
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0));
    for secret in [SECRET, &*code, &*token] {
        assert!(!ended.stderr.contains(secret), "{secret} in {}", ended.stderr);
    }
}

/// `--config` wins over `VESTIBULE_CONFIG`, which wins over the file in the working folder; an empty one is none.
#[tokio::test]
async fn which_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["config.toml", "named.toml", "variable.toml"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    for (arguments, variable, read) in [
        (vec!["check"], None, "config.toml"),
        (vec!["check"], Some(""), "config.toml"),
        (vec!["check"], Some("variable.toml"), "variable.toml"),
        (vec!["check", "--config", "named.toml"], Some("variable.toml"), "named.toml"),
        (vec!["--config", "named.toml", "check"], None, "named.toml"),
    ] {
        let environment: Vec<_> = variable.map(|name| ("VESTIBULE_CONFIG", name)).into_iter().collect();
        let ended = run(folder.path(), &arguments, &environment).await;
        let path = folder.path().join(read);
        let expected = format!("configuration: {}\nno faults\n", path.display());
        assert_eq!((ended.code, ended.stdout, ended.stderr), (Some(0), expected, String::new()), "{variable:?}");
    }
}
