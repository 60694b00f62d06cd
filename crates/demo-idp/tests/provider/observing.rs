//! What a test may see of the requests.

use reqwest::Method;
use vestibule_demo_idp::{Credentials, Endpoint, Recording};

use crate::support::{CALLBACK, Party, SECRET, VERIFIER, soon};

#[tokio::test]
async fn requests_are_counted_and_kept() {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    party.userinfo(tokens["access_token"].as_str().unwrap()).await;
    let requests = party.idp.requests();
    for (endpoint, count) in
        [(Endpoint::Authorize, 1), (Endpoint::Token, 1), (Endpoint::Userinfo, 1), (Endpoint::Discovery, 0)]
    {
        assert_eq!(requests.count(endpoint), count, "{endpoint:?}");
    }
    let token = requests.last(Endpoint::Token).unwrap();
    assert_eq!((&token.method, token.path.as_str()), (&Method::POST, "/api/oidc/token"));
    assert_eq!(token.credentials, Credentials::Body);
    assert_eq!(token.names(), ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret"]);
    assert_eq!(token.value("redirect_uri"), Some(CALLBACK));
    assert_eq!(token.value("code_verifier"), Some(VERIFIER));
    let userinfo = requests.last(Endpoint::Userinfo).unwrap();
    assert_eq!(userinfo.credentials, Credentials::Bearer);
    assert!(userinfo.headers.contains_key("authorization"));
    requests.forget();
    assert_eq!(requests.count(Endpoint::Token), 0);
    assert!(requests.list(Endpoint::Token).is_empty());
}

#[tokio::test]
async fn credentials_are_recognized_by_their_place() {
    let party = Party::start().await;
    let token = || party.request(Method::POST, Endpoint::Token);
    let secret = [("client_secret", SECRET)];
    for (request, place) in [
        (token().form(&[("client_id", "app")]), Credentials::Absent),
        (token().form(&secret), Credentials::Body),
        (token().basic_auth("app", Some(SECRET)).form(&[("x", "y")]), Credentials::Basic),
        (token().basic_auth("app", Some(SECRET)).form(&secret), Credentials::Both),
    ] {
        request.send().await.unwrap();
        assert_eq!(party.idp.requests().last(Endpoint::Token).unwrap().credentials, place);
    }
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let party = Party::start().await;
    party.sign_in().await;
    let request = party.request(Method::POST, Endpoint::Token).basic_auth("app", Some(SECRET));
    request.form(&[("code", "canary")]).send().await.unwrap();
    let printed = format!("{:?}", party.idp.requests().list(Endpoint::Token));
    assert!(!printed.contains(SECRET) && !printed.contains(VERIFIER) && !printed.contains("canary"), "{printed}");
    let headers = format!("{:?}", party.idp.requests().last(Endpoint::Token).unwrap().headers);
    assert!(!headers.contains("Basic "), "{headers}");
}

#[tokio::test]
async fn every_request_is_an_event() {
    let party = Party::start().await;
    let mut events = party.idp.requests().subscribe();
    party.sign_in().await;
    assert_eq!(soon(events.recv()).await.unwrap().endpoint, Endpoint::Authorize);
    assert_eq!(soon(events.recv()).await.unwrap().endpoint, Endpoint::Token);
}

#[tokio::test]
async fn counting_alone_keeps_nothing() {
    let party = Party::start_with(|options| options.recording = Recording::Counts).await;
    party.sign_in().await;
    let requests = party.idp.requests();
    soon(requests.arrived(Endpoint::Token, 1)).await;
    assert_eq!(requests.count(Endpoint::Token), 1);
    assert!(requests.last(Endpoint::Token).is_none());
}
