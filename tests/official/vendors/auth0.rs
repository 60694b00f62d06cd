//! Auth0: <https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery>,
//! <https://auth0.com/docs/manage-users/user-accounts/user-profiles/normalized-user-profile-schema>.

use serde_json::{Value, json};

use crate::{
    vendor::{METADATA, Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/authorize", token: "/oauth/token", userinfo: "/userinfo", keys: "/.well-known/jwks.json" };

fn setup(domain: &str) -> Setup {
    let discovery = json!({
        "issuer": "BASE/", // The one vendor whose issuer ends with a slash.
        "end_session_endpoint": "BASE/oidc/logout",
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "request_uri_parameter_supported": false,
    });
    // A database user: the name is the address, nobody asked for more.
    let person = json!({
        "sub": "auth0|5f7c8ec7c33c6c004bbafe82", "nickname": "jane.d", "name": "jane@example.com",
        "picture": "https://s.gravatar.com/avatar/abc?s=480&r=pg", "updated_at": "2026-11-03T11:59:58.000Z",
        "email": "jane@example.com", "email_verified": true,
    });
    Setup {
        hosts: &[("https://{domain}/", "BASE/")],
        credentials: json!({ "domain": domain }),
        ..Setup::official("auth0", Script::oidc(&PATHS, discovery, &person))
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup("acme.eu.auth0.com")).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane.d")),
            ("name", json!("jane@example.com")),
            ("first_name", Value::Null),
            ("avatar_url", json!("https://s.gravatar.com/avatar/abc?s=480&r=pg")),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline_access"));
}

/// People come from Google, from a database, from a company: the part before the bar belongs to who they are.
#[tokio::test]
async fn one_number_in_two_connections_is_two_people() {
    let fixture = VendorFixture::open(setup("acme.eu.auth0.com")).await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| {
        script.person(|person| {
            person["sub"] = "google-oauth2|5f7c8ec7c33c6c004bbafe82".into();
            person["email"] = "other@example.com".into();
        });
    });
    assert_ne!(fixture.signs_in().await["id"], first["id"]);
}

/// AC-01, AC-02.
#[tokio::test]
async fn only_a_verified_address_counts_as_one() {
    for verified in [json!(false), json!("true"), json!(1), Value::Null] {
        let fixture = VendorFixture::open(setup("acme.eu.auth0.com")).await;
        fixture.vendor.change(|script| script.person(|person| person["email_verified"] = verified.clone()));
        fixture.signs_in_as([("email", json!("jane@example.com")), ("email_verified", json!(false))]).await;
    }
}

#[tokio::test]
async fn a_phone_user_has_no_address() {
    let fixture = VendorFixture::open(setup("acme.eu.auth0.com")).await;
    fixture.vendor.change(|script| {
        script.person(|person| {
            person["sub"] = "sms|5f7c8ec7c33c6c004bbafe82".into();
            person["name"] = "+15551234567".into();
            person.as_object_mut().unwrap().retain(|name, _| !name.starts_with("email"));
        });
    });
    fixture.signs_in_as([("email", Value::Null), ("name", json!("+15551234567"))]).await;
}

#[tokio::test]
async fn another_tenant_vouches_for_nobody() {
    let fixture = VendorFixture::open(setup("acme.eu.auth0.com")).await;
    for issuer in ["https://other.eu.auth0.com/", "BASE", "BASE//"] {
        fixture.vendor.change(|script| script.claims()["iss"] = issuer.into());
        fixture.is_refused("id_token_invalid").await;
    }
    let mut other = setup("acme.eu.auth0.com");
    other.script.document(METADATA)["issuer"] = "https://other.eu.auth0.com/".into();
    let faults = VendorFixture::open_without_waiting(other).await.faults().await;
    assert!(faults.contains("states the issuer") && faults.contains("other.eu.auth0.com"), "{faults}");
}

/// A domain is a host name: nothing that is pasted there can point anywhere else.
#[tokio::test]
async fn a_domain_is_a_host_name() {
    for domain in ["https://acme.auth0.com", "acme.auth0.com/", "evil.example/#", "evil.example?", "a@b", "acme:8080"] {
        let faults = VendorFixture::open_without_waiting(setup(domain)).await.faults().await;
        assert!(faults.contains("/credentials/domain"), "{domain}: {faults}");
    }
}

/// A legacy application signs with the secret that both sides know; the guide says which type to make instead.
#[tokio::test]
async fn a_tenant_that_signs_with_the_secret_is_refused() {
    let mut shared = setup("acme.eu.auth0.com");
    shared.script.document(METADATA)["id_token_signing_alg_values_supported"] = json!(["HS256"]);
    let faults = VendorFixture::open_without_waiting(shared).await.faults().await;
    assert!(faults.contains("algorithm"), "{faults}");
}
