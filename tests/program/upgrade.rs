//! The first start on a database of an earlier version.

use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_store::conformance::create_former;

use crate::installation::{Installation, log_lines, provider, state_line};

/// PR-02: what changes about people is said once, a line for each kind, with how many there are.
#[tokio::test]
async fn the_log_counts_what_an_upgrade_changes() {
    let mut installation = Installation::new();
    let key = Keyring::generate(&OsRandom);
    installation.set("VESTIBULE_SECRET_KEY", key.expose());
    std::fs::create_dir_all(installation.path("data")).unwrap();
    let url = format!("sqlite:{}", installation.path("data/vestibule.db").display());
    create_former(&url, 9, &Keyring::parse(&key).unwrap(), &OsRandom).await.unwrap();
    let op = installation.upstream(&["corp"]).await;
    installation.configure(&provider("corp", op.issuer()));
    let mut program = installation.serve().await;
    let withdrew = ["corp", "old", "pub"]
        .map(|provider| format!("withdrew what this provider granted under other rules\",\"provider\":\"{provider}\""));
    let [corp, old, public] = &withdrew;
    program.until_logs(&[&state_line("corp", "ready"), corp, old, public]).await;
    let log = program.terminate().await.stderr;
    let lines = log_lines(&log);
    let count = |message: &str| {
        let found: Vec<_> = lines
            .iter()
            .filter(|line| line["message"].as_str().is_some_and(|text| text.starts_with(message)))
            .collect();
        assert_eq!(found.len(), 1, "{message}: {log}");
        found[0]["count"].as_u64()
    };
    for (message, expected) in [
        ("sessions by providers have ended", Some(10)),
        ("people have no groups", Some(3)),
        ("administrator rights by providers count when", Some(2)),
        ("administrator rights by a provider without a link", Some(1)),
        ("people keep an address that nobody has verified", Some(2)),
        ("linked identities have lost their address", Some(1)),
        ("users have a password under an address that nobody had verified", Some(1)),
        ("the schema of the database is upgraded", None),
    ] {
        assert_eq!(count(message), expected, "{message}");
    }
    assert!(installation.serve_once().await.stderr.lines().all(|line| !line.contains("upgraded")), "once");
}
