//! OpenID Connect RP-Initiated Logout 1.0: the modules of the conformance suite's plan. OP-16.

use http::StatusCode;
use vestibule_apps::AppSettings;
use vestibule_registry::{Catalogue, Document};
use vestibule_tests::Setup;

use crate::fixture::{AFTERWARDS, AppsFixture, text, with_query};

const PATH: &str = "/api/oidc/end-session";

/// `oidcc-rp-initiated-logout`, `-with-logout-hint`, `-no-state`.
#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let fixture = AppsFixture::new().await;
    for state in [Some("a state"), None] {
        let browser = fixture.signed_in().await;
        let tokens = fixture.tokens(&browser, &[]).await;
        let hint = text(&tokens, "id_token");
        let mut query = vec![("id_token_hint", hint), ("post_logout_redirect_uri", AFTERWARDS)];
        query.extend(state.map(|state| ("state", state)));
        let answer = browser.get(with_query(PATH, &query)).await;
        let wanted = if state.is_some() { format!("{AFTERWARDS}?state=a+state") } else { AFTERWARDS.to_owned() };
        assert_eq!(answer.location().unwrap().as_str(), wanted);
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(fixture.userinfo(text(&tokens, "access_token")).await.status, StatusCode::UNAUTHORIZED);
        let again = browser.get(with_query(PATH, &query)).await;
        assert_eq!(again.location().unwrap().as_str(), wanted, "nobody is signed in");
    }
}

/// `oidcc-rp-initiated-logout-bad-post-logout-redirect-uri`, `-query-added-to-post-logout-redirect-uri`, `-bad-id-token-hint`,
/// `-no-id-token-hint`, `-no-params`: without an ID token of this session the person is asked. OP-16.
#[tokio::test]
async fn oidcc_rp_initiated_logout_is_asked_for() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let other = fixture.signed_in().await;
    let tokens = fixture.tokens(&other, &[]).await;
    let foreign = text(&tokens, "id_token");
    let broken = format!("{}x", &foreign[..foreign.len() - 1]);
    for query in [
        vec![],
        vec![("client_id", "wiki"), ("post_logout_redirect_uri", AFTERWARDS)],
        vec![("id_token_hint", foreign), ("post_logout_redirect_uri", AFTERWARDS)],
        vec![("id_token_hint", broken.as_str()), ("client_id", "wiki"), ("post_logout_redirect_uri", AFTERWARDS)],
    ] {
        let page = browser.get(with_query(PATH, &query)).await;
        assert_eq!(page.status, StatusCode::OK, "{query:?}");
        assert!(page.body.contains("Sign out?"), "{}", page.body);
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::OK, "{query:?}");
    }
    for (query, code) in [
        (vec![("client_id", "wiki"), ("post_logout_redirect_uri", "https://evil.example/")], "redirect_uri_mismatch"),
        (
            vec![("client_id", "wiki"), ("post_logout_redirect_uri", "https://wiki.example.com/bye?x=1")],
            "redirect_uri_mismatch",
        ),
        (vec![("post_logout_redirect_uri", AFTERWARDS)], "unknown_app"),
        (vec![("id_token_hint", foreign), ("client_id", "other")], "app_request_invalid"),
    ] {
        let page = browser.get(with_query(PATH, &query)).await;
        assert_eq!((page.location(), page.code().as_str()), (None, code), "{query:?}");
    }
    let forged = browser.post_form("/sign-out", &[("client_id", "wiki"), ("csrf", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let page = browser.get(with_query(PATH, &[("client_id", "wiki"), ("post_logout_redirect_uri", AFTERWARDS)])).await;
    let answer = browser.submit(&page).await;
    assert_eq!(answer.location().unwrap().as_str(), AFTERWARDS);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
}

/// `[logout] follow`: the provider's own session ends, too, and then the browser goes back to the app.
#[tokio::test]
async fn op_16_the_upstream_is_signed_out_of_before_the_app_is_gone_back_to() {
    let follow = |document: Document| {
        let is_ours = document.path.ends_with("pocketid.toml");
        let text = if is_ours { document.text.clone() + "\n[logout]\nfollow = true\n" } else { document.text.clone() };
        Document { text, ..document }
    };
    let documents = Catalogue::official_documents().map(follow);
    let catalogue = Catalogue::from_documents(documents, &vestibule::parts::protocols());
    let setup = Setup { catalogue: Some(catalogue), ..Setup::default() };
    let fixture = AppsFixture::of(setup, AppSettings::default()).await;
    for asked in [false, true] {
        let browser = fixture.signed_in().await;
        let tokens = fixture.tokens(&browser, &[]).await;
        let mut query = vec![("client_id", "wiki"), ("post_logout_redirect_uri", AFTERWARDS), ("state", "a state")];
        if !asked {
            query.push(("id_token_hint", text(&tokens, "id_token")));
        }
        let mut answer = browser.get(with_query(PATH, &query)).await;
        if asked {
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.contains("form-action 'self' https://wiki.example.com https: http:;"), "{policy}");
            answer = browser.submit(&answer).await;
        }
        let upstream = answer.location().unwrap();
        assert!(upstream.as_str().starts_with(fixture.op.issuer()), "{upstream}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
        let home = browser.get(upstream).await.location().expect("the provider sends back");
        let back = browser.get(&home).await;
        assert_eq!(back.location().unwrap().as_str(), format!("{AFTERWARDS}?state=a+state"));
        assert_eq!(browser.get(home).await.status, StatusCode::OK, "once");
    }
    let browser = fixture.signed_in().await;
    let (name, _) = browser.cookies("session").remove(0);
    browser.plant(&name.replace("session", "return"), "https://evil.example/");
    browser.forget("session");
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "what we have not sealed leads nowhere");
}
