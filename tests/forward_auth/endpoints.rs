//! Proxies that describe a request in other ways, and what a refusal looks like at the address of an application.

use http::{Method, StatusCode};
use vestibule_core::forward_auth::Allow;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use crate::{CLICK, SCRIPT, behind_a_proxy, groups, identity, rule, verify, verify_at};

fn with_rules() -> Setup {
    Setup {
        rules: vec![
            rule("app.example.com", "/public", Allow::Anyone),
            rule("app.example.com", "/admin", groups(&["admins"])),
        ],
        ..behind_a_proxy()
    }
}

/// As Envoy asks: the request's own method and host, its path behind ours.
async fn ext_authz(browser: &Browser, method: Method, path: &str, accept: (&str, &str)) -> Answer {
    let headers = [accept, ("host", "app.example.com"), ("x-forwarded-proto", "https")];
    browser.send(method, format!("/api/auth/ext-authz{path}"), &headers, None).await
}

/// PX-01: Envoy's ext_authz, with any method and any path.
#[tokio::test]
async fn px_01_envoy_asks_with_the_request_itself() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (nobody, amara, wulan) = (fixture.browser(), fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    wulan.sign_in_as("op", "wulan").await;
    for (method, path, expected) in [
        (Method::GET, "/", [401, 200, 200]),
        (Method::POST, "/x", [401, 200, 200]),
        (Method::GET, "/public/a?b=/admin", [200, 200, 200]),
        (Method::PUT, "/admin/x", [401, 200, 403]),
        (Method::DELETE, "/ADMIN", [401, 200, 403]),
        (Method::OPTIONS, "//admin", [401, 200, 403]),
        (Method::from_bytes(b"PROPFIND").unwrap(), "/admin", [401, 200, 403]),
        (Method::GET, "/public/..%2fadmin", [403, 403, 403]),
    ] {
        let mut found = [0; 3];
        for (status, browser) in found.iter_mut().zip([&nobody, &amara, &wulan]) {
            *status = ext_authz(browser, method.clone(), path, SCRIPT).await.status.as_u16();
        }
        assert_eq!(found, expected, "{method} {path}");
    }
    assert_eq!(identity(&ext_authz(&amara, Method::POST, "/x", SCRIPT).await)[0], "amara");
    let sent = ext_authz(&nobody, Method::GET, "/reports?year=2026", CLICK).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.sent_on("return_to").as_deref(), Some("https://app.example.com/reports?year=2026"));
    let posted = ext_authz(&nobody, Method::POST, "/reports", CLICK).await;
    assert_eq!(posted.status, StatusCode::UNAUTHORIZED, "a form is not sent to the login page");
}

/// PX-01: `X-Original-URL`, and that no endpoint reads what another kind of proxy sets.
#[tokio::test]
async fn px_01_each_kind_of_proxy_has_its_endpoint() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (nobody, wulan) = (fixture.browser(), fixture.browser());
    wulan.sign_in_as("op", "wulan").await;
    let ask = async |browser: &Browser, accept: (&str, &str), url: &str, query: &str| {
        let forged = [("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/public")];
        let headers = [&[accept, ("x-original-url", url)], &forged[..]].concat();
        browser.send(Method::GET, format!("/api/auth/verify/original-url{query}"), &headers, None).await
    };
    for (url, expected) in [
        ("https://app.example.com/public/a?b", [200, 200]),
        ("https://app.example.com/admin?x=/public", [401, 403]),
        ("https://app.example.com:8443//ADMIN", [401, 403]),
        ("https://app.example.com", [401, 200]),
        ("https://app.example.com?x", [401, 200]),
        ("https://app.example.com/public/../admin", [403, 403]),
        ("/public", [403, 403]),
        ("ftp://app.example.com/public", [403, 403]),
        ("https://app.example.com@evil.example/public", [403, 403]),
        ("", [403, 403]),
    ] {
        let found = [ask(&nobody, SCRIPT, url, "").await, ask(&wulan, SCRIPT, url, "").await];
        assert_eq!(found.map(|answer| answer.status.as_u16()), expected, "{url}");
    }
    let others = [SCRIPT, ("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/public")];
    let unnamed = nobody.send(Method::GET, "/api/auth/verify/original-url", &others, None).await;
    assert!(!unnamed.status.is_success(), "without its own header, that of another kind says nothing: {unnamed:?}");
    let login = ask(&nobody, CLICK, "https://app.example.com/x?y", "?redirect=401").await;
    assert_eq!(login.status, StatusCode::UNAUTHORIZED);
    assert_eq!(login.sent_on("return_to").as_deref(), Some("https://app.example.com/x?y"));
    let forged =
        [SCRIPT, ("x-original-url", "https://app.example.com/public"), ("x-forwarded-host", "app.example.com")];
    let answer = verify(&nobody, &[&forged[..], &[("x-forwarded-uri", "/admin")]].concat()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "a visitor's X-Original-URL opens nothing");
    let envoy = [&forged[..], &[("x-forwarded-uri", "/public"), ("host", "app.example.com")]].concat();
    let answer = nobody.send(Method::GET, "/api/auth/ext-authz/admin", &envoy, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "nor do others at Envoy's endpoint");
}

/// PX-04: a refusal is shown at the application's address, so its style is in it and everything else leads to ours
/// by a whole URL.
#[tokio::test]
async fn px_04_a_refusal_at_the_applications_address() {
    let fixture = ServerFixture::with(with_rules()).await;
    let wulan = fixture.browser();
    wulan.sign_in_as("op", "wulan").await;
    let own = fixture.environment.base.origin().ascii_serialization();
    for (host, uri, code) in
        [("app.example.com", "/admin", "forbidden"), ("app.example.com", "/public/../x", "invalid_request")]
    {
        let page = verify_at(&wulan, CLICK, host, uri).await;
        assert_eq!((page.status, &*page.code()), (StatusCode::FORBIDDEN, code));
        let into_application = page.body.split(['"', '\'']).find(|text| text.starts_with('/'));
        assert_eq!(into_application, None, "{code}: {}", page.body);
        for wanted in [format!("src=\"{own}/assets/"), format!("href=\"{own}/\""), "<style>".to_owned()] {
            assert!(page.body.contains(&wanted), "{code}: {wanted}: {}", page.body);
        }
        assert!(page.body.contains("Go to Vestibule") && !page.body.contains("home page"), "{}", page.body);
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("'self'"), "{policy}");
        assert!(page.body.contains("Wulan"), "who is signed in: {}", page.body);
        assert_eq!(page.header("cross-origin-opener-policy"), None);
        assert_eq!(page.header("strict-transport-security"), None);
    }
    let page = verify_at(&wulan, CLICK, "app.example.com", "/admin").await;
    assert!(page.body.contains("have access to app.example.com"), "{}", page.body);
    let other = format!("{own}/login?return_to=https%3A%2F%2Fapp.example.com%2Fadmin&#38;error=forbidden");
    assert!(page.body.contains(&other), "{other}: {}", page.body);
    let here = wulan.get("/nothing").await;
    assert!(here.body.contains("home page") && here.body.contains("href=\"/\""), "the control: {}", here.body);
}
