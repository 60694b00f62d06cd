//! `vestibule provider show ID`: what a person reads. That every value has the right origin is tested in `origins`.

use std::fs;

use vestibule_tests::run;

use crate::installation::{Installation, Port, SECRET, provider};

/// Lines with single spaces, so that a test does not measure columns.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn a_provider_is_shown_with_its_definition_and_the_urls_to_register() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let base = installation.base.origin().ascii_serialization();
    let offline = installation.run(&["provider", "show", "op"]).await;
    assert_eq!((offline.code, &*offline.stderr), (Some(0), ""));
    let said = lines(&offline.stdout);
    for wanted in [
        "provider op: enabled, owned by the configuration (config.toml:1:12)".to_owned(),
        "definition pocketid config.toml:2:14".to_owned(),
        "enabled true config.toml:3:11".to_owned(),
        "display_name Pocket ID built in".to_owned(),
        format!("issuer_url {} config.toml:5:14", op.issuer()),
        "client_secret set config.toml:7:17".to_owned(),
        format!("callback {base}/api/auth/providers/op/callback"),
        format!("post-logout {base}"),
        "definition pocketid: official, built in".to_owned(),
        "claims.email email built in".to_owned(),
        "client_secret optional, secret Client Secret".to_owned(),
    ] {
        assert!(said.contains(&wanted), "{wanted:?} is not in {said:#?}");
    }
    assert!(!offline.stdout.contains("UPSTREAM  VALUE"), "no request was sent");
    let online = installation.run(&["provider", "show", "op", "--online"]).await;
    let said = lines(&online.stdout);
    for wanted in [
        "provider op: ready, owned by the configuration (config.toml:1:12)".to_owned(),
        format!("issuer {} discovery", op.issuer()),
        format!("token {}/api/oidc/token discovery", op.issuer()),
    ] {
        assert!(said.contains(&wanted), "{wanted:?} is not in {said:#?}");
    }
    assert!(!(offline.stdout + &online.stdout).contains(SECRET));
}

#[tokio::test]
async fn faults_are_shown_with_their_location() {
    let installation = Installation::new();
    let closed = Port::reserve();
    let text = provider("op", &format!("http://{}", closed.address())) + "[providers.work]\nenabled = true\n";
    installation.configure(&text);
    let ended = installation.run(&["provider", "show", "op", "--online"]).await;
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.starts_with("provider op: faulted"), "{}", ended.stdout);
    assert!(ended.stdout.contains("\nfault: ") && ended.stdout.contains("cannot connect to 127.0.0.1"));
    let ended = installation.run(&["provider", "show", "work"]).await;
    assert!(ended.stdout.contains("\nfault: config.toml:8:12: /settings/definition: there is no definition `work`"));

    fs::create_dir(installation.path("providers")).unwrap();
    fs::write(installation.path("providers/club.toml"), "id = \"club\"\nnmae = \"Club\"\n").unwrap();
    for (id, says) in [
        ("club", "providers/club.toml:2:1: /nmae: unknown key `nmae`; did you mean `name`?"),
        ("pocketidd", "no provider or definition named `pocketidd`; did you mean `pocketid`?"),
        ("colour", "`vestibule provider list` lists all"),
    ] {
        let ended = installation.run(&["provider", "show", id]).await;
        assert_eq!((ended.code, &*ended.stdout), (Some(2), ""), "{id}");
        assert!(ended.stderr.contains(says), "{id}: {}", ended.stderr);
    }
}

/// `… | head` closes the pipe early: what was said is enough, and no command falls over it.
#[tokio::test]
async fn a_reader_may_stop_reading() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = vestibule_tests::vestibule(folder.path(), &["schema", "definition"], &[]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().await.unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let command = vestibule_tests::vestibule(folder.path(), &["schema", "definition"], &[]).stdout(full).spawn();
    let output = command.unwrap().wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(2), "an answer that is lost is no success");
    assert_eq!(run(folder.path(), &["schema"], &[]).await.code, Some(0));
}
