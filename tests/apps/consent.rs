//! The person is asked what an app may know. OP-08.

use http::StatusCode;
use vestibule_apps::{AppSettings, Consent};

use crate::fixture::{AppsFixture, sent};

async fn asked(consent: Consent) -> AppsFixture {
    AppsFixture::with(AppSettings { consent, ..AppSettings::default() }).await
}

/// Fills in the answer that a click on a button sends.
pub(crate) async fn answer(
    browser: &vestibule_tests::Browser,
    page: &vestibule_tests::Answer,
    answer: &str,
) -> vestibule_tests::Answer {
    let form = page.form();
    let fields = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.filter(|(name, _)| *name != "answer").chain([("answer", answer)]).collect();
    browser.post_form(form.action.as_str(), &fields).await
}

#[tokio::test]
async fn op_08_first_and_only_once() {
    let fixture = asked(Consent::First).await;
    let browser = fixture.browser();
    let page = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in
        ["Allow access to OpenID Connect application?", "your e-mail address", "your groups", "amara@example.com"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let denied = answer(&browser, &page, "deny").await;
    assert_eq!(sent(&denied, "error"), "access_denied");
    let page = fixture.visit(&browser, fixture.authorize_url(&[("prompt", "none")])).await;
    assert_eq!(sent(&page, "error"), "consent_required");
    let page = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    let allowed = answer(&browser, &page, "allow").await;
    assert_eq!(fixture.exchange(&sent(&allowed, "code"), &[]).await.status, StatusCode::OK);
    sent(&fixture.visit(&browser, fixture.authorize_url(&[])).await, "code");
    let more = fixture.visit(&browser, fixture.authorize_url(&[("scope", "openid offline_access")])).await;
    assert_eq!(more.status, StatusCode::OK, "it asks for more than before");
}

#[tokio::test]
async fn op_08_always_and_not_by_somebody_else() {
    let fixture = asked(Consent::Always).await;
    let browser = fixture.signed_in().await;
    for _ in 0..2 {
        let page = fixture.visit(&browser, fixture.authorize_url(&[])).await;
        sent(&answer(&browser, &page, "allow").await, "code");
    }
    let page = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    let form = page.form();
    let pending = form.fields.iter().find(|(name, _)| name == "pending").unwrap().1.clone();
    // Another site knows no token, and a page of another session has another one.
    let forged = browser.post_form("/consent", &[("pending", &pending), ("answer", "allow"), ("csrf", "x")]).await;
    assert_eq!((forged.status, forged.code().as_str()), (StatusCode::FORBIDDEN, "csrf"));
    let elsewhere = fixture.signed_in().await;
    let stolen = answer(&elsewhere, &page, "allow").await;
    assert_eq!(stolen.status, StatusCode::FORBIDDEN);
    let with_answer = fixture.visit(&browser, fixture.authorize_url(&[("answer", "allow")])).await;
    assert_eq!(with_answer.status, StatusCode::OK, "nothing in a request takes its place");
}
