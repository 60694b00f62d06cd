//! Strava: <https://developers.strava.com/docs/authentication/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/v3/athlete";

async fn open() -> VendorFixture {
    let me = json!({
        "id": 1_234_567_890_987_654_321_u64, "username": "jane", "resource_state": 2, "firstname": "Jane", "lastname": "Doe",
        "city": "San Francisco", "profile": "https://cdn.example.com/athletes/jane/large.jpg", "badge_type_id": 0,
    });
    let mut script = Script::oauth2(("/oauth/authorize", "/api/v3/oauth/token"), [(ME, me)]);
    script.token =
        json!({ "token_type": "Bearer", "expires_at": 1_793_728_800, "expires_in": 21_600, "athlete": { "id": 1 } });
    let hosts = &[("https://www.strava.com/oauth/", "BASE/oauth/"), ("https://www.strava.com/api/", "BASE/api/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("strava", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!(null)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("last_name", json!("Doe")),
            ("avatar_url", json!("https://cdn.example.com/athletes/jane/large.jpg")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "read"));
}

/// Without a picture, Strava names a file of its own site, and no URL.
#[tokio::test]
async fn without_a_picture() {
    let fixture = open().await;
    fixture.vendor.change(|script| {
        let athlete = script.document(ME);
        (athlete["profile"], athlete["username"]) = ("avatar/athlete/large.png".into(), json!(null));
    });
    fixture.signs_in_as([("avatar_url", json!(null)), ("name", json!("Jane Doe"))]).await;
}

#[tokio::test]
async fn an_answer_about_nobody_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(ME)["id"] = serde_json::Value::Null);
    fixture.is_refused("subject_missing").await;
}
