//! A software authenticator with one passkey, and what a browser adds to it (WebAuthn Level 3). Everything that an honest
//! one fixes can be changed, so that a test can lie.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use url::Url;

/// The person is there.
pub const USER_PRESENT: u8 = 0x01;
/// The person was recognised, by a PIN or a finger.
pub const USER_VERIFIED: u8 = 0x04;
const ATTESTED_CREDENTIAL: u8 = 0x40;

/// An authenticator that holds one passkey.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub credential_id: Vec<u8>,
    /// Whose passkey it is, as the registration said.
    pub user_handle: Vec<u8>,
    /// The signature counter; 0 is one that does not count.
    pub count: u32,
    pub flags: u8,
    /// Where the browser says that it was asked.
    pub origin: String,
    /// The host that it signs for.
    pub rp_id: String,
}

impl Authenticator {
    /// One with a new key, honest towards the server at `base`.
    pub fn new(base: &Url, credential_id: &[u8]) -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            credential_id: credential_id.to_vec(),
            user_handle: Vec::new(),
            count: 0,
            flags: USER_PRESENT | USER_VERIFIED,
            origin: base.origin().ascii_serialization(),
            rp_id: base.host_str().unwrap().to_owned(),
        }
    }

    /// What `navigator.credentials.create` returns for these options, as JSON. Without attestation, as browsers do.
    pub fn create(&mut self, public_key: &Value) -> Value {
        self.user_handle = decode(&public_key["user"]["id"]);
        let mut data = self.authenticator_data(ATTESTED_CREDENTIAL);
        data.extend([0; 16]); // the AAGUID of one that does not say what it is
        data.extend(u16::try_from(self.credential_id.len()).unwrap().to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.public_key());
        let object = [
            vec![0xa3],
            cbor(3, 3, b"fmt"),
            cbor(3, 4, b"none"),
            cbor(3, 7, b"attStmt"),
            vec![0xa0],
            cbor(3, 8, b"authData"),
            cbor(2, data.len(), &data),
        ];
        self.credential(&json!({
            "clientDataJSON": encode(&self.client_data("webauthn.create", public_key)),
            "attestationObject": encode(&object.concat()),
        }))
    }

    /// What `navigator.credentials.get` returns for these options, as JSON.
    pub fn get(&mut self, public_key: &Value) -> Value {
        let (data, client_data) = (self.authenticator_data(0), self.client_data("webauthn.get", public_key));
        let signed = [&data[..], digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.credential(&json!({
            "clientDataJSON": encode(&client_data),
            "authenticatorData": encode(&data),
            "signature": encode(signature.as_ref()),
            "userHandle": encode(&self.user_handle),
        }))
    }

    fn credential(&self, response: &Value) -> Value {
        let id = encode(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }

    fn client_data(&self, kind: &str, public_key: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": public_key["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let host = digest(&SHA256, self.rp_id.as_bytes());
        [host.as_ref(), &[self.flags | more], &self.count.to_be_bytes()].concat()
    }

    /// The public key as COSE writes it (RFC 9053 §7.1): EC2, ES256, P-256, x, y.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21][..], &cbor(2, 32, x), &[0x22], &cbor(2, 32, y)].concat()
    }
}

/// A text or a byte string in CBOR (RFC 8949 §3.1): the major type, the length, the content.
fn cbor(major: u8, length: usize, content: &[u8]) -> Vec<u8> {
    let major = major << 5;
    let head = match u8::try_from(length) {
        Ok(length @ 0..24) => vec![major | length],
        Ok(length) => vec![major | 24, length],
        Err(_) => [&[major | 25][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [head, content.to_vec()].concat()
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}
