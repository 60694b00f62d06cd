//! Battle.net: <https://develop.battle.net/documentation/guides/using-oauth>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/userinfo";

async fn open() -> VendorFixture {
    let me = json!({ "sub": "12345678", "id": 12_345_678, "battletag": "jane" });
    let mut script = Script::oauth2(("/authorize", "/token"), [(ME, me)]);
    script.token =
        json!({ "token_type": "bearer", "expires_in": 86_399, "scope": "openid", "sub": "12345678", "id_token": "" });
    let hosts = &[("https://oauth.battle.net/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("battlenet", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture.signs_in_as([("email", json!(null)), ("username", json!("jane")), ("name", json!("jane"))]).await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid"));
}

/// A BattleTag can be changed: the number is who somebody is.
#[tokio::test]
async fn a_name_is_nobody() {
    let fixture = open().await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| script.document(ME)["battletag"] = "renamed".into());
    assert_eq!(fixture.signs_in().await["id"], first["id"]);
    fixture.vendor.change(|script| script.document(ME)["sub"] = "87654321".into());
    assert_ne!(fixture.signs_in().await["id"], first["id"]);
}

/// With or without `sub`, the number is the same person.
#[tokio::test]
async fn a_number_is_its_text() {
    let fixture = open().await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| *script.document(ME) = json!({ "id": 12_345_678, "battletag": "jane" }));
    assert_eq!(fixture.signs_in().await["id"], first["id"]);
}
