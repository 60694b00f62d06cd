//! Salesforce: <https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_userinfo_endpoint.htm>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/services/oauth2/authorize",
    token: "/services/oauth2/token",
    userinfo: "/services/oauth2/userinfo",
    keys: "/id/keys",
};

fn setup() -> Setup {
    let more = json!({ "end_session_endpoint": "BASE/services/auth/idp/oidc/logout", "scopes_supported": ["openid", "profile", "email", "refresh_token"] });
    let person = json!({
        "sub": "https://login.salesforce.com/id/00Dx0000001T0zk/005x0000001S2b9", "user_id": "005x0000001S2b9",
        "organization_id": "00Dx0000001T0zk", "preferred_username": "jane@acme.example", "nickname": "jane",
        "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com",
        "email_verified": true, "picture": "https://acme.my.salesforce.com/profilephoto/005/F",
    });
    openid::setup("salesforce", METADATA, &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("avatar_url", json!("https://acme.my.salesforce.com/profilephoto/005/F")),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email refresh_token"));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
