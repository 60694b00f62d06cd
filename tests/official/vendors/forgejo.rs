//! Forgejo: <https://forgejo.org/docs/latest/user/oauth2-provider/>.

use serde_json::json;

use crate::{openid, vendor_fixture::VendorFixture};

#[tokio::test]
async fn a_person_signs_in() {
    openid::signs_in_at_a_forge(&VendorFixture::open(openid::forge("forgejo")).await).await;
}

/// An account that has not confirmed its address yet.
#[tokio::test]
async fn an_inactive_address_is_unverified() {
    let fixture = VendorFixture::open(openid::forge("forgejo")).await;
    fixture.vendor.change(|script| script.claims()["email_verified"] = false.into());
    fixture.signs_in_as([("email_verified", json!(false))]).await;
}
