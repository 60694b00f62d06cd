//! RP-initiated logout: what ends, where the browser goes, and how silent a mismatch is.

use chrono::Duration;
use reqwest::{Method, StatusCode, header};
use vestibule_demo_idp::{Endpoint, Rotation};

use crate::support::{GOODBYE, Party, SECRET, location};

struct SignedIn {
    party: Party,
    id_token: String,
    access_token: String,
}

async fn signed_in() -> SignedIn {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    SignedIn { id_token: text("id_token"), access_token: text("access_token"), party }
}

impl SignedIn {
    async fn end(&self, query: &[(&str, &str)]) -> reqwest::Response {
        self.party.get(Endpoint::EndSession, query).send().await.unwrap()
    }

    async fn is_signed_in(&self) -> bool {
        self.party.answer(&[("prompt", "none")]).await.contains_key("code")
    }
}

#[tokio::test]
async fn a_fitting_hint_ends_the_session_and_the_grant() {
    let session = signed_in().await;
    let query = [
        ("id_token_hint", session.id_token.as_str()),
        ("client_id", "app"),
        ("post_logout_redirect_uri", GOODBYE),
        ("state", "see you"),
    ];
    let response = session.end(&query).await;
    assert_eq!(location(&response).as_str(), format!("{GOODBYE}?state=see+you"));
    assert!(response.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert!(!session.is_signed_in().await);
    assert_eq!(session.party.userinfo(&session.access_token).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_address_may_be_left_out_and_the_form_may_be_posted() {
    let session = signed_in().await;
    let form = [("id_token_hint", session.id_token.as_str())];
    let response = session.party.request(Method::POST, Endpoint::EndSession).form(&form).send().await.unwrap();
    assert_eq!(location(&response).as_str(), GOODBYE);
    assert!(!session.is_signed_in().await);
}

#[tokio::test]
async fn a_hint_may_be_expired_or_of_a_key_that_is_gone() {
    let session = signed_in().await;
    session.party.clock.advance(Duration::hours(2));
    session.party.idp.rotate_keys(Rotation::Replace).await.unwrap();
    assert_eq!(location(&session.end(&[("id_token_hint", &session.id_token)]).await).as_str(), GOODBYE);
}

#[tokio::test]
async fn a_client_without_an_address_ends_at_the_providers_page() {
    let party = Party::start().await;
    let code = party.answer(&[("client_id", "strict")]).await["code"].clone();
    let tokens = party.redeem(&code, &[("client_id", "strict"), ("client_secret", SECRET)]).await.body;
    let hint = [("id_token_hint", tokens["id_token"].as_str().unwrap())];
    let response = party.get(Endpoint::EndSession, &hint).send().await.unwrap();
    let page = party.http.get(location(&response)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("You are signed out"), "{page}");
}

#[tokio::test]
async fn a_mismatch_is_silent_and_ends_nothing() {
    let session = signed_in().await;
    let hint = ("id_token_hint", session.id_token.as_str());
    let access_token = session.access_token.clone();
    let broken = format!("{}x", session.id_token);
    for (name, query) in [
        ("no hint", vec![("post_logout_redirect_uri", GOODBYE)]),
        ("a broken hint", vec![("id_token_hint", broken.as_str())]),
        ("an access token as hint", vec![("id_token_hint", &access_token)]),
        ("another client", vec![hint, ("client_id", "strict")]),
        ("an unknown address", vec![hint, ("post_logout_redirect_uri", "https://evil.example/")]),
        ("two addresses", vec![hint, ("post_logout_redirect_uri", GOODBYE), ("post_logout_redirect_uri", GOODBYE)]),
    ] {
        let response = session.end(&query).await;
        assert_eq!(location(&response).as_str(), session.party.idp.url(Endpoint::Logout), "{name}");
        assert!(session.is_signed_in().await, "{name}");
    }
    assert!(session.party.answer(&[("login_hint", "joonas")]).await.contains_key("code"));
    let other = session.end(&[hint]).await;
    assert_eq!(location(&other).as_str(), session.party.idp.url(Endpoint::Logout), "somebody else is signed in");
    assert!(session.is_signed_in().await);
}

#[tokio::test]
async fn the_page_asks_and_signs_out() {
    let session = signed_in().await;
    let page =
        async || session.party.request(Method::GET, Endpoint::Logout).send().await.unwrap().text().await.unwrap();
    assert!(page().await.contains("You are signed in here as Amara Okafor."));
    let post = || session.party.request(Method::POST, Endpoint::Logout);
    let foreign = post().header("sec-fetch-site", "same-site").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(session.is_signed_in().await);
    let own = post().header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(own.status(), StatusCode::SEE_OTHER);
    assert!(page().await.contains("You are signed out"));
    assert!(!session.is_signed_in().await);
}
