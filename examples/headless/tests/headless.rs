//! Somebody signs in with the demonstration provider, and no other address than the one that was asked for is taken.

use std::{fs, sync::Arc};

use vestibule_core::{
    clock::SystemClock,
    credentials::Credentials,
    origin::Origin,
    provider::{Owner, ProviderRecord},
    random::OsRandom,
    settings::ProviderSettings,
};
use vestibule_demo_idp::{Client, DemoIdp, Options};
use vestibule_example_headless::{begin, finish, start};
use vestibule_tests::Browser;

const ORIGIN: &str = "http://localhost:9";
const CALLBACK: &str = "http://localhost:9/back";

#[tokio::test]
async fn somebody_signs_in_without_a_server() {
    let clients = vec![Client::confidential("desk", "secret", CALLBACK)];
    let auto_approve = Some("6f1c1c5e-9f0b-4c57-9d2e-3f5c0a7be001".to_owned());
    let options = Options::new(Arc::new(SystemClock), Arc::new(OsRandom));
    let idp = DemoIdp::start(Options { clients, auto_approve, ..options }).await.unwrap();
    let mut credentials = Credentials::default();
    for (name, value) in [("issuer_url", idp.issuer()), ("client_id", "desk"), ("client_secret", "secret")] {
        credentials.insert(name, value.into(), Origin::BuiltIn);
    }
    let provider = ProviderRecord {
        id: "pocketid".parse().unwrap(),
        owner: Owner::Config,
        settings: ProviderSettings { enabled: true, ..ProviderSettings::default() }.into(),
        credentials: credentials.into(),
        origins: Arc::default(),
    };
    let registry = start(ORIGIN, vec![provider]).await.unwrap();
    registry.wait_until(|registry| registry.slots.values().all(|slot| slot.ready().is_some())).await.unwrap();

    let (redirect, pending) = begin(&registry, "pocketid", CALLBACK).await.unwrap();
    let browser = Browser::new(&ORIGIN.parse().unwrap());
    let arrived = browser.get(redirect).await.location().unwrap();
    let identity = finish(&registry, "pocketid", pending, &arrived).await.unwrap();
    assert_eq!(identity.profile.username.as_deref(), Some("amara"));
    assert_eq!(identity.issuer.as_str().trim_end_matches('/'), idp.issuer().trim_end_matches('/'));

    // The answer of one sign-in is none to another.
    let (_, other) = begin(&registry, "pocketid", CALLBACK).await.unwrap();
    assert!(finish(&registry, "pocketid", other, &arrived).await.unwrap_err().to_string().contains("another"));
    assert!(begin(&registry, "unknown", CALLBACK).await.is_err());
    idp.shutdown().await;
}

#[test]
fn it_takes_no_more_than_sixty_lines() {
    let source = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let lines = source.lines().filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!(lines <= 60, "{lines}");
}
