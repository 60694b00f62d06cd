//! Sessions and the headers of every answer.

use chrono::Duration;
use http::{Method, StatusCode};
use vestibule_core::clock::Clock as _;
use vestibule_server::Settings;
use vestibule_tests::{ServerFixture, Setup};

/// CK-01, CK-02.
#[tokio::test]
async fn a_session_cookie_is_new_every_time() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let answer = browser.sign_in("op").await;
    let line = answer.set_cookies().into_iter().find(|line| line.starts_with("vestibule_session=")).unwrap();
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=2592000"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Domain") && line.len() < 200, "{line}");
    let first = browser.cookies("session").remove(0);
    browser.sign_in("op").await;
    let second = browser.cookies("session").remove(0);
    assert_ne!(first.1, second.1);
    let thief = fixture.browser();
    thief.plant(&first.0, &first.1);
    assert_eq!(thief.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "the old one is dead");
}

/// CK-03: idle and absolute lifetime, by the server's own clock.
#[tokio::test]
async fn a_session_ends() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    fixture.clock.advance(Duration::hours(12));
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "not used for 12 hours");
    let page = browser.get("/account").await;
    assert_eq!(page.header("location"), Some("/login?return_to=%2Faccount"));
}

/// CK-03: a session that is used every day ends all the same.
#[tokio::test]
async fn a_session_does_not_last_for_ever() {
    // Hours pass at once: the upstream would be asked a second time before its first answer, with a token that is spent.
    let surface = |settings: &mut Settings| settings.session_recheck = Duration::days(31);
    let fixture = ServerFixture::with(Setup { surface, ..Setup::default() }).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let began = fixture.clock.now();
    let end = began + Duration::days(30);
    for hour in (6..30 * 24).step_by(6) {
        fixture.clock.advance(Duration::hours(6));
        let idle_end = (fixture.clock.now() + Duration::hours(12)).min(end);
        // Its use is remembered next to the answer, so the next answers say when that has happened.
        loop {
            let session = browser.get_json("/api/auth/session").await;
            assert_eq!(session.status, StatusCode::OK, "hour {hour}");
            if session.json()["expires_at"] == serde_json::json!(idle_end) {
                break;
            }
        }
    }
    fixture.clock.advance(Duration::hours(6));
    let late = browser.get_json("/api/auth/session").await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "after thirty days");
}

/// CK-06: whatever is in the cookie, it is nobody.
#[tokio::test]
async fn an_altered_session_cookie() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let (name, value) = browser.cookies("session").remove(0);
    let long = "A".repeat(8_000);
    let other = if value.starts_with('A') { "B" } else { "A" };
    for altered in [
        &value[..42],
        &value[1..],
        &format!("{other}{}", &value[1..]),
        &format!("{value}A"),
        &format!("{value}="),
        &format!("{value}é"),
        "",
        "\"",
        &format!("\"{value}\""),
        &long,
        "%00",
        &value.to_lowercase(),
    ] {
        let anonymous = fixture.browser();
        anonymous.plant(&name, altered);
        assert_eq!(anonymous.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{altered}");
        assert_eq!(anonymous.get("/").await.status, StatusCode::OK, "{altered}");
    }
}

/// CK-04: the database does not hold what is in the cookie.
#[tokio::test]
async fn the_database_holds_no_cookie_and_no_token() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let (_, session) = browser.cookies("session").remove(0);
    let mut canaries = vec![session.into_bytes()];
    let logout = browser.get_json("/account").await;
    assert_eq!(logout.status, StatusCode::OK);
    canaries.push(b"eyJ".to_vec());
    for file in std::fs::read_dir(fixture.environment.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for canary in &canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary);
            assert!(!found, "{} holds {}", path.display(), String::from_utf8_lossy(canary));
        }
    }
}

/// HD-01, HD-02: on every answer, whatever it is.
#[tokio::test]
async fn headers_of_every_answer() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    for path in [
        "/",
        "/login",
        "/account",
        "/nothing",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/auth/providers",
        "/api/auth/session",
        "/api/auth/providers/op/authorize",
        "/api/auth/providers/op/callback",
        "/api/auth/providers/no/callback",
        "/assets/nothing.css",
    ] {
        for answer in [browser.get(path).await, browser.get_json(path).await] {
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            assert!(
                matches!(
                    answer.header("referrer-policy"),
                    Some("no-referrer" | "same-origin" | "strict-origin-when-cross-origin")
                ),
                "{path}"
            );
            let policy = answer.header("content-security-policy").unwrap();
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.starts_with("default-src 'none'"),
                "{path}: {policy}"
            );
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
        }
    }
    let page = browser.get("/login").await;
    let css = page.body.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let asset = browser.get(css).await;
    assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(asset.header("content-type"), Some("text/css; charset=utf-8"));
    let etag = asset.header("etag").unwrap();
    let again = browser.send(Method::GET, css, &[("if-none-match", etag)], None).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}
