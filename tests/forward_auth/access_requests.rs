//! Somebody who was refused at an application asks for access, and administrators see it.

use chrono::Duration;
use http::StatusCode;
use vestibule_store::{AuditFilter, EventKind};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use crate::{CLICK, behind_a_proxy, groups, rule, trust_this_machine, verify_at};

const HERE: &str = "/access?application=https%3A%2F%2Fapp.example.com";

async fn fixture() -> (ServerFixture, Browser) {
    let setup = Setup {
        surface: |settings| {
            trust_this_machine(settings);
            let more = (0..12).map(|number| format!("https://app{number}.example.com"));
            settings.allowed_return_origins.extend(more);
        },
        rules: vec![rule("app.example.com", "/", groups(&["admins"]))],
        ..behind_a_proxy()
    };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", "wulan").await;
    (fixture, browser)
}

fn token(page: &Answer) -> String {
    page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn requests(fixture: &ServerFixture) -> Vec<String> {
    let filter = AuditFilter { kind: Some(EventKind::AccessRequested), limit: 200, ..AuditFilter::default() };
    let found = fixture.application.store.list_audit(&filter).await.unwrap();
    found.into_iter().map(|entry| entry.event.detail.unwrap()).collect()
}

#[tokio::test]
async fn a_refused_person_asks_once_a_day() {
    let (fixture, wulan) = fixture().await;
    let refused = verify_at(&wulan, CLICK, "app.example.com", "/x").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Ask for access") && refused.body.contains(HERE), "{}", refused.body);
    let page = wulan.get(HERE).await;
    assert!(page.body.contains("Ask for access to app.example.com?"), "{}", page.body);
    assert!(requests(&fixture).await.is_empty(), "looking at the page asks for nothing");
    let fields = [("csrf", &*token(&page)), ("application", "https://app.example.com")];
    for _ in 0..2 {
        let asked = wulan.post_form("/access", &fields).await;
        assert!(asked.body.contains("You have asked for access to app.example.com"), "{}", asked.body);
    }
    assert!(wulan.get(HERE).await.body.contains("You have asked for access"));
    assert_eq!(requests(&fixture).await, ["application https://app.example.com"], "twice is once");
    fixture.clock.advance(Duration::hours(25));
    wulan.sign_in_as("op", "wulan").await;
    let page = wulan.get(HERE).await;
    let fields = [("csrf", &*token(&page)), ("application", "https://app.example.com")];
    wulan.post_form("/access", &fields).await;
    assert_eq!(requests(&fixture).await.len(), 2, "on another day");
}

/// Nobody writes a text of their own into the log, nobody who is not signed in writes at all, and nobody fills it.
#[tokio::test]
async fn requests_are_bounded() {
    let (fixture, wulan) = fixture().await;
    let csrf = token(&wulan.get(HERE).await);
    for application in ["https://evil.example.com", "https://app.example.com/x", "a text", ""] {
        let answer = wulan.post_form("/access", &[("csrf", &*csrf), ("application", application)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{application}");
    }
    let anonymous = fixture.browser().get(HERE).await;
    assert!(anonymous.header("location").unwrap().starts_with("/login?return_to=%2Faccess"), "{anonymous:?}");
    let forged = wulan.post_form("/access", &[("csrf", "x"), ("application", "https://app.example.com")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "CF-01");
    let mut statuses = Vec::new();
    for number in 0..12 {
        let application = format!("https://app{number}.example.com");
        let answer = wulan.post_form("/access", &[("csrf", &*csrf), ("application", &*application)]).await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses, [vec![200; 10], vec![429; 2]].concat());
    assert_eq!(requests(&fixture).await.len(), 10);
}
