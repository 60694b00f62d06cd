//! The clients of applications in other processes, against a server that runs: each knows the person, refuses what is meant for
//! another application, and asks for the keys once.

use std::{
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
};
use http::Method;
use vestibule_client::Verifier;

use crate::Running;

const ORIGIN: &str = "https://app.example.com";

/// Prints who each token is for, or why it is refused.
const NODE: &str = r#"
const [client, issuer, audience, ...tokens] = process.argv.slice(1);
const { createVerifier } = await import(client);
const verifier = createVerifier({ issuer, audience });
for (const token of tokens) {
  console.log(await verifier.identity({ "remote-identity": token }).then(({ preferred_username }) => preferred_username, ({ status }) => status));
}
"#;
const PYTHON: &str = "
import sys
from vestibule_client import IdentityError, Verifier
issuer, audience, *tokens = sys.argv[1:]
verifier = Verifier(issuer, audience)
for token in tokens:
    try:
        print(verifier.identity(token)['preferred_username'])
    except IdentityError as error:
        print(error.status)
";

/// The lines that a program prints.
async fn printed(mut command: Command) -> Vec<String> {
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The token for one application, as a proxy hands it on.
async fn token(browser: &vestibule_tests::Browser, host: &str) -> String {
    let headers = [("x-forwarded-proto", "https"), ("x-forwarded-host", host), ("x-forwarded-uri", "/")];
    let answer = browser.send(Method::GET, "/api/auth/verify", &headers, None).await;
    answer.header("remote-identity").unwrap().to_owned()
}

#[tokio::test]
async fn each_client_knows_the_person_and_asks_for_the_keys_once() {
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = fetched.clone();
    let counted = move |request: Request, next: Next| {
        if request.uri().path() == "/.well-known/jwks.json" {
            count.fetch_add(1, Ordering::Relaxed);
        }
        next.run(request)
    };
    let with = |builder: vestibule::Builder| {
        builder.setting("forward_auth.identity_token", "true").setting("network.trusted_proxies", "[\"127.0.0.1/32\"]")
    };
    let app = |auth: &vestibule::Auth| Router::new().merge(auth.router()).layer(auth.layer()).layer(from_fn(counted));
    let running = Running::start(with, app).await;
    let browser = running.browser();
    browser.sign_in_as("pocketid", "amara").await;
    let (good, foreign) = (token(&browser, "app.example.com").await, token(&browser, "other.example.com").await);
    let issuer = running.base.origin().ascii_serialization();
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients").canonicalize().unwrap();

    let verifier = Verifier::new(&issuer, ORIGIN);
    for _ in 0..3 {
        let identity = verifier.identity(&good).await.unwrap();
        assert_eq!(identity.preferred_username.as_deref(), Some("amara"));
    }
    assert!(verifier.identity(&foreign).await.is_err());
    assert_eq!(fetched.swap(0, Ordering::Relaxed), 1, "Rust");

    let wanted = ["amara", "amara", "401"];
    let arguments = [issuer.as_str(), ORIGIN, &good, &good, &foreign];
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", NODE]).arg(clients.join("javascript/index.js")).args(arguments);
    assert_eq!(printed(node).await, wanted);
    assert_eq!(fetched.swap(0, Ordering::Relaxed), 1, "JavaScript");

    // The system's, which `cargo dev test` installs the library for, before another one.
    let system = Path::new("/usr/bin/python3");
    let mut python = Command::new(if system.exists() { system } else { Path::new("python3") });
    python.args(["-B", "-c", PYTHON]).args(arguments).current_dir(clients.join("python"));
    assert_eq!(printed(python).await, wanted);
    assert_eq!(fetched.load(Ordering::Relaxed), 1, "Python");
    running.end().await;
}
