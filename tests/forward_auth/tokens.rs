//! Personal access tokens: made on the account page, accepted by every endpoint, and only where they are for.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::{
    access::Rules,
    credentials::Credentials,
    forward_auth::{Allow, Rule},
    ids::Ref,
    origin::Origin,
    provider::Owner,
    random::OsRandom,
};
use vestibule_store::{AuditEvent, EventKind, UserChange};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use crate::{CLICK, SCRIPT, assert_nobody, behind_a_proxy, groups, identity, rule, trust_this_machine};

const PAGE: &str = "/account/tokens";

fn with_rules() -> Setup {
    Setup {
        surface: |settings| {
            trust_this_machine(settings);
            settings.identity_token = true;
        },
        rules: vec![
            rule("app.example.com", "/admin", groups(&["admins"])),
            rule("app.example.com", "/guests", groups(&["guests"])),
            Rule { require_mfa: true, ..rule("app.example.com", "/vault", Allow::SignedIn) },
            Rule { providers: vec!["op".parse().unwrap()], ..rule("app.example.com", "/op", Allow::SignedIn) },
            Rule { providers: vec!["second".parse().unwrap()], ..rule("app.example.com", "/second", Allow::SignedIn) },
            Rule {
                networks: vec!["192.0.2.0/24".parse().unwrap()],
                ..rule("app.example.com", "/near", Allow::Listed { groups: Vec::new(), emails: Vec::new() })
            },
            rule("app.example.com", "/public", Allow::Anyone),
        ],
        more: vec![("second", json!({}))],
        ..behind_a_proxy()
    }
}

/// The value of the field against forgery.
fn csrf(page: &Answer) -> String {
    page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn post(browser: &Browser, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(&browser.get(PAGE).await);
    browser.post_form(PAGE, &[&[("csrf", &*token)], fields].concat()).await
}

/// A new token for these hosts, as the page shows it.
pub(crate) async fn make(browser: &Browser, hosts: &str) -> String {
    let page = post(browser, &[("name", "Television"), ("days", "30"), ("hosts", hosts)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    shown(&page).unwrap_or_else(|| panic!("no token: {}", page.body))
}

fn shown(page: &Answer) -> Option<String> {
    let rest = page.body.split("<code>vpt_").nth(1)?;
    Some(format!("vpt_{}", rest.split('<').next()?))
}

/// Where the first token of the page is revoked.
async fn revoke_path(browser: &Browser) -> String {
    let page = browser.get(PAGE).await;
    let rest = page.body.split("action=\"/account/tokens/").nth(1).unwrap();
    format!("{PAGE}/{}", rest.split('"').next().unwrap())
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub(crate) fn basic(user: &str, token: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{token}")))
}

/// Asks about a path of an application, with that `Authorization` and the cookies of `browser`.
async fn ask(browser: &Browser, authorization: &str, host: &str, uri: &str) -> Answer {
    let headers = [
        SCRIPT,
        ("authorization", authorization),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", host),
        ("x-forwarded-uri", uri),
    ];
    browser.send(Method::GET, "/api/auth/verify", &headers, None).await
}

fn refusal(answer: &Answer) -> (u16, String) {
    assert_nobody(answer, "refused");
    (answer.status.as_u16(), answer.code())
}

async fn user_id(browser: &Browser) -> String {
    browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

/// FA-30: every endpoint, both schemes; groups, providers and factors as for a session.
#[tokio::test]
async fn a_token_lets_in_as_its_session_would() {
    for postgres in [false, true] {
        let fixture = ServerFixture::with(Setup { postgres, ..with_rules() }).await;
        let (amara, program) = (fixture.browser(), fixture.browser());
        amara.sign_in_as("op", "amara").await;
        let token = make(&amara, "app.example.com").await;
        let id = user_id(&amara).await;
        for authorization in
            [bearer(&token), basic("", &token), basic("amara", &token), basic("Amara@example.com", &token)]
        {
            let answer = ask(&program, &authorization, "app.example.com", "/").await;
            assert_eq!(answer.status, StatusCode::OK, "{authorization}: {}", answer.body);
            assert_eq!(identity(&answer), ["amara", "amara@example.com", "Amara Okafor", "admins,staff"]);
            assert_eq!(answer.header("remote-id"), Some(&*id));
            assert!(answer.header("remote-identity").unwrap().contains('.'), "signed, too");
            assert_eq!(answer.set_cookies(), [""; 0], "it begins no session");
        }
        let authorization = bearer(&token);
        let original = [SCRIPT, ("authorization", &*authorization), ("x-original-url", "https://app.example.com/")];
        let answer = program.send(Method::GET, "/api/auth/verify/original-url", &original, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let envoy = [SCRIPT, ("authorization", &*authorization), ("host", "app.example.com")];
        let answer = program.send(Method::POST, "/api/auth/ext-authz/upload", &envoy, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);

        for (uri, expected) in [
            ("/admin", (200, "")),
            ("/op", (200, "")),
            ("/guests", (403, "forbidden")),
            ("/second", (403, "forbidden")),
            ("/vault", (403, "personal_token_no_factor")),
            ("/public", (200, "")),
        ] {
            let answer = ask(&program, &authorization, "app.example.com", uri).await;
            match expected {
                (200, _) => assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.body),
                (status, code) => assert_eq!(refusal(&answer), (status, code.to_owned()), "{uri}"),
            }
        }
        let events = fixture.audit().await;
        let made = events.iter().find(|entry| entry.event.kind == EventKind::PersonalTokenCreated).unwrap();
        let detail = made.event.detail.as_deref().unwrap();
        assert!(detail.ends_with("named Television") && !detail.contains(&token), "{detail}");
    }
}

/// FA-30, FA-31: never a redirect, and each reason has its own code.
#[tokio::test]
async fn what_is_not_good_is_refused_by_name() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (amara, program) = (fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    let token = make(&amara, "app.example.com, *.home.example").await;
    assert_eq!(ask(&program, &bearer(&token), "tv.home.example", "/").await.status, StatusCode::OK);
    let other_host = (401, "personal_token_other_host".to_owned());
    for host in ["other.example.com", "home.example", "x.app.example.com"] {
        assert_eq!(refusal(&ask(&program, &bearer(&token), host, "/").await), other_host, "{host}");
    }
    let invalid = (401, "personal_token_invalid".to_owned());
    let unknown = format!("vpt_{}", "A".repeat(43));
    for authorization in
        [bearer(&unknown), bearer("vpt_"), bearer(&format!("{token}A")), basic("joonas", &token), basic("", &unknown)]
    {
        let answer = ask(&program, &authorization, "app.example.com", "/").await;
        assert_eq!(refusal(&answer), invalid, "{authorization}");
        let scheme = authorization.split(' ').next().unwrap();
        assert!(answer.header("www-authenticate").unwrap().starts_with(scheme), "{answer:?}");
        // A browser that comes with one is not sent to the login page, and its session does not make up for it.
        let asked = [("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/")];
        let click = [&[CLICK, ("authorization", &*authorization)], &asked[..]].concat();
        let answer = amara.send(Method::GET, "/api/auth/verify", &click, None).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::UNAUTHORIZED, None), "{authorization}");
        let public = ask(&program, &authorization, "app.example.com", "/public").await;
        assert_eq!(refusal(&public), invalid, "a program learns of it also where anyone is let in");
    }
    // What the application takes itself is not ours.
    for authorization in [bearer("glpat-1"), basic("amara", "a password"), "Digest vpt_".to_owned()] {
        let answer = ask(&program, &authorization, "app.example.com", "/").await;
        assert_eq!(refusal(&answer), (401, "unauthenticated".to_owned()), "{authorization}");
        assert_eq!(ask(&amara, &authorization, "app.example.com", "/").await.status, StatusCode::OK);
    }
    fixture.clock.advance(Duration::days(30));
    let expired = ask(&program, &bearer(&token), "app.example.com", "/").await;
    assert_eq!(refusal(&expired), (401, "personal_token_expired".to_owned()));
    assert!(expired.json()["detail"].as_str().unwrap().contains("Television ended at 2026-12-03"), "{}", expired.body);
    let refused: Vec<_> =
        fixture.audit().await.into_iter().filter(|entry| entry.event.kind == EventKind::AccessRefused).collect();
    assert!(refused[0].event.detail.as_deref().unwrap().ends_with("named Television for app.example.com"));
    assert!(refused.iter().all(|entry| !entry.event.detail.as_deref().unwrap_or_default().contains("vpt_")));
}

/// FA-04, FA-30: without a trusted proxy nobody says which host is asked for.
#[tokio::test]
async fn a_token_needs_a_host_that_somebody_trusted_names() {
    let fixture = ServerFixture::new().await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    let token = make(&amara, "app.example.com").await;
    let answer = ask(&fixture.browser(), &bearer(&token), "app.example.com", "/").await;
    assert_eq!(refusal(&answer), (401, "personal_token_other_host".to_owned()));
}

/// FA-31: at once, at every node.
#[tokio::test]
async fn a_token_ends_when_it_is_revoked() {
    for postgres in [false, true] {
        let fixture = ServerFixture::with(Setup { postgres, ..with_rules() }).await;
        let (amara, program) = (fixture.browser(), fixture.browser());
        amara.sign_in_as("op", "amara").await;
        let token = make(&amara, "app.example.com").await;
        let other = if postgres { Some(fixture.another_node().await) } else { None };
        let there = match &other {
            Some((_, base)) => Browser::new(base),
            None => fixture.browser(),
        };
        for node in [&program, &there] {
            assert_eq!(ask(node, &bearer(&token), "app.example.com", "/").await.status, StatusCode::OK);
        }
        // Somebody else cannot.
        let joonas = fixture.browser();
        joonas.sign_in_as("op", "joonas").await;
        make(&joonas, "app.example.com").await;
        let (path, forgery) = (revoke_path(&amara).await, csrf(&joonas.get(PAGE).await));
        assert_eq!(joonas.post_form(&path, &[("csrf", &forgery)]).await.status, StatusCode::NOT_FOUND);
        let forgery = csrf(&amara.get(PAGE).await);
        let answer = amara.post_form(&path, &[("csrf", &forgery)]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some(PAGE)));
        assert!(amara.get(PAGE).await.body.contains("The token has been revoked"));
        let invalid = (401, "personal_token_invalid".to_owned());
        assert_eq!(refusal(&ask(&program, &bearer(&token), "app.example.com", "/").await), invalid);
        let out = async {
            while ask(&there, &bearer(&token), "app.example.com", "/").await.status == StatusCode::OK {
                vestibule_tests::pause().await;
            }
        };
        // Not a measure of time: only so that a defect is a failure and not a test that never ends.
        tokio::time::timeout(std::time::Duration::from_secs(30), out).await.expect("it ends there, too");
    }
}

/// FA-31: with its person, and with how they had signed in.
#[tokio::test]
async fn a_token_ends_with_its_person() {
    for postgres in [false, true] {
        let fixture = ServerFixture::with(Setup { postgres, ..with_rules() }).await;
        let (amara, program) = (fixture.browser(), fixture.browser());
        amara.sign_in_as("op", "amara").await;
        let token = make(&amara, "app.example.com").await;
        let ask = async || ask(&program, &bearer(&token), "app.example.com", "/").await;
        let invalid = (401, "personal_token_invalid".to_owned());
        // It goes on without its session.
        let user = user_id(&amara).await.parse().unwrap();
        amara.post_form("/api/auth/logout", &[]).await;
        assert_eq!(ask().await.status, StatusCode::OK);
        let enable = async |on: bool| {
            let change = move |provider: &mut vestibule_core::provider::ProviderRecord| {
                let settings = std::sync::Arc::make_mut(&mut provider.settings);
                settings.enabled = on;
            };
            fixture.reconfigure(|all| all.iter_mut().filter(|one| one.id.as_str() == "op").for_each(change)).await;
        };
        enable(false).await;
        assert_eq!(refusal(&ask().await), invalid, "the provider is disabled");
        enable(true).await;
        assert_eq!(ask().await.status, StatusCode::OK);
        let access = fixture.application.registry.load().access.clone();
        for disabled in [true, false] {
            let change = UserChange { disabled: Some(disabled), ..UserChange::default() };
            let event = AuditEvent::new(EventKind::UserChanged, Ref::generate(&OsRandom));
            let rules = Rules { providers: &access, grant_max_age: Duration::days(30) };
            fixture.application.store.change_user(user, change, rules, &event).await.unwrap();
            assert_eq!(refusal(&ask().await), invalid, "disabled: {disabled}");
        }
    }
}

/// FA-30: by an app it is for the app's host, while the app lets its person in.
#[tokio::test]
async fn a_token_for_an_app_is_for_its_host() {
    let fixture = ServerFixture::with(with_rules()).await;
    let app = |groups: &[&str]| {
        let mut values = Credentials::default();
        values.insert("redirect_uris", vec!["https://wiki.example.com/callback"].into(), Origin::BuiltIn);
        values.insert("client_secret", "a secret that is long enough".into(), Origin::BuiltIn);
        let settings = json!({ "definition": "openid", "allow": { "groups": groups } });
        vestibule_apps::AppRecord {
            id: "wiki".parse().unwrap(),
            owner: Owner::Config,
            settings: std::sync::Arc::new(serde_json::from_value(settings).unwrap()),
            values: values.into(),
            secret_hashes: std::sync::Arc::default(),
            origins: std::sync::Arc::default(),
        }
    };
    let set = async |apps: Vec<vestibule_apps::AppRecord>| {
        fixture.environment.providers.change_apps(|all| *all = apps);
        fixture.application.registry.reload().await.unwrap();
    };
    set(vec![app(&["staff"])]).await;
    let (amara, joonas, program) = (fixture.browser(), fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    let page = amara.get(PAGE).await;
    assert!(page.body.contains("wiki.example.com"), "the app is offered: {}", page.body);
    joonas.sign_in_as("op", "noor").await;
    assert!(!joonas.get(PAGE).await.body.contains("wiki.example.com"), "not to whom it does not let in");
    let made = post(&amara, &[("name", "Script"), ("app", "wiki")]).await;
    let token = shown(&made).unwrap_or_else(|| panic!("{}", made.body));
    let ask = async |host: &str| ask(&program, &bearer(&token), host, "/").await;
    assert_eq!(ask("wiki.example.com").await.status, StatusCode::OK);
    assert_eq!(refusal(&ask("app.example.com").await), (401, "personal_token_other_host".to_owned()));
    set(vec![app(&["admins-only"])]).await;
    assert_eq!(refusal(&ask("wiki.example.com").await), (403, "forbidden".to_owned()));
    set(Vec::new()).await;
    assert_eq!(refusal(&ask("wiki.example.com").await), (401, "personal_token_other_host".to_owned()));
}

/// FA-32: for applications behind a proxy alone.
#[tokio::test]
async fn a_token_opens_nothing_of_ours() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (amara, program) = (fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    let token = make(&amara, "app.example.com, 127.0.0.1, localhost").await;
    for authorization in [bearer(&token), basic("amara", &token)] {
        for path in ["/api/auth/session", "/api/auth/sessions", "/api/admin/users", "/api/oidc/userinfo", "/metrics"] {
            let headers = [SCRIPT, ("authorization", &*authorization)];
            let answer = program.send(Method::GET, path, &headers, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}: {}", answer.body);
        }
        for path in ["/account", "/account/tokens", "/admin/users"] {
            let headers = [CLICK, ("authorization", &*authorization)];
            let answer = program.send(Method::GET, path, &headers, None).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.header("location").unwrap().starts_with("/login"), "{path}");
        }
    }
}

/// The page: a fresh sign-in, what was typed comes back with what is wrong, and a use is shown.
#[tokio::test]
async fn the_page_says_what_is_wrong_and_when_a_token_was_used() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (amara, program) = (fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    for (fields, expected) in [
        ([("name", ""), ("days", "90"), ("hosts", "a.example")], "1 to 60 characters"),
        ([("name", "TV"), ("days", "366"), ("hosts", "a.example")], "from 1 to 365"),
        ([("name", "TV"), ("days", "90"), ("hosts", "https://a.example/")], "https://a.example/” is no host"),
        ([("name", "TV"), ("days", "90"), ("hosts", " ")], "Choose at least one app or host"),
        ([("name", "TV"), ("days", "90"), ("app", "gone")], "There is no app “gone”"),
    ] {
        let answer = post(&amara, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.body.contains(expected), "{expected}: {}", answer.body);
        let typed = format!("value=\"{}\"", fields[1].1);
        assert!(shown(&answer).is_none() && answer.body.contains(&typed), "{}", answer.body);
    }
    assert!(amara.get("/account").await.body.contains("You have no personal access token"));
    let token = make(&amara, "app.example.com").await;
    let page = amara.get(PAGE).await;
    assert!(!page.body.contains(&token), "it is shown once");
    assert!(page.body.contains("app.example.com · good until") && page.body.contains("not used yet"), "{}", page.body);
    assert!(amara.get("/account").await.body.contains("You have one personal access token"));
    assert_eq!(ask(&program, &bearer(&token), "app.example.com", "/").await.status, StatusCode::OK);
    let used = async {
        while !amara.get(PAGE).await.body.contains("last used") {
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), used).await.expect("the use is noted");
    let forgery = csrf(&amara.get(PAGE).await);
    fixture.clock.advance(Duration::minutes(11));
    let page = amara.get(PAGE).await;
    assert!(page.body.contains("To make a token, sign in again") && !page.body.contains("name=\"hosts\""));
    let fields = [("csrf", &*forgery), ("name", "TV"), ("hosts", "a.example")];
    let refused = amara.post_form(PAGE, &fields).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "fresh_sign_in_required"));
    assert!(refused.body.contains("return_to=%2Faccount%2Ftokens"), "{}", refused.body);
    let path = revoke_path(&amara).await;
    assert_eq!(
        amara.post_form(&path, &[("csrf", &forgery)]).await.status,
        StatusCode::SEE_OTHER,
        "revoking needs none"
    );
}

/// FA-31: an administrator sees and revokes the tokens of a person.
#[tokio::test]
async fn an_administrator_revokes_a_token() {
    let admins = json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings: admins, ..with_rules() }).await;
    let (amara, joonas, program) = (fixture.browser(), fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    joonas.sign_in_as("op", "joonas").await;
    let token = make(&joonas, "app.example.com").await;
    let page = amara.get(format!("/admin/users/{}", user_id(&joonas).await)).await;
    assert!(page.body.contains("Television") && page.body.contains("app.example.com · good until"), "{}", page.body);
    let path = page.body.split("action=\"").find(|part| part.contains("/tokens/")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let answer = joonas.post_form(&path, &[("csrf", &csrf(&joonas.get(PAGE).await))]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    let answer = amara.post_form(&path, &[("csrf", &csrf(&page))]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let refused = ask(&program, &bearer(&token), "app.example.com", "/").await;
    assert_eq!(refusal(&refused), (401, "personal_token_invalid".to_owned()));
    let events = fixture.audit().await;
    assert!(events.iter().any(|entry| entry.event.kind == EventKind::PersonalTokenRevoked));
}
