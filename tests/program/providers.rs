//! What the log and the metrics say about providers while the program runs.

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_demo_idp::{
    Endpoint,
    faults::{Fault, Gate},
};

use crate::installation::{Installation, Port, log_lines, provider, state_line};

/// The lines that report a provider, in their order.
fn reports<'a>(lines: &'a [Value], id: &str) -> Vec<&'a Value> {
    lines
        .iter()
        .filter(|line| {
            line["message"].as_str().is_some_and(|text| text.starts_with(&format!("provider {id} ")))
                && line["provider"] == id
        })
        .collect()
}

fn states<'a>(lines: &'a [Value], id: &str) -> Vec<&'a str> {
    reports(lines, id).iter().map(|line| line["state"].as_str().unwrap()).collect()
}

/// The listener is up before any upstream has answered, and each provider's state is said with its reason.
#[tokio::test]
async fn each_provider_says_how_it_is() {
    let installation = Installation::new();
    let (op, slow) = (installation.upstream(&["op"]).await, installation.upstream(&["slow"]).await);
    let gate = Gate::new();
    slow.faults().set(Endpoint::Discovery, Fault::new().hold(&gate));
    let closed = Port::reserve();
    let providers = [
        provider("op", op.issuer()),
        provider("slow", slow.issuer()),
        provider("away", &format!("http://{}", closed.address())),
        "[providers.typo]\ndefinition = \"pocketidd\"\nenabled = true\n".to_owned(),
        "[providers.off]\ndefinition = \"pocketid\"\n".to_owned(),
    ];
    installation.configure(&providers.concat());
    let mut program = installation.serve().await;
    program.until_logs(&[&state_line("op", "ready"), &state_line("away", "faulted")]).await;
    gate.reached(1).await;
    let browser = installation.browser();
    assert_eq!(browser.get_json("/healthz").await.status, StatusCode::OK);
    let readiness = browser.get_json("/readyz").await;
    assert_eq!(readiness.status, StatusCode::SERVICE_UNAVAILABLE, "the first answer of slow is waited for");
    assert_eq!(readiness.json()["resolving"], json!(["slow"]));
    let metrics = installation.metrics().await;
    assert!(metrics.contains("\nvestibule_providers_faulted 2\n"), "{metrics}");
    gate.open();
    program.until_log(&state_line("slow", "ready")).await;
    let ready = browser.get_json("/readyz").await.status;
    assert_eq!(ready, StatusCode::OK, "an upstream that is down is not our readiness");
    let ended = program.terminate().await;

    let lines = log_lines(&ended.stderr);
    assert_eq!(lines[0]["message"], "listening", "before anything of a provider");
    assert_eq!(states(&lines, "op"), ["resolving", "ready"]);
    assert_eq!(states(&lines, "slow"), ["resolving", "ready"]);
    assert_eq!(states(&lines, "away"), ["resolving", "faulted"]);
    assert_eq!(states(&lines, "typo"), ["faulted"]);
    assert_eq!(states(&lines, "off"), ["disabled"]);
    let typo = reports(&lines, "typo")[0];
    let says =
        "config.toml:23:14: /settings/definition: there is no definition `pocketidd`; did you mean `pocketid`? (bind)";
    assert_eq!((&typo["level"], &typo["fault"]), (&"WARN".into(), &says.into()));
    let away = reports(&lines, "away")[1];
    let fault = away["fault"].as_str().unwrap();
    assert!(fault.contains("cannot connect to 127.0.0.1") && fault.ends_with("(resolve)"), "{fault}");
    assert_eq!(away["code"], "provider_unavailable");
}

/// A fault is news once; when it goes, that is news too.
#[tokio::test]
async fn a_retry_that_fails_in_the_same_way_is_not_logged_again() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    op.faults().set(Endpoint::Discovery, Fault::new().status(StatusCode::BAD_GATEWAY));
    installation.configure(&provider("op", op.issuer()));
    let mut program = installation.serve().await;
    // With the third request the second attempt is over and has been reported.
    op.requests().arrived(Endpoint::Discovery, 3).await;
    let metrics = installation.metrics().await;
    assert!(metrics.contains("\nvestibule_providers_faulted 1\n"), "{metrics}");
    op.faults().clear(Endpoint::Discovery);
    program.until_log(&state_line("op", "ready")).await;
    let metrics = installation.metrics().await;
    assert!(metrics.contains("\nvestibule_providers_faulted 0\n"), "{metrics}");
    let lines = log_lines(&program.terminate().await.stderr);
    assert_eq!(states(&lines, "op"), ["resolving", "faulted", "ready"]);
}

/// Two providers that want one path: the second one is reported once, however often others are published meanwhile.
#[tokio::test]
async fn a_clash_of_paths_is_logged_once() {
    let installation = Installation::new();
    let op = installation.upstream(&["op", "twin"]).await;
    op.faults().set(Endpoint::Discovery, Fault::new().status(StatusCode::BAD_GATEWAY).times(2));
    let same = |id| provider(id, op.issuer()).replace("enabled", "callback_path = \"/oauth/cb\"\nenabled");
    installation.configure(&[same("op"), same("twin")].concat());
    let mut program = installation.serve().await;
    program.until_log(&state_line("op", "ready")).await;
    let lines = log_lines(&program.terminate().await.stderr);
    let clashes: Vec<_> = reports(&lines, "twin").into_iter().filter(|line| line["fault"] != Value::Null).collect();
    assert_eq!(clashes.len(), 1, "{clashes:#?}");
    let fault = clashes[0]["fault"].as_str().unwrap();
    assert!(fault.contains("this path belongs to the provider `op` already"), "{fault}");
}
