//! ZITADEL: <https://zitadel.com/docs/apis/openidoauth/endpoints>, <https://zitadel.com/docs/apis/openidoauth/claims>.

use serde_json::{Value, json};

use crate::{
    vendor::{METADATA, Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/v2/authorize",
    token: "/oauth/v2/token",
    userinfo: "/oidc/v1/userinfo",
    keys: "/oauth/v2/keys",
};
const ROLES: &str = "urn:zitadel:iam:org:project:roles";

fn script() -> Script {
    let discovery = json!({
        "issuer": "BASE",
        "introspection_endpoint": "BASE/oauth/v2/introspect",
        "revocation_endpoint": "BASE/oauth/v2/revoke",
        "end_session_endpoint": "BASE/oidc/v1/end_session",
        "device_authorization_endpoint": "BASE/oauth/v2/device_authorization",
        "response_types_supported": ["code", "id_token", "id_token token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
        "request_object_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
        "code_challenge_methods_supported": ["S256"],
        "request_parameter_supported": true,
    });
    let person = json!({
        "sub": "289712345678901234", "name": "Road Runner", "given_name": "Road", "family_name": "Runner",
        "locale": "en", "updated_at": 1_793_000_000, "preferred_username": "road.runner@acme.example",
        "email": "road.runner@example.com", "email_verified": true,
    });
    let mut script = Script::oidc(&PATHS, discovery, &person);
    // In the code flow the profile is in userinfo alone; the audience is every application of the project and the project.
    *script.claims() = json!({
        "iss": "BASE", "sub": "289712345678901234", "amr": ["user", "mfa"], "azp": "client", "client_id": "client",
        "aud": ["299999999999999999", "client", "288888888888888888"], "auth_time": 1_793_707_000,
    });
    script.token = json!({ "token_type": "Bearer", "expires_in": 43_199 });
    script
}

async fn open() -> VendorFixture {
    let credentials = json!({ "issuer_url": "BASE" });
    VendorFixture::open(Setup { credentials, ..Setup::official("zitadel", script()) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("road.runner@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("road.runner")),
            ("name", json!("Road Runner")),
            ("first_name", json!("Road")),
            ("last_name", json!("Runner")),
            ("groups", json!([])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert!(matches!(&*seen.token, [(_, true)]), "the secret is in the header"));
}

/// Each role is a member, whose value tells which organisations granted it.
#[tokio::test]
async fn project_roles_are_groups() {
    for (roles, groups) in [
        (json!({ "admin": { "2910": "acme.example" }, "reader": {} }), json!(["admin", "reader"])),
        (json!(["admin"]), json!([])),
        (json!("admin"), json!([])),
        (Value::Null, json!([])),
    ] {
        let fixture = open().await;
        fixture.vendor.change(|script| script.document(PATHS.userinfo)[ROLES] = roles.clone());
        assert_eq!(fixture.signs_in().await["groups"], groups, "{roles}");
    }
}

/// Its tokens name the whole project, so `azp` is what tells one application from its neighbour.
#[tokio::test]
async fn a_token_for_a_neighbour_is_refused() {
    let fixture = open().await;
    for (aud, azp) in [
        (json!(["client", "288888888888888888"]), json!("299999999999999999")),
        (json!(["client", "288888888888888888"]), Value::Null),
        (json!(["299999999999999999", "288888888888888888"]), json!("client")),
        (json!(["client", 288_888_888_888_888_888_u64]), json!("client")),
    ] {
        fixture.vendor.change(|script| (script.claims()["aud"], script.claims()["azp"]) = (aud, azp));
        fixture.is_refused("id_token_invalid").await;
    }
}

/// Subjects look like numbers and are text: one as a number has lost digits on its way.
#[tokio::test]
async fn a_subject_is_text() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(PATHS.userinfo)["sub"] = json!(289_712_345_678_901_234_u64));
    fixture.is_refused("userinfo_mismatch").await;
    fixture.vendor.change(|script| script.claims()["sub"] = json!(289_712_345_678_901_234_u64));
    fixture.is_refused("id_token_invalid").await;
}

/// AC-01: an address that is not verified yet opens nobody's account.
#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let fixture = open().await;
    fixture.signs_in().await;
    for verified in [json!(false), json!("true"), Value::Null] {
        fixture.vendor.change(|script| {
            script.claims()["sub"] = "290000000000000000".into();
            let person = script.document(PATHS.userinfo);
            (person["sub"], person["email_verified"]) = ("290000000000000000".into(), verified);
        });
        fixture.is_refused("account_exists").await;
    }
}

#[tokio::test]
async fn another_instance_is_explained() {
    let mut other = Setup { credentials: json!({ "issuer_url": "BASE" }), ..Setup::official("zitadel", script()) };
    other.script.document(METADATA)["issuer"] = "https://other.zitadel.cloud".into();
    let faults = VendorFixture::open_without_waiting(other).await.faults().await;
    assert!(faults.contains("states the issuer") && faults.contains("Set issuer_url"), "{faults}");
}
