//! Microsoft Entra ID, one directory: <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>.

use serde_json::{Value, json};

use crate::{
    client_key::{CERTIFICATE, CERTIFICATE_KEY, ClientKey},
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

pub(crate) fn setup() -> Setup {
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

/// What Microsoft documents for a certificate: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.
fn with_certificate() -> Setup {
    let mut setup = setup();
    let fits = |header: &Value, claims: &Value| {
        let audience = claims["aud"].as_str().unwrap_or_default();
        *header == json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": CERTIFICATE.thumbprint })
            && (&claims["iss"], &claims["sub"]) == (&json!("client"), &json!("client"))
            && claims["jti"].is_string()
            && audience.ends_with(PATHS.token)
            && claims["exp"].as_i64().zip(claims["iat"].as_i64()).is_some_and(|(exp, iat)| exp - iat <= 600)
    };
    setup.script.client = Some(ClientKey::of(CERTIFICATE_KEY).vendor_expects("client_assertion", fits));
    let own = json!({ "client_secret": null, "certificate": CERTIFICATE.pem, "private_key": CERTIFICATE_KEY });
    setup.credentials.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    setup
}

#[tokio::test]
async fn a_certificate_takes_the_place_of_a_secret() {
    let fixture = VendorFixture::open(with_certificate()).await;
    fixture.signs_in().await;
    fixture.vendor.seen(|seen| assert!(!seen.token[0].0.contains_key("client_secret")));
}

/// CA-02: one of the two has to be there, and a certificate belongs to its key.
#[tokio::test]
async fn a_certificate_and_its_key_are_checked() {
    for (change, pointer, says) in [
        (json!({ "certificate": null }), "/credentials/certificate", "missing"),
        (json!({ "private_key": ClientKey::rsa().pem }), "/credentials/certificate", "not that of the private key"),
        (json!({ "private_key": ClientKey::p256().pem }), "/credentials/private_key", "PS256"),
        (json!({ "private_key": null, "certificate": null }), "/credentials/client_secret", "or a private key"),
    ] {
        let mut other = with_certificate();
        other.credentials.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let faults = VendorFixture::open_without_waiting(other).await.faults().await;
        assert!(faults.contains(pointer) && faults.contains(says), "{change}: {faults}");
    }
}

/// AADSTS700027, as Microsoft documents it: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.
#[tokio::test]
async fn a_certificate_that_is_not_uploaded_is_refused() {
    let mut unknown = with_certificate();
    unknown.script.client = Some(ClientKey::rsa().vendor_expects("client_assertion", |_, _| true));
    let reported = VendorFixture::open(unknown).await.is_refused("provider_misconfigured").await;
    assert!(reported.contains("Check client_id, private_key"), "{reported}");
}

/// GR-11: whoever looks for the reason of a refused client finds that its secret has expired.
#[tokio::test]
async fn gr_11_a_refusal_names_the_date_of_the_secret() {
    let error = "AADSTS7000222: The provided client secret keys for app are expired.";
    for (date, said) in [("2026-10-01", true), ("2027-10-01", false)] {
        let settings = json!({ "credentials_expire": { "client_secret": date } });
        let fixture = VendorFixture::open(Setup { settings, ..setup() }).await;
        fixture.vendor.change(|script| {
            script.token_error = Some(json!({ "error": "invalid_client", "error_description": error }));
        });
        let reported = fixture.is_refused("provider_misconfigured").await;
        assert_eq!(reported.contains(&format!("`client_secret` expired on {date}")), said, "{reported}");
        assert!(reported.contains("AADSTS7000222"), "{reported}");
    }
}
