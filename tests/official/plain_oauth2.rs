//! Vendors with plain OAuth 2.0, as rows: three endpoints, one answer about the person.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

/// A vendor without OpenID Connect.
struct Row {
    id: &'static str,
    /// What replaces the vendor's hosts.
    hosts: &'static [(&'static str, &'static str)],
    credentials: Value,
    endpoints: (&'static str, &'static str),
    userinfo: &'static str,
    person: Value,
    /// The pointer of the subject in that answer.
    subject: &'static str,
    scope: &'static str,
    secret_in_header: bool,
    profile: Vec<(&'static str, Value)>,
}

/// The ids of the rows.
pub(crate) fn ids() -> Vec<String> {
    rows().iter().map(|row| row.id.to_owned()).collect()
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn rows() -> Vec<Row> {
    vec![
        Row {
            id: "digitalocean",
            hosts: &[("https://cloud.digitalocean.com/v1", "BASE/v1"), ("https://api.digitalocean.com", "BASE")],
            credentials: json!({}),
            endpoints: ("/v1/oauth/authorize", "/v1/oauth/token"),
            userinfo: "/v2/account",
            person: json!({ "account": {
                "droplet_limit": 25, "email": "jane@example.com", "name": "Jane Doe", "email_verified": true,
                "uuid": "b6fr89dbf6d9156cace5f3c78dc9851d957381ef", "status": "active",
                "team": { "uuid": "5df3e3004a17e242b7c20ca6c9fc25b701a47ece", "name": "My Team" },
            } }),
            subject: "/account/uuid",
            scope: "read",
            secret_in_header: false,
            profile: vec![
                ("email", json!("jane@example.com")),
                ("email_verified", json!(true)),
                ("name", json!("Jane Doe")),
            ],
        },
        Row {
            id: "mattermost",
            hosts: &[],
            credentials: json!({ "base_url": "BASE" }),
            endpoints: ("/oauth/authorize", "/oauth/access_token"),
            userinfo: "/api/v4/users/me",
            person: json!({
                "id": "7n3y5k1wqbyfzqf1yxyw3ow4ga", "username": "jane", "email": "jane@example.com", "nickname": "",
                "first_name": "Jane", "last_name": "Doe", "roles": "system_user", "locale": "en",
            }),
            subject: "/id",
            scope: "",
            secret_in_header: false,
            profile: vec![("username", json!("jane")), ("name", json!("Jane Doe")), ("email_verified", json!(false))],
        },
        Row {
            id: "wordpress",
            hosts: &[("https://public-api.wordpress.com", "BASE")],
            credentials: json!({}),
            endpoints: ("/oauth2/authorize", "/oauth2/token"),
            userinfo: "/rest/v1.1/me",
            person: json!({
                "ID": 78_972_699, "display_name": "Jane Doe", "username": "jane", "email": "jane@example.com",
                "email_verified": true, "primary_blog": 1, "avatar_URL": "https://1.gravatar.com/avatar/x",
            }),
            subject: "/ID",
            scope: "auth",
            secret_in_header: false,
            profile: vec![
                ("name", json!("Jane Doe")),
                ("email_verified", json!(true)),
                ("avatar_url", json!("https://1.gravatar.com/avatar/x")),
            ],
        },
        Row {
            id: "eventbrite",
            hosts: &[("https://www.eventbrite.com/oauth", "BASE/oauth"), ("https://www.eventbriteapi.com", "BASE")],
            credentials: json!({}),
            endpoints: ("/oauth/authorize", "/oauth/token"),
            userinfo: "/v3/users/me/",
            person: json!({
                "id": "1234567890", "name": "Jane Doe", "first_name": "Jane", "last_name": "Doe", "is_public": false,
                "emails": [
                    { "email": "other@example.com", "verified": true, "primary": false },
                    { "email": "jane@example.com", "verified": true, "primary": true },
                ],
            }),
            subject: "/id",
            scope: "",
            secret_in_header: false,
            profile: vec![
                ("email", json!("jane@example.com")),
                ("email_verified", json!(true)),
                ("first_name", json!("Jane")),
            ],
        },
        Row {
            id: "epic",
            hosts: &[
                ("https://www.epicgames.com/id/authorize", "BASE/id/authorize"),
                ("https://api.epicgames.dev", "BASE"),
            ],
            credentials: json!({}),
            endpoints: ("/id/authorize", "/epic/oauth/v2/token"),
            userinfo: "/epic/oauth/v2/userInfo",
            person: json!({ "sub": "864f0aee96e441c4b3a3c7d0b6f2b1e2", "preferred_username": "JaneDoe" }),
            subject: "/sub",
            scope: "basic_profile",
            secret_in_header: true,
            profile: vec![("email", Value::Null), ("name", json!("JaneDoe"))],
        },
        Row {
            id: "airtable",
            hosts: &[("https://airtable.com/oauth2", "BASE/oauth2"), ("https://api.airtable.com", "BASE")],
            credentials: json!({}),
            endpoints: ("/oauth2/v1/authorize", "/oauth2/v1/token"),
            userinfo: "/v0/meta/whoami",
            person: json!({ "id": "usrL2PNC5o3H4lBEi", "email": "jane@example.com", "scopes": ["user.email:read"] }),
            subject: "/id",
            scope: "user.email:read",
            secret_in_header: true,
            profile: vec![("email", json!("jane@example.com")), ("email_verified", json!(false))],
        },
        Row {
            id: "docusign",
            hosts: &[("https://account.docusign.com", "BASE")],
            credentials: json!({}),
            endpoints: ("/oauth/auth", "/oauth/token"),
            userinfo: "/oauth/userinfo",
            person: json!({
                "sub": "564f7988-0000-0000-0000-781ee556ab7a", "name": "Jane Doe", "given_name": "Jane",
                "family_name": "Doe", "created": "2015-08-13T20:54:07.5", "email": "jane@example.com", "accounts": [],
            }),
            subject: "/sub",
            scope: "signature",
            secret_in_header: true,
            profile: vec![("name", json!("Jane Doe")), ("email_verified", json!(false)), ("last_name", json!("Doe"))],
        },
    ]
}

impl Row {
    fn setup(&self) -> Setup {
        let script = Script::oauth2(self.endpoints, [(self.userinfo, self.person.clone())]);
        Setup { hosts: self.hosts, credentials: self.credentials.clone(), ..Setup::official(self.id, script) }
    }
}

#[tokio::test]
async fn each_vendor_signs_somebody_in() {
    for row in rows() {
        let fixture = VendorFixture::open(row.setup()).await;
        let user = fixture.signs_in().await;
        for (field, value) in &row.profile {
            assert_eq!(&user[*field], value, "{}: {field}", row.id);
        }
        fixture.vendor.seen(|seen| {
            let scope = seen.authorize[0].get("scope").map(String::as_str).unwrap_or_default();
            assert_eq!(scope, row.scope, "{}", row.id);
            assert_eq!(
                seen.token.iter().map(|(_, in_header)| *in_header).collect::<Vec<_>>(),
                [row.secret_in_header],
                "{}",
                row.id
            );
        });
    }
}

/// Who somebody is depends on the vendor's own id for them, and on nothing that they can change.
#[tokio::test]
async fn without_an_id_nobody_signs_in() {
    for row in rows() {
        let fixture = VendorFixture::open(row.setup()).await;
        fixture.vendor.change(|script| *script.document(row.userinfo).pointer_mut(row.subject).unwrap() = Value::Null);
        fixture.is_refused("subject_missing").await;
        fixture.vendor.change(|script| drop(script.documents.remove(row.userinfo)));
        fixture.is_refused("userinfo_failed").await;
    }
}
