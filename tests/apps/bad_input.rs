//! What an application may send wrong: the standard's code at the protocol, ours and a reason in the log, a row in the audit log
//! where a person is concerned, and nothing that is created. The app of each test has an id of its own, by which its lines in the
//! log are found.

use std::sync::Arc;

use chrono::Duration;
use http::StatusCode;
use vestibule_apps::{AppRecord, AppSettings};
use vestibule_core::{
    access::Rules,
    code::ErrorCode,
    ids::{Ref, UserId},
    origin::Origin,
    random::OsRandom,
};
use vestibule_store::{AuditEvent, EventKind, UserChange, conformance::RowCounts};
use vestibule_tests::{Answer, Browser, Log, Since};

use crate::fixture::{AppsFixture, REDIRECT, app, claims, error, exchange_fields, text};

/// A server with one more app of that id.
async fn with_app(id: &str) -> AppsFixture {
    let fixture = AppsFixture::new().await;
    fixture.change(|apps| apps.push(app(id, "openid", AppSettings::default()))).await;
    fixture
}

/// An app whose definition has no scope `groups`.
fn feeds(id: &str) -> AppRecord {
    let mut record = app(id, "miniflux", AppSettings::default());
    let values = Arc::make_mut(&mut record.values);
    for name in ["redirect_uris", "post_logout_redirect_uris"] {
        values.remove(name);
    }
    values.insert("base_url", "https://wiki.example.com".into(), Origin::BuiltIn);
    values.insert("client_secret", crate::fixture::SECRET.into(), Origin::BuiltIn);
    record
}

async fn rows(fixture: &AppsFixture) -> RowCounts {
    RowCounts { events: 0, ..fixture.test_access.count_rows().await.unwrap() }
}

/// The line of the log about an app with these words.
fn assert_logged(log: &Since, words: &[&str]) {
    let lines = log.lines_with(words[0]);
    let found = lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(found, "{words:?}: {lines:#?}");
}

/// At the authorization endpoint: a page, or an error at the app's own address.
#[tokio::test]
async fn what_a_browser_may_bring() {
    let id = "bad-authorize";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    fixture.change(|apps| apps.push(feeds("bad-scope"))).await;
    let (nobody, browser) = (fixture.browser(), fixture.signed_in().await);
    let before = rows(&fixture).await;
    let ask = async |browser: &Browser, change: &[(&str, &str)]| {
        let client = [("client_id", id)];
        let own = if change.iter().any(|(name, _)| *name == "client_id") { &[][..] } else { &client };
        browser.get(fixture.authorize_url(&[own, change].concat())).await
    };

    let unknown = ask(&browser, &[("client_id", "bad-unknown")]).await;
    assert_eq!((unknown.status, unknown.location(), &*unknown.code()), (StatusCode::BAD_REQUEST, None, "unknown_app"));
    assert_logged(&log, &["unknown_app", "no app has the client id"]);
    // One byte.
    let other = REDIRECT.replace("callback", "callbacK");
    let page = ask(&browser, &[("redirect_uri", &other)]).await;
    assert_eq!((page.status, page.location(), &*page.code()), (StatusCode::BAD_REQUEST, None, "redirect_uri_mismatch"));
    assert!(page.body.contains("is not a redirect URI of OpenID Connect application"), "{}", page.body);
    assert!(!page.body.contains("callbacK"), "whoever wrote the link does not write on our page: {}", page.body);
    assert_logged(&log, &[id, "redirect_uri_mismatch", &other, "add it to the app"]);

    for (change, wanted, code, why) in [
        (vec![("scope", "profile")], "invalid_scope", "app_request_invalid", "has to contain openid"),
        (vec![("code_challenge", ""), ("code_challenge_method", "")], "invalid_request", "app_request_invalid", "PKCE"),
        (vec![("code_challenge_method", "plain")], "invalid_request", "app_request_invalid", "S256"),
        (vec![("prompt", "none")], "login_required", "login_required", "Nobody is signed in"),
    ] {
        let answer = ask(&nobody, &change).await;
        assert!(answer.location().unwrap().as_str().starts_with(REDIRECT), "{change:?}: {answer:?}");
        assert_eq!(answer.sent_on("error").as_deref(), Some(wanted), "{change:?}");
        assert_eq!(answer.sent_on("state").as_deref(), Some("the state"), "{change:?}");
        assert_logged(&log, &[id, code, why]);
    }
    let scope = [("client_id", "bad-scope"), ("redirect_uri", "https://wiki.example.com/oauth2/oidc/callback")];
    let answer = browser.get(fixture.authorize_url(&scope)).await;
    assert_eq!(answer.sent_on("error").as_deref(), Some("invalid_scope"), "groups is none of its scopes");
    assert_logged(&log, &["bad-scope", "app_request_invalid", "may not ask for the scope groups"]);
    assert_eq!(rows(&fixture).await, before, "nothing was created");
}

/// OP-05: 64 KiB of state, in each place where an application can put it.
#[tokio::test]
async fn op_05_a_state_of_64_kib() {
    let id = "bad-long";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    let browser = fixture.signed_in().await;
    let before = rows(&fixture).await;
    let (nearly, whole) = ("x".repeat(60_000), "x".repeat(64 * 1024));
    let url = |state: &str| fixture.authorize_url(&[("client_id", id), ("state", state)]);
    let page = browser.get(url(&nearly)).await;
    assert_eq!((page.status, page.location(), &*page.code()), (StatusCode::BAD_REQUEST, None, "app_request_invalid"));
    assert!(page.body.contains("at most 2560 are read"), "{}", page.body);
    assert_logged(&log, &["app_request_invalid", "at most 2560 are read"]);
    // As a query it is more than a request line may have: no browser and no server of HTTP sends or takes it.
    let pairs: Vec<(String, String)> = url::Url::parse(&url(&whole)).unwrap().query_pairs().into_owned().collect();
    let fields: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let posted = browser.post_form_cross_site("/api/oidc/authorize", &fields).await;
    assert_eq!((posted.status, &*posted.code()), (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"));
    let pushed = fixture.post_as(id, "/api/oidc/par", &fields).await;
    assert_eq!((pushed.status, &*pushed.code()), (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"));
    let nearly: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "state" { &*nearly } else { value })).collect();
    let pushed = fixture.post_as(id, "/api/oidc/par", &nearly).await;
    assert_eq!((pushed.status, &*error(&pushed)), (StatusCode::BAD_REQUEST, "invalid_request"));
    let state = [("state", &whole[..8_000])];
    let asked = browser.get(crate::fixture::with_query("/api/oidc/end-session", &state)).await;
    assert_eq!(asked.status, StatusCode::OK, "a state without an address goes nowhere");
    assert_eq!(rows(&fixture).await, before, "nothing was created");
}

/// The newest event about codes and tokens, with its person.
async fn refused(fixture: &AppsFixture) -> Option<(Option<UserId>, ErrorCode, String)> {
    let events = fixture.audit().await.into_iter().map(|entry| entry.event);
    let event = events.into_iter().find(|event| event.kind == EventKind::AppTokenRefused)?;
    Some((event.user, event.code.unwrap(), event.detail.unwrap()))
}

/// At the token endpoint, codes: each is right in everything else. OP-13, OP-14.
#[tokio::test]
async fn what_is_wrong_with_a_code() {
    let id = "bad-code";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    let browser = fixture.signed_in().await;
    let exchange = async |code: &str, change: &[(&str, &str)]| {
        fixture.post_as(id, "/api/oidc/token", &exchange_fields(code, change)).await
    };
    let code = async || fixture.code(&browser, &[("client_id", id)]).await;
    let invalid = |answer: &Answer, case: &str| {
        assert_eq!((answer.status, error(answer)), (StatusCode::BAD_REQUEST, "invalid_grant".into()), "{case}");
    };
    let first = code().await;
    let before = rows(&fixture).await;
    let user = fixture.audit().await[0].event.user;
    assert!(user.is_some());

    invalid(&exchange("unknown", &[]).await, "unknown");
    assert_eq!(refused(&fixture).await, None, "nobody is concerned");
    assert_logged(&log, &[id, "app_token_invalid", "the code is none of ours, or was altered"]);
    let other = REDIRECT.replace("callback", "callbacK");
    let verifier = "a".repeat(43);
    for (change, why) in [
        (("redirect_uri", &*other), "the `redirect_uri` is not that of the authorization request"),
        (("code_verifier", &verifier), "the `code_verifier` does not fit"),
        (("code_verifier", ""), "the `code_verifier` does not fit"),
    ] {
        invalid(&exchange(&first, &[change]).await, why);
        assert_logged(&log, &[id, "app_token_invalid", why]);
        let (of, code, detail) = refused(&fixture).await.unwrap();
        assert_eq!((of, code), (user, ErrorCode::AppTokenInvalid), "{change:?}");
        assert!(detail.starts_with("app bad-code: ") && detail.contains(why), "{detail}");
    }
    let foreign = fixture.code(&browser, &[("client_id", "other")]).await;
    invalid(&exchange(&foreign, &[]).await, "of another client");
    assert_logged(&log, &[id, "app_token_invalid", "the code is of the app other"]);
    assert_eq!(refused(&fixture).await.unwrap().2, "app bad-code: the code is of the app other");
    assert_eq!(rows(&fixture).await, before, "nothing was created");

    assert_eq!(exchange(&first, &[]).await.status, StatusCode::OK, "it was good all the time");
    invalid(&exchange(&first, &[]).await, "used");
    assert_logged(&log, &[id, "app_token_replayed", "was used before"]);
    let (of, why, detail) = refused(&fixture).await.unwrap();
    assert_eq!((of, why, &*detail), (user, ErrorCode::AppTokenReplayed, "app bad-code"));
    assert_eq!(rows(&fixture).await, before, "what it gave is gone");
    let late = code().await;
    fixture.clock.advance(Duration::seconds(60));
    invalid(&exchange(&late, &[]).await, "late");
    assert_logged(&log, &[id, "app_token_invalid", "older than 60 seconds"]);
    assert_eq!(refused(&fixture).await.unwrap().1, ErrorCode::AppTokenInvalid);
    assert_eq!(rows(&fixture).await, before, "nothing was created");
}

/// Refresh tokens. OP-11, OP-14.
#[tokio::test]
async fn what_is_wrong_with_a_refresh_token() {
    let id = "bad-refresh";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    let browser = fixture.signed_in().await;
    let refresh = async |token: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let answer = fixture.post_as(id, "/api/oidc/token", &fields).await;
        assert_eq!((answer.status, error(&answer)), (StatusCode::BAD_REQUEST, "invalid_grant".into()), "{token}");
    };
    let foreign = fixture.tokens(&browser, &[("scope", "openid offline_access")]).await;
    let code = fixture.code(&browser, &[("client_id", id), ("scope", "openid offline_access")]).await;
    let tokens = fixture.post_as(id, "/api/oidc/token", &exchange_fields(&code, &[])).await.json();
    let own = tokens["refresh_token"].as_str().unwrap();
    let (user, before) = (fixture.audit().await[0].event.user, rows(&fixture).await);

    refresh("unknown").await;
    assert_eq!(refused(&fixture).await, None, "nobody is concerned");
    assert_logged(&log, &[id, "app_token_invalid", "the token is unknown"]);
    refresh(text(&foreign, "refresh_token")).await;
    assert_eq!(
        refused(&fixture).await.unwrap(),
        (user, ErrorCode::AppTokenInvalid, "app bad-refresh: the refresh token is of the app wiki".into())
    );
    refresh(text(&foreign, "access_token")).await;
    let people = vestibule_core::forward_auth::Allow::Listed { groups: vec!["nobody".into()], emails: Vec::new() };
    let allow = vestibule_apps::AppAllow { people, providers: Vec::new() };
    let narrowed = AppSettings { allow, ..AppSettings::default() };
    fixture.change(|apps| *apps.last_mut().unwrap() = app(id, "openid", narrowed)).await;
    refresh(own).await;
    assert_logged(&log, &[id, "app_token_invalid", "`allow` of the app does not let the person in"]);
    let (of, why, detail) = refused(&fixture).await.unwrap();
    assert_eq!((of, why), (user, ErrorCode::AppTokenInvalid));
    assert_eq!(detail, "app bad-refresh: `allow` of the app does not let the person in");
    assert_eq!(rows(&fixture).await, before, "nothing was created");
}

/// A person who is disabled between the code and its exchange, and while an app has tokens. OP-15.
#[tokio::test]
async fn op_15_a_disabled_user() {
    let id = "bad-person";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    let browser = fixture.signed_in().await;
    let code = fixture.code(&browser, &[("client_id", id), ("scope", "openid offline_access")]).await;
    let tokens = fixture.post_as(id, "/api/oidc/token", &exchange_fields(&code, &[])).await.json();
    let (access, own) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    let waiting = fixture.code(&browser, &[("client_id", id)]).await;
    let user = fixture.audit().await[0].event.user.unwrap();
    assert_eq!(fixture.userinfo(access).await.status, StatusCode::OK);

    let providers = fixture.application.registry.load().access.clone();
    let rules = Rules { providers: &providers, grant_max_age: Duration::days(30) };
    let change = UserChange { disabled: Some(true), ..UserChange::default() };
    let event = AuditEvent::new(EventKind::UserChanged, Ref::generate(&OsRandom));
    fixture.application.store.change_user(user, change, rules, &event).await.unwrap();
    let before = rows(&fixture).await;
    assert_eq!(before.of_apps, 0, "what the app had is gone");

    let seen = fixture.userinfo(access).await;
    assert_eq!((seen.status, error(&seen)), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
    let fields = [("grant_type", "refresh_token"), ("refresh_token", own)];
    assert_eq!(error(&fixture.post_as(id, "/api/oidc/token", &fields).await), "invalid_grant");
    let late = fixture.post_as(id, "/api/oidc/token", &exchange_fields(&waiting, &[])).await;
    assert_eq!(error(&late), "invalid_grant");
    assert_logged(&log, &[id, "app_token_invalid", "its person is disabled"]);
    let (of, why, detail) = refused(&fixture).await.unwrap();
    assert_eq!((of, why), (Some(user), ErrorCode::AppTokenInvalid));
    assert_eq!(detail, "app bad-person: the session has ended, or its person is disabled");
    let again = browser.get(fixture.authorize_url(&[("client_id", id)])).await;
    assert_eq!(again.location().unwrap().path(), "/login", "they are not signed in");
    assert_eq!(browser.sign_in("op").await.code(), "account_disabled", "and cannot be");
    assert_eq!(rows(&fixture).await, before, "nothing was created");
}

/// An app that is disabled while a person signs in, is asked, or comes back with a code. OP-01.
#[tokio::test]
async fn op_01_an_app_that_is_disabled_in_the_middle() {
    let id = "bad-disabled";
    let log = Log::capture().since_now();
    let fixture = with_app(id).await;
    let (browser, late) = (fixture.signed_in().await, fixture.browser());
    let begun = late.get(fixture.authorize_url(&[("client_id", id)])).await;
    let login = late.get(begun.location().unwrap()).await;
    assert!(login.body.contains("Sign in with Pocket ID"), "{}", login.body);
    let asked = fixture.visit(&browser, fixture.authorize_url(&[("client_id", id), ("prompt", "consent")])).await;
    assert!(asked.body.contains("Allow access to"), "{}", asked.body);
    let code = fixture.code(&browser, &[("client_id", id)]).await;
    let off = AppSettings { enabled: false, ..AppSettings::default() };
    fixture.change(|apps| *apps.last_mut().unwrap() = app(id, "openid", off)).await;
    let before = rows(&fixture).await;

    let answer = crate::consent::answer(&browser, &asked, "allow").await;
    assert_eq!((answer.status, answer.location(), &*answer.code()), (StatusCode::BAD_REQUEST, None, "unknown_app"));
    let exchanged = fixture.post_as(id, "/api/oidc/token", &exchange_fields(&code, &[])).await;
    assert_eq!((exchanged.status, error(&exchanged)), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
    assert_logged(&log, &["app_authentication_failed", "no enabled app has its client id"]);
    assert_eq!(rows(&fixture).await, before, "nothing was created");

    // The person signs in, and learns that the application is gone.
    let page = fixture.visit(&late, login.url).await;
    assert_eq!((page.status, page.location(), &*page.code()), (StatusCode::BAD_REQUEST, None, "unknown_app"));
    assert_logged(&log, &["unknown_app", "no app has the client id"]);
    assert_eq!(rows(&fixture).await.of_apps, before.of_apps);
}

/// OP-12: an ID token that was signed with a key which was withdrawn since shows nothing, and neither does a made-up one.
#[tokio::test]
async fn op_12_a_key_that_was_withdrawn() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let tokens = fixture.tokens(&browser, &[]).await;
    let hint = text(&tokens, "id_token");
    assert_eq!(claims(hint)["aud"], "wiki");
    let now = fixture.now();
    let turns = vestibule_server::rotate_signing_keys(&*fixture.application.store, now, true).await.unwrap();
    assert!(turns.iter().any(|turn| turn.made && turn.withdrawn > 0), "{turns:?}");
    // A node reads the keys once a minute.
    let fixture = AppsFixture(fixture.0.restart().await);
    let asked = browser.get(crate::fixture::with_query("/api/oidc/end-session", &[("id_token_hint", hint)])).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("Sign out?"), "the person is asked: {}", asked.body);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK);
    let new = fixture.tokens(&browser, &[]).await;
    let query = [("id_token_hint", text(&new, "id_token"))];
    let answer = browser.get(crate::fixture::with_query("/api/oidc/end-session", &query)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "the control");
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
}
