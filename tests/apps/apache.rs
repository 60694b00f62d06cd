//! Apache with mod_auth_openidc, as Debian ships it, with the configuration of `docs/apps.md`.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::Request, routing::any};
use http::StatusCode;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use vestibule_apps::AppSettings;
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    origin::Origin,
};
use vestibule_tests::{Program, proxies};

use crate::fixture::{AFTERWARDS, AppsFixture, SECRET, app, sent, text, with_query};

/// An application that says who Apache tells it is there.
async fn application() -> String {
    async fn who(request: Request) -> String {
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        format!("{:?} {:?}", header("oidc_claim_preferred_username"), header("oidc_claim_groups"))
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(who))).await });
    address.to_string()
}

/// Apache in front of that application, as the app `intranet`: its address, and the program.
pub(crate) async fn start(fixture: &AppsFixture) -> (String, Program, TempDir) {
    let address = proxies::free_address().await;
    let base = format!("http://{address}");
    fixture
        .change(|apps| {
            let mut intranet = app("intranet", "openid", AppSettings::default());
            let values = Arc::make_mut(&mut intranet.values);
            let redirect_uris = [format!("{base}/callback")].into_iter().map(Value::from).collect();
            values.insert("redirect_uris", redirect_uris, Origin::BuiltIn);
            let uri = format!("{base}/callback?logout=backchannel");
            values.insert("backchannel_logout_uri", uri.into(), Origin::BuiltIn);
            apps.push(intranet);
        })
        .await;
    let directives = proxies::documented("apps.md", "apache")
        .replace("https://auth.example.com", &fixture.issuer())
        .replace("https://intranet.example.com", &base)
        .replace("the-secret-of-the-app", &format!("\"{SECRET}\""));
    let folder = tempfile::tempdir().unwrap();
    let upstream = application().await;
    let directives = format!("Listen {address}\n{directives}\nProxyPass / http://{upstream}/\n");
    let apache = proxies::apache(folder.path(), &directives).await;
    (base, apache, folder)
}

#[tokio::test]
async fn mod_auth_openidc_signs_people_in_and_out() {
    let fixture = AppsFixture::new().await;
    // Apache has a clock of its own.
    fixture.clock.advance(SystemClock.now() - fixture.now());
    let (base, _apache, _folder) = start(&fixture).await;
    let browser = fixture.browser();
    let page = fixture.visit(&browser, format!("{base}/reports?year=2026")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body, r#"Some("amara") Some("admins,staff")"#);
    assert_eq!(page.url.as_str(), format!("{base}/reports?year=2026"), "where they wanted to be");
    assert_eq!(browser.get(format!("{base}/admin")).await.status, StatusCode::OK, "the group claim lets them in");

    // The same person in another app, who signs out there.
    let code = sent(&fixture.visit(&browser, fixture.authorize_url(&[])).await, "code");
    let tokens = fixture.exchange(&code, &[]).await.json().as_object().unwrap().clone();
    let query = [("id_token_hint", text(&tokens, "id_token")), ("post_logout_redirect_uri", AFTERWARDS)];
    let out = browser.get(with_query("/api/oidc/end-session", &query)).await;
    assert_eq!(out.location().unwrap().as_str(), AFTERWARDS);
    let notified = async {
        while !fixture.test_access.list_app_notifications().await.unwrap().is_empty() {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), notified).await.unwrap();
    let again = browser.get(format!("{base}/reports")).await;
    assert_eq!(again.status, StatusCode::FOUND, "Apache has ended its session, too");
    assert!(again.location().unwrap().as_str().starts_with(&format!("{}/api/oidc/authorize", fixture.issuer())));

    let noor = fixture.browser();
    noor.sign_in_as("op", "noor").await;
    assert_eq!(
        fixture.visit(&noor, format!("{base}/admin")).await.status,
        StatusCode::UNAUTHORIZED,
        "in no such group"
    );
}
