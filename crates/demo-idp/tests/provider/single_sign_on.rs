//! The provider's own session, and the requests that look at it.

use chrono::Duration;
use reqwest::header;

use crate::{
    pages::{decide, interaction},
    support::{NOW, Party, browser, claims, returned, subject},
};

/// A browser in which Joonas has signed in by pressing his button.
async fn signed_in() -> Party {
    let party = Party::start_with(|options| options.auto_approve = None).await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    let answer = decide(&party, &[("interaction", interaction(&html)), ("person", &subject("joonas"))]).await;
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    party
}

/// `auth_time` of the ID token for a code.
async fn auth_time(party: &Party, code: &str) -> i64 {
    let tokens = party.redeem(code, &[]).await.body;
    claims(tokens["id_token"].as_str().unwrap())["auth_time"].as_i64().unwrap()
}

#[tokio::test]
async fn a_second_visit_offers_to_continue() {
    let party = signed_in().await;
    let html = party.authorize(&[]).await.text().await.unwrap();
    assert!(html.contains("Continue as Joonas Lindqvist"));
    for prompt in ["login", "select_account"] {
        let html = party.authorize(&[("prompt", prompt)]).await.text().await.unwrap();
        assert!(!html.contains("Continue as"), "{prompt}");
    }
}

#[tokio::test]
async fn no_prompt_needs_the_session() {
    let party = signed_in().await;
    let none = [("prompt", "none")];
    party.clock.advance(Duration::seconds(50));
    let code = party.answer(&none).await["code"].clone();
    assert_eq!(auth_time(&party, &code).await, NOW, "when the button was pressed");
    let unknown_browser = browser().get(party.authorize_url(&none)).send().await.unwrap();
    assert_eq!(returned(&unknown_browser)["error"], "login_required");
    party.clock.advance(Duration::hours(12));
    assert_eq!(party.answer(&none).await["error"], "login_required", "the session has grown old");
}

#[tokio::test]
async fn no_prompt_needs_a_fresh_enough_session() {
    let party = signed_in().await;
    let with = async |max_age: &str| party.answer(&[("prompt", "none"), ("max_age", max_age)]).await;
    assert_eq!(with("0").await["error"], "login_required", "in the very second of signing in too");
    party.clock.advance(Duration::seconds(60));
    assert!(with("60").await.contains_key("code"));
    assert_eq!(with("59").await["error"], "login_required");
    party.idp.people().remove(&subject("joonas"));
    assert_eq!(with("60").await["error"], "login_required", "no one is left to sign in");
}

#[tokio::test]
async fn approving_at_once_is_no_session_before_it_happened() {
    let party = Party::start().await;
    let none = [("prompt", "none")];
    assert_eq!(party.answer(&none).await["error"], "login_required");
    assert!(party.answer(&[]).await.contains_key("code"));
    assert!(party.answer(&none).await.contains_key("code"));
}

#[tokio::test]
async fn being_asked_again_is_a_new_sign_in() {
    let party = signed_in().await;
    let joonas = subject("joonas");
    party.clock.advance(Duration::seconds(100));
    for (changes, expected) in [
        (vec![], NOW),
        (vec![("max_age", "100")], NOW),
        (vec![("max_age", "99")], NOW + 100),
        (vec![("prompt", "login")], NOW + 100),
    ] {
        // Each case in the same browser; the one that asks again comes after those that do not.
        let html = party.authorize(&changes).await.text().await.unwrap();
        let answer = returned(&decide(&party, &[("interaction", interaction(&html)), ("person", &joonas)]).await);
        assert_eq!(auth_time(&party, &answer["code"]).await, expected, "{changes:?}");
    }
}
