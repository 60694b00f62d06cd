//! Cloudflare Access: <https://developers.cloudflare.com/cloudflare-one/applications/configure-apps/saas-apps/generic-oidc-saas/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/cdn-cgi/access/sso/oidc/client/authorization",
    token: "/cdn-cgi/access/sso/oidc/client/token",
    userinfo: "/cdn-cgi/access/sso/oidc/client/userinfo",
    keys: "/cdn-cgi/access/sso/oidc/client/jwks",
};

fn setup() -> Setup {
    let more = json!({ "scopes_supported": ["openid", "email", "profile", "groups"] });
    let person = json!({
        "sub": "7d2f3c5e-0000-4000-8000-1234567890ab", "email": "jane@example.com", "name": "Jane Doe",
        "groups": ["staff"],
    });
    Setup {
        hosts: &[("https://{team}.cloudflareaccess.com/", "http://{team}:PORT/")],
        credentials: json!({ "team": "localhost" }),
        ..openid::setup(
            "cloudflare",
            "/cdn-cgi/access/sso/oidc/client/.well-known/openid-configuration",
            &PATHS,
            more,
            &person,
        )
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
            ("groups", json!(["staff"])),
        ])
        .await;
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}

/// The client ID is a part of the issuer.
#[tokio::test]
async fn another_application_is_another_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/cdn-cgi/access/sso/oidc/other".into());
    fixture.is_refused("id_token_invalid").await;
}
