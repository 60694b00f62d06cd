//! Any provider with OpenID Connect: <https://openid.net/specs/openid-connect-core-1_0.html>. A realm below a path, as
//! Keycloak has it, and a host that sets nothing beyond what the standard demands.

use serde_json::{Value, json};

use crate::{
    vendor::{METADATA, Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/authorize", token: "/token", userinfo: "/userinfo", keys: "/.well-known/keys" };

/// What OpenID Connect Discovery §3 requires, and no more.
fn script() -> Script {
    let discovery = json!({
        "issuer": "BASE",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    let person = json!({
        "sub": "248289761001", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "preferred_username": "j.doe", "email": "janedoe@example.com", "email_verified": true,
        "picture": "https://example.com/janedoe/me.jpg", "groups": ["staff", "", 7, null, "ops"],
    });
    Script::oidc(&PATHS, discovery, &person)
}

fn setup(issuer_url: &str, script: Script) -> Setup {
    Setup { credentials: json!({ "issuer_url": issuer_url }), ..Setup::official("oidc", script) }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup("BASE", script())).await;
    fixture
        .signs_in_as([
            ("email", json!("janedoe@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("j.doe")),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("last_name", json!("Doe")),
            ("avatar_url", json!("https://example.com/janedoe/me.jpg")),
            ("groups", json!(["staff", "ops"])),
        ])
        .await;
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["scope"], "openid profile email");
        assert!(matches!(&*seen.token, [(_, true)]), "Discovery §3: without a word about it, the header");
    });
}

/// However the address of a realm was copied.
#[tokio::test]
async fn an_issuer_may_have_a_path() {
    const REALM: &str = "/realms/main/.well-known/openid-configuration";
    for issuer_url in ["BASE/realms/main", "BASE/realms/main/", " BASE/realms/main", &format!("BASE{REALM}")] {
        let mut realm = script();
        let mut discovery = realm.documents.remove(METADATA).unwrap();
        discovery["issuer"] = "BASE/realms/main".into();
        discovery["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
        realm.documents.insert(REALM, discovery);
        realm.claims()["iss"] = "BASE/realms/main".into();
        let fixture = VendorFixture::open(setup(issuer_url, realm)).await;
        fixture.signs_in().await;
        fixture
            .vendor
            .seen(|seen| assert!(matches!(&*seen.token, [(_, false)]), "{issuer_url}: the secret in the body"));
    }
}

/// Values of the wrong type are nobody's profile, and never half of one.
#[tokio::test]
async fn claims_of_a_wrong_type_are_absent() {
    for (claim, value, field, wanted) in [
        ("email_verified", json!("true"), "email_verified", json!(false)),
        ("email_verified", json!(1), "email_verified", json!(false)),
        ("email", json!(["a@example.com"]), "email", Value::Null),
        ("email", json!("not an address"), "email", Value::Null),
        ("email", json!(""), "email", Value::Null),
        ("name", json!({ "first": "Jane" }), "name", json!("j.doe")),
        ("name", json!(" "), "name", json!("j.doe")),
        ("given_name", json!(7), "first_name", Value::Null),
        ("picture", json!("javascript:alert(1)"), "avatar_url", Value::Null),
        ("picture", json!(false), "avatar_url", Value::Null),
        ("groups", json!("staff"), "groups", json!(["staff"])),
        ("groups", json!({ "staff": true }), "groups", json!([])),
    ] {
        let mut odd = script();
        odd.person(|person| person[claim] = value.clone());
        let user = VendorFixture::open(setup("BASE", odd)).await.signs_in().await;
        assert_eq!(user[field], wanted, "{claim} = {value}");
    }
}

#[tokio::test]
async fn a_token_that_breaks_a_rule_signs_nobody_in() {
    let fixture = VendorFixture::open(setup("BASE", script())).await;
    for (claim, value) in [
        ("iss", json!("BASE/")),
        ("iss", json!("https://other.example")),
        ("iss", json!(["BASE"])),
        ("sub", json!(248_289_761_001_u64)),
        ("sub", json!("")),
        ("aud", json!("another")),
        ("aud", json!(["client", "another"])),
        ("azp", json!("another")),
        ("nonce", json!("chosen by somebody else")),
        ("exp", json!("tomorrow")),
        ("exp", json!(1)),
        ("iat", json!(1)),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ] {
        fixture.vendor.change(|vendor| {
            *vendor = script();
            vendor.claims()[claim] = value.clone();
        });
        let reported = fixture.is_refused("id_token_invalid").await;
        assert!(reported.contains(claim), "{claim}: {reported}");
    }
}

#[tokio::test]
async fn userinfo_is_about_the_same_person_or_nobody() {
    let fixture = VendorFixture::open(setup("BASE", script())).await;
    for sub in [json!("248289761002"), json!(248_289_761_001_u64), Value::Null] {
        fixture.vendor.change(|script| script.document(PATHS.userinfo)["sub"] = sub);
        fixture.is_refused("userinfo_mismatch").await;
    }
    fixture.vendor.change(|script| *script.document(PATHS.userinfo) = json!(["a list"]));
    fixture.is_refused("userinfo_failed").await;
}

/// RFC 6749 §5.2: the code was used, too old, or another client's.
#[tokio::test]
async fn a_refused_code_is_reported_from_a_refused_client() {
    let fixture = VendorFixture::open(setup("BASE", script())).await;
    for (error, code) in [("invalid_grant", "token_exchange_failed"), ("invalid_client", "provider_misconfigured")] {
        fixture.vendor.change(|script| script.token_error = Some(json!({ "error": error })));
        fixture.is_refused(code).await;
    }
}
