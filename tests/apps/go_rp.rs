//! A relying party in Go, and what signing out means to three relying parties at once.
//!
//! Left out, with a reason on the standard error, where there is no Go or its modules cannot be had.
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use http::StatusCode;
use serde_json::{Value, json};
use tokio::process::Command;
use vestibule_apps::AppSettings;
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    origin::Origin,
};
use vestibule_tests::{Answer, Browser, Program, proxies};

use crate::{
    apache,
    fixture::{AppsFixture, SECRET, app},
    real_rp::RelyingParty,
};

/// The command, where it is installed; `None` says why not.
fn go() -> Option<PathBuf> {
    let of_path = std::env::var_os("PATH").unwrap_or_default();
    let places =
        std::env::split_paths(&of_path).map(|folder| folder.join("go")).chain([PathBuf::from("/usr/local/go/bin/go")]);
    let found = places.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("left out: there is no Go on this machine");
    }
    found
}

/// Builds the program of `tests/real_op/go_rp`; `None` where its modules cannot be had.
async fn build(go: &Path, to: &Path) -> Option<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("real_op/go_rp");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(go);
        command.args(arguments).current_dir(&folder).stdin(Stdio::null());
        command.env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=readonly");
        command
    };
    let modules = command(&["mod", "download"]).output().await.unwrap();
    if !modules.status.success() {
        eprintln!("left out: the modules of Go cannot be had: {}", String::from_utf8_lossy(&modules.stderr).trim_end());
        return None;
    }
    let built = command(&["build", "-o"]).arg(to).arg(".").output().await.unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Some(())
}

/// The application in Go.
struct GoApp {
    base: String,
    _program: Program,
    _folder: tempfile::TempDir,
}

impl GoApp {
    /// `None` where it cannot be built.
    async fn start(fixture: &AppsFixture) -> Option<Self> {
        let (go, folder) = (go()?, tempfile::tempdir().unwrap());
        let binary = folder.path().join("go_rp");
        build(&go, &binary).await?;
        let address = proxies::free_address().await;
        let base = format!("http://{address}");
        fixture
            .change(|apps| {
                let mut party = app("reports", "openid", AppSettings::default());
                let values = Arc::make_mut(&mut party.values);
                values.insert("redirect_uris", vec![format!("{base}/callback")].into(), Origin::BuiltIn);
                values.insert("backchannel_logout_uri", format!("{base}/backchannel-logout").into(), Origin::BuiltIn);
                apps.push(party);
            })
            .await;
        let mut command = Command::new(binary);
        command.env_clear().env("ADDRESS", address.to_string()).env("ISSUER", fixture.issuer());
        command.env("CLIENT_ID", "reports").env("CLIENT_SECRET", SECRET);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut program = Program::spawn(command);
        program.until_output(&address.to_string()).await;
        Some(Self { base, _program: program, _folder: folder })
    }

    /// What it knows of the person of this browser; the way to the sign-in when it knows none.
    async fn open(&self, browser: &Browser) -> Answer {
        browser.get(format!("{}/", self.base)).await
    }

    async fn sign_in(&self, fixture: &AppsFixture, browser: &Browser) -> Value {
        let page = fixture.visit(browser, format!("{}/", self.base)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.json()
    }
}

/// Waits until every app was notified of the end of a session.
async fn until_notified(fixture: &AppsFixture) {
    let notified = async {
        while !fixture.test_access.list_app_notifications().await.unwrap().is_empty() {
            // One that a busy machine was too slow for is sent again at a later time.
            fixture.clock.advance(SystemClock.now() - fixture.now());
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), notified).await.unwrap();
}

/// A fixture whose clock is that of the programs around it.
async fn now() -> AppsFixture {
    let fixture = AppsFixture::new().await;
    fixture.clock.advance(SystemClock.now() - fixture.now());
    fixture
}

#[tokio::test]
async fn a_relying_party_in_go_signs_people_in_and_out() {
    let fixture = now().await;
    let Some(party) = GoApp::start(&fixture).await else { return };
    let browser = fixture.browser();
    let claims = party.sign_in(&fixture, &browser).await;
    assert_eq!(claims["email"], json!("amara@example.com"), "{claims}");
    assert_eq!(claims["groups"], json!(["admins", "staff"]));
    assert_eq!(claims["aud"], json!("reports"));
    browser.post_form("/api/auth/logout", &[]).await;
    until_notified(&fixture).await;
    let again = party.open(&browser).await;
    assert_eq!(again.status, StatusCode::FOUND, "{}", again.body);
    assert!(again.location().unwrap().as_str().starts_with(&format!("{}/api/oidc/authorize", fixture.issuer())));
}

/// A person chooses a provider once, is in three applications of three makers with their groups, and leaves them all by
/// leaving one.
#[tokio::test]
async fn who_signs_out_of_one_application_is_out_of_all() {
    let fixture = now().await;
    let Some(reports) = GoApp::start(&fixture).await else { return };
    let (intranet, _apache, _folder) = apache::start(&fixture).await;
    let mut wiki = RelyingParty::start(&fixture, "rp_openid_client.mjs", "wiki", SECRET).await;
    let browser = fixture.browser();

    let begun = wiki.ask(json!({ "do": "authorize" })).await;
    let login = browser.get(begun["url"].as_str().unwrap()).await;
    let login = browser.get(login.location().unwrap()).await;
    assert!(login.body.contains("Pocket ID"), "the provider is chosen here: {}", login.body);
    let tokens = wiki.sign_in(&fixture, &browser, json!({ "do": "authorize" })).await;
    assert_eq!(tokens["claims"]["groups"], json!(["admins", "staff"]), "{tokens}");
    // With the session that is there, the others ask for nothing.
    let page = fixture.visit(&browser, format!("{intranet}/reports")).await;
    assert_eq!(page.body, r#"Some("amara") Some("admins,staff")"#);
    assert_eq!(reports.sign_in(&fixture, &browser).await["groups"], json!(["admins", "staff"]));

    let left = wiki.ask(json!({ "do": "end_session" })).await;
    assert_eq!(browser.get(left["url"].as_str().unwrap()).await.status, StatusCode::SEE_OTHER);
    until_notified(&fixture).await;
    assert_eq!(wiki.ask(json!({ "do": "introspect" })).await["active"], json!(false));
    for page in [browser.get(format!("{intranet}/reports")).await, reports.open(&browser).await] {
        assert_eq!(page.status, StatusCode::FOUND, "{}: {}", page.url, page.body);
        let authorize = format!("{}/api/oidc/authorize", fixture.issuer());
        assert!(page.location().unwrap().as_str().starts_with(&authorize), "{}", page.url);
    }
}
