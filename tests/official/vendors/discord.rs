//! Discord: <https://docs.discord.com/developers/topics/oauth2>,
//! <https://docs.discord.com/developers/resources/user#user-object>.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/users/@me";

async fn open() -> VendorFixture {
    VendorFixture::open(setup()).await
}

fn setup() -> Setup {
    let me = json!({
        "id": "80351110224678912", "username": "nelly", "discriminator": "0", "global_name": "Nelly",
        "avatar": "8342729096ea3675442027381ff50dfe", "verified": true, "email": "nelly@example.com", "flags": 64,
        "banner": "06c16474723fe537c283b8efa61a30c8", "accent_color": 16_711_680, "premium_type": 1, "public_flags": 64,
    });
    let mut script = Script::oauth2(("/oauth2/authorize", "/api/oauth2/token"), [(ME, me)]);
    script.token = json!({
        "token_type": "Bearer", "expires_in": 604_800, "refresh_token": "D43f5y0ahjqew82jZ4NViEr2YafMKhue",
        "scope": "identify email",
    });
    let hosts = &[("https://discord.com/oauth2", "BASE/oauth2"), ("https://discord.com/api", "BASE/api")];
    Setup { hosts, ..Setup::official("discord", script) }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    let user = fixture.signs_in().await;
    let avatar = "https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png";
    for (field, value) in [
        ("email", json!("nelly@example.com")),
        ("email_verified", json!(true)),
        ("username", json!("nelly")),
        ("name", json!("Nelly")),
        ("avatar_url", json!(avatar)),
    ] {
        assert_eq!(user[field], value, "{field}");
    }
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["scope"], "identify email");
        assert!(matches!(&*seen.token, [(_, true)]), "one request, the secret in the header");
    });
}

/// No picture, no display name, no address: all of them `null` in Discord's answer.
#[tokio::test]
async fn people_with_little_to_show() {
    let fixture = open().await;
    fixture.vendor.change(|script| {
        for member in ["avatar", "global_name", "email"] {
            script.document(ME)[member] = Value::Null;
        }
    });
    let user = fixture.signs_in().await;
    assert_eq!((&user["avatar_url"], &user["name"], &user["email"]), (&json!(null), &json!("nelly"), &json!(null)));
}

/// AC-01: an address that somebody only claims opens no account.
#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let fixture = open().await;
    fixture.signs_in().await;
    fixture.vendor.change(|script| {
        script.document(ME)["id"] = "90000000000000000".into();
        script.document(ME)["verified"] = false.into();
    });
    fixture.is_refused("account_exists").await;
    fixture.vendor.change(|script| script.document(ME)["email"] = "free@example.com".into());
    let user = fixture.signs_in().await;
    assert_eq!((&user["email"], &user["email_verified"]), (&json!("free@example.com"), &json!(false)));
}

/// GR-08: servers, and roles on the one server that was entered; who is not on it signs in without groups.
#[tokio::test]
async fn gr_08_servers_and_roles_are_groups_by_options() {
    const SERVERS: &str = "/api/users/@me/guilds";
    const MEMBER: &str = "/api/users/@me/guilds/197038439483310086/member";
    let with = |options: Value, credentials: Value| {
        let mut setup = setup();
        let servers = json!([{ "id": "197038439483310086", "name": "Discord Testers", "owner": false }, { "id": "80" }]);
        setup.script.documents.insert(SERVERS, servers);
        setup.script.documents.insert(MEMBER, json!({ "nick": "n", "roles": ["41771983423143936"], "deaf": false }));
        Setup { settings: json!({ "options": options }), credentials, ..setup }
    };
    let server = json!({ "server_id": "197038439483310086" });
    for (options, groups) in [
        (json!(["servers"]), json!(["197038439483310086", "80"])),
        (json!(["roles"]), json!(["41771983423143936"])),
        (json!(["roles", "servers"]), json!(["41771983423143936", "197038439483310086", "80"])),
    ] {
        let fixture = VendorFixture::open(with(options.clone(), server.clone())).await;
        assert_eq!(fixture.signs_in().await["groups"], groups, "{options}");
    }
    let fixture = VendorFixture::open(with(json!(["roles"]), server)).await;
    fixture.vendor.change(|script| drop(script.documents.remove(MEMBER)));
    assert_eq!(fixture.signs_in().await["groups"], json!([]));
    assert_eq!(fixture.vendor.seen(|seen| seen.authorize[0]["scope"].clone()), "identify email guilds.members.read");
    let lacking = VendorFixture::open_without_waiting(with(json!(["roles"]), json!({}))).await;
    assert!(lacking.faults().await.contains("server_id is missing"));
}
