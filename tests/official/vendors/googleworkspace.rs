//! Google Workspace: <https://developers.google.com/identity/openid-connect/openid-connect#id_token-hd>, 2026-11-29; the Cloud
//! Identity API from memory.

use serde_json::{Value, json};

use super::google;
use crate::vendor_fixture::{Setup, VendorFixture, official};

const GROUPS: &str = "/v1/groups/-/memberships:searchDirectGroups";

async fn open(settings: Value) -> VendorFixture {
    let mut script = google::script();
    let membership = |id: &str| json!({ "group": "groups/x", "groupKey": { "id": id }, "displayName": id });
    let groups = json!({ "memberships": [membership("staff@example.com"), membership("web@example.com")] });
    script.documents.insert(GROUPS, groups);
    script.odd.wants = &[(GROUPS, "query", "member_key_id=='jsmith@example.com'")];
    let hosts = &[("https://accounts.google.com", "BASE"), ("https://cloudidentity.googleapis.com", "BASE")];
    let definition = official("googleworkspace");
    let credentials = json!({ "hosted_domain": "example.com" });
    let setup = Setup { hosts, settings, definition, credentials, ..Setup::official("googleworkspace", script) };
    VendorFixture::open(setup).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open(json!({})).await;
    fixture.signs_in_as([("email", json!("jsmith@example.com")), ("email_verified", json!(true))]).await;
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["hd"], "example.com");
        assert_eq!(seen.authorize[0]["scope"], "openid profile email");
    });
}

/// PF-10: what is asked for proves nothing, and neither does userinfo: the signed claim decides, without a setting.
#[tokio::test]
async fn pf_10_another_domain_is_refused() {
    let fixture = open(json!({})).await;
    for hd in [json!("evil.example"), json!("EXAMPLE.com.evil"), json!(["example.com"]), json!(null), json!("ABSENT")] {
        fixture.vendor.change(|script| script.claims()["hd"] = hd.clone());
        let reported = fixture.is_refused("not_allowed").await;
        assert!(reported.contains("`hd`"), "{hd}: {reported}");
    }
    fixture.vendor.change(|script| script.claims()["hd"] = "example.com".into());
    fixture.signs_in().await;
}

/// GR-08.
#[tokio::test]
async fn gr_08_groups_are_an_option() {
    let fixture = open(json!({ "options": ["groups"] })).await;
    assert_eq!(fixture.signs_in().await["groups"], json!(["staff@example.com", "web@example.com"]));
    fixture.vendor.seen(|seen| assert!(seen.authorize[0]["scope"].ends_with("cloud-identity.groups.readonly")));
    fixture.vendor.change(|script| {
        let refused = json!({ "error": { "code": 403, "message": "Error(2028): Permission denied", "status": "PERMISSION_DENIED" } });
        script.odd.refuse = Some((GROUPS, 403, refused));
    });
    let reported = fixture.is_refused("userinfo_failed").await;
    assert!(reported.contains("HTTP 403"), "{reported}");
}
