//! Pocket ID 2.14: <https://pocket-id.org/docs>.

use serde_json::{Value, json};

use crate::{
    vendor::{METADATA, Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/authorize",
    token: "/api/oidc/token",
    userinfo: "/api/oidc/userinfo",
    keys: "/.well-known/jwks.json",
};
const SUBJECT: &str = "1f6d1b6c-6d7a-4a6e-9a51-1f8c2b0b7a11";

fn script() -> Script {
    let discovery = json!({
        "issuer": "BASE",
        "end_session_endpoint": "BASE/api/oidc/end-session",
        "introspection_endpoint": "BASE/api/oidc/introspect",
        "device_authorization_endpoint": "BASE/api/oidc/device/authorize",
        "pushed_authorization_request_endpoint": "BASE/api/oidc/par",
        "require_pushed_authorization_requests": false,
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "scopes_supported": ["openid", "profile", "email", "groups", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["plain", "S256"],
        "request_parameter_supported": true, "request_uri_parameter_supported": false,
        "request_object_signing_alg_values_supported": ["none"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "client_id_metadata_document_supported": false,
    });
    let person = json!({
        "sub": SUBJECT, "given_name": "Tim", "family_name": "", "name": "Tim", "display_name": "Tim C.",
        "preferred_username": "tim", "picture": format!("BASE/api/users/{SUBJECT}/profile-picture.png"),
        "email": "tim@example.com", "email_verified": false, "groups": ["family"],
    });
    let mut script = Script::oidc(&PATHS, discovery, &person);
    let claims = script.claims();
    (claims["aud"], claims["type"], claims["amr"]) = (json!(["client"]), "id-token".into(), json!(["phr"]));
    script.token = json!({ "token_type": "bearer", "expires_in": 3_600, "refresh_token": "r", "scope": "openid" });
    script.iss = Some("BASE");
    script
}

async fn open(script: Script, settings: Value) -> VendorFixture {
    let credentials = json!({ "issuer_url": "BASE" });
    VendorFixture::open(Setup { credentials, settings, ..Setup::official("pocketid", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open(script(), json!({})).await;
    fixture
        .signs_in_as([
            ("email", json!("tim@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("tim")),
            ("name", json!("Tim")),
            ("first_name", json!("Tim")),
            ("last_name", Value::Null),
            ("groups", json!(["family"])),
        ])
        .await;
    fixture.vendor.seen(|seen| {
        let request = &seen.authorize[0];
        assert_eq!(request["scope"], "openid profile email groups offline_access");
        assert_eq!(request["code_challenge_method"], "S256");
        assert!(request["state"].len() >= 8 && request["nonce"].len() >= 8, "shorter ones are refused");
        assert!(matches!(&*seen.token, [(form, false)] if form.contains_key("client_secret")), "never both");
    });
}

/// Its INTERNAL_APP_URL: what our server asks is on another origin than what the browser sees.
#[tokio::test]
async fn the_back_channel_may_be_another_origin() {
    let mut inside = script();
    for (name, path) in
        [("token_endpoint", PATHS.token), ("userinfo_endpoint", PATHS.userinfo), ("jwks_uri", PATHS.keys)]
    {
        inside.document(METADATA)[name] = format!("http://127.0.0.1:PORT{path}").into();
    }
    open(inside, json!({})).await.signs_in().await;
}

/// RFC 9207: it says that it names itself, so an answer that does not is somebody else's.
#[tokio::test]
async fn an_answer_names_its_issuer() {
    let fixture = open(script(), json!({})).await;
    for iss in [None, Some("https://other.example"), Some("BASE/")] {
        fixture.vendor.change(|script| script.iss = iss);
        fixture.is_refused("issuer_mismatch").await;
    }
}

/// Its addresses are unverified unless somebody there says otherwise, so they open nobody's account.
#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let another = |script: &mut Script| script.person(|person| person["sub"] = "another".into());
    let fixture = open(script(), json!({})).await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(another);
    let second = fixture.signs_in().await;
    assert_ne!(second["id"], first["id"], "nor do they lock anybody out");
    assert_eq!((&first["email_verified"], &second["email_verified"]), (&json!(false), &json!(false)));
    let fixture = open(script(), json!({ "linking": "trusted_email" })).await;
    fixture.signs_in_as([("email_verified", json!(true))]).await;
    fixture.vendor.change(another);
    fixture.is_refused("account_exists").await;
}

/// REQUIRE_USER_EMAIL=false: no claim at all.
#[tokio::test]
async fn a_person_without_an_address() {
    let mut without = script();
    without.person(|person| {
        person.as_object_mut().unwrap().retain(|name, _| !name.starts_with("email"));
        (person["name"], person["groups"]) = ("".into(), json!([]));
    });
    let fixture = open(without.clone(), json!({})).await;
    fixture.signs_in_as([("email", Value::Null), ("name", json!("tim")), ("groups", json!([]))]).await;
    open(without, json!({ "require_email": true })).await.is_refused("email_required").await;
}

/// Custom claims have any name that is not reserved and any type.
#[tokio::test]
async fn custom_claims_disturb_nothing() {
    let mut custom = script();
    custom.person(|person| {
        (person["roles"], person["sid"]) = (json!({ "admin": true }), json!(7));
        (person["nickname"], person["userinfo"], person["id_token"]) = (json!([1]), json!("x"), json!(null));
    });
    open(custom, json!({})).await.signs_in_as([("name", json!("Tim")), ("groups", json!(["family"]))]).await;
}

/// 1.16 said less about itself.
#[tokio::test]
async fn an_older_release() {
    let mut older = script();
    let metadata = older.document(METADATA).as_object_mut().unwrap();
    metadata.remove("token_endpoint_auth_methods_supported");
    metadata.remove("authorization_response_iss_parameter_supported");
    metadata.insert("response_types_supported".into(), json!(["code", "id_token"]));
    older.iss = None;
    older.person(|person| person["name"] = Value::Null);
    open(older, json!({})).await.signs_in_as([("name", json!("tim"))]).await;
}
