//! Pushed authorization requests.

use chrono::Duration;
use reqwest::{Method, StatusCode};
use vestibule_demo_idp::Endpoint;

use crate::support::{Answer, Party, SECRET, STATE, returned};

/// Pushes a correct request of that client with more parameters.
async fn push(party: &Party, client: &str, more: &[(&str, &str)]) -> Answer {
    let url = party.authorize_url(&[("client_id", client)]);
    let mut form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    form.push(("client_secret".into(), SECRET.into()));
    form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Answer::of(party.request(Method::POST, Endpoint::Par).form(&form).send().await.unwrap()).await
}

async fn follow(party: &Party, client: &str, request_uri: &str) -> reqwest::Response {
    let query = [("client_id", client), ("request_uri", request_uri)];
    party.get(Endpoint::Authorize, &query).send().await.unwrap()
}

#[tokio::test]
async fn a_pushed_request_is_used_once_by_its_client() {
    let party = Party::start().await;
    let pushed = push(&party, "pushing", &[]).await;
    assert_eq!(pushed.status, StatusCode::CREATED);
    assert_eq!(pushed.body["expires_in"], 90);
    let request_uri = pushed.body["request_uri"].as_str().unwrap();
    let answer = returned(&follow(&party, "pushing", request_uri).await);
    assert_eq!(answer["state"], STATE);
    let tokens = party.redeem(&answer["code"], &[("client_id", "pushing")]).await;
    assert_eq!(tokens.status, StatusCode::OK);
    assert_eq!(follow(&party, "pushing", request_uri).await.status(), StatusCode::BAD_REQUEST);

    let pushed = push(&party, "pushing", &[]).await;
    let request_uri = pushed.body["request_uri"].as_str().unwrap();
    assert_eq!(follow(&party, "app", request_uri).await.status(), StatusCode::BAD_REQUEST, "another client");
}

#[tokio::test]
async fn a_pushed_request_grows_old() {
    let party = Party::start().await;
    let pushed = push(&party, "app", &[]).await;
    party.clock.advance(Duration::seconds(90));
    let late = follow(&party, "app", pushed.body["request_uri"].as_str().unwrap()).await;
    assert_eq!(late.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn mistakes_are_refused_when_pushed() {
    let party = Party::start().await;
    for (name, more, error) in [
        ("a reference in a reference", ("request_uri", "urn:x"), (400, "invalid_request")),
        ("two states", ("state", "another-state"), (400, "invalid_request")),
        ("max_age", ("max_age", "soon"), (400, "invalid_request")),
    ] {
        assert_eq!(push(&party, "app", &[more]).await.error(), error, "{name}");
    }
    assert_eq!(push(&party, "unknown", &[]).await.error(), (401, "invalid_client"));
    let elsewhere = [("client_id", "app"), ("client_secret", SECRET), ("redirect_uri", "http://127.0.0.1:9/other")];
    assert_eq!(party.post(Endpoint::Par, &elsewhere).await.error(), (400, "invalid_request"));
}
