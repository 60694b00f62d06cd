//! Microsoft Entra ID, any directory: <https://learn.microsoft.com/entra/identity-platform/access-tokens#multitenant-applications>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/organizations/oauth2/v2.0/authorize",
    token: "/organizations/oauth2/v2.0/token",
    userinfo: "/oidc/userinfo",
    keys: "/organizations/discovery/v2.0/keys",
};
const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

pub(crate) fn setup() -> Setup {
    let more = json!({
        "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
        "end_session_endpoint": "BASE/organizations/oauth2/v2.0/logout",
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "code_challenge_methods_supported": null,
    });
    let person = json!({
        "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "name": "Jane Doe", "email": "jane@acme.example",
    });
    let mut setup = Setup {
        hosts: &[("https://login.microsoftonline.com/organizations/", "http://localhost:PORT/organizations/")],
        credentials: json!({}),
        ..openid::setup("entraorgs", "/organizations/v2.0/.well-known/openid-configuration", &PATHS, more, &person)
    };
    let claims = setup.script.claims();
    claims["iss"] = format!("https://login.microsoftonline.com/{TENANT}/v2.0").into();
    claims["tid"] = TENANT.into();
    setup
}

#[tokio::test]
async fn a_person_of_any_directory_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.signs_in_as([("email", json!("jane@acme.example")), ("email_verified", json!(false))]).await;
    let other = "9188040d-6c67-4c5b-b112-36a304b66dad";
    fixture.vendor.change(|script| {
        script.person(|person| person["sub"] = "somebody-else".into());
        script.claims()["iss"] = format!("https://login.microsoftonline.com/{other}/v2.0").into();
        script.claims()["tid"] = other.into();
    });
    fixture.signs_in().await;
}

/// The issuer names the directory of the token, and nothing else does: keys and host are the same for all of them.
#[tokio::test]
async fn a_token_of_one_directory_is_not_one_of_another() {
    let fixture = VendorFixture::open(setup()).await;
    for tid in [json!("9188040d-6c67-4c5b-b112-36a304b66dad"), json!(null), json!("../common")] {
        fixture.vendor.change(|script| script.claims()["tid"] = tid);
        fixture.is_refused("id_token_invalid").await;
    }
}

/// AADSTS65004: somebody declines to consent.
#[tokio::test]
async fn a_person_who_declines_is_refused_as_such() {
    let mut declined = setup();
    declined.script.authorization_error = Some("access_denied");
    VendorFixture::open(declined).await.is_refused("access_denied").await;
}
