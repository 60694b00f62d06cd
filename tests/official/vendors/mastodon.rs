//! Mastodon: <https://docs.joinmastodon.org/methods/apps/#create>,
//! <https://docs.joinmastodon.org/methods/accounts/#verify_credentials>, 2026-11-29.

use serde_json::{Value, json};

use crate::{
    vendor::{CLIENT_ID, CLIENT_SECRET, Script},
    vendor_fixture::{Setup, VendorFixture},
};

pub(crate) const ME: &str = "/api/v1/accounts/verify_credentials";
pub(crate) const APPS: &str = "/api/v1/apps";

/// A server that registers everybody who asks, as its documentation shows it.
pub(crate) fn script() -> Script {
    let me = json!({
        "id": "14715", "username": "trwnh", "acct": "trwnh", "display_name": "infinite love", "locked": false,
        "bot": false, "url": "https://mastodon.social/@trwnh", "avatar": "https://files.mastodon.social/1c.png",
        "note": "<p>i have approximate knowledge</p>", "source": { "privacy": "public", "language": "" },
    });
    let mut script = Script::oauth2(("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    script.token = json!({ "token_type": "Bearer", "scope": "profile", "created_at": 1_573_979_017 });
    let app = json!({
        "id": "563419", "name": "test app", "website": null, "scopes": ["profile"],
        "redirect_uri": "https://app.example/callback", "redirect_uris": ["https://app.example/callback"],
        "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "client_secret_expires_at": 0,
    });
    script.posts.insert(APPS, (200, app));
    script
}

/// A provider that was given nothing but the address of the server.
async fn open(script: Script) -> VendorFixture {
    let credentials = json!({ "server": "BASE", "client_id": null, "client_secret": null });
    VendorFixture::open_without_waiting(Setup { credentials, ..Setup::official("mastodon", script) }).await
}

/// RG-09: the client registers itself by a form, once.
#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open(script()).await;
    fixture.server.until_ready().await;
    fixture
        .signs_in_as([
            ("username", json!("trwnh")),
            ("name", json!("infinite love")),
            ("email", Value::Null),
            ("avatar_url", json!("https://files.mastodon.social/1c.png")),
        ])
        .await;
    fixture.vendor.seen(|seen| {
        let [form] = &*seen.posted else { panic!("one registration: {:?}", seen.posted) };
        assert!(form["redirect_uris"].ends_with("/api/auth/providers/mastodon/callback"), "{form:?}");
        assert_eq!(form["scopes"], "profile");
        assert!(!form["client_name"].is_empty());
        assert_eq!(seen.authorize[0]["scope"], "profile");
    });
}

/// A server that registers nobody, as Mastodon says it.
#[tokio::test]
async fn a_refusal_is_said() {
    let mut script = script();
    script.posts.insert(APPS, (422, json!({ "error": "Validation failed: Redirect URI must be an absolute URI." })));
    let fixture = open(script).await;
    let faults = fixture.faults().await;
    assert!(faults.contains("HTTP 422") && faults.contains("Redirect URI must be an absolute URI"), "{faults}");
    fixture.vendor.seen(|seen| assert_eq!(seen.posted.len(), 1, "nobody asks again"));
}

/// A client that somebody registered by hand.
#[tokio::test]
async fn a_client_of_an_administrator() {
    let credentials = json!({ "server": "BASE" });
    let fixture = VendorFixture::open(Setup { credentials, ..Setup::official("mastodon", script()) }).await;
    fixture.signs_in_as([("username", json!("trwnh"))]).await;
    fixture.vendor.seen(|seen| assert!(seen.posted.is_empty()));
}
