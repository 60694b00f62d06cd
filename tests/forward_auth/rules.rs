//! Rules: who gets through where.

use http::{Method, StatusCode};
use vestibule_core::{
    email::EmailAddress,
    forward_auth::{Allow, Rule},
};
use vestibule_tests::{ServerFixture, Setup};

use crate::{CLICK, SCRIPT, behind_a_proxy, groups, identity, rule, verify, verify_at};

fn with_rules() -> Setup {
    let emails = ["wulan@example.com", "mei@example.com"].map(|text| EmailAddress::parse(text).unwrap());
    Setup {
        rules: vec![
            rule("app.example.com", "/public", Allow::Anyone),
            rule("app.example.com", "/admin", groups(&["admins"])),
            rule("mail.example.com", "/", Allow::Listed { groups: Vec::new(), emails: emails.to_vec() }),
        ],
        ..behind_a_proxy()
    }
}

#[tokio::test]
async fn people_and_places() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (nobody, amara, wulan, mei) = (fixture.browser(), fixture.browser(), fixture.browser(), fixture.browser());
    for (browser, who) in [(&amara, "amara"), (&wulan, "wulan"), (&mei, "mei")] {
        browser.sign_in_as("op", who).await;
    }
    for (host, uri, expected) in [
        ("app.example.com", "/public", [200, 200, 200, 200]),
        ("app.example.com", "/public/a?x=/admin", [200, 200, 200, 200]),
        ("app.example.com", "/publicity", [401, 200, 200, 200]),
        ("app.example.com", "/admin?x=/public", [401, 200, 403, 403]),
        ("app.example.com", "/%61dmin/x", [401, 200, 403, 403]),
        ("APP.example.com.", "/admin", [401, 200, 403, 403]),
        ("app.example.com", "/", [401, 200, 200, 200]),
        // mei has not verified her address.
        ("mail.example.com", "/", [401, 403, 200, 403]),
        ("other.example.com", "/", [401, 200, 200, 200]),
    ] {
        let mut found = [0; 4];
        for (status, browser) in found.iter_mut().zip([&nobody, &amara, &wulan, &mei]) {
            *status = verify_at(browser, SCRIPT, host, uri).await.status.as_u16();
        }
        assert_eq!(found, expected, "{host}{uri}");
    }
    let open = verify_at(&nobody, SCRIPT, "app.example.com", "/public").await;
    assert_eq!(identity(&open), ["", "", "", ""], "nobody, and said so");
    assert_eq!(identity(&verify_at(&wulan, SCRIPT, "app.example.com", "/public").await)[0], "wulan");
}

/// FA-05: where a rule depends on a path that two programs read in two ways, there is no answer for anybody, and none
/// that a proxy turns into an error of its own.
#[tokio::test]
async fn ambiguous_paths() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (nobody, amara) = (fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    for uri in [
        "/public/../admin",
        "/public/%2e%2e/admin",
        "/public/%2e%2e%2fadmin",
        "/public/%252e%252e/admin",
        "/public/...",
        "/public/%20/x",
        "/admin#/public",
        "/public;/../admin",
        "/public\\..\\admin",
        "/public%00",
        "public",
        "https://app.example.com/public",
    ] {
        for browser in [&nobody, &amara] {
            let answer = verify_at(browser, SCRIPT, "app.example.com", uri).await;
            assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "invalid_request"), "{uri}");
        }
        assert_eq!(verify_at(&amara, SCRIPT, "other.example.com", uri).await.status, StatusCode::OK, "no rule: {uri}");
    }
}

/// PX-18, PX-03: a rule that restricts fits whatever an application may take for its path, repeated slashes included; a
/// rule that opens fits its path alone.
#[tokio::test]
async fn px_18_other_spellings_of_a_path() {
    let fixture = ServerFixture::with(with_rules()).await;
    let (nobody, amara, wulan) = (fixture.browser(), fixture.browser(), fixture.browser());
    amara.sign_in_as("op", "amara").await;
    wulan.sign_in_as("op", "wulan").await;
    for (uri, expected) in [
        ("/ADMIN", [401, 200, 403]),
        ("/aDmin/x", [401, 200, 403]),
        ("/admin.", [401, 200, 403]),
        ("/admin%2e", [401, 200, 403]),
        ("/admin%20", [401, 200, 403]),
        ("//admin", [401, 200, 403]),
        ("///Admin//x", [401, 200, 403]),
        ("/PUBLIC", [401, 200, 200]),
        ("/public.", [401, 200, 200]),
        ("//public", [401, 200, 200]),
        ("/public//x", [401, 200, 200]),
        ("/caf\u{e9}", [401, 200, 200]),
    ] {
        let mut found = [0; 3];
        for (status, browser) in found.iter_mut().zip([&nobody, &amara, &wulan]) {
            *status = verify_at(browser, SCRIPT, "app.example.com", uri).await.status.as_u16();
        }
        assert_eq!(found, expected, "{uri}");
    }
}

/// PX-02: the preflight of a cross-origin request has no cookies; a rule lets it pass by its method.
#[tokio::test]
async fn px_02_a_preflight_passes_by_a_rule() {
    let preflight = Rule { methods: vec![Method::OPTIONS], ..rule("app.example.com", "/api", Allow::Anyone) };
    let setup =
        Setup { rules: vec![preflight, rule("app.example.com", "/api", groups(&["admins"]))], ..behind_a_proxy() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    let asked = async |method: Option<&str>| {
        let mut headers = vec![SCRIPT, ("x-forwarded-host", "app.example.com"), ("x-forwarded-uri", "/api/x")];
        headers.extend(method.map(|method| ("x-forwarded-method", method)));
        verify(&browser, &headers).await.status.as_u16()
    };
    for (method, status) in [(Some("OPTIONS"), 200), (Some("GET"), 401), (Some("POST"), 401), (Some("options"), 401)] {
        assert_eq!(asked(method).await, status, "{method:?}");
    }
    assert_eq!(asked(None).await, 403, "a rule depends on the method, and nobody said it");
}

/// A proxy that forgets a header, or is not trusted, opens nothing.
#[tokio::test]
async fn what_a_rule_needs_must_be_said() {
    let fixture = ServerFixture::with(with_rules()).await;
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    for headers in [
        vec![SCRIPT],
        vec![SCRIPT, ("x-forwarded-uri", "/public")],
        vec![SCRIPT, ("x-forwarded-host", "app.example.com")],
    ] {
        let answer = verify(&amara, &headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.json()["detail"].as_str().unwrap().contains("trusted proxy"), "{}", answer.body);
    }
    let untrusting = Setup { rules: vec![rule("app.example.com", "/", Allow::Anyone)], ..Setup::default() };
    let fixture = ServerFixture::with(untrusting).await;
    let answer = verify_at(&fixture.browser(), SCRIPT, "app.example.com", "/").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

/// FA-09: rules that change while the server serves count for the next request, of everybody.
#[tokio::test]
async fn rules_change_while_the_server_serves() {
    let settings = serde_json::json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings, ..with_rules() }).await;
    let (nobody, wulan, amara) = (fixture.browser(), fixture.browser(), fixture.browser());
    wulan.sign_in_as("op", "wulan").await;
    amara.sign_in_as("op", "amara").await;
    let shown = async || amara.get("/admin/registry").await.body.replace("&#34;", "\"");
    let rule_of_mail =
        "<code>host = \"mail.example.com\", allow = { emails = [\"wulan@example.com\", \"mei@example.com\"] }</code>";
    assert!(shown().await.contains(rule_of_mail), "{}", shown().await);
    let found = async || {
        let ask = async |browser, uri| verify_at(browser, SCRIPT, "app.example.com", uri).await.status.as_u16();
        [ask(&nobody, "/public").await, ask(&wulan, "/admin").await, ask(&wulan, "/").await]
    };
    assert_eq!(found().await, [200, 403, 200]);
    let reload = async || fixture.application.registry.reload().await.unwrap();
    fixture.environment.providers.change_rules(|rules| *rules = vec![rule("*.example.com", "/", groups(&["admins"]))]);
    assert_eq!(found().await, [200, 403, 200], "not before they were read");
    reload().await;
    assert_eq!(found().await, [401, 403, 403]);
    let refused = verify_at(&wulan, CLICK, "app.example.com", "/").await;
    assert!(refused.body.contains("admins"), "the page says what would be enough now: {}", refused.body);
    fixture.environment.providers.change_rules(Vec::clear);
    reload().await;
    assert_eq!(found().await, [401, 200, 200]);
    assert!(shown().await.contains("There are no rules"), "{}", shown().await);
}
