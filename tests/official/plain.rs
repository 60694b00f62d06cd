//! Vendors about which nothing is unusual, as rows: where their metadata is, what their people look like, and what becomes
//! of it. Each signs somebody in; nobody gets an account by an address that is not verified; another issuer is refused.

use serde_json::{Value, json};

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

/// A vendor with OpenID Connect.
struct Row {
    id: &'static str,
    /// The path of its issuer, before which its host is.
    issuer: &'static str,
    paths: Paths,
    /// Over what all metadata has.
    metadata: Value,
    /// The ID token and userinfo.
    person: Value,
    /// What the profile is then.
    profile: Vec<(&'static str, Value)>,
    /// What replaces the vendor's host, where the definition names it.
    hosts: &'static [(&'static str, &'static str)],
    credentials: Value,
}

/// The ids of the rows.
pub(crate) fn ids() -> Vec<String> {
    rows().iter().map(|row| row.id.to_owned()).collect()
}

const fn paths(authorize: &'static str, token: &'static str, userinfo: &'static str, keys: &'static str) -> Paths {
    Paths { authorize, token, userinfo, keys }
}

fn row(id: &'static str, issuer: &'static str, paths: Paths, person: Value) -> Row {
    let profile = Vec::new();
    Row { id, issuer, paths, metadata: json!({}), person, profile, hosts: &[], credentials: json!({}) }
}

/// Jane, as most vendors describe her.
fn jane(more: &Value) -> Value {
    let mut person = json!({
        "sub": "6f1d9a1c-0b7e-4d1f-9c40-1d7a3a6a2b11", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "email": "jane@example.com",
    });
    person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    person
}

/// Services at one address for everybody.
fn services() -> Vec<Row> {
    vec![
        Row {
            hosts: &[("https://webexapis.com/v1", "BASE/v1")],
            ..row(
                "webex",
                "/v1",
                paths("/v1/authorize", "/v1/access_token", "/v1/userinfo", "/v1/verification"),
                jane(&json!({ "email_verified": true, "preferred_username": "jane@example.com" })),
            )
        },
        Row {
            hosts: &[("https://www.openstreetmap.org\"", "BASE\"")],
            profile: vec![("username", json!("jane")), ("email", Value::Null)],
            ..row(
                "openstreetmap",
                "",
                paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/oauth2/discovery/keys"),
                json!({ "sub": "4711", "preferred_username": "Jane", "profile": "https://www.openstreetmap.org/user/Jane" }),
            )
        },
        Row {
            hosts: &[("https://identity.xero.com", "BASE")],
            ..row(
                "xero",
                "",
                paths("/connect/authorize", "/connect/token", "/connect/userinfo", "/jwks"),
                jane(&json!({ "xero_userid": "1d7a3a6a", "preferred_username": "jane@example.com" })),
            )
        },
        Row {
            hosts: &[("https://developer.api.autodesk.com", "BASE")],
            ..row(
                "autodesk",
                "",
                paths(
                    "/authentication/v2/authorize",
                    "/authentication/v2/token",
                    "/userinfo",
                    "/authentication/v2/keys",
                ),
                jane(&json!({ "email_verified": true, "preferred_username": "jane" })),
            )
        },
        Row {
            hosts: &[("const = \"https://app.simplelogin.io\"", "const = \"BASE\"")],
            profile: vec![("avatar_url", json!("https://simplelogin.example/jane.png"))],
            ..row(
                "simplelogin",
                "",
                paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/jwks"),
                jane(&json!({ "email_verified": true, "avatar_url": "https://simplelogin.example/jane.png" })),
            )
        },
        Row {
            hosts: &[("https://connect.surfconext.nl", "BASE")],
            profile: vec![("groups", json!(["employee", "member"]))],
            ..row(
                "surfconext",
                "",
                paths("/oidc/authorize", "/oidc/token", "/oidc/userinfo", "/oidc/certs"),
                jane(&json!({ "email_verified": true, "eduperson_affiliation": ["employee", "member"] })),
            )
        },
        Row {
            hosts: &[("const = \"https://app.asana.com/api/1.0\"", "const = \"BASE/api/1.0\"")],
            ..row(
                "asana",
                "/api/1.0",
                paths(
                    "/-/oauth_authorize",
                    "/-/oauth_token",
                    "/api/1.0/openid_connect/userinfo",
                    "/api/1.0/openid_connect/keys",
                ),
                jane(&json!({ "sub": "12345" })),
            )
        },
        Row {
            metadata: json!({ "scopes_supported": ["openid", "email", "profile", "groups"] }),
            profile: vec![("groups", json!(["staff"]))],
            hosts: &[("https://{team}.cloudflareaccess.com/", "BASE/{team}/")],
            credentials: json!({ "team": "acme" }),
            ..row(
                "cloudflare",
                "/acme/cdn-cgi/access/sso/oidc/client",
                paths(
                    "/acme/cdn-cgi/access/sso/oidc/client/authorization",
                    "/acme/cdn-cgi/access/sso/oidc/client/token",
                    "/acme/cdn-cgi/access/sso/oidc/client/userinfo",
                    "/acme/cdn-cgi/access/sso/oidc/client/jwks",
                ),
                jane(&json!({ "groups": ["staff"] })),
            )
        },
    ]
}

/// Services with an address for each organization.
fn companies() -> Vec<Row> {
    vec![
        Row {
            metadata: json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"] }),
            ..row(
                "duo",
                "/oidc/client",
                paths("/oidc/client/authorize", "/oidc/client/token", "/oidc/client/userinfo", "/oidc/client/jwks"),
                jane(&json!({ "sub": "jane@example.com", "preferred_username": "jane" })),
            )
        },
        Row {
            metadata: json!({ "end_session_endpoint": "BASE/3e1c9f0a/as/signoff" }),
            profile: vec![("groups", json!(["Staff"]))],
            ..row(
                "pingone",
                "/3e1c9f0a/as",
                paths("/3e1c9f0a/as/authorize", "/3e1c9f0a/as/token", "/3e1c9f0a/as/userinfo", "/3e1c9f0a/as/jwks"),
                jane(
                    &json!({ "preferred_username": "jane", "groups": ["Staff"], "env": "3e1c9f0a", "org": "5d0e4a52" }),
                ),
            )
        },
        row(
            "pingfederate",
            "",
            paths("/as/authorization.oauth2", "/as/token.oauth2", "/idp/userinfo.openid", "/pf/JWKS"),
            jane(&json!({ "preferred_username": "jane" })),
        ),
        Row {
            profile: vec![("groups", json!(["admin"]))],
            ..row(
                "ibm-verify",
                "/oidc/endpoint/default",
                paths(
                    "/oidc/endpoint/default/authorize",
                    "/oidc/endpoint/default/token",
                    "/oidc/endpoint/default/userinfo",
                    "/oidc/endpoint/default/jwks",
                ),
                jane(
                    &json!({ "preferred_username": "jane", "groupIds": ["admin"], "realmName": "cloudIdentityRealm" }),
                ),
            )
        },
        Row {
            profile: vec![("groups", json!(["Managers"]))],
            ..row(
                "sap",
                "",
                paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/oauth2/certs"),
                jane(&json!({ "sub": "P000001", "email_verified": true, "groups": ["Managers"] })),
            )
        },
        row(
            "workos",
            "",
            paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/oauth2/jwks"),
            jane(&json!({ "sub": "user_01E4ZCR3C56J083X43JQXF3JK5", "email_verified": true })),
        ),
        row(
            "descope",
            "/P2ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            paths("/oauth2/v1/authorize", "/oauth2/v1/token", "/oauth2/v1/userinfo", "/keys"),
            jane(&json!({ "email_verified": true })),
        ),
        row(
            "stytch",
            "",
            paths("/oauth/authorize", "/v1/oauth2/token", "/v1/oauth2/userinfo", "/.well-known/jwks.json"),
            jane(&json!({ "sub": "user-live-0000", "email_verified": true })),
        ),
        row(
            "zoho",
            "",
            paths("/oauth/v2/auth", "/oauth/v2/token", "/oauth/v2/userinfo", "/oauth/v2/keys"),
            jane(&json!({ "sub": "600000000", "email_verified": true })),
        ),
    ]
}

/// Software that people run themselves.
fn software() -> Vec<Row> {
    vec![
        Row {
            profile: vec![("username", json!("jane")), ("groups", json!(["staff"]))],
            metadata: json!({ "end_session_endpoint": "BASE/oidc/logout" }),
            ..row(
                "wso2",
                "/oauth2/token",
                paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/oauth2/jwks"),
                jane(&json!({ "username": "jane", "groups": ["staff"], "org_name": "Super" })),
            )
        },
        Row {
            profile: vec![("username", json!("jane"))],
            ..row(
                "apereo-cas",
                "/cas/oidc",
                paths(
                    "/cas/oidc/oidcAuthorize",
                    "/cas/oidc/oidcAccessToken",
                    "/cas/oidc/oidcProfile",
                    "/cas/oidc/jwks",
                ),
                jane(&json!({ "preferred_username": "jane", "auth_time": 1_793_707_000 })),
            )
        },
        row(
            "pingam",
            "/am/oauth2/realms/root/realms/alpha",
            paths(
                "/am/oauth2/authorize",
                "/am/oauth2/access_token",
                "/am/oauth2/userinfo",
                "/am/oauth2/connect/jwk_uri",
            ),
            jane(&json!({ "sub": "(usr!6f1d9a1c)", "subname": "6f1d9a1c" })),
        ),
        Row {
            profile: vec![("username", json!("jane")), ("groups", json!(["admins"]))],
            ..row(
                "lemonldap",
                "",
                paths("/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo", "/oauth2/jwks"),
                jane(&json!({ "preferred_username": "jane", "groups": ["admins"] })),
            )
        },
        Row {
            profile: vec![("username", json!("jane"))],
            ..row(
                "janssen",
                "",
                paths(
                    "/jans-auth/restv1/authorize",
                    "/jans-auth/restv1/token",
                    "/jans-auth/restv1/userinfo",
                    "/jans-auth/restv1/jwks",
                ),
                jane(&json!({ "user_name": "jane" })),
            )
        },
        row(
            "gravitee",
            "/people/oidc",
            paths(
                "/people/oauth/authorize",
                "/people/oauth/token",
                "/people/oidc/userinfo",
                "/people/oidc/.well-known/jwks.json",
            ),
            jane(&json!({ "preferred_username": "jane" })),
        ),
        row(
            "shibboleth",
            "",
            paths(
                "/idp/profile/oidc/authorize",
                "/idp/profile/oidc/token",
                "/idp/profile/oidc/userinfo",
                "/idp/profile/oidc/keyset",
            ),
            jane(&json!({ "sub": "DPUHYA4Z3JOKWNSGSN6KMJZWXOR3LVVM" })),
        ),
    ]
}

fn rows() -> Vec<Row> {
    [services(), companies(), software()].into_iter().flatten().collect()
}

impl Row {
    fn setup(&self) -> Setup {
        let metadata: &'static str = Box::leak(format!("{}{METADATA}", self.issuer).into_boxed_str());
        let setup = openid::setup(self.id, metadata, &self.paths, self.metadata.clone(), &self.person);
        match self.hosts.is_empty() {
            true => setup,
            false => Setup { hosts: self.hosts, credentials: self.credentials.clone(), ..setup },
        }
    }
}

#[tokio::test]
async fn each_vendor_signs_somebody_in() {
    for row in rows() {
        let fixture = VendorFixture::open(row.setup()).await;
        let user = fixture.signs_in().await;
        let email = row.person.get("email").cloned().unwrap_or_default();
        let verified = json!(row.person.get("email_verified") == Some(&json!(true)));
        for (field, value) in [("email", email), ("email_verified", verified)].iter().chain(&row.profile) {
            assert_eq!(&user[*field], value, "{}: {field}", row.id);
        }
        if let Some(name) = row.person.get("name") {
            assert_eq!(&user["name"], name, "{}", row.id);
        }
        assert!(openid::secret_in_header(&fixture), "{}", row.id);
    }
}

#[tokio::test]
async fn no_unverified_address_opens_an_account() {
    for row in rows().into_iter().filter(|row| row.person.get("email").is_some()) {
        let fixture = VendorFixture::open(row.setup()).await;
        if row.person.get("email_verified") == Some(&json!(true)) {
            openid::only_a_verified_address_is_an_account(&fixture).await;
        } else {
            openid::an_address_proves_nothing(&fixture, |script| {
                script.person(|person| person["sub"] = "somebody-else".into());
            })
            .await;
        }
    }
}

/// Tenants, environments and applications share a host: only the issuer tells them apart.
#[tokio::test]
async fn another_issuer_is_refused() {
    for row in rows() {
        let fixture = VendorFixture::open(row.setup()).await;
        fixture.vendor.change(|script| script.claims()["iss"] = "BASE/another".into());
        fixture.is_refused("id_token_invalid").await;
    }
}
