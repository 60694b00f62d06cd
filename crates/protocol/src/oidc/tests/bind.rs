//! Binding: every violation at once, each at its place.

use serde_json::{Value, json};
use vestibule_core::origin::Origin;

use super::Setup;

fn setup() -> Setup {
    let mut setup = Setup::new("https://id.example.com");
    setup.public_url = "https://auth.example.com";
    setup
}

/// The pointers of all violations, sorted.
fn pointers(setup: &Setup) -> Vec<String> {
    let mut found: Vec<_> = match setup.bind() {
        Ok(_) => Vec::new(),
        Err(bad) => bad.0.into_iter().map(|violation| violation.pointer).collect(),
    };
    found.sort();
    found
}

fn change(part: &str, patch: Value) -> Vec<String> {
    let mut setup = setup();
    let target = match part {
        "definition" => &mut setup.definition,
        "settings" => &mut setup.settings,
        _ => &mut setup.credentials,
    };
    for (name, value) in patch.as_object().unwrap() {
        if value.is_null() {
            target.as_object_mut().unwrap().remove(name);
        } else {
            target[name] = value.clone();
        }
    }
    pointers(&setup)
}

#[test]
fn what_fits_binds() {
    assert_eq!(pointers(&setup()), [""; 0]);
    for credentials in [
        json!({ "issuer_url": " https://id.example.com/ ", "client_id": " c\n" }),
        json!({ "issuer_url": "https://id.example.com/.well-known/openid-configuration" }),
        json!({ "client_secret": null }),
        json!({ "private_key": vestibule_jose::test_keys::TestKey::Ed25519.pem() }),
    ] {
        assert_eq!(change("credentials", credentials.clone()), [""; 0], "{credentials}");
    }
    assert_eq!(change("settings", json!({ "authorize_params": { "response_mode": "query", "hd": "a" } })), [""; 0]);
}

/// NW-01 at configuration, SC-05, DF-04, and the parameters that belong to the flow.
#[test]
fn each_violation_points_at_its_place() {
    for (part, patch, pointer) in [
        ("credentials", json!({ "issuer_url": null }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "  " }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "id.example.com" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "http://id.example.com" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "http://localhost:9000" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://u:p@id.example.com" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://id.example.com/?a=b" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://id.example.com/#a" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://10.0.0.1" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://0x7f.1" }), "/credentials/issuer_url"),
        ("credentials", json!({ "issuer_url": "https://169.254.169.254" }), "/credentials/issuer_url"),
        ("credentials", json!({ "client_id": null }), "/credentials/client_id"),
        ("credentials", json!({ "client_id": " " }), "/credentials/client_id"),
        ("credentials", json!({ "client_id": 7 }), "/credentials/client_id"),
        ("credentials", json!({ "unknown": "x" }), "/credentials/unknown"),
        ("credentials", json!({ "private_key": "canary" }), "/credentials/private_key"),
        ("definition", json!({ "endpoints": { "token": "http://id.example.com/t" } }), "/definition/endpoints/token"),
        ("definition", json!({ "endpoints": { "jwks": "https://10.0.0.1/t" } }), "/definition/endpoints/jwks"),
        ("definition", json!({ "endpoints": { "token": "https://{unknown}/t" } }), "/definition/endpoints/token"),
        ("definition", json!({ "discovery": { "path": "x" } }), "/definition/discovery/path"),
        (
            "definition",
            json!({ "discovery": { "issuer_template": "https://{a}.b" } }),
            "/definition/discovery/issuer_template",
        ),
        ("definition", json!({ "id_token": { "algorithms": [] } }), "/definition/id_token/algorithms"),
        ("definition", json!({ "client": { "authentication": "private_key_jwt" } }), "/credentials/private_key"),
        ("definition", json!({ "scopes": ["a b"] }), "/definition/scopes/0"),
        (
            "definition",
            json!({ "authorize_params": { "response_mode": "fragment" } }),
            "/definition/authorize_params/response_mode",
        ),
        (
            "definition",
            json!({ "requests": [{ "name": "userinfo", "url": "https://a.b" }] }),
            "/definition/requests/0/name",
        ),
        (
            "definition",
            json!({ "requests": [{ "name": "a", "url": "file:///etc/passwd" }] }),
            "/definition/requests/0/url",
        ),
        ("settings", json!({ "scopes": ["ok", ""] }), "/settings/scopes/1"),
        ("settings", json!({ "authorize_params": { "max_age": "soon" } }), "/settings/authorize_params/max_age"),
        ("settings", json!({ "authorize_params": { "a/b~": "x", "state": "x" } }), "/settings/authorize_params/state"),
    ] {
        assert_eq!(change(part, patch.clone()), [pointer], "{patch}");
    }
    for name in [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
    ] {
        let pointer = format!("/settings/authorize_params/{name}");
        assert_eq!(change("settings", json!({ "authorize_params": { name: "x" } })), [pointer]);
    }
}

#[test]
fn all_violations_come_at_once_and_show_no_value() {
    let mut setup = setup();
    setup.credentials = json!({ "issuer_url": "http://canary.example", "private_key": "canary" });
    setup.settings = json!({ "authorize_params": { "nonce": "canary" } });
    setup.definition["discovery"] = json!({ "path": "canary" });
    let bad = setup.bind().err().unwrap();
    assert!(!bad.to_string().contains("canary"), "{bad}");
    assert_eq!(
        pointers(&setup),
        [
            "/credentials/client_id",
            "/credentials/issuer_url",
            "/credentials/private_key",
            "/definition/discovery/path",
            "/settings/authorize_params/nonce",
        ]
    );
    assert_eq!(bad.0[0].pointer, "/credentials/client_id");
    let issuer = bad.0.iter().find(|violation| violation.pointer == "/credentials/issuer_url").unwrap();
    assert_eq!(issuer.origin, Some(Origin::Admin));
}

/// DF-04: a tenant cannot move an endpoint.
#[test]
fn placeholders_are_filled_and_guarded() {
    let with_tenant = |tenant: &str| {
        let mut setup = setup();
        setup.definition["endpoints"] = json!({ "token": "https://{tenant}.op.example/token" });
        setup.credentials["tenant"] = tenant.into();
        pointers(&setup)
    };
    assert_eq!(with_tenant("acme"), [""; 0]);
    for tenant in ["evil.com/#", "a/../../b", "@evil", "%2f", "a\r\nb", "evil.com?"] {
        assert_eq!(with_tenant(tenant), ["/credentials/tenant"], "{tenant}");
    }
}

/// A definition may know its issuer itself.
#[test]
fn the_schemas_default_is_the_issuer() {
    let mut setup = setup();
    setup.credentials = json!({ "client_id": "c", "tenant": "acme" });
    setup.definition["credentials"]["properties"]["issuer_url"]["default"] =
        "https://login.example.com/{tenant}".into();
    assert_eq!(pointers(&setup), [""; 0]);
    setup.credentials = json!({ "client_id": "c" });
    assert_eq!(pointers(&setup), ["/credentials/tenant"], "what is to be filled in");
}

/// The operator's word opens private hosts, an administrator's does not; loopback needs both ends there.
#[test]
fn the_scope_follows_who_typed_and_where_we_are() {
    let scope = |issuer: &str, origin: Origin, public_url: &'static str| {
        let mut setup = Setup::new(issuer);
        (setup.origin, setup.public_url) = (origin, public_url);
        setup.bind().map(|bound| bound.network_scope()).ok()
    };
    let operator = || Origin::Environment { variable: "VESTIBULE_X".into() };
    let (public, local) = ("https://auth.example.com", "http://localhost:3000");
    let typed = scope("https://ID.lan:8443/x", operator(), public).unwrap();
    assert_eq!((typed.loopback, typed.operator_hosts), (false, vec!["id.lan".to_owned()]));
    assert_eq!(scope("https://10.0.0.1", operator(), public).unwrap().operator_hosts, ["10.0.0.1"]);
    assert_eq!(scope("https://10.0.0.1", Origin::Admin, public), None);
    assert_eq!(scope("https://169.254.169.254", operator(), public), None);
    assert!(scope("https://id.lan", Origin::Admin, public).unwrap().operator_hosts.is_empty());
    assert!(scope("http://127.0.0.1:9000", Origin::Admin, local).unwrap().loopback);
    assert!(!scope("https://id.example.com", Origin::Admin, local).unwrap().loopback);
    assert_eq!(scope("http://127.0.0.1:9000", operator(), public), None);
    assert_eq!(scope("https://localhost", operator(), public), None);
}
