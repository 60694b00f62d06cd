//! `vestibule check` and `vestibule schema`: what they print, and the exit codes that a script goes by.

use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_tests::{Ended, run};

use crate::{
    installation::{Installation, Port, SECRET, provider},
    stored::store_provider,
};

fn ended(code: i32, stdout: &str) -> Ended {
    Ended { code: Some(code), stdout: stdout.to_owned(), stderr: String::new() }
}

#[tokio::test]
async fn nothing_configured_is_no_fault() {
    let installation = Installation::new();
    let says = format!(
        "no ./config.toml here (looked in {}): only defaults and environment variables were checked\nno faults\n",
        installation.folder().display()
    );
    assert_eq!(installation.run(&["check"]).await, ended(0, &says));
    assert!(!installation.path("data").exists(), "a check writes nothing");
}

#[tokio::test]
async fn every_fault_is_printed_with_its_place() {
    let installation = Installation::new();
    installation.configure(&format!(
        "[providers.typo]\ndefinition = \"pocketidd\"\nenabled = true\n\
         [providers.work]\ndefinition = \"pocketid\"\nenabled = true\n\
         [providers.work.credentials]\nissuer_url = \"http://id.example.com\"\nclient_secret = \"{SECRET}\"\n\
         [providers.off]\ndefinition = \"pocketid\"\n"
    ));
    let checked = installation.run(&["check"]).await;
    assert_eq!(checked.code, Some(1));
    let path = installation.path("config.toml");
    let says = format!(
        "configuration: {}\n\
         provider off (Pocket ID): disabled: add `enabled = true`\n\
         fault: config.toml:2:14: /settings/definition: there is no definition `pocketidd`; did you mean `pocketid`? (bind)\n\
         provider typo (typo): faulted\n\
         fault: config.toml:8:14: /credentials/issuer_url: this cannot be the provider's URL: it must start with https://; \
         http is possible only while it and public_url are both on loopback (bind)\n\
         fault: config.toml:4:12: /credentials/client_id: Client ID is missing: a secret or key belongs to a client that is \
         registered. Without both, the client registers itself (bind)\n\
         provider work (Pocket ID): faulted\n\
         3 faults\n",
        path.display()
    );
    assert_eq!(checked.stdout, says);
    assert_eq!(checked.stderr, "");
}

#[tokio::test]
async fn online_asks_the_upstream() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let configuration = format!("configuration: {}\n", installation.path("config.toml").display());
    let complete = format!("{configuration}provider op (Pocket ID): complete\nno faults\n");
    assert_eq!(installation.run(&["check"]).await, ended(0, &complete));
    let ready = format!("{configuration}provider op (Pocket ID): ready, issuer {}\nno faults\n", op.issuer());
    assert_eq!(installation.run(&["check", "--online"]).await, ended(0, &ready));

    let closed = Port::reserve();
    installation.configure(&provider("op", &format!("http://{}", closed.address())));
    assert_eq!(installation.run(&["check"]).await, ended(0, &complete), "no request is sent");
    let checked = installation.run(&["check", "--online"]).await;
    assert_eq!(checked.code, Some(1));
    let lines: Vec<&str> = checked.stdout.lines().collect();
    assert!(lines[1].starts_with("fault: ") && lines[1].contains("cannot connect to 127.0.0.1"), "{}", lines[1]);
    assert_eq!(lines[2..], ["provider op (Pocket ID): faulted", "1 fault"]);
    assert!(!checked.stdout.contains(SECRET));
}

/// What administrators entered is looked at like what the configuration names.
#[tokio::test]
async fn providers_of_administrators_are_looked_at() {
    let installation = Installation::new();
    store_provider(&installation, "work", "https://id.example.com").await;
    installation.configure("[providers.off]\ndefinition = \"pocketid\"\n");
    let checked = installation.run(&["check"]).await;
    let configuration = format!("configuration: {}\n", installation.path("config.toml").display());
    let says =
        "provider off (Pocket ID): disabled: add `enabled = true`\nprovider work (Pocket ID): complete\nno faults\n";
    assert_eq!(checked, ended(0, &(configuration.clone() + says)));
    // A secret that no key opens is a fault, as it is when the server starts.
    std::fs::write(installation.path("data/secret.key"), Keyring::generate(&OsRandom).expose()).unwrap();
    let checked = installation.run(&["check"]).await;
    let says = "fault: administrator: /credentials/client_secret: ";
    assert!(checked.code == Some(1) && checked.stdout.contains(says), "{checked:?}");
    std::fs::write(installation.path("data/vestibule.db"), "Dear diary, today I was taken. ".repeat(200)).unwrap();
    let checked = installation.run(&["check"]).await;
    let says = "fault: cannot read the providers that administrators have added: ";
    assert!(checked.code == Some(1) && checked.stdout.contains(says), "{checked:?}");
    assert!(
        checked.stdout.ends_with("provider off (Pocket ID): disabled: add `enabled = true`\n1 fault\n"),
        "{checked:?}"
    );
}

/// The printed schemas are those that are checked in and that editors know by their URL.
#[tokio::test]
async fn schemas_are_printed_as_they_are_published() {
    let folder = tempfile::tempdir().unwrap();
    for (name, published) in [
        ("config", include_str!("../../schemas/config.schema.json")),
        ("definition", include_str!("../../schemas/definition.schema.json")),
        ("plugin-request", include_str!("../../schemas/plugin-request.schema.json")),
        ("plugin-response", include_str!("../../schemas/plugin-response.schema.json")),
    ] {
        let printed = run(folder.path(), &["schema", name], &[]).await;
        assert_eq!(printed, ended(0, published), "{name}");
        let schema: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
        assert!(schema["$schema"].as_str().unwrap().starts_with("https://json-schema.org/"), "{name}");
    }
    let listed = run(folder.path(), &["schema"], &[]).await;
    let names: Vec<_> = listed.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!((listed.code, names), (Some(0), vec!["config", "definition", "plugin-request", "plugin-response"]));
}
