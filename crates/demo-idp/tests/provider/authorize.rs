//! Mistakes in an authorization request, and the response modes.

use reqwest::{Method, StatusCode, header};
use vestibule_demo_idp::{Endpoint, Person};

use crate::support::{CALLBACK, Party, STATE, location, object, subject};

/// Asserts a page of the provider's own, and that there was no redirect.
async fn is_page(response: reqwest::Response, status: StatusCode, text: &str) {
    assert_eq!(response.status(), status);
    assert!(!response.headers().contains_key(header::LOCATION));
    let html = response.text().await.unwrap();
    assert!(html.contains(text), "{html}");
}

#[tokio::test]
async fn without_a_known_address_the_mistake_stays_here() {
    let party = Party::start().await;
    for (changes, text) in [
        ([("client_id", "unknown")], "The requested OAuth 2.0 Client does not exist."),
        ([("client_id", "")], "The requested OAuth 2.0 Client does not exist."),
        ([("redirect_uri", "http://127.0.0.1:9/callback/")], "pre-registered redirect urls"),
        ([("redirect_uri", "http://127.0.0.1:9/callback?x=1")], "pre-registered redirect urls"),
        ([("redirect_uri", "https://evil.example/callback")], "pre-registered redirect urls"),
        ([("redirect_uri", "")], "pre-registered redirect urls"),
        ([("request_uri", "urn:ietf:params:oauth:request_uri:x")], "unknown, expired, used"),
    ] {
        is_page(party.authorize(&changes).await, StatusCode::BAD_REQUEST, text).await;
    }
}

#[tokio::test]
async fn with_a_known_address_the_mistake_goes_back() {
    let party = Party::start().await;
    for (changes, code) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("response_mode", "smoke")], "unsupported_response_mode"),
        (vec![("code_challenge_method", "S512")], "invalid_request"),
        (vec![("client_id", "strict"), ("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (vec![("client_id", "open"), ("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (vec![("client_id", "pushing")], "error"),
        (vec![("request", "e30.e30.")], "request_not_supported"),
        (vec![("prompt", "none")], "login_required"),
    ] {
        let answer = party.answer(&changes).await;
        assert_eq!(answer["error"], code, "{changes:?}");
        assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), (STATE, party.idp.issuer()));
        assert!(!answer.contains_key("code"));
    }
    for short in ["1234567", ""] {
        let answer = party.answer(&[("state", short)]).await;
        assert_eq!(answer["error"], "invalid_state");
        assert_eq!(answer.get("state").map_or("", String::as_str), short);
    }
}

#[tokio::test]
async fn a_person_outside_the_group_learns_it_here() {
    let party = Party::start().await;
    let members = [("client_id", "members")];
    assert!(party.answer(&members).await.contains_key("code"), "Amara is in the group");
    party.idp.approve_as(Some(&subject("joonas")));
    let refused = party.authorize(&members).await;
    is_page(refused, StatusCode::FORBIDDEN, "You are not allowed to access this service.").await;
}

#[tokio::test]
async fn a_hint_that_means_somebody_else_wins_over_the_approver() {
    let party = Party::start().await;
    for (hint, username) in [
        ("joonas", "joonas"),
        ("JOONAS@example.com", "joonas"),
        (subject("mei").as_str(), "mei"),
        ("unknown@example.com", "amara"),
    ] {
        let code = party.answer(&[("login_hint", hint)]).await["code"].clone();
        let tokens = party.redeem(&code, &[]).await.body;
        let person = party.userinfo(tokens["access_token"].as_str().unwrap()).await.body;
        assert_eq!(person["preferred_username"], username, "{hint}");
    }
}

#[tokio::test]
async fn an_answer_travels_in_the_fragment() {
    let party = Party::start().await;
    let location = location(&party.authorize(&[("response_mode", "fragment")]).await);
    assert_eq!(location.query(), None);
    let fragment = location.fragment().unwrap();
    assert!(fragment.starts_with("code=") && fragment.contains(&format!("&state={STATE}")), "{fragment}");
}

#[tokio::test]
async fn an_answer_travels_in_a_form() {
    let party = Party::start().await;
    let state = r#"state-"><script>"#;
    let response = party.authorize(&[("response_mode", "form_post"), ("state", state)]).await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
    let html = response.text().await.unwrap();
    assert!(html.contains(&format!(r#"<form method="post" action="{CALLBACK}">"#)), "{html}");
    assert!(html.contains(r#"name="code""#) && html.contains(r#"name="iss""#));
    assert!(!html.contains(state), "the state is escaped");
    let script = party.http.get(format!("{}/assets/submit.js", party.idp.issuer())).send().await.unwrap();
    assert_eq!(script.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
}

#[tokio::test]
async fn a_request_may_come_as_a_form() {
    let party = Party::start().await;
    let url = party.authorize_url(&[]);
    let fields: Vec<_> = url.query_pairs().into_owned().collect();
    let posted = party.request(Method::POST, Endpoint::Authorize).form(&fields).send().await.unwrap();
    assert!(location(&posted).query().unwrap().contains("code="));
}

#[tokio::test]
async fn people_change_while_it_serves() {
    let party = Party::start().await;
    let custom = object(serde_json::json!({ "hd": "example.com" }));
    party.idp.people().put(Person { custom, ..Person::new("new-one", "zoe", "Zoe", "Marchetti") });
    party.idp.approve_as(Some("new-one"));
    let person = party.userinfo(party.sign_in().await["access_token"].as_str().unwrap()).await.body;
    assert_eq!((person["name"].as_str(), person["hd"].as_str()), (Some("Zoe Marchetti"), Some("example.com")));
}

#[tokio::test]
async fn other_methods_and_addresses_have_an_answer() {
    let party = Party::start().await;
    for (method, endpoint, status) in [
        (Method::GET, Endpoint::Token, 405),
        (Method::GET, Endpoint::Par, 405),
        (Method::GET, Endpoint::Decision, 405),
        (Method::DELETE, Endpoint::Authorize, 405),
        (Method::POST, Endpoint::Discovery, 405),
        (Method::HEAD, Endpoint::Discovery, 200),
    ] {
        let response = party.request(method.clone(), endpoint).send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {endpoint:?}");
    }
    let nowhere = party.http.get(format!("{}/nowhere", party.idp.issuer())).send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
    let flood = party.request(Method::POST, Endpoint::Token).body(vec![b'a'; 65 * 1024]).send().await.unwrap();
    assert_eq!(flood.status(), StatusCode::PAYLOAD_TOO_LARGE);
}
