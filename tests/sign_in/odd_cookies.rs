//! Cookies of other programs, and of our own former settings, next to ours.

use http::{Method, StatusCode, header};
use vestibule_server::Settings;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

/// What other programs leave on a host or its parents; the last one is as large as a header may be.
fn foreign_cookies() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("Latin-1", b"city=Z\xfcrich".to_vec()),
        ("UTF-8", "city=Zürich".into()),
        ("broken UTF-8", b"a=\xc3\x28".to_vec()),
        ("a name above 127", b"st\xe4dt=1".to_vec()),
        ("a quote that does not end", b"q=\"a".to_vec()),
        ("quotes", b"q=\"a; b\"".to_vec()),
        ("no name", b"=x".to_vec()),
        ("no equals sign", b"x".to_vec()),
        ("nothing", b"; ;;".to_vec()),
        ("commas", b"a=b, c=d".to_vec()),
        ("JSON", b"j={\"a\":[1]}".to_vec()),
        ("a duplicate of its own", b"d=1; d=2; d=1".to_vec()),
        ("nearly our names", b"Vestibule_session=1; vestibule_session_=2; vestibule_flow_=3".to_vec()),
        ("8 KB", [b"big=".to_vec(), vec![b'x'; 8_000]].concat()),
    ]
}

/// Sends a request with exactly this `Cookie` header.
async fn send(url: &str, cookie: &[u8], headers: &[(&str, &str)]) -> reqwest::Response {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().tls_certs_only([]);
    let mut request = client.build().unwrap().request(Method::GET, url).header(header::COOKIE, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn own(browser: &Browser, part: &str) -> Vec<u8> {
    let all: Vec<_> = browser.cookies(part).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert!(!all.is_empty(), "a cookie that contains {part}");
    all.join("; ").into_bytes()
}

/// BR-01: sessions, flows and forward-auth, each with every foreign before and after our own cookie.
#[tokio::test]
async fn br_01_a_foreign_cookie_says_nothing_about_ours() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    let session = own(&browser, "session");
    for (name, foreign) in foreign_cookies() {
        for line in [[&foreign[..], b"; ", &session].concat(), [&session[..], b"; ", &foreign].concat()] {
            for path in ["api/auth/session", "api/auth/verify"] {
                let url = fixture.environment.base.join(path).unwrap();
                let answer = send(url.as_str(), &line, &[("accept", "application/json")]).await;
                assert_eq!(answer.status(), StatusCode::OK, "{name}: {path}");
            }
        }
        let somebody = fixture.browser();
        let callback = somebody.callback_of("op").await;
        let line = [&foreign[..], b"; ", &own(&somebody, "flow")].concat();
        let landed = send(callback.as_str(), &line, &[]).await;
        assert_eq!(
            landed.headers().get("location").map(|place| place.as_bytes()),
            Some(&b"/"[..]),
            "{name}: a sign-in"
        );
    }
}

/// A server whose session cookies are for a domain, on a host that lies in it.
async fn shared() -> ServerFixture {
    fn surface(settings: &mut Settings) {
        settings.cookie_domain = Some("example.localhost".to_owned());
    }
    ServerFixture::with(Setup { surface, ..Setup::default() }).await
}

async fn ask(browser: &Browser, cookie: &str) -> Answer {
    browser.send(Method::GET, "/api/auth/session", &[("cookie", cookie), ("accept", "application/json")], None).await
}

/// BR-02: the old cookie of the host and the new one of the domain have one name.
#[tokio::test]
async fn br_02_the_one_live_session_of_several_cookies_counts() {
    let fixture = shared().await;
    let (ended, live, other) = (fixture.browser(), fixture.browser(), fixture.browser());
    for browser in [&ended, &live, &other] {
        browser.sign_in_as("op", "amara").await;
    }
    let [ended_cookie, live_cookie, other_cookie] =
        [&ended, &live, &other].map(|browser| String::from_utf8(own(browser, "session")).unwrap());
    let dead = format!("vestibule_session={}", "A".repeat(43));
    ended.send(Method::POST, "/api/auth/logout", &[("accept", "application/json")], None).await;
    let anonymous = fixture.browser();
    for (name, cookies, status) in [
        ("an ended one first", [&*ended_cookie, &live_cookie].join("; "), 200),
        ("an ended one last", [&*live_cookie, &ended_cookie].join("; "), 200),
        ("one that never was", [&*dead, &live_cookie].join("; "), 200),
        ("one of another shape", ["vestibule_session=\"x\"", &live_cookie].join("; "), 200),
        ("three", [&*dead, &live_cookie, &ended_cookie].join("; "), 200),
        ("the same twice", [&*live_cookie, &live_cookie].join("; "), 200),
        ("two live ones", [&*live_cookie, &other_cookie].join("; "), 401),
        ("two live ones and an ended one", [&*live_cookie, &dead, &other_cookie].join("; "), 401),
        ("none that lives", [&*dead, &ended_cookie].join("; "), 401),
    ] {
        let answer = ask(&anonymous, &cookies).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
        if name == "the same twice" {
            continue;
        }
        let lines = answer.set_cookies();
        let set: Vec<_> = lines.iter().filter(|line| !line.contains("Max-Age=0")).collect();
        match status {
            200 => {
                assert!(matches!(set[..], [line] if line.starts_with(&*live_cookie)), "{name}: {lines:?}");
                assert!(set[0].ends_with("Domain=example.localhost"), "{name}: it is the domain's from now on");
            }
            _ => assert!(set.is_empty(), "{name}: {lines:?}"),
        }
        let gone = lines.iter().filter(|line| line.contains("Max-Age=0") && line.starts_with("vestibule_session=;"));
        assert!(gone.count() >= 1, "{name}: {lines:?}");
        for (path, fine) in [("/account", 200), ("/api/auth/verify", 200)] {
            let answer =
                anonymous.send(Method::GET, path, &[("cookie", &cookies), ("accept", "text/html")], None).await;
            let wanted = if status == 200 { fine } else { 303 };
            assert_eq!(answer.status.as_u16(), wanted, "{name}: {path}");
        }
    }
    let both = [&*live_cookie, &ended_cookie].join("; ");
    let headers = [("cookie", &*both), ("accept", "application/json")];
    let out = anonymous.send(Method::POST, "/api/auth/logout", &headers, None).await;
    assert!(!out.set_cookies().iter().any(|line| line.contains("session=") && !line.contains("Max-Age=0")));
    assert_eq!(ask(&anonymous, &live_cookie).await.status, StatusCode::UNAUTHORIZED, "signed out");
    assert_eq!(ask(&anonymous, &other_cookie).await.status, StatusCode::OK, "the control");
}

/// BR-02: a sign-in with two live cookies leaves the browser with one.
#[tokio::test]
async fn br_02_a_sign_in_ends_a_conflict() {
    let fixture = shared().await;
    let (one, two, browser) = (fixture.browser(), fixture.browser(), fixture.browser());
    for browser in [&one, &two] {
        browser.sign_in("op").await;
    }
    let callback = browser.callback_of("op").await;
    let cookies = [&one, &two].map(|browser| String::from_utf8(own(browser, "session")).unwrap());
    let line = [&*cookies[0], &cookies[1], &String::from_utf8(own(&browser, "flow")).unwrap()].join("; ");
    let answer = fixture.browser().send(Method::GET, callback, &[("cookie", &line)], None).await;
    assert_eq!(answer.header("location"), Some("/"));
    let lines: Vec<_> =
        answer.set_cookies().into_iter().filter(|line| line.starts_with("vestibule_session=")).collect();
    let (set, gone): (Vec<_>, Vec<_>) = lines.iter().partition(|line| !line.contains("Max-Age=0"));
    assert!(matches!(set[..], [line] if lines.last() == Some(line)), "the new one comes last: {lines:?}");
    assert!(!gone.is_empty() && cookies.iter().all(|old| !set[0].starts_with(old)), "{lines:?}");
}

/// BR-15: pending flows take at most five cookies and 4 KB, whatever people open; the newest still work.
#[tokio::test]
async fn br_15_pending_flows_stay_small() {
    let fixture = ServerFixture::new().await;
    for (name, return_to, kept) in [("short", "/a".to_owned(), 5..=5), ("long", format!("/{}", "a".repeat(500)), 2..=4)]
    {
        let browser = fixture.browser();
        let mut last = None;
        for visit in 0..6 {
            fixture.clock.advance(chrono::Duration::seconds(1));
            let begun = browser.get(format!("/api/auth/providers/op/authorize?return_to={return_to}{visit}")).await;
            last = Some(browser.through_the_provider(&begun).await);
            let flows = browser.cookies("flow");
            let bytes: usize = flows.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
            assert!(
                flows.len() <= 5 && bytes <= 4_096,
                "{name}, visit {visit}: {} cookies, {bytes} bytes",
                flows.len()
            );
        }
        assert!(kept.contains(&browser.cookies("flow").len()), "{name}: {:?}", browser.cookies("flow"));
        let landed = browser.get(last.unwrap()).await;
        assert_eq!(landed.header("location"), Some(&*format!("{return_to}5")), "{name}");
    }
}

/// BR-15: tabs that begin at once do not see each other's cookies, so a browser may end up with more; the next visit leaves
/// as many as there may be, and works.
#[tokio::test]
async fn br_15_tabs_that_begin_at_once() {
    let fixture = ServerFixture::new().await;
    for (name, return_to) in [("short", "/a".to_owned()), ("long", format!("/{}", "a".repeat(500)))] {
        let browser = fixture.browser();
        let path = format!("/api/auth/providers/op/authorize?return_to={return_to}");
        futures_util::future::join_all((0..9).map(|_| browser.get(&path))).await;
        assert!(browser.cookies("flow").len() > 5, "{name}: the tabs did not begin at once");
        fixture.clock.advance(chrono::Duration::seconds(1));
        let callback = browser.through_the_provider(&browser.get(&path).await).await;
        let flows = browser.cookies("flow");
        let bytes: usize = flows.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
        assert!(flows.len() <= 5 && bytes <= 4_096, "{name}: {} cookies, {bytes} bytes", flows.len());
        assert_eq!(browser.get(callback).await.header("location"), Some(&*return_to), "{name}");
    }
}
