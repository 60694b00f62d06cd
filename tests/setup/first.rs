//! The way that leads to an administrator.

use futures_util::future::join_all;
use serde_json::json;
use vestibule_store::{Actor, AuditFilter, EventKind, Outcome};

use crate::fixture::{PASSWORD, SetupFixture, become_administrator, open, send, user};

#[tokio::test]
async fn the_link_leads_to_an_administrator_who_is_signed_in() {
    let fixture = SetupFixture::new().await;
    let (browser, link) = (fixture.browser(), fixture.link().await);
    assert_eq!(link.path(), "/setup");
    let page = open(&browser, &link).await;
    let made = send(&browser, &page, " Root@Example.com ", (PASSWORD, PASSWORD)).await;
    assert_eq!(
        (made.status.as_u16(), made.header("location")),
        (303, Some("/account/second-factor?return_to=%2Fadmin%2Fproviders%2Fnew")),
        "{}",
        made.body
    );
    let user = user(&browser).await;
    assert_eq!((&user["email"], &user["is_admin"]), (&json!("Root@Example.com"), &json!(true)));
    assert!(browser.cookies("setup").is_empty(), "the pass is taken back");
    let catalogue = browser.get("/admin/providers/new").await;
    assert!(catalogue.body.contains("Pocket ID") && catalogue.body.contains("First steps"), "{}", catalogue.body);

    let other = fixture.browser();
    let signed_in =
        other.post_form("/api/auth/password", &[("email", "root@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(
        signed_in.header("location"),
        Some("/account/second-factor?return_to=%2F"),
        "the password is a sign-in method from now on"
    );
    let filter = AuditFilter { limit: 10, ..AuditFilter::default() };
    let mut events = fixture.application.store.list_audit(&filter).await.unwrap();
    let created = events.pop().unwrap().event;
    assert_eq!((created.kind, created.outcome, created.actor), (EventKind::UserCreated, Outcome::Ok, Actor::Anonymous));
    assert_eq!(created.address.as_deref(), Some("127.0.0.1"));
    assert_eq!(created.detail.as_deref(), Some("first administrator, with the setup link"));
    assert_eq!(events.pop().unwrap().event.kind, EventKind::SignIn);
}

#[tokio::test]
async fn the_token_leaves_the_address_at_once() {
    let fixture = SetupFixture::new().await;
    let (browser, link) = (fixture.browser(), fixture.link().await);
    let token = link.query_pairs().next().unwrap().1.into_owned();
    let exchanged = browser.get(link.as_str()).await;
    assert_eq!(exchanged.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(exchanged.header("cache-control"), Some("no-store"));
    let cookie = exchanged.set_cookies().remove(0).to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Lax; Path=/"), "{cookie}");
    let page = browser.get(exchanged.location().unwrap()).await;
    for text in [exchanged.header("location").unwrap(), &cookie, &page.body] {
        assert!(!text.contains(&token), "{text}");
    }
}

/// Mail scanners and previews open links as well, and people open them twice.
#[tokio::test]
async fn opening_the_link_does_not_use_it_up() {
    let fixture = SetupFixture::new().await;
    let link = fixture.link().await;
    for _ in 0..2 {
        open(&fixture.browser(), &link).await;
    }
    become_administrator(&fixture, "root@example.com").await;
}

/// AC-18: any number of browsers with one link are one administrator.
#[tokio::test]
async fn ac_18_many_browsers_with_one_link_make_one_administrator() {
    let fixture = SetupFixture::new().await;
    let link = fixture.link().await;
    let tries = join_all((0..8).map(async |number| {
        let browser = fixture.browser();
        let page = open(&browser, &link).await;
        (browser, page, format!("root{number}@example.com"))
    }));
    let tries = tries.await;
    let answers = join_all(
        tries.iter().map(async |(browser, page, email)| send(browser, page, email, (PASSWORD, PASSWORD)).await),
    );
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 303) {
        assert_eq!((answer.status.as_u16(), &*answer.code()), (410, "setup_closed"));
        assert!(answer.set_cookies().is_empty());
    }
    let rows = fixture.test_access.count_rows().await.unwrap();
    assert_eq!((rows.users, rows.grants, rows.sessions), (1, 1, 1));
}

#[tokio::test]
async fn a_link_outlives_a_restart_and_so_does_the_form() {
    let fixture = SetupFixture::new().await;
    let (browser, link) = (fixture.browser(), fixture.link().await);
    let page = open(&browser, &link).await;
    let fixture = fixture.restart().await;
    open(&fixture.browser(), &link).await;
    let made = send(&browser, &page, "root@example.com", (PASSWORD, PASSWORD)).await;
    assert_eq!(made.status, 303, "{}", made.body);
}

#[tokio::test]
async fn an_administrator_who_opens_the_link_again_goes_on_with_the_first_steps() {
    let fixture = SetupFixture::new().await;
    let link = fixture.link().await;
    let browser = become_administrator(&fixture, "root@example.com").await;
    for place in [link.as_str(), "/setup"] {
        assert_eq!(browser.get(place).await.header("location"), Some("/admin/first-steps"));
    }
    let page = browser.get("/admin/first-steps").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("No provider is enabled yet"), "{}", page.body);
    assert!(!page.body.contains("Next steps"), "there is nothing to try yet: {}", page.body);
    let anonymous = fixture.browser().get("/admin/first-steps").await;
    assert_eq!(anonymous.header("location"), Some("/login?return_to=%2Fadmin%2Ffirst-steps"));
}
