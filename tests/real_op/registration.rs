//! Our side of the registration: a definition for each way to authenticate that the official ones do not insist on,
//! and a key.

use std::{path::PathBuf, sync::Arc};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use vestibule_core::provider::ProviderRecord;
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_tests::provider_with;

use crate::op::RealOp;

/// Under this name the provider knows our key.
const KEY_ID: &str = "server";

/// A key pair for `private_key_jwt`.
pub(crate) struct ClientKey {
    /// What the provider is given.
    pub(crate) public_jwk: Value,
    pem: String,
}

impl ClientKey {
    /// A new P-256 key.
    pub(crate) fn generate() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        // An uncompressed point: 4, x, y (SEC 1 §2.3.3).
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let public_jwk =
            json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y), "kid": KEY_ID, "use": "sig" });
        let body = BASE64_STANDARD.encode(pair.to_pkcs8v1().unwrap());
        Self { public_jwk, pem: format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n") }
    }
}

/// The certificate of our TLS connections, and its key.
const TLS_CERTIFICATE: &str = include_str!("tls/client.pem");
const TLS_KEY: &str = include_str!("tls/client.key.pem");

/// The generic official definition, and those that differ from it in how the client proves itself, or in what tokens are
/// bound to.
pub(crate) fn catalogue() -> Arc<Catalogue> {
    let path = PathBuf::from("providers/official/oidc.toml");
    let text = include_str!("../../providers/official/oidc.toml").to_owned();
    let official = Document { path, format: Format::Toml, text, official: true };
    let own = [
        ("oidc-post", json!({ "authentication": "client_secret_post" })),
        ("oidc-key", json!({ "authentication": "private_key_jwt" })),
        ("oidc-dpop", json!({ "authentication": "private_key_jwt", "par": "required", "sender_constraint": "dpop" })),
        ("oidc-mtls", json!({ "authentication": "private_key_jwt", "par": "required", "sender_constraint": "mtls" })),
        ("oidc-certificate", json!({ "authentication": "self_signed_tls_client_auth", "sender_constraint": "mtls" })),
    ];
    let own = own.iter().map(|(id, client)| definition(id, client));
    let catalogue = Catalogue::from_documents(own.chain([official]), &vestibule::parts::protocols());
    assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
    Arc::new(catalogue)
}

fn definition(id: &str, client: &Value) -> Document {
    let credentials: serde_json::Map<_, _> =
        ["issuer_url", "client_id", "client_secret", "private_key", "private_key_id", "tls_certificate", "tls_key"]
            .map(|name| (name.to_owned(), json!({ "type": "string" })))
            .into_iter()
            .collect();
    let text = json!({
        "id": id, "name": "Certified", "protocol": "oidc", "scopes": ["openid", "profile", "email"], "client": client,
        "credentials": { "type": "object", "properties": credentials, "required": ["issuer_url", "client_id"] },
    });
    Document { path: format!("{id}.json").into(), format: Format::Json, text: text.to_string(), official: false }
}

/// One provider for every client of `clients.mjs`, under the same name. `differently` has the last word about a
/// provider's credentials.
pub(crate) async fn providers(op: &RealOp, key: &ClientKey, differently: &Value) -> Vec<ProviderRecord> {
    // These are about requests through the browser; the provider's metadata offers to push them.
    let plain = json!({ "par": "never" });
    let form_post = json!({ "par": "never", "authorize_params": { "response_mode": "form_post" } });
    let rows = [
        ("op-basic", "oidc", plain.clone()),
        ("op-post", "oidc-post", plain.clone()),
        ("op-public", "oidc", plain.clone()),
        ("op-pkjwt", "oidc-key", plain),
        ("op-formpost", "oidc", form_post),
        ("op-par", "oidc", json!({})),
        ("op-fapi-dpop", "oidc-dpop", json!({ "id_token_signed_response_alg": "ES256" })),
        ("op-fapi-mtls", "oidc-mtls", json!({ "id_token_signed_response_alg": "ES256" })),
        ("op-certificate", "oidc-certificate", json!({})),
    ];
    let mut records = Vec::new();
    for (id, definition, mut settings) in rows {
        settings["scopes"] = json!(["groups"]);
        let mut credentials = json!({ "issuer_url": op.issuer, "client_id": id });
        if let Some(secret) = op.secret(id).await {
            credentials["client_secret"] = secret.into();
        }
        if ["oidc-key", "oidc-dpop", "oidc-mtls"].contains(&definition) {
            credentials["private_key"] = key.pem.as_str().into();
            credentials["private_key_id"] = KEY_ID.into();
        }
        if ["oidc-mtls", "oidc-certificate"].contains(&definition) {
            credentials["tls_certificate"] = TLS_CERTIFICATE.into();
            credentials["tls_key"] = TLS_KEY.into();
        }
        for (name, value) in differently[id].as_object().into_iter().flatten() {
            credentials[name] = value.clone();
        }
        records.push(provider_with(id, definition, &settings, &credentials));
    }
    records
}
