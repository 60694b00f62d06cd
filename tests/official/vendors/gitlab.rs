//! GitLab: <https://docs.gitlab.com/integration/openid_connect_provider/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/authorize",
    token: "/oauth/token",
    userinfo: "/oauth/userinfo",
    keys: "/oauth/discovery/keys",
};

pub(crate) fn setup() -> Setup {
    let more = json!({
        "scopes_supported": ["api", "read_user", "openid", "profile", "email"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "sub_legacy", "name", "nickname", "email", "groups_direct",
        ],
    });
    let person = json!({
        "sub": "4711", "sub_legacy": "a0e1f2", "name": "Jane Doe", "nickname": "jane", "preferred_username": "jane",
        "email": "jane@example.com", "email_verified": true, "profile": "https://gitlab.com/jane",
        "picture": "https://gitlab.com/uploads/jane.png",
    });
    let mut setup = openid::setup("gitlab", METADATA, &PATHS, more, &person);
    setup.script.document(PATHS.userinfo)["groups"] = json!(["acme", "acme/web"]);
    setup.script.claims()["groups_direct"] = json!(["acme"]);
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://gitlab.com/uploads/jane.png")),
            ("groups", json!(["acme", "acme/web"])),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// Userinfo has all groups, the ID token those of one's own membership.
#[tokio::test]
async fn groups_of_the_id_token_are_taken_when_userinfo_has_none() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| {
        script.document(PATHS.userinfo).as_object_mut().unwrap().remove("groups");
    });
    assert_eq!(fixture.signs_in().await["groups"], json!(["acme"]));
}

/// GR-08: roles are in claims of userinfo, each with the paths of its groups.
#[tokio::test]
async fn gr_08_roles_are_groups_by_an_option() {
    let fixture = VendorFixture::open(Setup { settings: json!({ "options": ["roles"] }), ..setup() }).await;
    fixture.vendor.change(|script| {
        script.document(PATHS.userinfo)["https://gitlab.org/claims/groups/owner"] = json!(["acme"]);
        script.document(PATHS.userinfo)["https://gitlab.org/claims/groups/developer"] = json!(["acme/web", "acme/api"]);
    });
    let groups = json!(["acme", "acme/web", "owner:acme", "developer:acme/web", "developer:acme/api"]);
    assert_eq!(fixture.signs_in().await["groups"], groups);
}
