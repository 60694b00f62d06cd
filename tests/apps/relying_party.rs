//! A strict relying party: the driver with which Vestibule itself signs people in, at another Vestibule. It checks `iss` of
//! the answer (RFC 9207), signature, audience, nonce, `at_hash` and the subject of userinfo, pushes its requests where it can, and
//! uses PKCE.

use http::StatusCode;
use serde_json::json;
use vestibule_core::origin::Origin;
use vestibule_tests::{ServerFixture, Setup, provider_with};

use crate::fixture::{AppsFixture, SECRET, app};

#[tokio::test]
async fn a_vestibule_signs_people_in_at_another_one() {
    let provider = AppsFixture::new().await;
    let party = ServerFixture::with(Setup::default()).await;
    for par in ["required", "never"] {
        let id = format!("work-{par}");
        let callback = party.environment.base.join(&format!("/api/auth/providers/{id}/callback")).unwrap();
        let mut client = app("work", "openid", vestibule_apps::AppSettings::default());
        std::sync::Arc::make_mut(&mut client.values).insert(
            "redirect_uris",
            vec![callback.as_str()].into(),
            Origin::BuiltIn,
        );
        provider.change(|apps| *apps = vec![client]).await;
        let credentials = json!({ "issuer_url": provider.issuer(), "client_id": "work", "client_secret": SECRET });
        let record = provider_with(&id, "oidc", &json!({ "par": par, "scopes": ["groups"] }), &credentials);
        party.reconfigure(|all| all.push(record)).await;
        party.until_ready().await;

        // Both servers are `localhost`, and cookies know no ports: two browsers keep theirs apart.
        let (here, there) = (party.browser(), provider.signed_in().await);
        let begun = here.get(format!("/api/auth/providers/{id}/authorize")).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{par}: {}", begun.body);
        let location = begun.location().unwrap();
        assert!(
            location.as_str().starts_with(&format!("{}/api/oidc/authorize", provider.issuer())),
            "{par}: {location}"
        );
        assert_eq!(location.query_pairs().any(|(name, _)| name == "request_uri"), par == "required");
        let answered = there.get(location.as_str()).await;
        let back = answered.location().unwrap_or_else(|| panic!("{par}: {answered:?}"));
        let done = here.get(back.as_str()).await;
        assert_eq!(done.location().unwrap().path(), "/", "{par}: {}", done.body);
        let session = here.get_json("/api/auth/session").await.json();
        assert_eq!(session["provider"], json!(id));
        for (name, value) in [("email", json!("amara@example.com")), ("groups", json!(["admins", "staff"]))] {
            assert_eq!(session["user"][name], value, "{par}: {name}");
        }
    }
}
