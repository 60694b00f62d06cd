//! The token endpoint: who may call it, with what, and how it says no.

use chrono::Duration;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode, header};
use vestibule_demo_idp::{Endpoint, Person, demonstration_people};

use crate::support::{Answer, CALLBACK, NONCE, Party, SECRET, VERIFIER, claims, subject};

async fn code(party: &Party) -> String {
    party.answer(&[]).await["code"].clone()
}

/// Sends a correct token request with Basic credentials exactly as given.
async fn with_basic(party: &Party, user: &str, password: &str, more: &[(&str, &str)]) -> Answer {
    let code = code(party).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let request = party.request(Method::POST, Endpoint::Token).basic_auth(user, Some(password));
    Answer::of(request.form(&[&form, more].concat()).send().await.unwrap()).await
}

#[tokio::test]
async fn a_client_proves_itself_in_one_way() {
    let party = Party::start().await;
    let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    assert_eq!(with_basic(&party, "app", &encoded, &[]).await.status, StatusCode::OK);
    assert_eq!(with_basic(&party, "app", &encoded, &[("client_id", "app")]).await.status, StatusCode::OK);
    for (name, password, more, error) in [
        ("wrong secret", "wrong", None, (401, "invalid_client")),
        ("no secret", "", None, (401, "invalid_client")),
        ("both ways", encoded.as_str(), Some(("client_secret", SECRET)), (400, "invalid_request")),
        ("another id", &encoded, Some(("client_id", "strict")), (400, "invalid_request")),
    ] {
        let answer = with_basic(&party, "app", password, more.as_slice()).await;
        assert_eq!(answer.error(), error, "{name}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer.headers.contains_key(header::WWW_AUTHENTICATE), error.0 == 401, "{name}");
    }
    for (name, changes) in [
        ("wrong secret", vec![("client_secret", "wrong")]),
        ("no secret", vec![("client_secret", "")]),
        ("unknown client", vec![("client_id", "unknown")]),
        ("nothing at all", vec![("client_id", ""), ("client_secret", "")]),
        ("a public client with a secret", vec![("client_id", "open")]),
    ] {
        let answer = party.redeem(&code(&party).await, &changes).await;
        assert_eq!(answer.error(), (401, "invalid_client"), "{name}");
    }
}

#[tokio::test]
async fn a_public_client_needs_its_verifier_only() {
    let party = Party::start().await;
    let code = party.answer(&[("client_id", "open")]).await["code"].clone();
    let open = [("client_id", "open"), ("client_secret", "")];
    assert_eq!(party.redeem(&code, &open).await.status, StatusCode::OK);
}

#[tokio::test]
async fn several_secrets_are_good_at_once() {
    let party = Party::start().await;
    let mut client = (*party.idp.clients().find("app").unwrap()).clone();
    client.secrets.push(vestibule_core::secret::Secret::new("the-next-one"));
    party.idp.clients().put(client);
    for secret in [SECRET, "the-next-one"] {
        let answer = party.redeem(&code(&party).await, &[("client_secret", secret)]).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_request() {
    let party = Party::start().await;
    for (name, changes) in [
        ("another client", vec![("client_id", "strict")]),
        ("another address", vec![("redirect_uri", "http://127.0.0.1:9/callback/")]),
        ("no address", vec![("redirect_uri", "")]),
        ("another verifier", vec![("code_verifier", "a-verifier-that-was-never-sent-to-this-server-0000")]),
        ("no verifier", vec![("code_verifier", "")]),
        ("another code", vec![("code", "invented")]),
    ] {
        let code = code(&party).await;
        let answer = party.redeem(&code, &changes).await;
        assert_eq!(answer.error(), (400, "invalid_grant"), "{name}");
        if !changes.iter().any(|(name, _)| *name == "code") {
            assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"), "{name}: the code is spent");
        }
    }
    let unchallenged = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = party.answer(&unchallenged).await["code"].clone();
    assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"), "a verifier without a challenge");
}

#[tokio::test]
async fn a_code_is_good_once() {
    let party = Party::start().await;
    let code = code(&party).await;
    let tokens = party.redeem(&code, &[]).await.body;
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(party.userinfo(access_token).await.status, StatusCode::OK);
    assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"));
    assert_eq!(party.userinfo(access_token).await.status, StatusCode::UNAUTHORIZED, "the replay ended the grant");
}

#[tokio::test]
async fn codes_and_tokens_grow_old() {
    let party = Party::start().await;
    let code = code(&party).await;
    party.clock.advance(Duration::minutes(15));
    assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"));

    let tokens = party.sign_in().await;
    let access_token = tokens["access_token"].as_str().unwrap();
    party.clock.advance(Duration::minutes(59));
    assert_eq!(party.userinfo(access_token).await.status, StatusCode::OK);
    party.clock.advance(Duration::minutes(1));
    assert_eq!(party.userinfo(access_token).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn malformed_requests_have_distinct_errors() {
    let party = Party::start().await;
    let authenticated = [("client_id", "app"), ("client_secret", SECRET)];
    let with = |more: &[(&'static str, &'static str)]| [&authenticated, more].concat();
    for (name, form, error) in [
        ("no grant type", with(&[("code", "c")]), (400, "invalid_request")),
        ("another grant type", with(&[("grant_type", "password")]), (400, "unsupported_grant_type")),
        ("no code", with(&[("grant_type", "authorization_code")]), (400, "invalid_request")),
        ("no refresh token", with(&[("grant_type", "refresh_token")]), (400, "invalid_request")),
        (
            "two codes",
            with(&[("grant_type", "authorization_code"), ("code", "a"), ("code", "b")]),
            (400, "invalid_request"),
        ),
    ] {
        assert_eq!(party.post(Endpoint::Token, &form).await.error(), error, "{name}");
    }
    let token = party.idp.url(Endpoint::Token);
    let in_query = party.http.post(format!("{token}?client_id=app&client_secret=x")).form(&[("code", "c")]);
    assert_eq!(Answer::of(in_query.send().await.unwrap()).await.error(), (400, "invalid_request"));
    let as_json = party.http.post(token).json(&serde_json::json!({ "grant_type": "authorization_code" }));
    assert_eq!(Answer::of(as_json.send().await.unwrap()).await.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn a_short_nonce_is_noticed_here() {
    let party = Party::start().await;
    let code = party.answer(&[("nonce", "1234567")]).await["code"].clone();
    assert_eq!(party.redeem(&code, &[]).await.error(), (403, "insufficient_entropy"));
    let code = party.answer(&[("nonce", "")]).await["code"].clone();
    let tokens = party.redeem(&code, &[]).await.body;
    assert!(claims(tokens["id_token"].as_str().unwrap()).get("nonce").is_none());
}

#[tokio::test]
async fn a_person_is_looked_at_again() {
    let party = Party::start().await;
    let amara = demonstration_people().remove(0);
    let code_of = async |client: &str| party.answer(&[("client_id", client)]).await["code"].clone();

    let code = code_of("members").await;
    party.idp.people().put(Person { groups: vec![], ..amara.clone() });
    let refused = party.redeem(&code, &[("client_id", "members")]).await;
    assert_eq!(refused.error(), (403, "access_denied"));

    let code = code_of("app").await;
    party.idp.people().put(Person { disabled: true, ..amara.clone() });
    assert_eq!(party.redeem(&code, &[]).await.error(), (400, "invalid_grant"));

    party.idp.people().put(amara.clone());
    let tokens = party.sign_in().await;
    let userinfo = async || party.userinfo(tokens["access_token"].as_str().unwrap()).await.status;
    assert_eq!(userinfo().await, StatusCode::OK);
    party.idp.people().put(Person { disabled: true, ..amara });
    assert_eq!(userinfo().await, StatusCode::UNAUTHORIZED);
    party.idp.people().remove(&subject("amara"));
    assert_eq!(userinfo().await, StatusCode::UNAUTHORIZED);
}

async fn refresh(party: &Party, token: &str, changes: &[(&str, &str)]) -> Answer {
    let form =
        [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "app"), ("client_secret", SECRET)];
    party.post(Endpoint::Token, &[&form, changes].concat()).await
}

#[tokio::test]
async fn a_refresh_token_turns_over_and_its_reuse_ends_all() {
    let party = Party::start().await;
    let first = party.sign_in().await;
    party.clock.advance(Duration::minutes(90));
    let token = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().unwrap().to_owned();
    let second = refresh(&party, &token(&first), &[]).await.body;
    assert_ne!(token(&first), token(&second));

    let (old, new) = (claims(first["id_token"].as_str().unwrap()), claims(second["id_token"].as_str().unwrap()));
    assert_eq!(old["nonce"], NONCE);
    assert!(new.get("nonce").is_none());
    assert_eq!(old["auth_time"], new["auth_time"], "no one was asked again");
    assert_ne!(old["jti"], new["jti"]);

    let third = refresh(&party, &token(&second), &[("scope", "openid email")]).await.body;
    assert_eq!(third["scope"], "openid email");
    assert_eq!(party.userinfo(third["access_token"].as_str().unwrap()).await.status, StatusCode::OK);

    assert_eq!(refresh(&party, &token(&first), &[]).await.error(), (400, "invalid_grant"));
    assert_eq!(refresh(&party, &token(&third), &[]).await.error(), (400, "invalid_grant"));
    assert_eq!(party.userinfo(third["access_token"].as_str().unwrap()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn many_copies_of_one_code_give_tokens_once() {
    let party = Party::start().await;
    let code = code(&party).await;
    let answers = join_all((0..16).map(|_| party.redeem(&code, &[]))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
}
