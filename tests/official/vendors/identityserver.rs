//! Duende IdentityServer: <https://docs.duendesoftware.com/identityserver/fundamentals/clients/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/connect/authorize",
    token: "/connect/token",
    userinfo: "/connect/userinfo",
    keys: "/.well-known/openid-configuration/jwks",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/connect/endsession",
        "response_types_supported": ["code", "token", "id_token", "code id_token"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
    });
    let person = json!({
        "sub": "88421113", "name": "Bob Smith", "given_name": "Bob", "family_name": "Smith", "email": "bob@example.com",
        "email_verified": true, "preferred_username": "bob", "role": ["Admin", "Staff"],
    });
    let mut setup = openid::setup("identityserver", METADATA, &PATHS, more, &person);
    *setup.script.claims() = json!({
        "iss": "BASE", "sub": "88421113", "amr": ["pwd"], "idp": "local", "sid": "1D2C", "auth_time": 1_793_707_000,
    });
    setup.script.iss = Some("BASE");
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("bob@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("bob")),
            ("name", json!("Bob Smith")),
            ("groups", json!(["Admin", "Staff"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline_access"));
}

/// One claim of a type is text, several are a list.
#[tokio::test]
async fn a_single_role_is_a_group() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.person(|person| person["role"] = "Admin".into()));
    assert_eq!(fixture.signs_in().await["groups"], json!(["Admin"]));
}

#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.signs_in().await;
    fixture.vendor.change(|script| {
        script.person(|person| (person["sub"], person["email_verified"]) = ("5BE86359".into(), false.into()));
    });
    fixture.is_refused("account_exists").await;
}
