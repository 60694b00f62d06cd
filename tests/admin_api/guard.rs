//! Authentication and authorization. The paths come from the router, so a new one without a guard fails here.

use http::{Method, StatusCode};
use vestibule_server::paths;
use vestibule_store::UserChange;
use vestibule_tests::{Answer, Browser};

use crate::api::{Api, create_token, refusal};

pub(crate) const SAME_ORIGIN: &[(&str, &str)] = &[("accept", "application/json"), ("sec-fetch-site", "same-origin")];

/// Every admin route with every method that it answers to.
async fn routes(browser: &Browser) -> Vec<(Method, String)> {
    let mut routes = Vec::new();
    for path in paths().into_iter().filter(|path| path.starts_with("/api/admin")) {
        let path = path.replace("{id}", "op");
        let answer = browser.send(Method::TRACE, &path, &[], None).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        for method in answer.header("allow").unwrap().split(',') {
            routes.push((method.trim().parse().unwrap(), path.clone()));
        }
    }
    assert!(routes.len() > 10, "{routes:?}");
    routes
}

async fn ask(browser: &Browser, (method, path): &(Method, String), headers: &[(&str, &str)]) -> Answer {
    let answer = browser.send(method.clone(), path, headers, None).await;
    // A HEAD has no body to look at.
    if *method == Method::HEAD { Answer { body: "{\"code\":\"\"}".to_owned(), ..answer } } else { answer }
}

fn is(answer: &Answer, route: &(Method, String), wanted: (u16, &str)) {
    let code = if route.0 == Method::HEAD { "" } else { wanted.1 };
    assert_eq!(refusal(answer), (wanted.0, code.to_owned()), "{route:?}");
}

/// AD-01: no credentials, a user without rights, a disabled and a demoted administrator, bad tokens.
#[tokio::test]
async fn each_route_requires_an_administrator() {
    let api = Api::new().await;
    let demoted = api.administrator().await;
    let routes = routes(&api.program).await;
    for route in &routes {
        is(&ask(&api.fixture.browser(), route, SAME_ORIGIN).await, route, (401, "unauthenticated"));
        for authorization in ["Bearer", "Bearer ", "Bearer vst_unknown", "bearer x y", "Bearer \u{e9}"] {
            let headers = [SAME_ORIGIN, &[("authorization", authorization)]].concat();
            // A valid cookie does not replace an invalid token.
            is(&ask(&demoted, route, &headers).await, route, (401, "unauthenticated"));
        }
    }
    let user = demoted.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    api.create_local_administrator("root@example.com").await;
    api.change_user(user, UserChange { is_admin: Some(false), ..UserChange::default() }).await;
    for route in &routes {
        is(&ask(&demoted, route, SAME_ORIGIN).await, route, (401, "unauthenticated"));
    }
    let plain = api.fixture.browser();
    plain.sign_in_as("op", "noor").await;
    for route in &routes {
        is(&ask(&plain, route, SAME_ORIGIN).await, route, (403, "forbidden"));
    }
    api.change_user(user, UserChange { disabled: Some(true), ..UserChange::default() }).await;
    for route in &routes {
        is(&ask(&demoted, route, SAME_ORIGIN).await, route, (401, "unauthenticated"));
    }
}

#[tokio::test]
async fn an_expired_session_or_token_is_rejected() {
    let api = Api::new().await;
    create_token(&api.fixture, "short", "vst_short", Some(chrono::Duration::hours(1))).await;
    let browser = api.administrator().await;
    let with_token = [("accept", "application/json"), ("authorization", "Bearer vst_short")];
    let registry = (Method::GET, "/api/admin/registry".to_owned());
    assert_eq!(ask(&api.program, &registry, &with_token).await.status, StatusCode::OK);
    assert_eq!(ask(&browser, &registry, SAME_ORIGIN).await.status, StatusCode::OK);
    api.fixture.clock.advance(chrono::Duration::hours(13));
    assert_eq!(ask(&api.program, &registry, &with_token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&browser, &registry, SAME_ORIGIN).await.status, StatusCode::UNAUTHORIZED);
    let used = api.fixture.application.store.list_tokens().await.unwrap();
    let used = used.iter().find(|token| token.name == "short").unwrap();
    assert_eq!(used.last_used_at, Some(used.created_at), "a rejected request does not update it");
}

/// CF-01, CF-03: a session is accepted for same-origin requests only, for reading too.
#[tokio::test]
async fn a_session_is_accepted_for_same_origin_requests_only() {
    let api = Api::new().await;
    let browser = api.administrator().await;
    let base = api.fixture.environment.base.origin().ascii_serialization();
    for route in routes(&api.program).await.iter().filter(|(method, _)| *method != Method::HEAD) {
        for foreign in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example")],
            &[("origin", "http://evil.localhost")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", &*base)],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
        ] {
            let headers = [&[("accept", "application/json")], foreign].concat();
            is(&ask(&browser, route, &headers).await, route, (403, "csrf"));
        }
    }
    for own in [("origin", &*base), ("sec-fetch-site", "same-origin")] {
        let answer = browser.send(Method::GET, "/api/admin/registry", &[own], None).await;
        assert_eq!(answer.status, StatusCode::OK, "{own:?}");
    }
}

#[tokio::test]
async fn a_401_says_how_to_authenticate() {
    let api = Api::new().await;
    let answer = api.program.get_json("/api/admin/registry").await;
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    assert!(answer.json()["detail"].as_str().unwrap().contains("Authorization: Bearer"), "{}", answer.body);
    // Another scheme may be meant for a proxy in front.
    let headers = [SAME_ORIGIN, &[("authorization", "Basic dXNlcjpwYXNz")]].concat();
    let answer = api.administrator().await.send(Method::GET, "/api/admin/registry", &headers, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = api.ask_with(Method::GET, "/api/admin/registry", &[("origin", "https://evil.example")], None).await;
    assert_eq!(answer.status, StatusCode::OK, "a token needs no same-origin check");
}
