//! GitHub: <https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>,
//! <https://docs.github.com/rest/users/users>, <https://docs.github.com/rest/users/emails>.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const USER: &str = "/api/user";
const EMAILS: &str = "/api/user/emails";

fn script() -> Script {
    let user = json!({
        "login": "octocat", "id": 583_231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "type": "User", "site_admin": false,
        "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4", "gravatar_id": "",
        "name": "monalisa octocat", "company": "GitHub", "email": "public@example.com", "two_factor_authentication": true,
    });
    let emails = json!([
        { "email": "public@example.com", "verified": true, "primary": false, "visibility": "public" },
        { "email": "octocat@example.com", "verified": true, "primary": true, "visibility": "private" },
    ]);
    let mut script =
        Script::oauth2(("/login/oauth/authorize", "/login/oauth/access_token"), [(USER, user), (EMAILS, emails)]);
    script.token = json!({ "scope": "read:user,user:email", "token_type": "bearer" });
    script.iss = Some("BASE/login/oauth");
    script
}

fn setup(script: Script) -> Setup {
    let hosts = &[("https://github.com/login", "BASE/login"), ("https://api.github.com", "BASE/api")];
    Setup { hosts, ..Setup::official("github", script) }
}

async fn open() -> VendorFixture {
    VendorFixture::open(setup(script())).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    let user = fixture.signs_in().await;
    for (field, value) in [
        ("email", json!("octocat@example.com")),
        ("email_verified", json!(true)),
        ("username", json!("octocat")),
        ("name", json!("monalisa octocat")),
        ("first_name", json!(null)),
        ("avatar_url", json!("https://avatars.githubusercontent.com/u/583231?v=4")),
    ] {
        assert_eq!(user[field], value, "{field}");
    }
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["scope"], "read:user user:email");
        assert!(!seen.authorize[0].contains_key("nonce"));
        assert!(matches!(&*seen.token, [(_, false)]), "one request, the secret in the body");
        // GitHub's API refuses a request without one.
        let named = |agent: &Option<String>| agent.as_ref().is_some_and(|agent| agent.starts_with("vestibule/"));
        assert!(seen.agents.len() == 2 && seen.agents.iter().all(named), "{:?}", seen.agents);
    });
}

/// Whoever shows no address or no name, and whoever has not verified the primary one.
#[tokio::test]
async fn addresses_are_primary_and_verified_or_absent() {
    let address = |email: &str, primary: bool, verified: bool| json!({ "email": email, "primary": primary, "verified": verified, "visibility": null });
    for (case, emails, email) in [
        ("private", json!([address("a@example.com", true, true)]), json!("a@example.com")),
        ("unverified primary", json!([address("a@example.com", true, false)]), json!(null)),
        (
            "verified, but not the primary one",
            json!([address("a@example.com", true, false), address("b@example.com", false, true)]),
            json!(null),
        ),
        ("no boolean", json!([{ "email": "a@example.com", "primary": true, "verified": "true" }]), json!(null)),
        ("none", json!([]), json!(null)),
    ] {
        let fixture = open().await;
        fixture.vendor.change(|script| {
            *script.document(EMAILS) = emails;
            script.document(USER)["email"] = Value::Null;
            script.document(USER)["name"] = Value::Null;
        });
        let user = fixture.signs_in().await;
        assert_eq!((&user["email"], &user["name"]), (&email, &json!("octocat")), "{case}");
        assert_eq!(user["email_verified"], json!(!email.is_null()), "{case}");
    }
}

/// Logins can be changed, and taken by somebody else afterwards.
#[tokio::test]
async fn a_login_is_no_identity() {
    let fixture = open().await;
    let before = fixture.signs_in().await;
    fixture.vendor.change(|script| script.document(USER)["login"] = "hubot".into());
    assert_eq!(fixture.signs_in().await["id"], before["id"], "the same person under another login");
    fixture.vendor.change(|script| {
        script.document(USER)["login"] = "octocat".into();
        script.document(USER)["id"] = 999.into();
        script.document(EMAILS)[1]["email"] = "heir@example.com".into();
    });
    assert_ne!(fixture.signs_in().await["id"], before["id"], "another person under the old login");
    fixture.vendor.change(|script| {
        script.document(USER).as_object_mut().unwrap().remove("id");
    });
    fixture.is_refused("subject_missing").await;
}

/// <https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors>
#[tokio::test]
async fn errors_come_with_the_status_200() {
    let fixture = open().await;
    for (error, code) in [
        ("bad_verification_code", "token_exchange_failed"),
        ("incorrect_client_credentials", "provider_misconfigured"),
        ("redirect_uri_mismatch", "provider_misconfigured"),
    ] {
        let answer = json!({ "error": error, "error_description": "…", "error_uri": "https://docs.github.com/" });
        fixture.vendor.change(|script| script.token_error = Some(answer));
        let reported = fixture.is_refused(code).await;
        assert!(reported.contains(error), "{reported}");
    }
    assert_eq!(fixture.vendor.seen(|seen| seen.token.len()), 3, "no code is sent twice");
}

/// RFC 9207, which GitHub speaks.
#[tokio::test]
async fn an_answer_of_another_issuer_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.iss = Some("https://evil.example/login/oauth"));
    fixture.is_refused("issuer_mismatch").await;
    assert_eq!(fixture.vendor.seen(|seen| seen.token.len()), 0);
}

/// A GitHub App without the permission for addresses.
#[tokio::test]
async fn without_the_list_of_addresses_nobody_comes_in() {
    let fixture = open().await;
    fixture.vendor.change(|script| drop(script.documents.remove(EMAILS)));
    let reported = fixture.is_refused("userinfo_failed").await;
    assert!(reported.contains("/user/emails"), "{reported}");
}

/// GR-08: each option asks for what it adds, and nothing asks for it without the option.
#[tokio::test]
async fn gr_08_organizations_and_teams_are_groups_by_options() {
    let organizations = json!([{ "login": "github", "id": 1, "url": "https://api.github.com/orgs/github" }]);
    let teams = json!([
        { "id": 1, "name": "Justice League", "slug": "justice-league", "organization": { "login": "github", "id": 1 } },
        { "id": 2, "name": "Owls", "slug": "owls", "organization": { "login": "other", "id": 2 } },
    ]);
    let with = |options: Value| {
        let mut script = script();
        script.documents.insert("/api/user/orgs", organizations.clone());
        script.documents.insert("/api/user/teams", teams.clone());
        Setup { settings: json!({ "options": options }), ..setup(script) }
    };
    for (options, scope, groups) in [
        (json!([]), "read:user user:email", json!([])),
        (json!(["organizations"]), "read:user user:email read:org", json!(["github"])),
        (json!(["teams"]), "read:user user:email read:org", json!(["github/justice-league", "other/owls"])),
        (
            json!(["teams", "organizations"]),
            "read:user user:email read:org",
            json!(["github", "github/justice-league", "other/owls"]),
        ),
    ] {
        let fixture = VendorFixture::open(with(options.clone())).await;
        assert_eq!(fixture.signs_in().await["groups"], groups, "{options}");
        assert_eq!(fixture.vendor.seen(|seen| seen.authorize[0]["scope"].clone()), scope, "{options}");
    }
    // Whoever does not let the application read organizations has no rights by them, and is not let in without.
    let fixture = VendorFixture::open(with(json!(["teams"]))).await;
    fixture.vendor.change(|script| drop(script.documents.remove("/api/user/teams")));
    assert!(fixture.is_refused("userinfo_failed").await.contains("request `teams`"));
    let unknown = VendorFixture::open_without_waiting(with(json!(["taems"]))).await;
    assert!(unknown.faults().await.contains("no such option; did you mean `teams`?"));
}
