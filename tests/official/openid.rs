//! Vendors with plain OpenID Connect: what differs from one to the next is data.

use serde_json::{Value, json};

use crate::{
    vendor::{METADATA, Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

/// A vendor whose metadata is at `metadata` and holds `more` over what all of them have, without what is `null` there. Its
/// issuer is the credential `issuer_url`; for one whose issuer is fixed, replace `hosts` and `credentials`.
pub(crate) fn setup(id: &'static str, metadata: &'static str, paths: &Paths, more: Value, person: &Value) -> Setup {
    let mut discovery = json!({
        "issuer": format!("BASE{}", metadata.strip_suffix(METADATA).unwrap_or_default()),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    });
    for (name, value) in more.as_object().unwrap() {
        discovery[name] = value.clone();
    }
    discovery.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let credentials = json!({ "issuer_url": discovery["issuer"] });
    let mut script = Script::oidc(paths, discovery, person);
    let document = script.documents.remove(METADATA).unwrap();
    script.documents.insert(metadata, document);
    script.token = json!({ "token_type": "Bearer", "expires_in": 3_600 });
    Setup { credentials, ..Setup::official(id, script) }
}

/// Where Gitea and Forgejo have their endpoints.
pub(crate) const FORGE: Paths = Paths {
    authorize: "/login/oauth/authorize",
    token: "/login/oauth/access_token",
    userinfo: "/login/oauth/userinfo",
    keys: "/login/oauth/keys",
};

/// Gitea, and Forgejo, which comes from it: the ID token alone says whether the address is verified.
pub(crate) fn forge(id: &'static str) -> Setup {
    let more = json!({
        "response_types_supported": ["code", "id_token"],
        "scopes_supported": ["openid", "profile", "email", "groups"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    let person = json!({
        "sub": "1", "name": "Jane Doe", "preferred_username": "jane", "email": "jane@example.com",
        "picture": "https://git.example.com/avatars/jane", "groups": ["acme", "acme:developers"],
    });
    let mut setup = setup(id, METADATA, &FORGE, more, &person);
    setup.script.claims()["email_verified"] = true.into();
    setup
}

/// A person of such a forge.
pub(crate) async fn signs_in_at_a_forge(fixture: &VendorFixture) {
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("groups", json!(["acme", "acme:developers"])),
        ])
        .await;
}

/// Whether the secret was sent in the header, as it has to be in every token request.
pub(crate) fn secret_in_header(fixture: &VendorFixture) -> bool {
    fixture.vendor.seen(|seen| {
        assert!(!seen.token.is_empty());
        seen.token.iter().all(|(_, in_header)| *in_header)
    })
}

/// AC-01: the vendor says which addresses are verified; with another one, somebody else opens nobody's account.
pub(crate) async fn only_a_verified_address_is_an_account(fixture: &VendorFixture) {
    assert_eq!(fixture.signs_in().await["email_verified"], true);
    for verified in [json!(false), json!("true"), Value::Null] {
        fixture.vendor.change(|script| {
            script.person(|person| {
                (person["sub"], person["email_verified"]) = ("somebody-else".into(), verified.clone());
            });
        });
        fixture.is_refused("account_exists").await;
    }
}

/// AC-02: the vendor does not say that addresses are verified, so two people with one address are two people.
pub(crate) async fn an_address_proves_nothing(fixture: &VendorFixture, somebody_else: impl FnOnce(&mut Script)) {
    let first = fixture.signs_in().await;
    assert_eq!((first["email"].is_string(), &first["email_verified"]), (true, &json!(false)));
    fixture.vendor.change(somebody_else);
    let second = fixture.signs_in().await;
    assert_eq!(second["email"], first["email"]);
    assert_ne!(second["id"], first["id"]);
}
