//! What ends tokens. OP-15.

use http::StatusCode;
use vestibule_apps::{AppAllow, AppSettings};
use vestibule_core::forward_auth::Allow;

use crate::fixture::{AppsFixture, app, error, text};

#[tokio::test]
async fn op_15_tokens_end_with_what_they_were_given_for() {
    for ending in ["sign-out", "allow", "the app is disabled", "another provider", "the provider is disabled"] {
        let fixture = AppsFixture::new().await;
        let browser = fixture.signed_in().await;
        let tokens = fixture.tokens(&browser, &[("scope", "openid offline_access")]).await;
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        let code = fixture.code(&browser, &[]).await;
        assert_eq!(fixture.userinfo(access).await.status, StatusCode::OK);
        let change = |settings: AppSettings| move |apps: &mut Vec<_>| apps[0] = app("wiki", "openid", settings);
        let allow = |people, providers: &[&str]| AppSettings {
            allow: AppAllow { people, providers: providers.iter().map(|id| id.parse().unwrap()).collect() },
            ..AppSettings::default()
        };
        match ending {
            "sign-out" => drop(browser.post_form("/api/auth/logout", &[]).await),
            "allow" => {
                let people = Allow::Listed { groups: vec!["nobody".into()], emails: Vec::new() };
                fixture.change(change(allow(people, &[]))).await;
            }
            "the app is disabled" => {
                fixture.change(change(AppSettings { enabled: false, ..AppSettings::default() })).await;
            }
            "another provider" => fixture.change(change(allow(Allow::SignedIn, &["elsewhere"]))).await,
            _ => fixture.reconfigure(|all| all[0].settings_mut().enabled = false).await,
        }
        assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "{ending}");
        for answer in [fixture.refresh(refresh).await, fixture.exchange(&code, &[]).await] {
            let wanted = if ending == "the app is disabled" { "invalid_client" } else { "invalid_grant" };
            assert_eq!(error(&answer), wanted, "{ending}");
        }
    }
}

/// An idle session signs nobody in, and is not a sign-out.
#[tokio::test]
async fn offline_access_outlives_an_idle_session() {
    // Longer than a session is idle, so that it is not the end of the token itself.
    let settings = AppSettings { access_token_lifetime: chrono::Duration::hours(24), ..AppSettings::default() };
    let fixture = AppsFixture::with(settings).await;
    let browser = fixture.signed_in().await;
    let offline = fixture.tokens(&browser, &[("scope", "openid offline_access")]).await;
    let online = fixture.tokens(&browser, &[("scope", "openid")]).await;
    fixture.clock.advance(chrono::Duration::minutes(50));
    assert_eq!(fixture.userinfo(text(&online, "access_token")).await.status, StatusCode::OK);
    fixture.clock.advance(chrono::Duration::hours(13));
    assert_eq!(fixture.userinfo(text(&offline, "access_token")).await.status, StatusCode::OK);
    let answer = fixture.refresh(text(&offline, "refresh_token")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(fixture.userinfo(text(&online, "access_token")).await.status, StatusCode::UNAUTHORIZED);
}
