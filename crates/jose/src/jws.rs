//! The check of a signature: `RawJws`, which is not trusted, becomes `VerifiedJws` (RFC 7515, RFC 8725).

use aws_lc_rs::hmac;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Map, Value};
use vestibule_core::{definition::SigningAlgorithm, json, redact::escape_for_log, secret::Secret};

use crate::{KeySet, parse_algorithm};

/// Why a token is not believed. Contains nothing of the token but the name of its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    #[error("it is not a signed token: {0}")]
    Malformed(&'static str),
    #[error("its signature algorithm {0} is not one of those that this provider may use")]
    AlgorithmNotAllowed(String),
    #[error("its type (typ) is not that of such a token")]
    OtherType,
    #[error("none of the provider's keys is the one that it names")]
    UnknownKey,
    #[error("its signature is wrong")]
    BadSignature,
}

/// A signed token in compact form, taken apart. Its claims are out of reach until the signature is checked.
pub struct RawJws<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    payload: Vec<u8>,
    kid: Option<String>,
    typ: Option<String>,
    algorithm: Result<SigningAlgorithm, String>,
    is_hs256: bool,
}

/// A token whose signature was made with a key of the set that it was checked against.
#[derive(Debug)]
pub struct VerifiedJws {
    /// The algorithm of the signature.
    pub algorithm: SigningAlgorithm,
    /// The claims.
    pub claims: Map<String, Value>,
}

impl<'a> RawJws<'a> {
    /// Takes a token apart. Keys and key addresses in its header (`jwk`, `jku`, `x5c`, `x5u`) are not read.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        use JwsError::Malformed;
        let (signed, signature) = token.rsplit_once('.').ok_or(Malformed("it has no signature"))?;
        let (header, payload) = signed.split_once('.').ok_or(Malformed("it does not have three parts"))?;
        if payload.contains('.') {
            return Err(Malformed("it does not have three parts"));
        }
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Malformed("it is not base64url"));
        let header = json::parse_object(&decode(header)?).map_err(|_| Malformed("its header is not an object"))?;
        // RFC 7515 §4.1.11: an extension that is not understood must not be ignored; we understand none. A content
        // type means that a token is nested in this one.
        if ["crit", "b64", "cty"].iter().any(|name| header.contains_key(*name)) {
            return Err(Malformed("its header asks for an extension"));
        }
        let optional = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Malformed("a member of its header is not a text")),
        };
        let name = optional("alg")?.ok_or(Malformed("its header names no algorithm"))?;
        Ok(Self {
            signed,
            signature: decode(signature)?,
            payload: decode(payload)?,
            kid: optional("kid")?,
            typ: optional("typ")?,
            is_hs256: name == "HS256",
            algorithm: parse_algorithm(&name).ok_or_else(|| escape_for_log(&name)),
        })
    }

    /// The name of the key that the token says it is signed with.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm that the token says it is signed with; `None` for one that is not an asymmetric one that we know.
    pub fn algorithm(&self) -> Option<SigningAlgorithm> {
        self.algorithm.as_ref().ok().copied()
    }

    /// Refuses a type other than absent or one of `accepted` (lower case, without `application/`; RFC 8725 §3.11).
    pub fn check_type(&self, accepted: &[&str]) -> Result<(), JwsError> {
        let Some(typ) = &self.typ else { return Ok(()) };
        let typ = typ.to_ascii_lowercase();
        let short = typ.strip_prefix("application/").unwrap_or(&typ);
        if accepted.contains(&short) { Ok(()) } else { Err(JwsError::OtherType) }
    }

    /// Refuses every type but `wanted`, and a token without one. For upstreams that promise a type.
    pub fn require_type(&self, wanted: &str) -> Result<(), JwsError> {
        let typ = self.typ.as_deref().ok_or(JwsError::OtherType)?;
        if typ.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(JwsError::OtherType) }
    }

    /// Checks the signature. `allowed` comes from definition and metadata, never from the token.
    pub fn verify(&self, keys: &KeySet, allowed: &[SigningAlgorithm]) -> Result<VerifiedJws, JwsError> {
        let algorithm = match &self.algorithm {
            Ok(algorithm) if allowed.contains(algorithm) => *algorithm,
            Ok(algorithm) => return Err(JwsError::AlgorithmNotAllowed(algorithm.as_str().to_owned())),
            Err(name) => return Err(JwsError::AlgorithmNotAllowed(name.clone())),
        };
        let mut candidates = keys.candidates(self.kid.as_deref(), algorithm).peekable();
        if candidates.peek().is_none() {
            return Err(JwsError::UnknownKey);
        }
        if !candidates.any(|key| key.verifies(algorithm, self.signed.as_bytes(), &self.signature)) {
            return Err(JwsError::BadSignature);
        }
        Ok(VerifiedJws { algorithm, claims: self.claims()? })
    }

    /// Checks a signature by HS256, with a secret that both sides know, and returns the claims. For an upstream that signs
    /// in no other way: every other algorithm is refused, and no public key is ever taken for a secret.
    pub fn verify_with_secret(&self, secret: &Secret) -> Result<Map<String, Value>, JwsError> {
        if !self.is_hs256 {
            let name = self.algorithm.as_ref().map_or_else(Clone::clone, |known| known.as_str().to_owned());
            return Err(JwsError::AlgorithmNotAllowed(name));
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).map_err(|_| JwsError::BadSignature)?;
        self.claims()
    }

    fn claims(&self) -> Result<Map<String, Value>, JwsError> {
        json::parse_object(&self.payload).map_err(|_| JwsError::Malformed("its claims are not an object"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_keys::{TestKey, encode, key_set, token_with};

    const ALL: &[SigningAlgorithm] = SigningAlgorithm::ALL;

    fn outcome(token: &str, allowed: &[SigningAlgorithm]) -> Result<Value, JwsError> {
        let raw = RawJws::parse(token)?;
        raw.check_type(&["jwt"])?;
        raw.verify(&key_set(), allowed).map(|verified| Value::Object(verified.claims))
    }

    fn signed(header: Value) -> String {
        token_with(TestKey::Rsa, SigningAlgorithm::RS256, &header, &json!({ "sub": "u" }))
    }

    #[test]
    fn every_algorithm_verifies() {
        for key in TestKey::ALL {
            for algorithm in key.algorithms() {
                let header = json!({ "alg": algorithm.as_str(), "kid": key.kid(), "typ": "JWT" });
                let token = token_with(*key, *algorithm, &header, &json!({ "sub": "u" }));
                assert_eq!(outcome(&token, ALL), Ok(json!({ "sub": "u" })), "{algorithm:?}");
            }
        }
        let token = token_with(TestKey::Ed25519, SigningAlgorithm::EdDSA, &json!({ "alg": "Ed25519" }), &json!({}));
        assert_eq!(outcome(&token, ALL), Ok(json!({})), "the newer name, and no kid");
    }

    /// IT-01, IT-02, IT-03, IT-04, IT-06: the header of a token decides nothing.
    #[test]
    fn what_is_not_ours_is_refused() {
        let not_allowed = |name: &str| Err(JwsError::AlgorithmNotAllowed(name.to_owned()));
        let kid = TestKey::Rsa.kid();
        let good = signed(json!({ "alg": "RS256", "kid": kid }));
        let flipped = {
            let (head, signature) = good.rsplit_once('.').unwrap();
            let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
            bytes[17] ^= 1;
            format!("{head}.{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
        };
        let foreign = TestKey::foreign_rsa(&json!({ "alg": "RS256", "kid": kid }), &json!({ "sub": "u" }));
        let own_key =
            TestKey::foreign_rsa(&json!({ "alg": "RS256", "kid": kid, "jwk": {}, "jku": "http://a" }), &json!({}));
        let other_claims = good.replacen(&encode(&json!({ "sub": "u" })), &encode(&json!({ "sub": "admin" })), 1);
        for (case, token, wanted) in [
            ("one bit", flipped, Err(JwsError::BadSignature)),
            ("foreign key", foreign, Err(JwsError::BadSignature)),
            ("key in the header", own_key, Err(JwsError::BadSignature)),
            ("other claims", other_claims, Err(JwsError::BadSignature)),
            ("unknown kid", signed(json!({ "alg": "RS256", "kid": "?" })), Err(JwsError::UnknownKey)),
            ("kid of another kind of key", signed(json!({ "alg": "RS256", "kid": "p256" })), Err(JwsError::UnknownKey)),
            ("none", signed(json!({ "alg": "none" })), not_allowed("none")),
            ("None", signed(json!({ "alg": "None" })), not_allowed("None")),
            ("nOnE", signed(json!({ "alg": "nOnE" })), not_allowed("nOnE")),
            ("none and a space", signed(json!({ "alg": "none " })), not_allowed("none ")),
            ("HS256", signed(json!({ "alg": "HS256", "kid": kid })), not_allowed("HS256")),
            ("HS512", signed(json!({ "alg": "HS512", "kid": kid })), not_allowed("HS512")),
            ("rs256", signed(json!({ "alg": "rs256", "kid": kid })), not_allowed("rs256")),
            ("PS256 is not in the list", signed(json!({ "alg": "PS256", "kid": kid })), not_allowed("PS256")),
            ("RS512 is not in the list", signed(json!({ "alg": "RS512", "kid": kid })), not_allowed("RS512")),
            ("ES256 is not in the list", signed(json!({ "alg": "ES256", "kid": "p256" })), not_allowed("ES256")),
            ("EdDSA is not in the list", signed(json!({ "alg": "EdDSA" })), not_allowed("EdDSA")),
        ] {
            assert_eq!(outcome(&token, &[SigningAlgorithm::RS256]), wanted, "{case}");
        }
        let unsigned = format!("{}.", good.rsplit_once('.').unwrap().0);
        assert_eq!(outcome(&unsigned, ALL), Err(JwsError::BadSignature));
    }

    /// HS-01: neither side of the choice is the token's: with a secret, no key and no other algorithm verifies, and with
    /// keys, no secret does, not even one that is a public key.
    #[test]
    fn a_secret_and_a_key_are_never_taken_for_each_other() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef");
        let with = |secret: &Secret| crate::sign_with_secret(secret, &json!({ "sub": "u" })).expose().to_owned();
        let good = with(&secret);
        let verify = |token: &str| RawJws::parse(token).unwrap().verify_with_secret(&secret).map(Value::Object);
        assert_eq!(verify(&good), Ok(json!({ "sub": "u" })));
        assert_eq!(verify(&with(&Secret::new("0123456789abcdef0123456789abcdeF"))), Err(JwsError::BadSignature));
        let renamed = |alg: &str| {
            let header = encode(&json!({ "alg": alg, "typ": "JWT" }));
            let rest = good.split_once('.').unwrap().1;
            format!("{header}.{rest}")
        };
        for alg in ["none", "hs256", "HS512", "RS256", "ES256", "HS256 "] {
            assert_eq!(verify(&renamed(alg)), Err(JwsError::AlgorithmNotAllowed(alg.to_owned())), "{alg}");
        }
        assert_eq!(verify(&signed(json!({ "alg": "RS256" }))), Err(JwsError::AlgorithmNotAllowed("RS256".into())));
        for public in [TestKey::Rsa.jwk().to_string(), TestKey::Rsa.jwk()["n"].as_str().unwrap().to_owned()] {
            let forged = with(&Secret::new(public));
            assert_eq!(outcome(&forged, ALL), Err(JwsError::AlgorithmNotAllowed("HS256".into())));
        }
    }

    #[test]
    fn malformed_tokens_are_refused() {
        let good = signed(json!({ "alg": "RS256" }));
        let claims = encode(&json!({}));
        for token in [
            String::new(),
            "a".into(),
            "a.b".into(),
            format!("{good}.x"),
            format!("{good}=="),
            good.replacen('.', "+.", 1),
            format!("{}.{claims}.AA", BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","alg":"RS256"}"#)),
            format!("{}.{claims}.AA", encode(&json!([]))),
            format!("{}.{claims}.AA", encode(&json!({}))),
            format!("{}.{claims}.AA", encode(&json!({ "alg": 7 }))),
            signed(json!({ "alg": "RS256", "kid": 1 })),
            signed(json!({ "alg": "RS256", "crit": ["exp"] })),
            signed(json!({ "alg": "RS256", "b64": false })),
            signed(json!({ "alg": "RS256", "cty": "JWT" })),
        ] {
            assert!(matches!(outcome(&token, ALL), Err(JwsError::Malformed(_))), "{token}");
        }
        let twice = TestKey::Rsa.sign_text(SigningAlgorithm::RS256, r#"{"alg":"RS256"}"#, r#"{"sub":"a","sub":"b"}"#);
        assert_eq!(outcome(&twice, ALL), Err(JwsError::Malformed("its claims are not an object")));
    }

    /// IT-21.
    #[test]
    fn a_token_of_another_type_is_refused() {
        for (typ, accepted) in [("JWT", true), ("jwt", true), ("application/jwt", true)] {
            assert_eq!(outcome(&signed(json!({ "alg": "RS256", "typ": typ })), ALL).is_ok(), accepted, "{typ}");
        }
        for typ in ["at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", ""] {
            let refused = outcome(&signed(json!({ "alg": "RS256", "typ": typ })), ALL);
            assert_eq!(refused, Err(JwsError::OtherType), "{typ}");
        }
    }
}
