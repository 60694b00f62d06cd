//! LINE: <https://developers.line.biz/en/docs/line-login/verify-id-token/>.

use std::sync::Arc;

use serde_json::json;

use crate::{
    openid,
    vendor::{CLIENT_ID, METADATA, Parameters, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/v2.1/authorize",
    token: "/oauth2/v2.1/token",
    userinfo: "/oauth2/v2.1/userinfo",
    keys: "/oauth2/v2.1/certs",
};
const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub(crate) fn setup() -> Setup {
    let more = json!({
        "revocation_endpoint": "BASE/oauth2/v2.1/revoke",
        "scopes_supported": ["openid", "profile", "email"],
        "subject_types_supported": ["pairwise"],
        // Of native apps alone.
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": null,
    });
    let person = json!({
        "sub": "U1234567890abcdef1234567890abcdef", "amr": ["linesso"], "auth_time": 1_793_707_100, "name": "Taro Line",
        "picture": "https://sample_line.example/aBcdefg123456", "email": "taro.line@example.com",
    });
    let mut setup = openid::setup("line", METADATA, &PATHS, more, &person);
    setup.script.hs256 = Some(SECRET);
    setup.script.client = Some(Arc::new(|form: &Parameters| {
        let value = |name: &str| form.get(name).map(String::as_str);
        (value("client_id"), value("client_secret")) == (Some(CLIENT_ID), Some(SECRET))
    }));
    Setup { hosts: &[("https://access.line.me", "BASE")], credentials: json!({ "client_secret": SECRET }), ..setup }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("taro.line@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Taro Line")),
            ("avatar_url", json!("https://sample_line.example/aBcdefg123456")),
        ])
        .await;
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "U0000000000abcdef1234567890abcdef".into());
    })
    .await;
}

/// HS-01: a token by another secret, and one by a published key, as native apps get it.
#[tokio::test]
async fn only_the_channel_secret_signs() {
    for signed_with in [Some("fedcba9876543210fedcba9876543210"), None] {
        let fixture = VendorFixture::open(setup()).await;
        fixture.vendor.change(|script| script.hs256 = signed_with);
        fixture.is_refused("id_token_invalid").await;
    }
}

/// HS-02: half of a secret is no key.
#[tokio::test]
async fn a_short_secret_is_refused() {
    let short = Setup { credentials: json!({ "client_secret": "0123456789abcdef" }), ..setup() };
    let faults = VendorFixture::open_without_waiting(short).await.faults().await;
    assert!(faults.contains("/credentials/client_secret") && faults.contains("at least 32"), "{faults}");
}

/// <https://developers.line.biz/en/docs/line-login/integrate-line-login/#receiving-the-authorization-code>: what comes back
/// when somebody cancels.
#[tokio::test]
async fn a_person_who_cancels_is_refused_as_such() {
    let mut cancelled = setup();
    cancelled.script.authorization_error = Some("access_denied");
    VendorFixture::open(cancelled).await.is_refused("access_denied").await;
}

/// Signed with the client secret, a logout notice proves nothing.
#[tokio::test]
async fn there_is_no_back_channel_logout() {
    let fixture = VendorFixture::open(setup()).await;
    let answer =
        fixture.browser().post_form("/api/auth/providers/line/backchannel-logout", &[("logout_token", "a.b.c")]).await;
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.body);
}
