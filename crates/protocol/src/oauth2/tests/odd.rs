//! Upstreams that do OAuth 2.0 in their own way: what one answer fills into the next request, and what it may not.

use vestibule_core::{cause::Cause, driver::EndSession};

use super::*;

/// An upstream that names the person in its token answer, and lists their teams in pages.
async fn upstream() -> Upstream {
    let upstream = Upstream::start().await;
    upstream.raw("/token", 200, r#"{"access_token":"the-access-token","openid":"o-1","nick":"Jane"}"#);
    upstream.raw("/me/o-1", 200, r#"{"id":"o-1","login":"jane","team":7}"#);
    upstream.raw("/teams/7", 200, r#"{"items":[{"name":"attic"}],"next":"/more"}"#);
    upstream.raw("/more", 200, r#"{"items":[{"name":"cellar"}]}"#);
    upstream
}

fn setup(upstream: &Upstream) -> Setup {
    let mut setup = setup_at(&upstream.url);
    setup.definition["endpoints"]["userinfo"] = format!("{}/me/{{token.openid}}", upstream.url).into();
    setup.definition["requests"] = json!([{
        "name": "teams", "url": format!("{}/teams/{{userinfo.team}}", upstream.url), "pages": { "next": "next" },
    }]);
    setup.definition["claims"] = json!({ "subject": "id", "name": "token.nick", "groups": "teams[].items[].name" });
    setup
}

#[tokio::test]
async fn one_answer_leads_to_the_next() {
    let upstream = upstream().await;
    let identity = sign_in(&setup(&upstream)).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.profile.name.as_deref()), ("o-1", Some("Jane")));
    assert_eq!(identity.profile.groups.unwrap(), ["attic", "cellar"]);
    assert_eq!(identity.claims.get("access_token"), None);
}

/// PF-04, PF-05: an answer that would lead elsewhere ends the sign-in, and nothing is asked there.
#[tokio::test]
async fn no_answer_leads_elsewhere() {
    let other = Upstream::start().await;
    for (path, body, cause) in [
        ("/token", r#"{"access_token":"a","openid":"../admin"}"#.to_owned(), Cause::Userinfo),
        ("/token", r#"{"access_token":"a","openid":"@evil.example"}"#.to_owned(), Cause::Userinfo),
        ("/token", r#"{"access_token":"a"}"#.to_owned(), Cause::Userinfo),
        ("/me/o-1", r#"{"id":"o-1","team":"7?x="}"#.to_owned(), Cause::ExtraRequest),
        ("/teams/7", format!(r#"{{"items":[],"next":"{}/teams"}}"#, other.url), Cause::ExtraRequest),
    ] {
        let upstream = upstream().await;
        upstream.raw(path, 200, body.clone());
        let refused = sign_in(&setup(&upstream)).await.unwrap_err();
        assert_eq!((refused.code, refused.cause), (C::UserinfoFailed, cause), "{body}: {}", refused.detail);
    }
    assert_eq!((other.count("/teams"), other.count("/token")), (0, 0));
}

/// VK and others name a device in the callback; without it, the code is not sent.
#[tokio::test]
async fn a_callback_fills_the_token_request() {
    let upstream = upstream().await;
    let mut setup = setup(&upstream);
    setup.definition["token"] = json!({ "parameters": { "device": "d-{callback.device_id}" } });
    let (world, driver) = open(&setup).await;
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let refused = finish(&world, &*driver, &begun, &with_code()).await.unwrap_err();
    assert_eq!((refused.code, refused.cause, upstream.count("/token")), (C::ProviderError, Cause::Callback, 0));
    let parameters = vec![("device_id".to_owned(), "x&grant_type=evil".to_owned())];
    let callback = Callback { parameters, ..with_code() };
    assert!(finish(&world, &*driver, &begun, &callback).await.is_ok());
    let form = &upstream.seen("/token")[0].form;
    assert_eq!((&*form["device"], &*form["grant_type"]), ("d-x&grant_type=evil", "authorization_code"));
}

/// Cognito's and Auth0's own ways to end a session.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>,
/// <https://auth0.com/docs/api/authentication/logout/auth-0-logout>
#[tokio::test]
async fn a_session_ends_as_the_definition_says() {
    let request = EndSession { id_token: None, post_logout_redirect_uri: "https://auth.example/?a=b", state: "s 1" };
    for (parameters, wanted) in [
        (
            json!({ "client_id": "{client_id}", "logout_uri": "{post_logout_url}" }),
            "?client_id=client&logout_uri=https%3A%2F%2Fauth.example%2F%3Fa%3Db",
        ),
        (
            json!({ "returnTo": "{post_logout_url}", "state": "{state}" }),
            "?returnTo=https%3A%2F%2Fauth.example%2F%3Fa%3Db&state=s+1",
        ),
        (json!({ "tenant": "{tenant}" }), ""),
    ] {
        let mut setup = setup_at("https://op.example");
        setup.definition["logout"] = json!({ "url": "https://op.example/logout", "parameters": parameters });
        let (_, driver) = open(&setup).await;
        assert_eq!(driver.end_session(&request).unwrap().as_str(), format!("https://op.example/logout{wanted}"));
    }
    let (_, driver) = open(&setup_at("https://op.example")).await;
    assert_eq!(driver.end_session(&request), None);
}
