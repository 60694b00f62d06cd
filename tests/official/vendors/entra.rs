//! Microsoft Entra ID, one directory: <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>.

use serde_json::{Value, json};

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/aaaabbbb-0000-cccc-1111-dddd2222eeee/oauth2/v2.0/authorize",
    token: "/aaaabbbb-0000-cccc-1111-dddd2222eeee/oauth2/v2.0/token",
    userinfo: "/oidc/userinfo",
    keys: "/aaaabbbb-0000-cccc-1111-dddd2222eeee/discovery/v2.0/keys",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/aaaabbbb-0000-cccc-1111-dddd2222eeee/oauth2/v2.0/logout",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "private_key_jwt", "client_secret_basic", "self_signed_tls_client_auth",
        ],
        "code_challenge_methods_supported": null,
        "tenant_region_scope": "EU",
    });
    let person = json!({
        "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "name": "Jane Doe", "given_name": "Jane",
        "family_name": "Doe", "email": "jane@acme.example",
        "picture": "https://graph.microsoft.com/v1.0/me/photo/$value",
    });
    let mut setup = Setup {
        hosts: &[("https://login.microsoftonline.com/", "http://localhost:PORT/")],
        credentials: json!({ "tenant": "aaaabbbb-0000-cccc-1111-dddd2222eeee" }),
        ..openid::setup(
            "entra",
            "/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0/.well-known/openid-configuration",
            &PATHS,
            more,
            &person,
        )
    };
    *setup.script.claims() = json!({
        "iss": "BASE/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0", "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee", "oid": "3f1c9f0a-5d0e-4a52-9c40-1d7a3a6a2b11", "ver": "2.0",
        "name": "Jane Doe", "preferred_username": "jane@acme.example", "email": "jane@acme.example",
        "groups": ["d7d09513-a3f5-401c-9685-34ab6c552453"],
    });
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@acme.example")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("avatar_url", Value::Null),
            ("groups", json!(["d7d09513-a3f5-401c-9685-34ab6c552453"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline_access"));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}

/// Directories share a host and signing keys.
#[tokio::test]
async fn another_directory_is_another_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0".into());
    fixture.is_refused("id_token_invalid").await;
}

/// `common` and a domain are no directory ID: the metadata of either names a pattern, or another issuer.
#[tokio::test]
async fn a_directory_is_named_by_its_id() {
    for tenant in ["common", "acme.onmicrosoft.com"] {
        let other = Setup { credentials: json!({ "tenant": tenant }), ..setup() };
        let faults = VendorFixture::open_without_waiting(other).await.faults().await;
        assert!(faults.contains("/credentials/tenant"), "{faults}");
    }
}
