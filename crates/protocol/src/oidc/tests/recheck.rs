//! A refresh token, and what the upstream makes of it.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    driver::{RecheckRequest, Rechecked, SignInError},
    ids::{Issuer, Subject},
    secret::Secret,
};

use super::{Setup, resolve, upstream::Upstream};

async fn recheck(upstream: &Upstream, subject: &str) -> Result<Rechecked, SignInError> {
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let request = RecheckRequest {
        refresh_token: &Secret::new("the-refresh-token"),
        issuer: &Issuer(upstream.url.clone()),
        subject: &Subject::parse(subject).unwrap(),
    };
    driver.recheck(&world.context(), &request).await
}

/// RC-03: the token has no nonce (OpenID Connect Core §12.2).
#[tokio::test]
async fn an_honest_answer_says_who_the_person_is_now() {
    let upstream = Upstream::start().await;
    upstream.change(|script| script.claims = json!({ "nonce": null, "groups": ["now"] }));
    let answer = recheck(&upstream, "u1").await.unwrap();
    let identity = answer.identity.unwrap().unwrap();
    assert_eq!(identity.profile.groups, Some(vec!["now".to_owned()]));
    assert_eq!(identity.profile.name.as_deref(), Some("Jane"), "userinfo is asked, too");
    let token = &upstream.seen("/token")[0];
    let form: Vec<_> = token.form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(form, [("grant_type", "refresh_token"), ("refresh_token", "the-refresh-token")]);
    assert!(token.authorization.is_some(), "we prove who we are");
    assert!(answer.refresh_token.is_none());
}

/// RC-02, RC-05: what comes after the refresh token was accepted never loses the next one.
#[tokio::test]
async fn the_next_token_is_kept_whatever_else_is_wrong() {
    let upstream = Upstream::start().await;
    let foreign = recheck(&upstream, "somebody-else").await.unwrap();
    assert_eq!(foreign.identity.unwrap_err().code, ErrorCode::IdTokenInvalid, "RC-05");
    let body = |id_token: &str| {
        json!({ "access_token": "a", "token_type": "Bearer", "refresh_token": "next", "id_token": id_token })
            .to_string()
    };
    upstream.raw("/token", 200, body("not.a.token"));
    let broken = recheck(&upstream, "u1").await.unwrap();
    assert_eq!(broken.refresh_token.unwrap().expose(), "next");
    assert!(!broken.identity.unwrap_err().refuses());
    upstream.raw("/token", 200, body(""));
    let bare = recheck(&upstream, "u1").await.unwrap();
    assert!(bare.identity.unwrap().is_none(), "without an ID token the person is only still there");
}

/// RC-01, RC-04: only a word about the person is a refusal.
#[tokio::test]
async fn who_is_refused() {
    let upstream = Upstream::start().await;
    for (status, body, refuses) in [
        (400, r#"{"error":"invalid_grant"}"#, true),
        (403, r#"{"error":"access_denied"}"#, true),
        (400, r#"{"error":"invalid_client"}"#, false),
        (401, r#"{"error":"invalid_grant"}"#, false),
        (400, r#"{"error":"unsupported_grant_type"}"#, false),
        (400, r#"{"error":"invalid_scope"}"#, false),
        (500, r#"{"error":"invalid_grant"}"#, false),
        (503, "", false),
        (200, "<html>", false),
    ] {
        upstream.raw("/token", status, body);
        let error = recheck(&upstream, "u1").await.unwrap_err();
        assert_eq!(error.refuses(), refuses, "{status} {body}: {error:?}");
    }
}
