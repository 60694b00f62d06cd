//! Sign in with OAuth 1.0a: the real library in a server, and an upstream that checks every signature.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Json, Response};
use http::StatusCode;
use serde_json::json;
use vestibule_plugin_oauth1::{Signer, sign};
use vestibule_tests::provider_with;

use crate::{
    server::{PluginServer, library, pin},
    upstream::{Asked, Upstream, back},
};

const KEY: &str = "the-key";
const SECRET: &str = "s3cret&/%";

/// The parameters of the `Authorization` header, when its signature is right for this token secret.
fn signed(asked: &Asked, token_secret: &str) -> Option<BTreeMap<String, String>> {
    let header = asked.authorization.strip_prefix("OAuth ")?;
    let form = header.replace("\", ", "&").replace("=\"", "=").replace('"', "");
    let mut found: BTreeMap<String, String> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let signature = found.remove("oauth_signature")?;
    let parameters: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let signer = Signer { key: KEY, secret: SECRET, token: Some(("", token_secret)) };
    (sign(&signer, &asked.method, &asked.url, &parameters) == signature).then_some(found)
}

fn respond(asked: &Asked) -> Response {
    let refused = || StatusCode::UNAUTHORIZED.into_response();
    match asked.path.as_str() {
        "/oauth/request_token" => match signed(asked, "") {
            // The token remembers where to go back to.
            Some(found) => {
                let token = vestibule_plugin::encode(&found["oauth_callback"]);
                format!("oauth_token={token}&oauth_token_secret=one%2F&oauth_callback_confirmed=true").into_response()
            }
            None => refused(),
        },
        "/oauth/authenticate" => {
            let token = &asked.query["oauth_token"];
            back(token, &[("oauth_token", token), ("oauth_verifier", "yes")])
        }
        "/oauth/access_token" => match signed(asked, "one/") {
            Some(found) if found["oauth_verifier"] == "yes" => {
                "oauth_token=access&oauth_token_secret=two&user_id=1".into_response()
            }
            _ => refused(),
        },
        "/2/users/me" => match signed(asked, "two") {
            Some(found) if found["oauth_token"] == "access" => {
                Json(json!({ "data": { "id": "2244994945", "name": "Ada", "username": "ada" } })).into_response()
            }
            _ => refused(),
        },
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn server(secret: &str) -> (PluginServer, Upstream) {
    let upstream = Upstream::start(respond).await;
    let at = |path: &str| format!("{}{path}", upstream.base);
    let credentials = json!({
        "client_id": KEY,
        "client_secret": secret,
        "request_token_url": at("/oauth/request_token"),
        "authorize_url": at("/oauth/authenticate"),
        "access_token_url": at("/oauth/access_token"),
        "profile_url": at("/2/users/me?user.fields=profile_image_url"),
    });
    let provider = provider_with("x", "oauth1", &json!({}), &credentials);
    let server = PluginServer::open(vec![pin("oauth1", &library("oauth1"))], vec![provider]).await;
    server.until("x", |slot| slot.ready().is_some()).await;
    (server, upstream)
}

#[tokio::test]
async fn a_person_signs_in_with_signed_requests() {
    let (server, upstream) = server(SECRET).await;
    let browser = server.browser();
    let answer = server.sign_in(&browser, "x").await;
    assert_eq!(answer.header("location"), Some("/"), "{}", answer.body);
    let person = server.person(&browser).await;
    assert_eq!((&person["name"], &person["username"]), (&json!("Ada"), &json!("ada")));
    let nonces: Vec<_> = ["/oauth/request_token", "/oauth/access_token", "/2/users/me"]
        .iter()
        .map(|path| upstream.asked(path).remove(0).authorization.split("oauth_nonce=").nth(1).unwrap()[..25].to_owned())
        .collect();
    assert!(nonces[0] != nonces[1] && nonces[1] != nonces[2], "a nonce is used once: {nonces:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_the_administrators_to_fix() {
    let (server, _upstream) = server("another").await;
    let answer = server.begin(&server.browser(), "x").await;
    assert_eq!(answer.code(), "provider_misconfigured");
}

#[tokio::test]
async fn a_person_who_says_no_is_not_signed_in() {
    let (server, _upstream) = server(SECRET).await;
    let browser = server.browser();
    let there = server.begin(&browser, "x").await.location().unwrap();
    let back = browser.get(there).await.location().unwrap();
    let denied = back.as_str().replace("oauth_verifier=yes", "denied=token");
    assert_eq!(browser.get(denied).await.code(), "access_denied");
}
