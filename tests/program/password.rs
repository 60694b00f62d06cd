//! `POST /api/auth/password`, with an administrator from the shell.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_tests::{Answer, Browser};

use crate::installation::Installation;

/// A password that is long enough.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Makes an administrator from the shell.
pub(crate) async fn create(installation: &Installation, email: &str) {
    if !installation.path("data/vestibule.db").exists() {
        // Only a server creates an installation.
        assert_eq!(installation.serve_once().await.code, Some(0));
    }
    let created = installation.run_with_input(&["admin", "create", email, "--password-stdin"], PASSWORD).await;
    assert_eq!(created.code, Some(0), "{}", created.stderr);
}

/// Signs in as a program does.
pub(crate) async fn sign_in_by_json(browser: &Browser, email: &str, password: &str) -> Answer {
    let headers = [("accept", "application/json"), ("content-type", "application/json")];
    let body = json!({ "email": email, "password": password }).to_string();
    browser.send(Method::POST, "/api/auth/password", &headers, Some(body)).await
}

/// Signs in as the login page does.
async fn sign_in_by_form(browser: &Browser, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password), ("return_to", "/account")];
    browser.post_form("/api/auth/password", &fields).await
}

/// What an answer says, but for the reference: it is new in each.
fn without_reference(answer: &Answer) -> (StatusCode, Option<Value>, Option<String>) {
    let body = answer.body.starts_with('{').then(|| {
        let mut body = answer.json();
        assert!(body.as_object_mut().unwrap().remove("ref").is_some_and(|reference| reference.is_string()));
        body
    });
    let location = answer.location().map(|location| {
        let kept = location.query_pairs().filter(|(name, _)| name != "ref");
        format!("{} {:?}", location.path(), kept.collect::<Vec<_>>())
    });
    (answer.status, body, location)
}

#[tokio::test]
async fn an_administrator_signs_in_in_both_forms() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    let _program = installation.serve().await;
    let (by_json, by_form) = (installation.browser(), installation.browser());
    let answer = sign_in_by_json(&by_json, "root@example.com", PASSWORD).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "redirect_to": "/" })));
    let answer = sign_in_by_form(&by_form, "ROOT@example.com", PASSWORD).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, Some("/account/second-factor?return_to=%2Faccount"))
    );
    for browser in [by_json, by_form] {
        let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
        assert_eq!((&user["email"], &user["is_admin"]), (&json!("root@example.com"), &json!(true)));
    }
}

/// Refusals do not disclose who has an account.
#[tokio::test]
async fn unknown_and_wrong_are_one_answer() {
    let installation = Installation::new();
    create(&installation, "root@example.com").await;
    let _program = installation.serve().await;
    let attempts = [
        ("root@example.com", "a wrong password"),
        ("root@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("not an address", PASSWORD),
    ];
    let (mut by_json, mut by_form) = (Vec::new(), Vec::new());
    for (email, password) in attempts {
        let browser = installation.browser();
        by_json.push(without_reference(&sign_in_by_json(&browser, email, password).await));
        by_form.push(without_reference(&sign_in_by_form(&browser, email, password).await));
        assert!(browser.cookies("session").is_empty());
    }
    let (status, body, _) = &by_json[0];
    assert_eq!((*status, &body.as_ref().unwrap()["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
    let (status, _, location) = &by_form[0];
    assert_eq!(*status, StatusCode::SEE_OTHER);
    assert!(location.as_ref().unwrap().starts_with("/login [(\"error\", \"unauthenticated\")"), "{location:?}");
    for answers in [by_json, by_form] {
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    }
}

#[tokio::test]
async fn too_many_attempts_are_refused() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_LIMITS__PASSWORD_PER_MINUTE", "3");
    create(&installation, "root@example.com").await;
    let _program = installation.serve().await;
    let browser = installation.browser();
    for _ in 0..3 {
        let answer = sign_in_by_json(&browser, "root@example.com", "a wrong password").await;
        assert_eq!(answer.code(), "unauthenticated");
    }
    let refused = sign_in_by_json(&browser, "root@example.com", PASSWORD).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    assert!(browser.cookies("session").is_empty(), "the right password does not help now");
}
