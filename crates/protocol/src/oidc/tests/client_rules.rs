//! What a definition says about keys, fitted to what is entered: each mistake at its place, with what is expected.

use serde_json::{Value, json};
use vestibule_core::driver::KeyPurpose;
use vestibule_jose::test_keys::TestKey;

use super::Setup;

const CERTIFICATE: &str = include_str!("test_certificate.pem");
const CERTIFICATE_KEY: &str = include_str!("test_certificate.key.pem");

/// A definition with this `[client]`, and these credentials next to issuer and client id.
fn setup(client: Value, credentials: Value) -> Setup {
    let mut setup = Setup::new("https://id.example.com");
    setup.public_url = "https://auth.example.com";
    setup.definition["client"] = client;
    for name in ["dpop_key", "tls_key"] {
        setup.definition["credentials"]["properties"][name] = json!({ "type": "string", "writeOnly": true });
    }
    for name in ["certificate", "tls_certificate"] {
        setup.definition["credentials"]["properties"][name] = json!({ "type": "string" });
    }
    setup.credentials.as_object_mut().unwrap().remove("client_secret");
    setup.credentials.as_object_mut().unwrap().extend(credentials.as_object().unwrap().clone());
    setup
}

fn violations(setup: &Setup) -> Vec<(String, String)> {
    let bad = setup.bind().err().map(|bad| bad.0).unwrap_or_default();
    bad.into_iter().map(|violation| (violation.pointer, violation.detail)).collect()
}

/// CA-03: an assertion's table.
#[test]
fn a_table_that_cannot_be_meant_is_refused() {
    let key = json!({ "private_key": TestKey::Ec256.pem() });
    for (client, pointer, says) in [
        (json!({ "audience": "isuer" }), "/definition/client/assertion/audience", "did you mean `issuer`"),
        (json!({ "audience": "token_endpoint" }), "/definition/client/assertion/audience", "\"endpoint\""),
        (json!({ "issuer": "" }), "/definition/client/assertion/issuer", "empty"),
        (json!({ "issuer": "{tennant}" }), "/definition/client/assertion/issuer", "names no credential"),
        (json!({ "issuer": "{tenant" }), "/definition/client/assertion/issuer", "not closed"),
        (json!({ "subject": "{client_secret}" }), "/definition/client/assertion/subject", "is a secret"),
        (json!({ "key_id": "{private_key}" }), "/definition/client/assertion/key_id", "is a secret"),
        (json!({ "lifetime": 0 }), "/definition/client/assertion/lifetime", "10 to 3600"),
        (json!({ "lifetime": 86_400 }), "/definition/client/assertion/lifetime", "10 to 3600"),
        (json!({ "issuer": "{tenant}" }), "/credentials/tenant", "missing"),
    ] {
        let found =
            violations(&setup(json!({ "authentication": "private_key_jwt", "assertion": client }), key.clone()));
        assert!(matches!(&found[..], [(at, why)] if at == pointer && why.contains(says)), "{client}: {found:?}");
    }
    let unused = setup(json!({ "authentication": "none", "assertion": { "lifetime": 30 } }), json!({}));
    assert!(violations(&unused)[0].1.contains("nothing is signed"), "{:?}", violations(&unused));
    let good = json!({ "issuer": "{tenant}", "audience": "https://{tenant}.example", "key_id": "k", "lifetime": 30 });
    let client = json!({ "authentication": "signed_client_secret", "assertion": good });
    assert_eq!(violations(&setup(client, json!({ "tenant": "a", "private_key": TestKey::Rsa.pem() }))), []);
}

/// CA-02: what is entered.
#[test]
fn a_key_that_does_not_fit_is_refused_where_it_is_entered() {
    let (rsa, ec) = (TestKey::Rsa.pem(), TestKey::Ec256.pem());
    let x5t = json!({ "assertion": { "thumbprint": "x5t#S256" } });
    let mtls = json!({ "sender_constraint": "mtls" });
    let dpop = json!({ "sender_constraint": "dpop" });
    for (client, credentials, wanted) in [
        (
            json!({ "assertion": { "algorithm": "ES256" } }),
            json!({ "private_key": rsa }),
            Some(("private_key", "ES256")),
        ),
        (
            json!({ "assertion": { "algorithm": "PS256" } }),
            json!({ "private_key": ec }),
            Some(("private_key", "PS256")),
        ),
        (json!({ "assertion": { "algorithm": "PS256" } }), json!({ "private_key": rsa }), None),
        (json!({ "authentication": "confidential" }), json!({}), Some(("client_secret", "or a private key"))),
        (x5t.clone(), json!({ "private_key": rsa }), Some(("certificate", "missing"))),
        (x5t.clone(), json!({ "private_key": rsa, "certificate": CERTIFICATE }), Some(("certificate", "not that of"))),
        (x5t.clone(), json!({ "private_key": rsa, "certificate": rsa }), Some(("certificate", "BEGIN CERTIFICATE"))),
        (x5t.clone(), json!({ "private_key": CERTIFICATE_KEY, "certificate": CERTIFICATE }), None),
        (x5t, json!({ "client_secret": "s" }), None),
        (mtls.clone(), json!({}), Some(("tls_certificate", "missing"))),
        (
            mtls.clone(),
            json!({ "tls_certificate": CERTIFICATE, "tls_key": ec }),
            Some(("tls_certificate", "not that of")),
        ),
        (
            mtls.clone(),
            json!({ "tls_certificate": CERTIFICATE, "tls_key": "k" }),
            Some(("tls_key", "without a password")),
        ),
        (mtls, json!({ "tls_certificate": CERTIFICATE, "tls_key": CERTIFICATE_KEY }), None),
        (dpop.clone(), json!({ "dpop_key": "k" }), Some(("dpop_key", "not a private key"))),
        (dpop.clone(), json!({ "dpop_key": ec }), None),
        (dpop, json!({}), None),
    ] {
        let found = violations(&setup(client.clone(), credentials));
        match wanted {
            None => assert_eq!(found, [], "{client}"),
            Some((name, says)) => {
                let fits = |(at, why): &(String, String)| *at == format!("/credentials/{name}") && why.contains(says);
                assert!(found.iter().any(fits), "{client}, {name}: {found:?}");
            }
        }
    }
}

#[test]
fn a_definition_names_the_credentials_that_it_needs() {
    for (client, missing) in [
        (json!({ "authentication": "self_signed_tls_client_auth" }), "`tls_certificate`"),
        (json!({ "assertion": { "thumbprint": "x5t#S256" } }), "`certificate`"),
    ] {
        let mut bare = Setup::new("https://id.example.com");
        bare.public_url = "https://auth.example.com";
        bare.definition["client"] = client.clone();
        let found = violations(&bare);
        assert!(
            found.iter().any(|(at, why)| at.starts_with("/definition/client") && why.contains(missing)),
            "{found:?}"
        );
    }
}

/// HS-02, HS-03: the client secret as a key.
#[test]
fn a_client_secret_signs_alone_and_is_long() {
    let with = |algorithms: Value, secret: &str| {
        let mut setup = setup(json!({}), json!({ "client_secret": secret }));
        setup.definition["id_token"] = json!({ "algorithms": algorithms });
        violations(&setup)
    };
    let long = "0123456789abcdef0123456789abcdef";
    assert_eq!(with(json!(["HS256"]), long), []);
    for (algorithms, secret, pointer) in [
        (json!(["HS256", "RS256"]), long, "/definition/id_token/algorithms"),
        (json!(["HS256"]), &long[1..], "/credentials/client_secret"),
        (json!(["HS256"]), "", "/credentials/client_secret"),
    ] {
        let found = with(algorithms.clone(), secret);
        assert!(matches!(&found[..], [(at, _)] if at == pointer), "{algorithms} {secret}: {found:?}");
    }
    let mut pinned = setup(json!({}), json!({ "client_secret": long }));
    pinned.definition["id_token"] = json!({ "algorithms": ["HS256"] });
    pinned.settings["id_token_signed_response_alg"] = "RS256".into();
    assert_eq!(violations(&pinned)[0].0, "/settings/id_token_signed_response_alg");
}

/// The public parts, and no more.
#[test]
fn public_keys_are_shown() {
    let client = json!({ "authentication": "private_key_jwt", "sender_constraint": "mtls" });
    let credentials = json!({
        "private_key": TestKey::Ec256.pem(), "tls_certificate": CERTIFICATE, "tls_key": CERTIFICATE_KEY,
    });
    let keys = setup(client, credentials).bind().unwrap().client_keys();
    let purposes: Vec<_> = keys.iter().map(|key| key.purpose).collect();
    assert_eq!(purposes, [KeyPurpose::ClientAuthentication, KeyPurpose::Tls]);
    let jwk = keys[0].jwk.as_ref().unwrap();
    assert_eq!((&jwk["x"], jwk.get("d")), (&TestKey::Ec256.jwk()["x"], None));
    assert_eq!(keys[1].certificate.as_deref(), Some(CERTIFICATE.trim()));
    assert!(!serde_json::to_string(&keys).unwrap().contains("PRIVATE"));
    let dpop = setup(json!({ "sender_constraint": "dpop" }), json!({})).bind().unwrap().client_keys();
    assert_eq!((dpop[0].purpose, dpop.len()), (KeyPurpose::Dpop, 1));
}
