//! What the setup page refuses. Nothing of it is written anywhere.

use chrono::Duration;
use http::Method;
use url::Url;
use vestibule_core::{access::Rules, email::EmailAddress, ids::Ref, secret::Secret};
use vestibule_server::Limits;
use vestibule_store::LocalAdministrator;
use vestibule_tests::{Answer, ServerFixture, Setup};

use crate::fixture::{PASSWORD, SetupFixture, become_administrator, open, send};

fn refused(answer: &Answer, status: u16, code: &str, case: &str) {
    assert_eq!((answer.status.as_u16(), &*answer.code()), (status, code), "{case}: {}", answer.body);
    assert!(answer.set_cookies().is_empty(), "{case}: {:?}", answer.set_cookies());
    assert!(answer.location().is_none(), "{case}");
}

fn changed(link: &Url, change: impl FnOnce(&mut String)) -> String {
    let mut token = link.query_pairs().next().unwrap().1.into_owned();
    change(&mut token);
    format!("/setup?token={token}")
}

fn flipped(token: &mut String) {
    let other = if token.as_bytes()[40] == b'A' { "B" } else { "A" };
    token.replace_range(40..41, other);
}

/// AC-18.
#[tokio::test]
async fn ac_18_a_wrong_link_opens_nothing() {
    let (fixture, other) = (SetupFixture::new().await, SetupFixture::new().await);
    let link = fixture.link().await;
    let elsewhere = other.link().await;
    let before = fixture.written().await;
    for (case, place) in [
        ("no link at all", "/setup".to_owned()),
        ("an empty one", "/setup?token=".to_owned()),
        ("a guess", format!("/setup?token={}", "A".repeat(71))),
        ("cut at its end", changed(&link, |token| token.truncate(70))),
        ("longer than it was", changed(&link, |token| token.push_str("AAAA"))),
        ("with another letter", changed(&link, flipped)),
        ("of another server", changed(&elsewhere, |_| ())),
        ("endless", format!("/setup?token={}", "A".repeat(6_000))),
    ] {
        let answer = fixture.browser().get(&place).await;
        refused(&answer, 403, "setup_link_invalid", case);
        assert!(answer.body.contains("vestibule admin setup"), "{case}: it says what to do");
        let policy = answer.header("referrer-policy");
        assert!(policy == Some("no-referrer") || !place.contains("token"), "{case}: {policy:?}");
        let program = fixture.browser().get_json(&place).await;
        assert_eq!(program.json()["code"], "setup_link_invalid", "{case}");
    }
    assert_eq!(fixture.written().await, before);
}

#[tokio::test]
async fn a_link_is_good_for_an_hour_and_its_form_for_a_quarter() {
    let fixture = SetupFixture::new().await;
    let link = fixture.link().await;
    fixture.clock.advance(Duration::minutes(60));
    let browser = fixture.browser();
    let page = open(&browser, &link).await;
    fixture.clock.advance(Duration::seconds(1));
    refused(&fixture.browser().get(link.as_str()).await, 410, "setup_link_expired", "the link");
    assert_eq!(browser.get("/setup").await.status, 200, "who came in time may finish");
    fixture.clock.advance(Duration::minutes(15));
    refused(&browser.get("/setup").await, 410, "setup_link_expired", "the form");
    refused(&send(&browser, &page, "root@example.com", (PASSWORD, PASSWORD)).await, 410, "setup_link_expired", "sent");
    assert_eq!(fixture.written().await, (0, 0));
    open(&browser, &fixture.link().await).await;
}

/// AC-18: by the link itself, at the shell, or by a provider whose rules give rights.
#[tokio::test]
async fn ac_18_an_administrator_ends_it_however_made() {
    let fixture = SetupFixture::new().await;
    let (link, late) = (fixture.link().await, fixture.browser());
    let page = open(&late, &link).await;
    become_administrator(&fixture, "root@example.com").await;
    let before = fixture.written().await;
    refused(&fixture.browser().get(link.as_str()).await, 410, "setup_closed", "used");
    refused(&fixture.browser().get("/setup?token=nonsense").await, 410, "setup_closed", "wrong as well");
    refused(&late.get("/setup").await, 410, "setup_closed", "the form of another browser");
    refused(&send(&late, &page, "late@example.com", (PASSWORD, PASSWORD)).await, 410, "setup_closed", "sent too late");
    assert_eq!(fixture.written().await, before);
    assert!(fixture.application.setup_link().await.unwrap().is_none());

    let fixture = SetupFixture::new().await;
    let link = fixture.link().await;
    let administrator = LocalAdministrator {
        email: EmailAddress::parse("root@example.com").unwrap(),
        password_hash: Secret::new("x"),
        reference: Ref::parse("K7Q2M4X9TB").unwrap(),
    };
    fixture.application.store.create_administrator(&administrator, Rules::LOCAL).await.unwrap();
    refused(&fixture.browser().get(link.as_str()).await, 410, "setup_closed", "at the shell");

    let settings = serde_json::json!({ "admin_groups": ["admins"] });
    let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
    let link = fixture.application.setup_link().await.unwrap().expect("the rules alone make nobody an administrator");
    fixture.browser().sign_in("op").await;
    refused(&fixture.browser().get(link.url.expose()).await, 410, "setup_closed", "by a provider");
    assert!(fixture.application.setup_link().await.unwrap().is_none());
}

/// CF-01.
#[tokio::test]
async fn cf_01_the_form_comes_from_its_own_page() {
    let fixture = SetupFixture::new().await;
    let browser = fixture.browser();
    let page = open(&browser, &fixture.link().await).await;
    let token = page.form().value("csrf").unwrap().to_owned();
    let fields = |token: &'static str| {
        [("csrf", token), ("email", "root@example.com"), ("password", PASSWORD), ("again", PASSWORD)]
    };
    for token in ["", "wrong"] {
        refused(&browser.post_form("/setup", &fields(token)).await, 403, "csrf", token);
    }
    let other = fixture.browser();
    open(&other, &fixture.link().await).await;
    let borrowed = [("csrf", &*token), ("email", "root@example.com"), ("password", PASSWORD), ("again", PASSWORD)];
    refused(&other.post_form("/setup", &borrowed).await, 403, "csrf", "the token of another browser");
    refused(&fixture.browser().post_form("/setup", &borrowed).await, 403, "setup_link_invalid", "no pass");
    refused(&browser.post_form_cross_site("/setup", &borrowed).await, 403, "csrf", "another site");
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(borrowed).finish();
    let headers = [
        ("accept", "text/html"),
        ("origin", "https://evil.example"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    refused(&browser.send(Method::POST, "/setup", &headers, Some(body)).await, 403, "csrf", "another origin");
    assert_eq!(fixture.written().await, (0, 0));
}

/// LA-05, LA-06: on the setup page, too.
#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let fixture = SetupFixture::new().await;
    let browser = fixture.browser();
    let mut page = open(&browser, &fixture.link().await).await;
    let long = "long ".repeat(300);
    for (email, password, again, says) in [
        ("no address", PASSWORD, PASSWORD, "Enter a valid e-mail address"),
        ("", PASSWORD, PASSWORD, "Enter a valid e-mail address"),
        ("root@example.com", PASSWORD, "another one entirely", "The passwords don’t match"),
        ("root@example.com", "short", "short", "The password is too short"),
        ("root@example.com", "", "", "The password is too short"),
        ("root@example.com", &*long, &*long, "The password is too long"),
        ("root@example.com", "aaaaaaaaaaaa", "aaaaaaaaaaaa", "it repeats itself"),
        ("root@example.com", "password1234", "password1234", "one that many people use"),
        ("root@example.com", "qwertyuiop[]", "qwertyuiop[]", "a pattern on the keyboard"),
        ("root@example.com", "root@example.com", "root@example.com", "too much like your e-mail address"),
    ] {
        let answer = send(&browser, &page, email, (password, again)).await;
        assert_eq!(answer.status, 422, "{says}");
        assert!(answer.body.contains(says), "{says}: {}", answer.body);
        assert_eq!(answer.body.matches("aria-invalid").count(), 1, "{says}");
        assert!(answer.body.contains(&format!("value=\"{email}\"")), "what was typed stays: {}", answer.body);
        assert!(!answer.body.contains(PASSWORD), "but no password");
        page = answer;
    }
    assert_eq!(fixture.written().await, (0, 0));
    let made = send(&browser, &page, "root@example.com", (PASSWORD, PASSWORD)).await;
    assert_eq!(made.status, 303, "the form that came back works: {}", made.body);
}

/// Whoever came by a provider before keeps the account: nobody gets a password for it here.
#[tokio::test]
async fn an_address_that_somebody_has_is_not_taken() {
    let fixture = ServerFixture::new().await;
    fixture.browser().sign_in("op").await;
    let link = Url::parse(fixture.application.setup_link().await.unwrap().unwrap().url.expose()).unwrap();
    let browser = fixture.browser();
    let page = open(&browser, &link).await;
    let before = fixture.test_access.count_rows().await.unwrap();
    let answer = send(&browser, &page, "AMARA@example.com", (PASSWORD, PASSWORD)).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("A user has verified this address"), "{}", answer.body);
    assert_eq!(fixture.test_access.count_rows().await.unwrap(), before);
    let made = send(&browser, &answer, "root@example.com", (PASSWORD, PASSWORD)).await;
    let offer = Some("/account/second-factor?return_to=%2Fadmin%2Ffirst-steps");
    assert_eq!(made.header("location"), offer, "there is a provider already");
    let page = browser.get("/admin/first-steps").await.body;
    assert!(page.contains("People can sign in") && page.contains("Ready"), "{page}");
}

#[tokio::test]
async fn guesses_are_counted_like_passwords() {
    let limits = |settings: &mut vestibule_server::Settings| {
        settings.limits = Limits { authorize: 0, callback_failures: 0, password: 3 };
    };
    let fixture = SetupFixture::with(limits).await;
    let link = fixture.link().await;
    for _ in 0..2 {
        refused(&fixture.browser().get("/setup?token=guess").await, 403, "setup_link_invalid", "a guess");
    }
    refused(&fixture.browser().get("/setup").await, 403, "setup_link_invalid", "a look");
    for (case, answer) in [
        ("a guess", fixture.browser().get("/setup?token=guess").await),
        ("the right one", fixture.browser().get(link.as_str()).await),
        ("a look", fixture.browser().get("/setup").await),
        ("the form", fixture.browser().post_form("/setup", &[]).await),
        ("a password", fixture.browser().post_form("/api/auth/password", &[]).await),
    ] {
        refused(&answer, 429, "rate_limited", case);
    }
}

/// The strength is shown while somebody types, to the browser with the setup link and its form alone.
#[tokio::test]
async fn the_strength_is_estimated_for_the_page_alone() {
    let fixture = SetupFixture::new().await;
    let browser = fixture.browser();
    let page = open(&browser, &fixture.link().await).await;
    let token = page.form().value("csrf").unwrap().to_owned();
    for (password, score) in [("aaaaaaaaaaaa", 0), ("correct horse battery staple", 4)] {
        let fields = [("csrf", &*token), ("email", "root@example.com"), ("password", password)];
        let answer = browser.post_form("/setup/strength", &fields).await;
        assert_eq!(answer.json()["score"], score, "{password}: {}", answer.body);
    }
    let fields = [("csrf", "another"), ("password", PASSWORD)];
    assert_eq!(browser.post_form("/setup/strength", &fields).await.status, 403);
    let fields = [("csrf", &*token), ("password", PASSWORD)];
    assert_eq!(fixture.browser().post_form("/setup/strength", &fields).await.code(), "setup_link_invalid");
    assert_eq!(fixture.written().await, (0, 0));
}
