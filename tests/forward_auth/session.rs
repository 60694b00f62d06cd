//! Who is let through where no rule says otherwise, and where everybody else is sent.

use http::{Method, StatusCode};
use vestibule_tests::{ServerFixture, Setup};

use crate::{
    CLICK, SCRIPT, assert_nobody, behind_a_proxy, identity, signed_in_as, trust_this_machine, verify, verify_at,
};

/// FA-01: whatever is in the cookie, it is nobody, and never a 2xx.
#[tokio::test]
async fn no_usable_cookie() {
    let (fixture, browser) = signed_in_as("amara").await;
    let (name, value) = browser.cookies("session").remove(0);
    let (cut, altered, other) = (&value[..42], format!("{value}A"), "A".repeat(43));
    let (padded, quoted, foreign) = (format!("{value}="), format!("\"{value}\""), format!("{value}é"));
    let long = "A".repeat(8_000);
    for planted in ["", cut, &altered, &other, &padded, &quoted, &foreign, "\"", "%00", &long] {
        let anonymous = fixture.browser();
        anonymous.plant(&name, planted);
        let answer = verify_at(&anonymous, SCRIPT, "app.example.com", "/x").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"), "{planted}");
        assert_nobody(&answer, planted);
        let answer = verify_at(&anonymous, CLICK, "app.example.com", "/x").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{planted}");
        assert_nobody(&answer, planted);
    }
    assert_eq!(verify_at(&browser, SCRIPT, "app.example.com", "/x").await.status, StatusCode::OK);
    fixture.clock.advance(chrono::Duration::hours(12));
    assert_nobody(&verify_at(&browser, SCRIPT, "app.example.com", "/x").await, "expired");
}

/// FA-02: what a client says about itself is not received, and the answer says it anew.
#[tokio::test]
async fn a_client_names_itself() {
    let (fixture, browser) = signed_in_as("amara").await;
    let lies = [
        ("remote-user", "root"),
        ("remote-user", "root"),
        ("REMOTE-USER", "root"),
        ("Remote-Groups", "admins"),
        ("x-auth-request-email", "root@example.com"),
        ("x-auth-request-groups", "admins"),
        ("remote_user", "root"),
        ("remote.user", "root"),
        ("x-auth-request-user", "root"),
        ("x-forwarded-user", "root"),
        ("x-forwarded-groups", "admins"),
        ("x-forwarded-email", "root@example.com"),
        ("authorization", "Basic cm9vdDpyb290"),
    ];
    let answer = verify(&browser, &lies).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(identity(&answer), ["amara", "amara@example.com", "Amara Okafor", "admins,staff"]);
    assert!(!answer.headers.values().any(|value| value.as_bytes().windows(4).any(|part| part == b"root")));
    assert_nobody(&verify(&fixture.browser(), &lies).await, "signed out");
}

/// A person comes back to what they asked for; a script gets an error.
#[tokio::test]
async fn where_a_navigation_goes() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let browser = fixture.browser();
    let long = format!("/{}", "a".repeat(600));
    let own = fixture.environment.base.origin().ascii_serialization();
    let own_host = own.strip_prefix("http://").unwrap();
    for (proto, host, uri, back) in [
        ("https", "app.example.com", "/a?b=c&d=%20#", Some("https://app.example.com/a?b=c&d=%20#")),
        ("https", "APP.example.com:443", "/", Some("https://app.example.com/")),
        ("http", "app.example.com:8080", "/x", Some("http://app.example.com:8080/x")),
        ("wss", "app.example.com", "/x", Some("https://app.example.com/x")),
        ("https", "app.example.com", &long, Some("https://app.example.com/")),
        ("https", "app.example.com", "//evil.example/", Some("https://app.example.com//evil.example/")),
        ("https", "app.example.com", "/\\evil.example", Some("https://app.example.com/")),
        ("http", own_host, "/account", Some("/account")),
        ("http", own_host, "/", None),
        ("http", own_host, "//evil.example", None),
    ] {
        let asked = [CLICK, ("x-forwarded-proto", proto), ("x-forwarded-host", host), ("x-forwarded-uri", uri)];
        let answer = verify(&browser, &asked).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{host}{uri}");
        let location = answer.header("location").unwrap();
        assert!(location.starts_with(&format!("{own}/login")), "{location}");
        assert_eq!(answer.sent_on("return_to").as_deref(), back, "{host}{uri}");
    }
    for (what, header) in
        [("a script", SCRIPT), ("no wish", ("x-none", "")), ("a fetch that takes anything", ("accept", "*/*"))]
    {
        let answer = verify_at(&browser, header, "app.example.com", "/").await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::UNAUTHORIZED, None), "{what}");
    }
    for more in [("sec-fetch-mode", "cors"), ("x-forwarded-method", "POST")] {
        let asked = [CLICK, more, ("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/")];
        assert_eq!(verify(&browser, &asked).await.status, StatusCode::UNAUTHORIZED, "{more:?}");
    }
    assert!(fixture.audit().await.is_empty(), "asking writes nothing");
}

/// The whole way: from the application to the login page, through the provider and back.
#[tokio::test]
async fn a_person_comes_back_to_the_application() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let browser = fixture.browser();
    let sent = verify_at(&browser, CLICK, "app.example.com", "/reports?year=2026").await;
    let page = browser.get(sent.location().unwrap()).await;
    let link = page.body.split("href=\"").find(|part| part.contains("/op/authorize")).unwrap();
    let begun = browser.get(link.split('"').next().unwrap().replace("&amp;", "&")).await;
    let callback = browser.through_the_provider(&begun).await;
    let back = browser.get(callback).await;
    assert_eq!(back.header("location"), Some("https://app.example.com/reports?year=2026"));
    assert_eq!(verify_at(&browser, CLICK, "app.example.com", "/reports").await.status, StatusCode::OK);
}

/// FA-07: nobody is sent back to an unknown client.
#[tokio::test]
async fn a_host_that_is_not_listed() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let browser = fixture.browser();
    for host in ["evil.com", "app.example.com.evil.com", "app.example.com:8443", "evil.com:443", "127.0.0.1"] {
        let answer = verify_at(&browser, CLICK, host, "/").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "forbidden"), "{host}");
        assert_eq!(answer.header("location"), None, "{host}");
        let only = verify(&browser, &[CLICK, ("x-forwarded-host", host)]).await;
        assert_eq!((only.status, only.header("location")), (StatusCode::FORBIDDEN, None), "{host}");
        assert_eq!(verify_at(&browser, SCRIPT, host, "/").await.status, StatusCode::UNAUTHORIZED, "{host}");
    }
}

/// FA-07: hosts that get the session cookie need not be listed. Others do.
#[tokio::test]
async fn hosts_of_the_cookie_domain() {
    let setup = Setup {
        surface: |settings| {
            trust_this_machine(settings);
            settings.cookie_domain = Some("example.com".to_owned());
        },
        ..Setup::default()
    };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    let ask = async |scheme: &str, host: &str| {
        let about = [("x-forwarded-proto", scheme), ("x-forwarded-host", host), ("x-forwarded-uri", "/x")];
        verify(&browser, &[&[CLICK], &about[..]].concat()).await
    };
    for host in ["books.example.com", "a.b.example.com:8443", "example.com"] {
        let sent = ask("http", host).await;
        assert_eq!(sent.sent_on("return_to").as_deref(), Some(&*format!("http://{host}/x")), "{host}");
    }
    // The cookie of an http page is not that of an https one.
    for (scheme, host) in
        [("https", "books.example.com"), ("http", "booksexample.com"), ("http", "example.com.evil.com")]
    {
        let refused = ask(scheme, host).await;
        assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "forbidden"), "{scheme}://{host}");
    }
    let page = browser.get("/login").await;
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("form-action 'self' "), "{policy}");
}

/// FA-04: whoever is no trusted proxy asks for itself.
#[tokio::test]
async fn a_speaker_that_nobody_trusts() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let login = fixture.environment.base.join("/login").unwrap();
    for host in ["evil.com", "app.example.com", "not a host"] {
        let answer = verify_at(&browser, CLICK, host, "/x").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some(login.clone())), "{host}");
        assert_eq!(verify_at(&browser, SCRIPT, host, "/x").await.status, StatusCode::UNAUTHORIZED);
    }
}

/// Of two headers one is not the proxy's, and a proxy writes what can be read.
#[tokio::test]
async fn headers_that_can_be_read_in_two_ways() {
    let (_world, browser) = signed_in_as("amara").await;
    for (name, first, second) in [
        ("x-forwarded-host", "app.example.com", "evil.com"),
        ("x-forwarded-host", "app.example.com", "app.example.com"),
        ("x-forwarded-uri", "/public", "/admin"),
        ("x-forwarded-proto", "https", "http"),
        ("x-forwarded-method", "GET", "POST"),
    ] {
        let answer = verify(&browser, &[SCRIPT, (name, first), (name, second)]).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "invalid_request"), "{name}");
    }
    for (name, value) in [
        ("x-forwarded-host", "a.example, b.example"),
        ("x-forwarded-host", "a@b.example"),
        ("x-forwarded-host", "a.example/x"),
        ("x-forwarded-host", ""),
        ("x-forwarded-proto", "javascript"),
        ("x-forwarded-method", "GET POST"),
    ] {
        let answer = verify(&browser, &[SCRIPT, (name, value)]).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "invalid_request"), "{name}: {value}");
    }
}

/// A proxy that cannot pass a redirect on gets the place with the 401.
#[tokio::test]
async fn a_redirect_in_a_401() {
    let fixture = ServerFixture::with(behind_a_proxy()).await;
    let browser = fixture.browser();
    let ask = async |query: &str, accept: (&str, &str), host: &str| {
        let headers = [accept, ("x-forwarded-host", host), ("x-forwarded-uri", "/x")];
        browser.send(Method::GET, format!("/api/auth/verify?{query}"), &headers, None).await
    };
    let answer = ask("redirect=401", CLICK, "app.example.com").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.sent_on("return_to").as_deref(), Some("https://app.example.com/x"));
    let answer = ask("redirect=401", SCRIPT, "app.example.com").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::UNAUTHORIZED, None));
    let answer = ask("redirect=401", CLICK, "evil.com").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::FORBIDDEN, None));
    for query in ["redirect=no", "redirect=401&redirect=401"] {
        let answer = ask(query, CLICK, "app.example.com").await;
        assert_eq!(
            (answer.status.as_u16(), &*answer.code()),
            (403, "invalid_parameter"),
            "{query}: nginx would make 500 of it"
        );
    }
}
