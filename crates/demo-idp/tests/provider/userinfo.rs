//! Userinfo: how a token is shown, and how a bad one is refused.

use reqwest::{Method, StatusCode, header};
use vestibule_demo_idp::Endpoint;

use crate::support::{Answer, Party, subject};

#[tokio::test]
async fn a_token_is_shown_in_one_place() {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    let token = tokens["access_token"].as_str().unwrap();
    let send = async |request: reqwest::RequestBuilder| Answer::of(request.send().await.unwrap()).await;
    let form = [("access_token", token)];
    for (name, request) in [
        ("GET, header", party.request(Method::GET, Endpoint::Userinfo).bearer_auth(token)),
        ("POST, header", party.request(Method::POST, Endpoint::Userinfo).bearer_auth(token)),
        ("POST, form", party.request(Method::POST, Endpoint::Userinfo).form(&form)),
        (
            "any case",
            party.request(Method::GET, Endpoint::Userinfo).header(header::AUTHORIZATION, format!("bEARER {token}")),
        ),
    ] {
        let answer = send(request).await;
        assert_eq!((answer.status, &answer.body["sub"]), (StatusCode::OK, &subject("amara").into()), "{name}");
    }
    let both = party.request(Method::POST, Endpoint::Userinfo).bearer_auth(token).form(&form);
    assert_eq!(send(both).await.error(), (400, "invalid_request"));
    let in_query = party.get(Endpoint::Userinfo, &form);
    assert_eq!(send(in_query).await.status, StatusCode::UNAUTHORIZED, "a query is no place for a token");
}

#[tokio::test]
async fn a_bad_token_is_challenged() {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    for (name, token) in [("invented", "invented"), ("an ID token", tokens["id_token"].as_str().unwrap())] {
        let answer = party.userinfo(token).await;
        assert_eq!(answer.error(), (401, "invalid_token"), "{name}");
        let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{name}: {challenge}");
    }
    let none = party.request(Method::GET, Endpoint::Userinfo).send().await.unwrap();
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(none.headers()[header::WWW_AUTHENTICATE], "Bearer");
}
