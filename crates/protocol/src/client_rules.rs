//! `[client]` of a definition, fitted to the credentials: what is signed, for whom, with which key. Pure; a part of
//! binding.

use std::sync::Arc;

use vestibule_core::{
    definition::{AssertionRules, ClientAuthentication, SenderConstraint},
    driver::{ClientKey, KeyPurpose},
    http::TlsIdentity,
    suggestion::did_you_mean,
    template::{Part, Syntax, parts},
};
use vestibule_jose::{Certificate, SigningKey, UnusableCertificate};

use crate::{
    assertion::{AUDIENCE_ENDPOINT, AUDIENCE_ISSUER, AssertionForm, Audience, Signer},
    binding::Binding,
    dpop::Dpop,
};

const ASSERTION: &str = "/definition/client/assertion";
const PRIVATE_KEY: &str = "private_key";
const CERTIFICATE: &str = "certificate";
const DPOP_KEY: &str = "dpop_key";
const TLS_CERTIFICATE: &str = "tls_certificate";
const TLS_KEY: &str = "tls_key";
/// In seconds: shorter than a request may take, or longer than any vendor asks for.
const LIFETIMES: std::ops::RangeInclusive<u32> = 10..=3_600;

impl Binding<'_> {
    /// The private key that assertions are signed with, if there is one.
    pub(crate) fn signing_key(&mut self) -> Option<Arc<SigningKey>> {
        let text = self.input.credentials.secret(PRIVATE_KEY)?;
        let key = match SigningKey::parse(&text, self.credential("private_key_id")) {
            Ok(key) => Arc::new(key),
            Err(unusable) => {
                self.refuse_credential(PRIVATE_KEY, unusable.to_string());
                return None;
            }
        };
        let wanted = self.input.definition.client.assertion.algorithm;
        match Signer::choose(&key, wanted, None) {
            Ok(_) => Some(key),
            Err(reason) => {
                self.refuse_credential(PRIVATE_KEY, reason);
                None
            }
        }
    }

    /// The key that tokens are bound to, if the definition wants that.
    pub(crate) fn dpop(&mut self) -> Option<Dpop> {
        if self.input.definition.client.sender_constraint != Some(SenderConstraint::Dpop) {
            return None;
        }
        let Some(text) = self.input.credentials.secret(DPOP_KEY) else {
            let made = Dpop::made(self.made_keys.as_ref(), self.input.provider.as_str());
            return made.map_err(|error| self.bad.push("/definition/client/sender_constraint", error.to_string())).ok();
        };
        match SigningKey::parse(&text, None) {
            Ok(key) => Some(Dpop::by(key)),
            Err(unusable) => {
                self.refuse_credential(DPOP_KEY, unusable.to_string());
                None
            }
        }
    }

    /// The certificate of TLS connections, if tokens are bound to it or the client is known by it.
    pub(crate) fn tls_identity(&mut self) -> Option<TlsIdentity> {
        if !self.shows_certificate() {
            return None;
        }
        for name in [TLS_CERTIFICATE, TLS_KEY].into_iter().filter(|name| !self.input.schema.has(name)) {
            let detail = format!("a certificate for TLS is needed: add `{name}` to the properties in [credentials]");
            self.bad.push("/definition/client", detail);
        }
        let certificate = self.required(TLS_CERTIFICATE);
        let Some(key) = self.input.credentials.secret(TLS_KEY) else {
            self.refuse_credential(TLS_KEY, format!("{TLS_KEY} is missing"));
            return None;
        };
        let identity = TlsIdentity { certificate: certificate?, key };
        match Certificate::parse(&identity.certificate).and_then(|certificate| certificate.check_key(&identity.key)) {
            Ok(()) => Some(identity),
            Err(unusable) => {
                let name = if unusable == UnusableCertificate::Key { TLS_KEY } else { TLS_CERTIFICATE };
                self.refuse_credential(name, unusable.to_string());
                None
            }
        }
    }

    /// Whether a certificate is shown in TLS connections.
    pub(crate) fn shows_certificate(&self) -> bool {
        self.input.definition.client.sender_constraint == Some(SenderConstraint::Mtls)
            || self.authentication().is_by_certificate()
    }

    /// What is in an assertion.
    pub(crate) fn assertion_form(&mut self) -> AssertionForm {
        let definition = self.input.definition.clone();
        let rules = &definition.client.assertion;
        self.check_assertion(definition.client.authentication, rules);
        let mut fill = |text: &Option<String>| self.fill(text.as_deref()?);
        let (issuer, subject) = (fill(&rules.issuer), fill(&rules.subject));
        let (audience, key_id) = (fill(&rules.audience), fill(&rules.key_id));
        AssertionForm {
            issuer,
            subject,
            audience: self.audience(audience),
            algorithm: rules.algorithm,
            lifetime: rules.lifetime,
            key_id,
            thumbprint: rules.thumbprint.and_then(|_| self.thumbprint()),
        }
    }

    fn check_assertion(&mut self, authentication: ClientAuthentication, rules: &AssertionRules) {
        use ClientAuthentication as C;
        let signs = matches!(
            authentication,
            C::Auto | C::Confidential | C::ClientSecretJwt | C::PrivateKeyJwt | C::SignedClientSecret
        );
        if !signs && *rules != AssertionRules::default() {
            let detail = "nothing is signed with this `authentication`: remove the table, or set authentication = \
                          \"private_key_jwt\" or \"signed_client_secret\"";
            self.bad.push(ASSERTION, detail);
        }
        if !LIFETIMES.contains(&rules.lifetime) {
            let detail = format!("an assertion is valid for {} to {} seconds", LIFETIMES.start(), LIFETIMES.end());
            self.bad.push(format!("{ASSERTION}/lifetime"), detail);
        }
        if rules.thumbprint.is_some() && !self.input.schema.has(CERTIFICATE) {
            let detail = format!(
                "this is the thumbprint of a certificate: add `{CERTIFICATE}` to the properties in \
                                  [credentials]"
            );
            self.bad.push(format!("{ASSERTION}/thumbprint"), detail);
        }
    }

    /// A text of the definition with credentials in it. `None` when one is missing, which is a violation of its own, or
    /// when the text cannot be used: `Definition::check_requests` says why.
    fn fill(&mut self, template: &str) -> Option<String> {
        let mut filled = Some(String::new());
        for part in parts(template, Syntax::URL).ok()? {
            let text = match part {
                Part::Text(text) => Some(text.to_owned()),
                Part::Placeholder(name) if self.input.schema.has(name) && !self.input.schema.is_secret(name) => {
                    self.required(name)
                }
                Part::Placeholder(_) => None,
            };
            filled = filled.zip(text).map(|(filled, text)| filled + &text);
        }
        filled.filter(|text| !text.trim().is_empty())
    }

    fn audience(&mut self, text: Option<String>) -> Audience {
        match text {
            None => Audience::Issuer,
            Some(text) if text == AUDIENCE_ISSUER => Audience::Issuer,
            Some(text) if text == AUDIENCE_ENDPOINT => Audience::Endpoint,
            // A URL or a URN.
            Some(text) if text.contains(':') => Audience::Url(text),
            Some(text) => {
                let near = did_you_mean(&text, [AUDIENCE_ISSUER, AUDIENCE_ENDPOINT]);
                let detail = format!("this must be \"issuer\", \"endpoint\" or a URL{near}");
                self.bad.push(format!("{ASSERTION}/audience"), detail);
                Audience::Issuer
            }
        }
    }

    /// The thumbprint of the certificate, which has to be the private key's. Nothing where there is no key.
    fn thumbprint(&mut self) -> Option<String> {
        let key = self.input.credentials.secret(PRIVATE_KEY)?;
        // A key that cannot be used is said first.
        let pointer = format!("/credentials/{PRIVATE_KEY}");
        if self.bad.0.iter().any(|violation| violation.pointer == pointer) {
            return None;
        }
        let text = self.required(CERTIFICATE)?;
        let certificate = Certificate::parse(&text).and_then(|certificate| {
            certificate.check_key(&key)?;
            Ok(certificate)
        });
        match certificate {
            Ok(certificate) => Some(certificate.thumbprint()),
            Err(UnusableCertificate::Key) => {
                self.refuse_credential(
                    PRIVATE_KEY,
                    "with a certificate, paste the private key as PEM without a password",
                );
                None
            }
            Err(unusable) => {
                self.refuse_credential(CERTIFICATE, unusable.to_string());
                None
            }
        }
    }
}

/// The public parts of what a provider proves itself with.
pub(crate) fn client_keys(
    signing: Option<&SigningKey>,
    dpop: Option<&Dpop>,
    identity: Option<&TlsIdentity>,
) -> Vec<ClientKey> {
    let of_key = |purpose, key: &SigningKey| {
        let thumbprint = key.thumbprint();
        ClientKey { purpose, jwk: Some(key.jwk()), certificate: None, thumbprint }
    };
    let of_certificate = |identity: &TlsIdentity| {
        let parsed = Certificate::parse(&identity.certificate).ok()?;
        Some(ClientKey {
            purpose: KeyPurpose::Tls,
            jwk: None,
            certificate: Some(identity.certificate.trim().to_owned()),
            thumbprint: parsed.fingerprint(),
        })
    };
    let signing = signing.map(|key| of_key(KeyPurpose::ClientAuthentication, key));
    let dpop = dpop.map(|dpop| of_key(KeyPurpose::Dpop, dpop.key()));
    signing.into_iter().chain(dpop).chain(identity.and_then(of_certificate)).collect()
}
