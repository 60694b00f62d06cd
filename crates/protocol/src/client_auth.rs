//! How we prove to an upstream who we are (RFC 6749 §2.3, OpenID Connect Core §9). Shared by every driver.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::HeaderValue;
use url::form_urlencoded;
use vestibule_core::{
    clock::Clock,
    definition::{ClientAuthentication, SigningAlgorithm},
    random::Random,
    redact::{Redactor, escape_for_log},
    secret::Secret,
};
use vestibule_jose::{KeyError, SigningKey};

use crate::assertion::{AssertionForm, Recipient, Signer};

/// What the administrator gave us to prove who we are.
#[derive(Clone, Default)]
pub(crate) struct ClientCredentials {
    pub(crate) secret: Option<Secret>,
    pub(crate) key: Option<Arc<SigningKey>>,
    /// What is in an assertion.
    pub(crate) assertion: Arc<AssertionForm>,
}

/// What the metadata says about client authentication; without lists it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Supported<'a> {
    /// `token_endpoint_auth_methods_supported`.
    pub(crate) methods: Option<&'a [String]>,
    /// `token_endpoint_auth_signing_alg_values_supported`, as far as we know them.
    pub(crate) algorithms: Option<&'a [SigningAlgorithm]>,
}

/// One way to prove it.
#[derive(Clone)]
pub(crate) enum ClientAuth {
    Basic(Secret),
    Post(Secret),
    SecretJwt(Secret, Arc<AssertionForm>),
    PrivateKeyJwt(Signer, Arc<AssertionForm>),
    SignedSecret(Signer, Arc<AssertionForm>),
    None,
}

/// The proof for one request: a header, or parameters of the body, never both.
#[derive(Default)]
pub(crate) struct Proof {
    pub(crate) authorization: Option<HeaderValue>,
    pub(crate) parameters: Vec<(&'static str, String)>,
}

impl ClientAuth {
    /// Chooses the way. Without a list in the metadata the standard's default is basic. The error says what is missing.
    pub(crate) fn choose(
        rule: ClientAuthentication,
        credentials: &ClientCredentials,
        supported: Supported<'_>,
    ) -> Result<Self, String> {
        let secret = || credentials.secret.clone().ok_or_else(|| "it needs a client secret".to_owned());
        let form = || credentials.assertion.clone();
        let signer = || {
            let key = credentials.key.as_ref().ok_or_else(|| "it needs a private key".to_owned())?;
            Signer::choose(key, credentials.assertion.algorithm, supported.algorithms)
        };
        match rule {
            ClientAuthentication::ClientSecretBasic => secret().map(Self::Basic),
            ClientAuthentication::ClientSecretPost => secret().map(Self::Post),
            ClientAuthentication::ClientSecretJwt => secret().map(|secret| Self::SecretJwt(secret, form())),
            ClientAuthentication::PrivateKeyJwt => signer().map(|signer| Self::PrivateKeyJwt(signer, form())),
            ClientAuthentication::SignedClientSecret => signer().map(|signer| Self::SignedSecret(signer, form())),
            // The certificate is shown by the connection.
            ClientAuthentication::TlsClientAuth
            | ClientAuthentication::SelfSignedTlsClientAuth
            | ClientAuthentication::None => Ok(Self::None),
            ClientAuthentication::Auto | ClientAuthentication::Confidential if credentials.key.is_some() => {
                signer().map(|signer| Self::PrivateKeyJwt(signer, form()))
            }
            ClientAuthentication::Confidential if credentials.secret.is_none() => {
                Err("it needs a client secret or a private key".to_owned())
            }
            ClientAuthentication::Auto | ClientAuthentication::Confidential => {
                Self::choose_by_metadata(credentials, supported.methods)
            }
        }
    }

    fn choose_by_metadata(credentials: &ClientCredentials, supported: Option<&[String]>) -> Result<Self, String> {
        let Some(secret) = &credentials.secret else { return Ok(Self::None) };
        let Some(supported) = supported else { return Ok(Self::Basic(secret.clone())) };
        let lists = |method: &str| supported.iter().any(|listed| listed == method);
        if lists("client_secret_basic") {
            Ok(Self::Basic(secret.clone()))
        } else if lists("client_secret_post") {
            Ok(Self::Post(secret.clone()))
        } else if lists("client_secret_jwt") {
            Ok(Self::SecretJwt(secret.clone(), credentials.assertion.clone()))
        } else {
            let listed: Vec<_> = supported.iter().map(|method| escape_for_log(method)).collect();
            Err(format!("it accepts none of the ways to authenticate with a client secret, only {}", listed.join(", ")))
        }
    }

    /// The client secret, where it is used.
    pub(crate) const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Basic(secret) | Self::Post(secret) | Self::SecretJwt(secret, _) => Some(secret),
            Self::PrivateKeyJwt(..) | Self::SignedSecret(..) | Self::None => None,
        }
    }

    /// The private key, where it is used.
    pub(crate) fn key(&self) -> Option<&SigningKey> {
        match self {
            Self::PrivateKeyJwt(signer, _) | Self::SignedSecret(signer, _) => Some(&signer.key),
            Self::Basic(_) | Self::Post(_) | Self::SecretJwt(..) | Self::None => None,
        }
    }

    /// True when the client id has to be in the body, because nothing else says it. With basic it must not: Pocket
    /// ID before 2.7 then ignores the header (<https://github.com/pocket-id/pocket-id/issues/1465>).
    pub(crate) const fn names_client_in_body(&self) -> bool {
        !matches!(self, Self::Basic(_))
    }

    /// What to look at when the upstream refuses the client.
    pub(crate) const fn advice(&self) -> &'static str {
        match self {
            Self::Basic(_) | Self::Post(_) | Self::SecretJwt(..) => {
                "Check client_id, client_secret and the client's settings at the provider"
            }
            Self::PrivateKeyJwt(..) | Self::SignedSecret(..) => {
                "Check client_id, private_key, the other credentials that name the key, whether the provider knows its public \
                 part, and the clock of this machine"
            }
            Self::None => "Check client_id and the client's settings at the provider",
        }
    }

    /// Makes the proof for one request.
    pub(crate) fn prove(&self, to: Recipient<'_>, clock: &dyn Clock, random: &dyn Random) -> Result<Proof, KeyError> {
        Ok(match self {
            Self::None => Proof::default(),
            Self::Basic(secret) => Proof { authorization: Some(basic(to.client_id, secret)), ..Proof::default() },
            Self::Post(secret) => in_body(secret),
            Self::SecretJwt(secret, form) => assertion(&form.sign_with_secret(secret, to, clock, random)),
            Self::PrivateKeyJwt(signer, form) => assertion(&form.sign(signer, to, clock, random)?),
            Self::SignedSecret(signer, form) => in_body(&form.sign_client_secret(signer, to, clock)?),
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

fn in_body(secret: &Secret) -> Proof {
    Proof { parameters: vec![("client_secret", secret.expose().to_owned())], ..Proof::default() }
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
    use vestibule_core::{clock::FixedClock, random::CountingRandom};

    use super::*;
    use vestibule_jose::test_keys::TestKey;

    fn prove(auth: &ClientAuth, client_id: &str) -> Proof {
        let to = Recipient { client_id, issuer: "https://op.example", endpoint: "https://op.example/token" };
        auth.prove(to, &FixedClock::at(1_000_000), &CountingRandom::default()).unwrap()
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

    /// A signed client secret is sent as a secret, an assertion as an assertion.
    #[test]
    fn what_is_signed_is_in_the_body() {
        let key = Arc::new(SigningKey::parse(&Secret::new(TestKey::Ec256.pem()), None).unwrap());
        let signer = Signer::choose(&key, None, None).unwrap();
        let names = |auth: ClientAuth| {
            let proof = prove(&auth, "c");
            assert!(proof.authorization.is_none() && auth.names_client_in_body());
            proof.parameters.iter().map(|(name, _)| *name).collect::<Vec<_>>()
        };
        let form = Arc::<AssertionForm>::default();
        assert_eq!(names(ClientAuth::SignedSecret(signer.clone(), form.clone())), ["client_secret"]);
        let assertion = ["client_assertion_type", "client_assertion"];
        assert_eq!(names(ClientAuth::PrivateKeyJwt(signer, form.clone())), assertion);
        assert_eq!(names(ClientAuth::SecretJwt(Secret::new("s"), form)), assertion);
    }

    #[test]
    fn the_metadata_chooses_and_the_definition_insists() {
        use ClientAuthentication as Rule;
        let key = Arc::new(SigningKey::parse(&Secret::new(TestKey::Ed25519.pem()), None).unwrap());
        let nothing = ClientCredentials::default();
        let secret = ClientCredentials { secret: Some(Secret::new("s")), ..nothing.clone() };
        let both = ClientCredentials { key: Some(key), ..secret.clone() };
        for (rule, credentials, supported, wanted) in [
            (Rule::Auto, &secret, None, Some("basic")),
            (Rule::Auto, &secret, Some(&["client_secret_post", "client_secret_basic"][..]), Some("basic")),
            (Rule::Auto, &secret, Some(&["client_secret_jwt", "client_secret_post"]), Some("post")),
            (Rule::Auto, &secret, Some(&["client_secret_jwt"]), Some("secret_jwt")),
            (Rule::Auto, &secret, Some(&["tls_client_auth"]), None),
            (Rule::Auto, &both, Some(&["client_secret_basic"]), Some("private_key_jwt")),
            (Rule::Auto, &nothing, Some(&["client_secret_basic"]), Some("none")),
            (Rule::Confidential, &nothing, None, None),
            (Rule::Confidential, &secret, Some(&["client_secret_post"]), Some("post")),
            (Rule::Confidential, &both, None, Some("private_key_jwt")),
            (Rule::ClientSecretPost, &secret, Some(&["client_secret_basic"]), Some("post")),
            (Rule::ClientSecretBasic, &nothing, None, None),
            (Rule::PrivateKeyJwt, &secret, None, None),
            (Rule::SignedClientSecret, &secret, None, None),
            (Rule::SignedClientSecret, &both, None, Some("signed_client_secret")),
            (Rule::TlsClientAuth, &nothing, None, Some("none")),
            (Rule::ClientSecretJwt, &both, None, Some("secret_jwt")),
            (Rule::None, &secret, None, Some("none")),
        ] {
            let listed: Option<Vec<String>> =
                supported.map(|list| list.iter().map(|name| (*name).to_owned()).collect());
            let supported = Supported { methods: listed.as_deref(), algorithms: None };
            let chosen = ClientAuth::choose(rule, credentials, supported);
            let name = chosen.as_ref().ok().map(|auth| match auth {
                ClientAuth::Basic(_) => "basic",
                ClientAuth::Post(_) => "post",
                ClientAuth::SecretJwt(..) => "secret_jwt",
                ClientAuth::PrivateKeyJwt(..) => "private_key_jwt",
                ClientAuth::SignedSecret(..) => "signed_client_secret",
                ClientAuth::None => "none",
            });
            assert_eq!(name, wanted, "{rule:?} {supported:?} {:?}", chosen.err());
        }
    }
}
