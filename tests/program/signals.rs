//! SIGTERM, SIGINT and SIGHUP.

use http::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use vestibule_demo_idp::{
    Endpoint,
    faults::{Fault, Gate},
};
use vestibule_tests::Browser;

use crate::installation::{Installation, log_lines, provider, state_line};

#[tokio::test]
async fn a_request_under_way_finishes_before_the_end() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let mut program = installation.serve_ready().await;
    let gate = Gate::new();
    op.faults().set(Endpoint::Token, Fault::new().hold(&gate));
    let browser = installation.browser();
    let callback = browser.callback_of("op").await;
    let tab = browser.clone();
    let answer = tokio::spawn(async move { tab.get(callback).await });
    gate.reached(1).await;
    program.signal("TERM").await;
    program.until_log("shutting down").await;
    gate.open();
    assert_eq!(answer.await.unwrap().header("location"), Some("/"));
    let ended = program.ended().await;
    assert_eq!(ended.code, Some(0));
    assert!(
        ended.stderr.contains("\"signal\":\"SIGTERM\"") && ended.stderr.contains("\"stopped\""),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("aborted"), "{}", ended.stderr);

    let _program = installation.serve().await;
    let session = browser.reconnected().get_json("/api/auth/session").await;
    assert_eq!(session.json()["user"]["email"], "amara@example.com", "and what it did is kept");
}

/// A client that never finishes its request does not keep the program alive.
#[tokio::test]
async fn a_request_that_never_finishes_is_cut_off() {
    let installation = Installation::new();
    let program = installation.serve().await;
    let mut client = TcpStream::connect(installation.address()).await.unwrap();
    let head = "POST /api/auth/password HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 99\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    client.read_exact(&mut answer).await.unwrap();
    // The server asks for the body, so the request is under way.
    assert_eq!(&answer, b"HTTP/1.1 100");
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains("some requests did not finish in time and were aborted"), "{}", ended.stderr);
}

/// ND-03: for as long as `shutdown.grace` says, and not when somebody signals twice.
#[tokio::test]
async fn nd_03_after_sigterm_requests_are_still_taken() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_SHUTDOWN__GRACE", "5m");
    let op = installation.upstream(&["op"]).await;
    installation.configure(&provider("op", op.issuer()));
    let mut program = installation.serve_ready().await;
    let before = installation.browser();
    assert_eq!(before.get_json("/readyz").await.status, StatusCode::OK);
    program.signal("TERM").await;
    program.until_log("not ready any more").await;
    let ready = installation.browser().get_json("/readyz").await;
    assert_eq!((ready.status, ready.json()["status"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("stopping")));
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"), "a new connection");
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("waiting for running requests") && !ended.stderr.contains("aborted"),
        "{}",
        ended.stderr
    );

    installation.set("VESTIBULE_SHUTDOWN__GRACE", "1s");
    let ended = installation.serve_ready().await.terminate().await;
    assert!(ended.code == Some(0) && ended.stderr.contains("not ready any more"), "{}", ended.stderr);
    installation.set("VESTIBULE_SHUTDOWN__GRACE", "5m");
    let interrupted = installation.serve_ready().await;
    interrupted.signal("INT").await;
    let ended = interrupted.ended().await;
    assert!(ended.code == Some(0) && !ended.stderr.contains("not ready any more"), "{}", ended.stderr);
}

/// Signals are handled from the moment at which the server logs that it is listening.
#[tokio::test]
async fn a_signal_right_after_the_announcement_ends_in_order() {
    for signal in ["TERM", "INT"] {
        let program = Installation::new();
        let program = program.serve().await;
        program.signal(signal).await;
        let ended = program.ended().await;
        assert_eq!(ended.code, Some(0), "SIG{signal}: {}", ended.stderr);
        // Or "stopped before the start was complete", where the signal came that early.
        assert!(ended.stderr.contains("\"message\":\"stopped"), "SIG{signal}: {}", ended.stderr);
    }
}

async fn offered(browser: &Browser) -> Vec<String> {
    let answer = browser.get_json("/api/auth/providers").await;
    assert_eq!(answer.status, StatusCode::OK);
    let providers = answer.json();
    let ids =
        providers["providers"].as_array().unwrap().iter().map(|provider| provider["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[tokio::test]
async fn a_hangup_reads_the_providers_again() {
    let installation = Installation::new();
    let op = installation.upstream(&["op", "work"]).await;
    let (first, second) = (provider("op", op.issuer()), provider("work", op.issuer()));
    installation.configure(&first);
    let mut program = installation.serve_ready().await;
    let browser = installation.browser();
    assert_eq!(offered(&browser).await, ["op"]);

    installation.configure(&[first.as_str(), &second].concat());
    program.signal("HUP").await;
    program.until_log(&state_line("work", "ready")).await;
    assert_eq!(offered(&browser).await, ["op", "work"]);
    assert_eq!(browser.sign_in("work").await.header("location"), Some("/"));

    installation.configure(&[first.as_str(), &second, "[providers.more]\nenabled = yes\n"].concat());
    program.signal("HUP").await;
    let line = program.until_log("some settings cannot be used; their previous version stays in use").await;
    assert!(line.contains("config.toml:16:11: this is not TOML"), "{line}");
    assert_eq!(offered(&browser).await, ["op", "work"]);
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));

    installation.configure(&second);
    program.signal("HUP").await;
    program.until_log(r#""removed":"[\"op\"]""#).await;
    assert_eq!(offered(&browser).await, ["work"]);
    assert_eq!(browser.get_json("/api/auth/providers/op/authorize").await.code(), "unknown_provider");
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
    let ended = program.terminate().await;
    assert_eq!(ended.code, Some(0));
    let lines = log_lines(&ended.stderr);
    // The files are watched too, and may be read because of that first, or by one reload for both reasons.
    let reloads = lines
        .iter()
        .filter(|line| line["message"].as_str().is_some_and(|text| text.starts_with("configuration reloaded")));
    let reports: Vec<_> = reloads.map(|line| [&line["changed"], &line["removed"]]).collect();
    let reports: Vec<_> = reports.into_iter().filter(|report| *report != ["[]", "[]"]).collect();
    assert_eq!(reports, [[r#"["work"]"#, "[]"], ["[]", r#"["op"]"#]], "each says what it did, and nothing else");
}
