//! Requests that another site's page makes in a browser where somebody is signed in.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_demo_idp::Endpoint;
use vestibule_registry::RouteKind;
use vestibule_tests::{Answer, Browser, Invariant, ServerFixture, Setup};

/// Paths that change something for whoever proves it in the request itself, not for a cookie: nobody's browser can be
/// made to do what its owner could not do from elsewhere.
const WITHOUT_A_SESSION: [&str; 2] = ["/callback", "/backchannel-logout"];

/// What applications call with credentials of their own and without a cookie; of a form of theirs, `authorize` and
/// `end-session` only make a GET, which opens a page. Each by its name, so that another one is tried like all routes.
const OF_APPLICATIONS: [&str; 8] = [
    "/api/oidc/authorize",
    "/api/oidc/device-authorization",
    "/api/oidc/end-session",
    "/api/oidc/introspect",
    "/api/oidc/par",
    "/api/oidc/revoke",
    "/api/oidc/token",
    "/api/oidc/userinfo",
];

/// Or that only ask, whatever the method: Envoy sends each request on as it is.
fn needs_no_session(path: &str) -> bool {
    WITHOUT_A_SESSION.iter().any(|suffix| path.ends_with(suffix))
        || OF_APPLICATIONS.contains(&path)
        || path.starts_with("/api/auth/ext-authz/")
}

const CHANGING: [Method; 4] = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// A server in whose browser an administrator is signed in.
async fn administrator() -> (ServerFixture, Browser) {
    let setup = Setup {
        settings: json!({ "admin_groups": ["admins"], "callback_path": "/oauth2/callback" }),
        more: vec![("second", json!({}))],
        ..Setup::default()
    };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let session = browser.get_json("/api/auth/session").await.json();
    assert_eq!(session["user"]["is_admin"], true, "{session}");
    (fixture, browser)
}

/// Every path there is: the fixed ones with something that exists for each placeholder, and those of the providers.
fn paths(fixture: &ServerFixture, user: &str) -> Vec<String> {
    let fixed = vestibule_server::paths().into_iter().map(|path| {
        let id = if path.contains("/users/") { user } else { "op" };
        path.replace("{id}", id).replace("{*path}", "app.css")
    });
    let registry = fixture.application.registry.load();
    fixed.chain(registry.routes.iter().map(|(path, _)| path.to_owned())).collect()
}

/// What the admin API says, asked by one of our own pages; without the references of an error.
async fn providers(browser: &Browser) -> String {
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let answer = browser.send(Method::GET, "/api/admin/providers", &headers, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

async fn me(browser: &Browser) -> Value {
    browser.get_json("/api/auth/session").await.json()["user"].clone()
}

/// CF-01, CF-03: every route that there is or ever will be, with every method that changes something.
#[tokio::test]
async fn cf_01_no_route_changes_anything_for_another_site() {
    let (fixture, browser) = administrator().await;
    let user = me(&browser).await["id"].as_str().unwrap().to_owned();
    let before = providers(&browser).await;
    let rule = Invariant::around(&fixture, &browser).await;
    let mut refused = 0;
    for path in paths(&fixture, &user) {
        if needs_no_session(&path) {
            continue;
        }
        for method in CHANGING {
            for site in [
                [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
                [("origin", "null"), ("sec-fetch-site", "cross-site")],
                [("origin", "http://sibling.localhost"), ("sec-fetch-site", "same-site")],
                [("origin", "http://localhost"), ("accept", "application/json")],
                [("origin", "null"), ("accept", "application/json")],
            ] {
                let headers = [site.as_slice(), &[("content-type", "application/json")]].concat();
                let answer = browser.send(method.clone(), &path, &headers, Some("{}".to_owned())).await;
                if answer.status == StatusCode::METHOD_NOT_ALLOWED {
                    continue;
                }
                let reported = (answer.status, answer.code());
                assert_eq!(reported, (StatusCode::FORBIDDEN, "csrf".to_owned()), "{method} {path} from {site:?}");
                assert!(answer.set_cookies().is_empty(), "{method} {path}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 25, "only {refused} requests met a route that changes something");
    assert_eq!(providers(&browser).await, before, "the providers are as they were");
    rule.holds(0, "CF-01").await;
}

/// CF-02: what a plain form can send without asking, dressed up as something else.
#[tokio::test]
async fn cf_02_simple_requests_change_nothing() {
    let (fixture, browser) = administrator().await;
    let user = me(&browser).await["id"].as_str().unwrap().to_owned();
    let rule = Invariant::around(&fixture, &browser).await;
    for path in paths(&fixture, &user) {
        if needs_no_session(&path) {
            continue;
        }
        for (kind, body) in [
            ("text/plain", r#"{"id":"evil","definition":"pocketid"}"#),
            ("application/x-www-form-urlencoded", "_method=DELETE&id=evil"),
            ("multipart/form-data; boundary=x", "--x--"),
        ] {
            let headers =
                [("content-type", kind), ("origin", "https://evil.example"), ("x-http-method-override", "DELETE")];
            let answer = browser.send(Method::POST, &path, &headers, Some(body.to_owned())).await;
            let refused = [StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED, StatusCode::UNSUPPORTED_MEDIA_TYPE];
            assert!(refused.contains(&answer.status), "{path} as {kind}: {}", answer.status);
        }
    }
    rule.holds(0, "CF-02").await;
}

/// CF-02: from our own pages too, the admin API reads JSON and nothing else.
#[tokio::test]
async fn cf_02_the_admin_api_reads_json_only() {
    let (_world, browser) = administrator().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "text/json", ""] {
        let headers = [("content-type", kind), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];
        let body = r#"{"ids":["second","op"]}"#.to_owned();
        let answer = browser.send(Method::PUT, "/api/admin/providers/order", &headers, Some(body)).await;
        assert_eq!(
            (answer.status, &*answer.code()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            "{kind}"
        );
    }
}

/// CF-04: an administrator's browser fetches everything that there is to fetch; nothing happens, here or upstream.
#[tokio::test]
async fn cf_04_no_get_changes_anything() {
    let (fixture, browser) = administrator().await;
    let user = me(&browser).await["id"].as_str().unwrap().to_owned();
    let state = async || {
        let links = fixture.application.store.list_links(user.parse().unwrap()).await.unwrap();
        let sessions = browser.get_json("/api/auth/sessions").await.body;
        (format!("{links:?}"), providers(&browser).await, sessions, fixture.op.requests().count(Endpoint::Token))
    };
    let rule = Invariant::around(&fixture, &browser).await;
    let before = state().await;
    for path in paths(&fixture, &user) {
        for (method, accept) in [(Method::GET, "text/html"), (Method::GET, "application/json"), (Method::HEAD, "*/*")] {
            let headers = [("accept", accept), ("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "image")];
            let answer = browser.send(method.clone(), &path, &headers, None).await;
            assert!(!answer.status.is_server_error() || path == "/metrics", "{method} {path}: {}", answer.status);
        }
    }
    browser.forget("flow");
    assert_eq!(state().await, before);
    rule.holds(0, "CF-04").await;
}

/// CF-06: a link cannot be begun by a picture, a link, or a form of another site.
#[tokio::test]
async fn cf_06_linking_begins_on_our_own_page() {
    let (fixture, browser) = administrator().await;
    let rule = Invariant::around(&fixture, &browser).await;
    let link = "/api/auth/providers/second/link";
    let picture =
        browser.send(Method::GET, link, &[("sec-fetch-dest", "image"), ("sec-fetch-site", "cross-site")], None);
    let follow = browser.send(Method::HEAD, link, &[("sec-fetch-mode", "navigate")], None);
    for answer in [picture.await, follow.await] {
        assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("POST")));
    }
    let form: Answer = browser.send(Method::POST, link, &[("origin", "https://evil.example")], None).await;
    assert_eq!((form.status, &*form.code()), (StatusCode::FORBIDDEN, "csrf"));
    assert!(browser.cookies("flow").is_empty(), "no flow was begun");
    rule.holds(0, "CF-06").await;
}

/// The route table names every path of a provider once; the tests above see them all.
#[tokio::test]
async fn the_routes_of_providers_are_listed() {
    let (fixture, _) = administrator().await;
    let registry = fixture.application.registry.load();
    let own = registry.routes.iter().filter(|(_, route)| route.provider.as_str() == "op");
    let kinds: Vec<_> = own.map(|(_, route)| route.kind).collect();
    assert!(kinds.contains(&RouteKind::Authorize) && kinds.contains(&RouteKind::Link), "{kinds:?}");
    assert!(kinds.iter().filter(|kind| **kind == RouteKind::Callback).count() >= 2, "and the extra path: {kinds:?}");
}
