//! Reddit: <https://github.com/reddit-archive/reddit/wiki/OAuth2>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/v1/me";

async fn open() -> VendorFixture {
    let me = json!({
        "id": "1w72", "name": "jane_reads", "icon_img": "https://styles.redditmedia.com/a.png?width=256&amp;s=1",
        "snoovatar_img": "https://i.redd.it/snoovatar/jane.png", "has_verified_email": true, "total_karma": 12,
    });
    let mut script = Script::oauth2(("/api/v1/authorize", "/api/v1/access_token"), [(ME, me)]);
    script.token = json!({ "token_type": "bearer", "expires_in": 86_400, "scope": "identity" });
    let hosts = &[("https://www.reddit.com/", "BASE/"), ("https://oauth.reddit.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("reddit", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!(null)),
            ("email_verified", json!(false)),
            ("username", json!("jane_reads")),
            ("avatar_url", json!("https://i.redd.it/snoovatar/jane.png")),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "identity"));
}

/// Reddit answers 429 to a program that does not name itself.
#[tokio::test]
async fn we_name_ourselves() {
    let fixture = open().await;
    fixture.signs_in().await;
    fixture.vendor.seen(|seen| {
        assert!(seen.agents.iter().all(|agent| agent.as_deref().is_some_and(|name| name.contains("estibule"))));
    });
}

/// Its errors have the status 200.
#[tokio::test]
async fn an_error_is_an_error_whatever_its_status() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.token_error = Some(json!({ "error": "invalid_grant" })));
    fixture.is_refused("token_exchange_failed").await;
}
