//! authentik: <https://docs.goauthentik.io/add-secure-apps/providers/oauth2/>.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const METADATA: &str = "/application/o/vestibule/.well-known/openid-configuration";
const ISSUER: &str = "BASE/application/o/vestibule/";

fn script() -> Script {
    let discovery = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "BASE/application/o/authorize/",
        "token_endpoint": "BASE/application/o/token/",
        "userinfo_endpoint": "BASE/application/o/userinfo/",
        "end_session_endpoint": "BASE/application/o/vestibule/end-session/",
        "jwks_uri": "BASE/application/o/vestibule/jwks/",
        "response_types_supported": ["code", "id_token", "code token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_parameter_supported": false,
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    // authentik knows full names only.
    let person = json!({
        "sub": "6f1d9a1c0b7e4d1f", "email": "akadmin@example.com", "email_verified": false, "name": "Ada King",
        "given_name": "Ada King", "preferred_username": "akadmin", "nickname": "akadmin", "groups": ["authentik Admins"],
    });
    let mut claims = person.clone();
    claims["iss"] = ISSUER.into();
    let documents = [(METADATA, discovery), ("/application/o/userinfo/", person)];
    let mut script = Script::oauth2(("/application/o/authorize/", "/application/o/token/"), documents);
    script.keys = "/application/o/vestibule/jwks/";
    script.id_token = Some(claims);
    script
}

fn setup(issuer_url: &str) -> Setup {
    Setup { credentials: json!({ "issuer_url": issuer_url }), ..Setup::official("authentik", script()) }
}

#[tokio::test]
async fn a_person_signs_in() {
    for issuer_url in [ISSUER, "BASE/application/o/vestibule", &format!("BASE{METADATA}")] {
        let user = VendorFixture::open(setup(issuer_url)).await.signs_in().await;
        for (field, value) in [
            ("email", json!("akadmin@example.com")),
            ("email_verified", json!(false)),
            // Reserved: applications behind forward-auth may know an administrator of that name.
            ("username", json!("user")),
            ("name", json!("Ada King")),
            ("first_name", Value::Null),
            ("last_name", Value::Null),
            ("groups", json!(["authentik Admins"])),
        ] {
            assert_eq!(user[field], value, "{issuer_url} {field}");
        }
    }
}

/// A scope mapping of one's own that knows both names.
#[tokio::test]
async fn a_given_name_next_to_a_family_name_is_one() {
    let fixture = VendorFixture::open(setup(ISSUER)).await;
    fixture.vendor.change(|script| {
        for claims in [script.id_token.as_mut().unwrap(), script.documents.get_mut("/application/o/userinfo/").unwrap()]
        {
            (claims["given_name"], claims["family_name"]) = ("Ada".into(), "King".into());
        }
    });
    let user = fixture.signs_in().await;
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!("Ada"), &json!("King")));
}

/// The address of authentik alone, an application that is not there, and the issuer mode for all providers.
#[tokio::test]
async fn a_wrong_issuer_is_explained() {
    for (issuer_url, parts) in [
        ("BASE", ["/credentials/issuer_url", "/application/o/"]),
        ("BASE/application/o/", ["/credentials/issuer_url", "/application/o/"]),
        ("BASE/application/o/other/", ["HTTP 404", "Check issuer_url"]),
    ] {
        let fixture = VendorFixture::open_without_waiting(setup(issuer_url)).await;
        let faults = fixture.faults().await;
        assert!(parts.iter().all(|part| faults.contains(part)), "{issuer_url}: {faults}");
    }
    let mut shared = setup(ISSUER);
    shared.script.document(METADATA)["issuer"] = "BASE/".into();
    let faults = VendorFixture::open_without_waiting(shared).await.faults().await;
    assert!(faults.contains("states the issuer") && faults.contains("/application/o/vestibule"), "{faults}");
}
