//! The JWT by which a client proves who it is (RFC 7523), as a definition fills it (`[client.assertion]`).

use std::sync::Arc;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use vestibule_core::{
    clock::Clock,
    definition::{AssertionRules, SigningAlgorithm},
    random::Random,
    secret::Secret,
};
use vestibule_jose::{KeyError, SigningKey, sign_with_secret};

/// The audiences that are no URL, as definitions write them.
pub(crate) const AUDIENCE_ISSUER: &str = "issuer";
pub(crate) const AUDIENCE_ENDPOINT: &str = "endpoint";

/// To whom a proof is sent, and on whose behalf.
#[derive(Clone, Copy)]
pub(crate) struct Recipient<'a> {
    pub(crate) client_id: &'a str,
    /// The upstream's issuer.
    pub(crate) issuer: &'a str,
    /// The URL that the proof is sent to.
    pub(crate) endpoint: &'a str,
}

/// What is in an assertion, filled with the credentials. By default, what OpenID Connect Core §9 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AssertionForm {
    pub(crate) issuer: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) audience: Audience,
    pub(crate) algorithm: Option<SigningAlgorithm>,
    /// In seconds.
    pub(crate) lifetime: u32,
    pub(crate) key_id: Option<String>,
    /// `x5t#S256`.
    pub(crate) thumbprint: Option<String>,
}

impl Default for AssertionForm {
    fn default() -> Self {
        Self {
            issuer: None,
            subject: None,
            audience: Audience::default(),
            algorithm: None,
            lifetime: AssertionRules::default().lifetime,
            key_id: None,
            thumbprint: None,
        }
    }
}

/// Whom an assertion is for. One that names anybody but its recipient could be replayed there by the recipient, so the
/// default is the issuer, and the endpoint is always the one that this request goes to: metadata could otherwise have an
/// assertion for somebody else's token endpoint sent to a pushed authorization request endpoint of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Audience {
    #[default]
    Issuer,
    Endpoint,
    Url(String),
}

/// The key of the client, with how it signs.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) key: Arc<SigningKey>,
    pub(crate) algorithm: SigningAlgorithm,
}

impl Signer {
    /// Chooses how the key signs: as the definition says, else in the first of its ways that `supported`, the metadata's
    /// list, has. The error says what is wrong with the key.
    pub(crate) fn choose(
        key: &Arc<SigningKey>,
        wanted: Option<SigningAlgorithm>,
        supported: Option<&[SigningAlgorithm]>,
    ) -> Result<Self, String> {
        let possible = key.algorithms();
        let algorithm = match (wanted, supported.filter(|list| !list.is_empty())) {
            (Some(wanted), _) => possible.contains(&wanted).then_some(wanted),
            (None, Some(list)) => possible.iter().copied().find(|algorithm| list.contains(algorithm)),
            (None, None) => Some(key.algorithm()),
        };
        let needed = || {
            let list: Vec<_> =
                wanted.as_slice().iter().chain(supported.unwrap_or_default()).map(|a| a.as_str()).collect();
            format!(
                "the client assertion is to be signed with {}; this key signs with {}",
                list.join(" or "),
                possible.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(", ")
            )
        };
        algorithm.map(|algorithm| Self { key: key.clone(), algorithm }).ok_or_else(needed)
    }
}

impl AssertionForm {
    /// An assertion with a name of its own (`jti`), for `private_key_jwt`.
    pub(crate) fn sign(
        &self,
        signer: &Signer,
        to: Recipient<'_>,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Secret, KeyError> {
        signer.key.sign_jwt_as(signer.algorithm, self.header(signer), &self.with_id(to, clock, random))
    }

    /// The same, signed with the client secret: `client_secret_jwt`.
    pub(crate) fn sign_with_secret(
        &self,
        secret: &Secret,
        to: Recipient<'_>,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Secret {
        sign_with_secret(secret, &self.with_id(to, clock, random))
    }

    /// The same without a name of its own, because it is a client secret that could be used again:
    /// <https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret>
    pub(crate) fn sign_client_secret(
        &self,
        signer: &Signer,
        to: Recipient<'_>,
        clock: &dyn Clock,
    ) -> Result<Secret, KeyError> {
        signer.key.sign_jwt_as(signer.algorithm, self.header(signer), &self.claims(to, clock))
    }

    fn header(&self, signer: &Signer) -> Value {
        let mut header = json!({ "typ": "JWT" });
        match (&self.key_id, &self.thumbprint) {
            (Some(kid), _) => header["kid"] = kid.as_str().into(),
            // The certificate's name is the key's.
            (None, Some(_)) => {}
            (None, None) => header["kid"] = signer.key.kid().into(),
        }
        if let Some(thumbprint) = &self.thumbprint {
            header["x5t#S256"] = thumbprint.as_str().into();
        }
        header
    }

    fn claims(&self, to: Recipient<'_>, clock: &dyn Clock) -> Value {
        let now = clock.now().timestamp();
        let audience = match &self.audience {
            Audience::Issuer => to.issuer,
            Audience::Endpoint => to.endpoint,
            Audience::Url(url) => url,
        };
        json!({
            "iss": self.issuer.as_deref().unwrap_or(to.client_id),
            "sub": self.subject.as_deref().unwrap_or(to.client_id),
            "aud": audience,
            "iat": now,
            "exp": now + i64::from(self.lifetime),
        })
    }

    fn with_id(&self, to: Recipient<'_>, clock: &dyn Clock, random: &dyn Random) -> Value {
        let mut jti = [0u8; 16];
        random.fill(&mut jti);
        let mut claims = self.claims(to, clock);
        claims["jti"] = BASE64_URL_SAFE_NO_PAD.encode(jti).into();
        claims
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::{clock::FixedClock, random::CountingRandom};
    use vestibule_jose::test_keys::TestKey;

    use super::*;

    fn signer(key: TestKey, wanted: Option<SigningAlgorithm>) -> Signer {
        let key = Arc::new(SigningKey::parse(&Secret::new(key.pem()), None).unwrap());
        Signer::choose(&key, wanted, None).unwrap()
    }

    fn part(token: &Secret, index: usize) -> Value {
        let part = token.expose().split('.').nth(index).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    const TO: Recipient<'_> =
        Recipient { client_id: "c", issuer: "https://op.example", endpoint: "https://op.example/token" };

    /// MX-08: the audience is the issuer, alone; each assertion has a name of its own.
    #[test]
    fn an_assertion_is_for_one_issuer_once() {
        let (clock, random) = (FixedClock::at(1_000_000), CountingRandom::default());
        let form = AssertionForm::default();
        let first = form.sign(&signer(TestKey::Ec256, None), TO, &clock, &random).unwrap();
        let second = form.sign_with_secret(&Secret::new("s"), TO, &clock, &random);
        assert_ne!(part(&first, 1)["jti"], part(&second, 1)["jti"]);
        for token in [first, second] {
            let claims = part(&token, 1);
            let wanted = json!({
                "iss": "c", "sub": "c", "aud": "https://op.example", "jti": claims["jti"], "iat": 1_000, "exp": 1_060,
            });
            assert_eq!(claims, wanted);
        }
    }

    /// The example of Apple's page, and the header of Microsoft's.
    #[test]
    fn a_definition_says_what_is_in_it() {
        let clock = FixedClock::at(1_000_000);
        let apple = AssertionForm {
            issuer: Some("DEF123GHIJ".into()),
            audience: Audience::Url("https://appleid.apple.com".into()),
            key_id: Some("ABC123DEFG".into()),
            lifetime: 300,
            ..AssertionForm::default()
        };
        let token = apple.sign_client_secret(&signer(TestKey::Ec256, None), TO, &clock).unwrap();
        assert_eq!(part(&token, 0), json!({ "alg": "ES256", "kid": "ABC123DEFG", "typ": "JWT" }));
        let wanted = json!({
            "iss": "DEF123GHIJ", "sub": "c", "aud": "https://appleid.apple.com", "iat": 1_000, "exp": 1_300,
        });
        assert_eq!(part(&token, 1), wanted);

        let entra = AssertionForm {
            audience: Audience::Endpoint,
            thumbprint: Some("digest".into()),
            lifetime: 60,
            ..AssertionForm::default()
        };
        let signer = signer(TestKey::Rsa, Some(SigningAlgorithm::PS256));
        let token = entra.sign(&signer, TO, &clock, &CountingRandom::default()).unwrap();
        assert_eq!(part(&token, 0), json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": "digest" }));
        assert_eq!(part(&token, 1)["aud"], TO.endpoint);
    }

    #[test]
    fn the_definition_decides_how_a_key_signs_then_the_metadata() {
        use SigningAlgorithm as A;
        for (key, wanted, supported, outcome) in [
            (TestKey::Rsa, None, None, Some(A::RS256)),
            (TestKey::Rsa, None, Some(&[A::PS256, A::ES256][..]), Some(A::PS256)),
            (TestKey::Rsa, None, Some(&[A::PS256, A::RS256]), Some(A::RS256)),
            (TestKey::Rsa, None, Some(&[]), Some(A::RS256)),
            (TestKey::Rsa, None, Some(&[A::ES256]), None),
            (TestKey::Rsa, Some(A::PS256), Some(&[A::RS256]), Some(A::PS256)),
            (TestKey::Rsa, Some(A::ES256), None, None),
            (TestKey::Ec256, Some(A::ES256), None, Some(A::ES256)),
            (TestKey::Ec256, Some(A::RS256), None, None),
            (TestKey::Ed25519, None, Some(&[A::RS256, A::EdDSA]), Some(A::EdDSA)),
        ] {
            let parsed = Arc::new(SigningKey::parse(&Secret::new(key.pem()), None).unwrap());
            let chosen = Signer::choose(&parsed, wanted, supported);
            assert_eq!(
                chosen.as_ref().ok().map(|signer| signer.algorithm),
                outcome,
                "{key:?} {wanted:?} {supported:?}"
            );
            if let Err(reason) = chosen {
                assert!(reason.contains("S256"), "{reason}");
            }
        }
    }
}
