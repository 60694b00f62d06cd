//! ORCID: <https://info.orcid.org/ufaqs/what-is-openid/>.

use serde_json::{Value, json};

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/oauth/authorize", token: "/oauth/token", userinfo: "/oauth/userinfo", keys: "/oauth/jwks" };

fn setup() -> Setup {
    let more = json!({
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "response_types_supported": ["code", "id_token", "id_token token"],
        "scopes_supported": ["openid"],
        "code_challenge_methods_supported": null,
    });
    let person = json!({ "sub": "0000-0002-1825-0097", "name": "Josiah Carberry", "given_name": "Josiah", "family_name": "Carberry" });
    Setup {
        hosts: &[("const = \"https://orcid.org", "const = \"BASE")],
        credentials: json!({}),
        ..openid::setup("orcid", METADATA, &PATHS, more, &person)
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", Value::Null),
            ("name", json!("Josiah Carberry")),
            ("first_name", json!("Josiah")),
            ("last_name", json!("Carberry")),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid"));
    assert!(!openid::secret_in_header(&fixture));
}

/// The name that a record has may be private, or a given name alone.
#[tokio::test]
async fn a_record_without_a_full_name() {
    for (name, family_name, expected) in
        [(Value::Null, json!("Carberry"), json!("Josiah Carberry")), (Value::Null, Value::Null, json!("Josiah"))]
    {
        let fixture = VendorFixture::open(setup()).await;
        fixture.vendor.change(|script| {
            script.person(|person| (person["name"], person["family_name"]) = (name.clone(), family_name.clone()));
        });
        assert_eq!(fixture.signs_in().await["name"], expected);
    }
}
