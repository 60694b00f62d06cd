//! Gitea: <https://docs.gitea.com/development/oauth2-provider>.

use serde_json::json;

use crate::{openid, vendor_fixture::VendorFixture};

#[tokio::test]
async fn a_person_signs_in() {
    openid::signs_in_at_a_forge(&VendorFixture::open(openid::forge("gitea")).await).await;
}

/// Userinfo does not say that the address is verified; the ID token does, and about the same one.
#[tokio::test]
async fn a_verified_address_is_the_one_of_the_id_token() {
    let fixture = VendorFixture::open(openid::forge("gitea")).await;
    fixture.vendor.change(|script| {
        script.document(openid::FORGE.userinfo)["email"] = "changed@example.com".into();
    });
    fixture.signs_in_as([("email", json!("changed@example.com")), ("email_verified", json!(false))]).await;
}
