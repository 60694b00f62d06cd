//! The whole way from the metadata to a person, and what each step says.

use std::sync::Arc;

use aws_lc_rs::digest;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use vestibule_core::random::CountingRandom;
use vestibule_demo_idp::{AccessTokens, Client, DemoIdp, Endpoint, Options, SigningAlgorithm, StartError};

use crate::support::{NONCE, NOW, Party, STATE, VERIFIER, head, location, subject};

#[tokio::test]
async fn the_metadata_are_pocket_ids() {
    let party = Party::start().await;
    let (issuer, document) = (party.idp.issuer(), party.get_json(Endpoint::Discovery).await);
    assert!(issuer.starts_with("http://127.0.0.1:") && !issuer.ends_with('/'));
    for (member, path) in [
        ("issuer", ""),
        ("authorization_endpoint", "/authorize"),
        ("token_endpoint", "/api/oidc/token"),
        ("userinfo_endpoint", "/api/oidc/userinfo"),
        ("jwks_uri", "/.well-known/jwks.json"),
        ("end_session_endpoint", "/api/oidc/end-session"),
        ("pushed_authorization_request_endpoint", "/api/oidc/par"),
    ] {
        assert_eq!(document[member], format!("{issuer}{path}"), "{member}");
    }
    for (member, value) in [
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query", "fragment", "form_post"])),
        ("id_token_signing_alg_values_supported", json!(["ES256"])),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("code_challenge_methods_supported", json!(["plain", "S256"])),
        ("scopes_supported", json!(["openid", "profile", "email", "groups", "offline_access"])),
        ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "client_secret_post", "none"])),
        ("require_pushed_authorization_requests", json!(false)),
    ] {
        assert_eq!(document[member], value, "{member}");
    }
    for absent in ["revocation_endpoint", "registration_endpoint", "introspection_endpoint", "acr_values_supported"] {
        assert!(document.get(absent).is_none(), "{absent}");
    }
    let second = party.http.get(format!("{issuer}/.well-known/oauth-authorization-server")).send().await.unwrap();
    assert_eq!(second.json::<serde_json::Value>().await.unwrap(), document);
}

#[tokio::test]
async fn a_code_becomes_tokens_and_tokens_a_person() {
    let party = Party::start().await;
    let answer = party.answer(&[]).await;
    let names: Vec<_> = answer.keys().map(String::as_str).collect();
    assert_eq!(names, ["code", "iss", "scope", "state"]);
    assert_eq!((answer["state"].as_str(), answer["iss"].as_str()), (STATE, party.idp.issuer()));

    let token = party.redeem(&answer["code"], &[]).await;
    assert_eq!(token.status, StatusCode::OK);
    assert_eq!(token.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(token.headers[header::PRAGMA], "no-cache");
    assert_eq!(token.body["token_type"], "bearer");
    assert_eq!(token.body["expires_in"], 3600);
    assert_eq!(token.body["scope"], "openid profile email groups");
    assert!(token.body["refresh_token"].is_string());

    let id_token = token.body["id_token"].as_str().unwrap();
    let claims = party.verified(id_token).await.unwrap();
    assert_eq!(head(id_token)["typ"], "JWT");
    for (claim, value) in [
        ("iss", json!(party.idp.issuer())),
        ("sub", json!(subject("amara"))),
        ("aud", json!(["app"])),
        ("iat", json!(NOW)),
        ("rat", json!(NOW)),
        ("exp", json!(NOW + 3600)),
        ("auth_time", json!(NOW)),
        ("nonce", json!(NONCE)),
        ("amr", json!(["phr"])),
        ("type", json!("id-token")),
        ("email", json!("amara@example.com")),
        ("email_verified", json!(true)),
        ("groups", json!(["admins", "staff"])),
        ("name", json!("Amara Okafor")),
    ] {
        assert_eq!(claims[claim], value, "{claim}");
    }
    let access_token = token.body["access_token"].as_str().unwrap();
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    assert_eq!(claims["at_hash"], BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));

    let userinfo = party.userinfo(access_token).await;
    assert_eq!(userinfo.status, StatusCode::OK);
    for (claim, value) in userinfo.body.as_object().unwrap() {
        assert_eq!(&claims[claim], value, "userinfo and ID token agree on {claim}");
    }
    let picture = party.http.get(claims["picture"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(picture.headers()[header::CONTENT_TYPE], "image/png");
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn every_algorithm_signs_a_whole_flow() {
    for algorithm in [SigningAlgorithm::RS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA] {
        let party = Party::start_with(|options| options.signing = algorithm).await;
        let tokens = party.sign_in().await;
        for token in ["id_token", "access_token"] {
            let token = tokens[token].as_str().unwrap();
            assert!(party.verified(token).await.is_some(), "{algorithm:?}");
            assert_eq!(head(token)["alg"], algorithm.as_str());
        }
    }
}

#[tokio::test]
async fn access_tokens_are_of_either_shape() {
    let party = Party::start().await;
    let tokens = party.sign_in().await;
    assert_eq!(head(tokens["access_token"].as_str().unwrap())["typ"], "at+jwt");

    let party = Party::start_with(|options| options.access_tokens = AccessTokens::Opaque).await;
    let tokens = party.sign_in().await;
    let access_token = tokens["access_token"].as_str().unwrap();
    assert!(!access_token.contains('.'));
    assert_eq!(party.userinfo(access_token).await.body["sub"], subject("amara"));
}

#[tokio::test]
async fn each_person_has_the_profile_that_they_stand_for() {
    let party = Party::start().await;
    for (username, claim, value) in [
        ("wulan", "family_name", json!("")),
        ("mei", "email_verified", json!(false)),
        ("noor", "email", json!(null)),
        ("noor", "email_verified", json!(null)),
        ("mei", "groups", json!([])),
    ] {
        let code = party.answer(&[("login_hint", username)]).await["code"].clone();
        let tokens = party.redeem(&code, &[]).await.body;
        let person = party.userinfo(tokens["access_token"].as_str().unwrap()).await.body;
        assert_eq!(person["preferred_username"], username);
        assert_eq!(person[claim], value, "{username} {claim}");
    }
}

#[tokio::test]
async fn plain_pkce_and_no_pkce_work_for_a_client_that_may() {
    let party = Party::start().await;
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
    let code = party.answer(&plain).await["code"].clone();
    assert_eq!(party.redeem(&code, &[]).await.status, StatusCode::OK);

    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = party.answer(&none).await["code"].clone();
    assert_eq!(party.redeem(&code, &[("code_verifier", "")]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let party = Party::start().await;
    let code = party.answer(&[("scope", "profile unknown")]).await["code"].clone();
    let tokens = party.redeem(&code, &[]).await.body;
    assert_eq!(tokens["scope"], "profile");
    assert!(tokens.get("id_token").is_none());
    let refused = party.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(refused.error(), (403, "access_denied"));
}

#[tokio::test]
async fn a_client_that_comes_later_is_known_at_once() {
    let party = Party::start().await;
    let callback = "http://127.0.0.1:9/later?fixed=1";
    party.idp.clients().put(Client::public("later", callback));
    let response = party.authorize(&[("client_id", "later"), ("redirect_uri", callback)]).await;
    let location = location(&response);
    assert!(location.as_str().starts_with("http://127.0.0.1:9/later?fixed=1&code="), "{location}");
    party.idp.clients().remove("later");
    let response = party.authorize(&[("client_id", "later"), ("redirect_uri", callback)]).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_stops_on_request() {
    let party = Party::start().await;
    let url = party.idp.url(Endpoint::Discovery);
    assert!(party.http.get(&url).send().await.is_ok());
    party.idp.shutdown().await;
    assert!(party.http.request(Method::GET, &url).send().await.is_err());

    let mut options = Options::new(party.clock, Arc::new(CountingRandom::default()));
    options.address = ([0, 0, 0, 0], 0).into();
    assert!(matches!(DemoIdp::start(options).await, Err(StartError::NotLoopback(_))));
}
