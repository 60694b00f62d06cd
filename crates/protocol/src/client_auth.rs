//! How we prove to an upstream who we are (RFC 6749 §2.3, OpenID Connect Core §9). Shared by every driver.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use http::HeaderValue;
use serde_json::json;
use url::form_urlencoded;
use vestibule_core::{
    clock::Clock,
    definition::ClientAuthentication,
    random::Random,
    redact::{Redactor, escape_for_log},
    secret::Secret,
};

use vestibule_jose::{KeyError, SigningKey, sign_with_secret};

/// How long a client assertion is good for, in seconds.
const ASSERTION_LIFETIME: i64 = 60;

/// What the administrator gave us to prove who we are.
#[derive(Clone, Default)]
pub(crate) struct ClientCredentials {
    pub(crate) secret: Option<Secret>,
    pub(crate) key: Option<Arc<SigningKey>>,
}

/// One way to prove it.
#[derive(Clone)]
pub(crate) enum ClientAuth {
    Basic(Secret),
    Post(Secret),
    SecretJwt(Secret),
    PrivateKeyJwt(Arc<SigningKey>),
    None,
}

/// The proof for one request: a header, or parameters of the body, never both.
#[derive(Default)]
pub(crate) struct Proof {
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) parameters: Vec<(&'static str, String)>,
}

impl ClientAuth {
    /// Chooses the way. `supported` is what the metadata lists; without a list the standard's default is basic. The
    /// error says what is missing.
    pub(crate) fn choose(
        rule: ClientAuthentication,
        credentials: &ClientCredentials,
        supported: Option<&[String]>,
    ) -> Result<Self, String> {
        let secret = || credentials.secret.clone().ok_or_else(|| "it needs a client secret".to_owned());
        let key = || credentials.key.clone().ok_or_else(|| "it needs a private key".to_owned());
        match rule {
            ClientAuthentication::ClientSecretBasic => secret().map(Self::Basic),
            ClientAuthentication::ClientSecretPost => secret().map(Self::Post),
            ClientAuthentication::ClientSecretJwt => secret().map(Self::SecretJwt),
            ClientAuthentication::PrivateKeyJwt => key().map(Self::PrivateKeyJwt),
            ClientAuthentication::None => Ok(Self::None),
            ClientAuthentication::Auto => Self::choose_by_metadata(credentials, supported),
        }
    }

    fn choose_by_metadata(credentials: &ClientCredentials, supported: Option<&[String]>) -> Result<Self, String> {
        if let Some(key) = &credentials.key {
            return Ok(Self::PrivateKeyJwt(key.clone()));
        }
        let Some(secret) = &credentials.secret else { return Ok(Self::None) };
        let Some(supported) = supported else { return Ok(Self::Basic(secret.clone())) };
        let lists = |method: &str| supported.iter().any(|listed| listed == method);
        if lists("client_secret_basic") {
            Ok(Self::Basic(secret.clone()))
        } else if lists("client_secret_post") {
            Ok(Self::Post(secret.clone()))
        } else if lists("client_secret_jwt") {
            Ok(Self::SecretJwt(secret.clone()))
        } else {
            let listed: Vec<_> = supported.iter().map(|method| escape_for_log(method)).collect();
            Err(format!("it accepts none of the ways to authenticate with a client secret, only {}", listed.join(", ")))
        }
    }

    /// The client secret, where it is used.
    pub(crate) const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Basic(secret) | Self::Post(secret) | Self::SecretJwt(secret) => Some(secret),
            Self::PrivateKeyJwt(_) | Self::None => None,
        }
    }

    /// True when the client id has to be in the body, because nothing else says it. With basic it must not: Pocket
    /// ID before 2.7 then ignores the header (<https://github.com/pocket-id/pocket-id/issues/1465>).
    pub(crate) const fn names_client_in_body(&self) -> bool {
        !matches!(self, Self::Basic(_))
    }

    /// Makes the proof for one request. `audience` is the upstream's issuer: an assertion that names anything else
    /// could be replayed at another upstream by the one that it was sent to.
    pub(crate) fn prove(
        &self,
        client_id: &str,
        audience: &str,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Proof, KeyError> {
        let claims = || {
            let now = clock.now().timestamp();
            let mut jti = [0u8; 16];
            random.fill(&mut jti);
            json!({
                "iss": client_id, "sub": client_id, "aud": audience, "jti": BASE64_URL_SAFE_NO_PAD.encode(jti),
                "iat": now, "exp": now + ASSERTION_LIFETIME,
            })
        };
        Ok(match self {
            Self::None => Proof::default(),
            Self::Basic(secret) => Proof { authorization: Some(basic(client_id, secret)), ..Proof::default() },
            Self::Post(secret) => {
                Proof { parameters: vec![("client_secret", secret.expose().to_owned())], ..Proof::default() }
            }
            Self::SecretJwt(secret) => assertion(&sign_with_secret(secret, &claims())),
            Self::PrivateKeyJwt(key) => assertion(&key.sign_jwt(&claims())?),
        })
    }
}

impl Proof {
    /// Has everything that this proof consists of removed from messages.
    pub(crate) fn redact(&self, redactor: &mut Redactor) {
        for (name, value) in &self.parameters {
            if *name != "client_assertion_type" {
                redactor.add(value);
            }
        }
        let header = self.authorization.as_ref().and_then(|value| value.to_str().ok());
        if let Some(basic) = header.and_then(|header| header.strip_prefix("Basic ")) {
            redactor.add(basic);
        }
    }
}

fn assertion(token: &Secret) -> Proof {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
    let parameters = vec![("client_assertion_type", kind), ("client_assertion", token.expose().to_owned())];
    Proof { authorization: None, parameters }
}

/// RFC 6749 §2.3.1: both halves are form-encoded first, so that a colon in the id does not end it.
fn basic(client_id: &str, secret: &Secret) -> HeaderValue {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Secret::new(format!("{}:{}", encode(client_id), encode(secret.expose())));
    let text = format!("Basic {}", BASE64_STANDARD.encode(pair.expose()));
    // Base64 is always a header value; an empty one would be refused like a wrong secret.
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// Parameters as a form body.
pub(crate) fn encode_form<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use vestibule_core::{clock::FixedClock, random::CountingRandom};

    use super::*;
    use vestibule_jose::test_keys::TestKey;

    fn prove(auth: &ClientAuth, client_id: &str) -> Proof {
        auth.prove(client_id, "https://op.example", &FixedClock::at(1_000_000), &CountingRandom::default()).unwrap()
    }

    #[test]
    fn basic_encodes_both_halves() {
        for (id, secret, wanted) in [
            ("client", "secret", "client:secret"),
            ("a:b", "c%d", "a%3Ab:c%25d"),
            ("a b", "p+ü/=&", "a+b:p%2B%C3%BC%2F%3D%26"),
        ] {
            let proof = prove(&ClientAuth::Basic(Secret::new(secret)), id);
            let header = proof.authorization.unwrap();
            let encoded = header.to_str().unwrap().strip_prefix("Basic ").unwrap();
            assert_eq!(BASE64_STANDARD.decode(encoded).unwrap(), wanted.as_bytes());
            assert!(header.is_sensitive() && proof.parameters.is_empty());
        }
    }

    #[test]
    fn a_proof_is_in_header_or_body_never_both() {
        let post = prove(&ClientAuth::Post(Secret::new("s")), "c");
        assert_eq!((post.authorization, post.parameters), (None, vec![("client_secret", "s".to_owned())]));
        let none = prove(&ClientAuth::None, "c");
        assert!(none.authorization.is_none() && none.parameters.is_empty());
        assert!(ClientAuth::None.names_client_in_body() && !ClientAuth::Basic(Secret::new("s")).names_client_in_body());
    }

    /// MX-08: the audience is the issuer, alone.
    #[test]
    fn an_assertion_is_for_one_issuer_once() {
        let key = SigningKey::parse(&Secret::new(TestKey::Ec256.pem()), None).unwrap();
        let random = CountingRandom::default();
        let mut seen = Vec::new();
        for auth in [ClientAuth::PrivateKeyJwt(Arc::new(key)), ClientAuth::SecretJwt(Secret::new("s"))] {
            let proof = auth.prove("c", "https://op.example", &FixedClock::at(1_000_000), &random).unwrap();
            assert!(proof.authorization.is_none());
            let claims = proof.parameters[1].1.split('.').nth(1).unwrap();
            let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
            let jti = claims["jti"].clone();
            let wanted = json!({
                "iss": "c", "sub": "c", "aud": "https://op.example", "jti": jti, "iat": 1_000, "exp": 1_060,
            });
            assert_eq!(claims, wanted);
            assert!(!seen.contains(&jti));
            seen.push(jti);
        }
    }

    #[test]
    fn the_metadata_chooses_and_the_definition_insists() {
        use ClientAuthentication as Rule;
        let key = Arc::new(SigningKey::parse(&Secret::new(TestKey::Ed25519.pem()), None).unwrap());
        let nothing = ClientCredentials::default();
        let secret = ClientCredentials { secret: Some(Secret::new("s")), key: None };
        let both = ClientCredentials { key: Some(key), ..secret.clone() };
        for (rule, credentials, supported, wanted) in [
            (Rule::Auto, &secret, None, Some("basic")),
            (Rule::Auto, &secret, Some(&["client_secret_post", "client_secret_basic"][..]), Some("basic")),
            (Rule::Auto, &secret, Some(&["client_secret_jwt", "client_secret_post"]), Some("post")),
            (Rule::Auto, &secret, Some(&["client_secret_jwt"]), Some("secret_jwt")),
            (Rule::Auto, &secret, Some(&["tls_client_auth"]), None),
            (Rule::Auto, &both, Some(&["client_secret_basic"]), Some("private_key_jwt")),
            (Rule::Auto, &nothing, Some(&["client_secret_basic"]), Some("none")),
            (Rule::ClientSecretPost, &secret, Some(&["client_secret_basic"]), Some("post")),
            (Rule::ClientSecretBasic, &nothing, None, None),
            (Rule::PrivateKeyJwt, &secret, None, None),
            (Rule::ClientSecretJwt, &both, None, Some("secret_jwt")),
            (Rule::None, &secret, None, Some("none")),
        ] {
            let listed: Option<Vec<String>> =
                supported.map(|list| list.iter().map(|name| (*name).to_owned()).collect());
            let chosen = ClientAuth::choose(rule, credentials, listed.as_deref());
            let name = chosen.as_ref().ok().map(|auth| match auth {
                ClientAuth::Basic(_) => "basic",
                ClientAuth::Post(_) => "post",
                ClientAuth::SecretJwt(_) => "secret_jwt",
                ClientAuth::PrivateKeyJwt(_) => "private_key_jwt",
                ClientAuth::None => "none",
            });
            assert_eq!(name, wanted, "{rule:?} {supported:?} {:?}", chosen.err());
        }
    }
}
