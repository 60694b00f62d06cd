//! Relying parties that others have written: openid-client and oauth4webapi of npm, with every check that they have.

use std::{path::PathBuf, process::Stdio};

use http::StatusCode;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};
use vestibule_apps::{AccessTokenFormat, AppSettings};
use vestibule_core::definition::SigningAlgorithm;
use vestibule_tests::Browser;

use crate::fixture::{AFTERWARDS, AppsFixture, REDIRECT, SECRET};

/// A script of `tests/real_op` that is a relying party. It ends with this value.
pub(crate) struct RelyingParty {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl RelyingParty {
    pub(crate) async fn start(fixture: &AppsFixture, script: &str, client_id: &str, secret: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("real_op");
        let installed = folder.join("node_modules/openid-client").is_dir();
        assert!(installed, "the packages are missing; run `npm ci --ignore-scripts` in tests/real_op");
        let mut command = Command::new("node");
        command
            .arg(folder.join(script))
            .env("ISSUER", fixture.issuer())
            .env("NOW", fixture.now().timestamp().to_string());
        command.env("CLIENT_ID", client_id).env("CLIENT_SECRET", secret);
        command.env("REDIRECT_URI", REDIRECT).env("AFTERWARDS", AFTERWARDS);
        command.env("SCOPE", "openid profile email groups offline_access");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut party = Self { _child: child, input, output };
        let metadata = party.ask(json!({ "do": "discover" })).await;
        assert_eq!(metadata["issuer"], json!(fixture.issuer()), "{metadata}");
        party
    }

    pub(crate) async fn ask(&mut self, request: Value) -> Value {
        self.input.write_all(format!("{request}\n").as_bytes()).await.unwrap();
        let line = self.output.next_line().await.unwrap();
        serde_json::from_str(&line.unwrap()).unwrap()
    }

    /// Sends a browser through a whole sign-in.
    pub(crate) async fn sign_in(&mut self, fixture: &AppsFixture, browser: &Browser, request: Value) -> Value {
        let begun = self.ask(request).await;
        let answer = fixture.visit(browser, begun["url"].as_str().unwrap_or_else(|| panic!("{begun}"))).await;
        let location = answer.location().unwrap_or_else(|| panic!("{answer:?}"));
        self.ask(json!({ "do": "callback", "url": location.as_str() })).await
    }
}

#[tokio::test]
async fn openid_client() {
    let fixture = AppsFixture::new().await;
    let mut party = RelyingParty::start(&fixture, "rp_openid_client.mjs", "wiki", SECRET).await;
    for request in [
        json!({ "do": "authorize" }),
        json!({ "do": "authorize", "pushed": true }),
        json!({ "do": "authorize", "parameters": { "prompt": "login", "max_age": "300", "login_hint": "amara" } }),
    ] {
        let browser = fixture.browser();
        let tokens = party.sign_in(&fixture, &browser, request.clone()).await;
        assert_eq!(tokens["claims"]["email"], json!("amara@example.com"), "{request}: {tokens}");
        let userinfo = party.ask(json!({ "do": "userinfo" })).await;
        assert_eq!((&userinfo["sub"], &userinfo["groups"]), (&tokens["claims"]["sub"], &json!(["admins", "staff"])));
        let refreshed = party.ask(json!({ "do": "refresh" })).await;
        assert_eq!(refreshed["claims"]["sub"], tokens["claims"]["sub"], "{refreshed}");
        let seen = party.ask(json!({ "do": "introspect" })).await;
        assert_eq!((&seen["active"], &seen["client_id"]), (&json!(true), &json!("wiki")));
        let left = party.ask(json!({ "do": "end_session" })).await;
        let out = browser.get(left["url"].as_str().unwrap()).await;
        assert_eq!(out.location().unwrap().as_str(), AFTERWARDS);
        assert_eq!(party.ask(json!({ "do": "introspect" })).await["active"], json!(false), "signed out");
    }
    let browser = fixture.browser();
    party.sign_in(&fixture, &browser, json!({ "do": "authorize" })).await;
    assert_eq!(party.ask(json!({ "do": "revoke" })).await, json!({}));
    assert_eq!(party.ask(json!({ "do": "refresh" })).await["error"], json!("invalid_grant"));
}

#[tokio::test]
async fn oauth4webapi() {
    for algorithm in [SigningAlgorithm::RS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA] {
        let settings = AppSettings {
            access_token: AccessTokenFormat::Jwt,
            id_token_algorithm: Some(algorithm),
            ..AppSettings::default()
        };
        let fixture = AppsFixture::with(settings).await;
        let mut party = RelyingParty::start(&fixture, "rp_oauth4webapi.mjs", "wiki", SECRET).await;
        for pushed in [false, true] {
            let browser = fixture.browser();
            let tokens = party.sign_in(&fixture, &browser, json!({ "do": "authorize", "pushed": pushed })).await;
            assert_eq!(tokens["claims"]["preferred_username"], json!("amara"), "{tokens}");
            assert_eq!(party.ask(json!({ "do": "userinfo" })).await["sub"], tokens["claims"]["sub"]);
            let accepted = party.ask(json!({ "do": "resource", "audience": "wiki" })).await;
            assert_eq!(accepted["sub"], tokens["claims"]["sub"], "{accepted}");
            let elsewhere = party.ask(json!({ "do": "resource", "audience": "https://api.example.com" })).await;
            assert!(elsewhere["error"].is_string(), "OP-36: {elsewhere}");
            let confused =
                party.ask(json!({ "do": "resource", "audience": "wiki", "token": tokens["id_token"] })).await;
            assert!(confused["error"].is_string(), "OP-36: an ID token is no access token: {confused}");
        }
    }
}

/// RFC 8628, by a client that others have written.
#[tokio::test]
async fn a_device_flow_client() {
    let fixture = AppsFixture::new().await;
    fixture.change(|apps| apps.push(crate::device::device_app("tv"))).await;
    let mut party = RelyingParty::start(&fixture, "rp_openid_client.mjs", "tv", "").await;
    let begun = party.ask(json!({ "do": "device" })).await;
    assert_eq!(party.ask(json!({ "do": "poll" })).await["error"], json!("authorization_pending"), "{begun}");
    let browser = fixture.signed_in().await;
    let page = browser.get(begun["verification_uri_complete"].as_str().unwrap()).await;
    assert_eq!(crate::device::press(&browser, &page, "allow").await.status, StatusCode::OK);
    fixture.clock.advance(chrono::Duration::seconds(5));
    let tokens = party.ask(json!({ "do": "poll" })).await;
    assert_eq!(tokens["claims"]["email"], json!("amara@example.com"), "{tokens}");
    assert_eq!(tokens["has_refresh_token"], json!(true));
}
