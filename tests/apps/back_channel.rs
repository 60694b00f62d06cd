//! OpenID Connect Back-Channel Logout 1.0: apps are notified of the end of a session. The modules of the conformance
//! suite's plan for providers, and every end of a session.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Form, Router, extract::State, routing::post};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};
use vestibule_apps::AppSettings;
use vestibule_core::{code::ErrorCode, origin::Origin};
use vestibule_store::EventKind;
use vestibule_tests::Setup;

use crate::fixture::{AFTERWARDS, AppsFixture, app, claims, header, text, with_query};

/// The back-channel logout URI of an application.
pub(crate) struct LogoutReceiver {
    pub(crate) uri: String,
    status: Arc<Mutex<StatusCode>>,
    received: mpsc::UnboundedReceiver<String>,
    serving: JoinHandle<()>,
}

impl Drop for LogoutReceiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl LogoutReceiver {
    pub(crate) async fn start() -> Self {
        type Shared = (Arc<Mutex<StatusCode>>, mpsc::UnboundedSender<String>);
        async fn receive(
            State((status, sender)): State<Shared>,
            Form(form): Form<Vec<(String, String)>>,
        ) -> StatusCode {
            let [(name, token)] = form.as_slice() else { panic!("{form:?}") };
            assert_eq!(name, "logout_token");
            sender.send(token.clone()).unwrap();
            *status.lock().unwrap()
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/logout?kept=1", listener.local_addr().unwrap());
        let status = Arc::new(Mutex::new(StatusCode::OK));
        let (sender, received) = mpsc::unbounded_channel();
        let router = Router::new().route("/logout", post(receive)).with_state((status.clone(), sender));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { uri, status, received, serving }
    }

    pub(crate) fn answer(&self, status: StatusCode) {
        *self.status.lock().unwrap() = status;
    }

    /// The next logout token.
    pub(crate) async fn next(&mut self) -> String {
        let next = tokio::time::timeout(Duration::from_secs(60), self.received.recv());
        next.await.unwrap().unwrap()
    }

    fn is_quiet(&mut self) -> bool {
        self.received.try_recv().is_err()
    }
}

/// A server on which the apps `wiki` and `chat` are notified, each at a URI of its own, and `other` is not.
async fn notified(setup: Setup) -> (AppsFixture, LogoutReceiver, LogoutReceiver) {
    let fixture = AppsFixture::of(setup, AppSettings::default()).await;
    let (wiki, chat) = (LogoutReceiver::start().await, LogoutReceiver::start().await);
    fixture
        .change(|apps| {
            apps.push(app("chat", "openid", AppSettings::default()));
            for (index, receiver) in [(0, &wiki), (2, &chat)] {
                let values = Arc::make_mut(&mut apps[index].values);
                values.insert("backchannel_logout_uri", receiver.uri.as_str().into(), Origin::BuiltIn);
            }
        })
        .await;
    (fixture, wiki, chat)
}

fn at(client_id: &str) -> [(&str, &str); 1] {
    [("client_id", client_id)]
}

async fn sign_in_to(fixture: &AppsFixture, browser: &vestibule_tests::Browser, client_id: &str) -> Value {
    let code = fixture.code(browser, &at(client_id)).await;
    let answer = fixture.post_as(client_id, "/api/oidc/token", &crate::fixture::exchange_fields(&code, &[])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let tokens = answer.json().as_object().unwrap().clone();
    claims(text(&tokens, "id_token"))
}

/// `oidcc-logout-discovery-endpoint-verification`.
#[tokio::test]
async fn oidcc_logout_discovery_endpoint_verification() {
    let fixture = AppsFixture::new().await;
    let document = fixture.browser().get_json("/.well-known/openid-configuration").await.json();
    for name in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(document[name], json!(true), "{name}");
    }
    assert!(document["end_session_endpoint"].is_string());
}

/// `oidcc-backchannel-rp-initiated-logout`: the app that asks is notified, too. OP-32.
#[tokio::test]
async fn oidcc_backchannel_rp_initiated_logout() {
    let (fixture, mut wiki, mut chat) = notified(Setup::default()).await;
    let browser = fixture.signed_in().await;
    let tokens = fixture.tokens(&browser, &[]).await;
    let hint = text(&tokens, "id_token");
    let of_chat = sign_in_to(&fixture, &browser, "chat").await;
    sign_in_to(&fixture, &browser, "other").await;
    let query = [("id_token_hint", hint), ("post_logout_redirect_uri", AFTERWARDS)];
    let answer = browser.get(with_query("/api/oidc/end-session", &query)).await;
    assert_eq!(answer.location().unwrap().as_str(), AFTERWARDS);

    let id_token = claims(hint);
    let keys = fixture.browser().get_json("/.well-known/jwks.json").await.json();
    let now = fixture.now().timestamp();
    let (of_wiki_token, of_chat_token) = (wiki.next().await, chat.next().await);
    for (token, aud, id_token) in [(&of_wiki_token, "wiki", &id_token), (&of_chat_token, "chat", &of_chat)] {
        let head = header(token);
        assert_eq!((&head["typ"], &head["alg"]), (&json!("logout+jwt"), &json!("RS256")), "{aud}");
        assert_eq!(head["kid"], keys["keys"][0]["kid"], "{aud}: verified by the published keys");
        let said = claims(token);
        for (name, value) in [
            ("iss", json!(fixture.issuer())),
            ("aud", json!(aud)),
            ("sub", id_token["sub"].clone()),
            ("sid", id_token["sid"].clone()),
            ("iat", json!(now)),
            ("exp", json!(now + 120)),
            ("events", json!({ "http://schemas.openid.net/event/backchannel-logout": {} })),
        ] {
            assert_eq!(said[name], value, "{aud}: {name}");
        }
        assert!(said.get("nonce").is_none() && said["jti"].is_string(), "{aud}: no ID token");
    }
    assert_ne!(claims(&of_wiki_token)["jti"], claims(&of_chat_token)["jti"]);
    assert!(wiki.is_quiet() && chat.is_quiet(), "each once");
}

/// OP-30.
#[tokio::test]
async fn whatever_ends_a_session_notifies_its_apps() {
    let (fixture, mut wiki, mut chat) = notified(Setup::default()).await;
    for ending in ["sign-out", "another app signs out", "an administrator", "the provider is disabled"] {
        let browser = fixture.signed_in().await;
        let sid = sign_in_to(&fixture, &browser, "chat").await["sid"].clone();
        match ending {
            "sign-out" => drop(browser.post_form("/api/auth/logout", &[]).await),
            "another app signs out" => {
                let code = fixture.code(&browser, &at("other")).await;
                let fields = crate::fixture::exchange_fields(&code, &[]);
                let tokens = fixture.post_as("other", "/api/oidc/token", &fields).await.json();
                let query = [("id_token_hint", tokens["id_token"].as_str().unwrap())];
                browser.get(with_query("/api/oidc/end-session", &query)).await;
            }
            "an administrator" => {
                let id = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned();
                let event = vestibule_store::AuditEvent::new(
                    EventKind::SessionRevoked,
                    vestibule_core::ids::Ref::generate(&vestibule_core::random::OsRandom),
                );
                fixture.application.store.revoke_sessions(id.parse().unwrap(), None, &event).await.unwrap();
            }
            _ => fixture.reconfigure(|all| all[0].settings_mut().enabled = false).await,
        }
        assert_eq!(claims(&chat.next().await)["sid"], sid, "{ending}");
        assert!(wiki.is_quiet(), "{ending}: nobody was signed in there");
    }
}

/// OP-31: an app that does not answer is asked again, until it does or a day is over.
#[tokio::test]
async fn an_app_that_does_not_answer_is_asked_again() {
    let (fixture, mut wiki, mut chat) = notified(Setup::default()).await;
    wiki.answer(StatusCode::SERVICE_UNAVAILABLE);
    let browser = fixture.signed_in().await;
    let sid = claims(text(&fixture.tokens(&browser, &[]).await, "id_token"))["sid"].clone();
    browser.post_form("/api/auth/logout", &[]).await;
    let mut names = BTreeSet::new();
    for attempt in 1.. {
        let said = claims(&wiki.next().await);
        assert_eq!(said["sid"], sid, "attempt {attempt}");
        assert!(names.insert(said["jti"].to_string()), "each token has a name of its own");
        let Some(delay) = vestibule_apps::next_logout_attempt(attempt) else { break };
        let due = fixture.now() + delay;
        let noted = [("wiki".to_owned(), i64::from(attempt), due.timestamp_millis())];
        while fixture.test_access.list_app_notifications().await.unwrap() != noted {
            vestibule_tests::pause().await;
        }
        fixture.clock.advance(delay - chrono::Duration::milliseconds(1));
        let other = fixture.signed_in().await;
        sign_in_to(&fixture, &other, "chat").await;
        other.post_form("/api/auth/logout", &[]).await;
        chat.next().await;
        assert!(wiki.is_quiet(), "not before its time");
        fixture.clock.advance(chrono::Duration::milliseconds(1));
        fixture.signed_in().await.post_form("/api/auth/logout", &[]).await;
    }
    let event = loop {
        match fixture.audit().await.into_iter().find(|entry| entry.event.kind == EventKind::AppLogout) {
            Some(entry) => break entry.event,
            None => vestibule_tests::pause().await,
        }
    };
    assert_eq!(event.code, Some(ErrorCode::AppLogoutFailed));
    assert!(event.detail.as_deref().unwrap().starts_with("app wiki: ") && event.user.is_some());
}

/// OP-33: what is no address of an application is a fault of the app.
#[tokio::test]
async fn a_uri_is_checked() {
    let fixture = AppsFixture::new().await;
    for (uri, fault) in [
        ("https://wiki.example.com/logout", None),
        ("http://wiki.example.com/logout", Some("must begin with https://")),
        ("https://user@wiki.example.com/", Some("no user name")),
        ("logout", Some("must be a whole URL")),
    ] {
        fixture
            .change(|apps| {
                let values = Arc::make_mut(&mut apps[0].values);
                values.insert("backchannel_logout_uri", uri.into(), Origin::BuiltIn);
            })
            .await;
        let faulty = fixture.application.registry.load().apps.faulty.clone();
        match fault {
            None => assert_eq!(faulty, [], "{uri}"),
            Some(text) => assert!(faulty[0].violations.to_string().contains(text), "{uri}: {faulty:?}"),
        }
    }
}
