//! The client that comes of a registration, whichever way it was taken.

use std::sync::Arc;

use serde_json::{Map, Value};
use vestibule_core::{
    clock::{Timestamp, from_millis},
    definition::{ClientAuthentication, SigningAlgorithm},
    driver::{Context, SignInError},
    ids::Issuer,
    registration::{Registration, RegistrationMethod},
};
use vestibule_jose::SigningKey;

use super::{
    choice::{Choice, Way, choose},
    client_keys::{self, ClientKeys},
    dynamic::Dynamic,
    errors::unreadable,
    form::RegistrationForm,
    offer::Offer,
    plan::SelfRegistration,
    request,
    stored::Client,
};
use crate::{client_auth::ClientCredentials, endpoint::EndpointRules};

/// A client that the upstream knows, or can know.
#[derive(Clone)]
pub(crate) struct Registered {
    /// Empty in a dry run, where none is registered yet.
    pub(crate) client_id: String,
    pub(crate) credentials: ClientCredentials,
    pub(crate) authentication: ClientAuthentication,
    method: RegistrationMethod,
    reason: String,
    secret_expires_at: Option<Timestamp>,
    /// What the upstream fetches.
    pub(crate) document: Option<Value>,
    /// The revision of what is kept.
    pub(crate) revision: Option<u64>,
}

impl SelfRegistration {
    /// The client at the upstream with these metadata: the one that is registered, or a new one.
    pub(crate) async fn client(
        &self,
        context: &Context<'_>,
        metadata: &Map<String, Value>,
        rules: &EndpointRules<'_>,
    ) -> Result<Registered, SignInError> {
        let offer = Offer::read(metadata, rules);
        let Choice { way, reason } = choose(self, &offer)?;
        match way {
            Way::MetadataDocument(authentication) => self.by_document(&offer, authentication, reason).await,
            Way::Dynamic(endpoint) => {
                let wanted = request::wanted(self, &offer)?;
                let dynamic = Dynamic { plan: self, endpoint: &endpoint, wanted: &wanted, context, rules };
                self.dynamic(dynamic.client().await?, reason).await
            }
        }
    }

    /// The client that a request of the definition's own registers, or has registered.
    pub(crate) async fn client_by_form(
        &self,
        context: &Context<'_>,
        form: &RegistrationForm,
        rules: &EndpointRules<'_>,
    ) -> Result<Registered, SignInError> {
        let wanted = form.wanted(self);
        let dynamic = Dynamic { plan: self, endpoint: &form.url, wanted: &wanted, context, rules };
        self.dynamic(dynamic.client().await?, "the definition says how a client is registered".to_owned()).await
    }

    async fn by_document(
        &self,
        offer: &Offer,
        authentication: ClientAuthentication,
        reason: String,
    ) -> Result<Registered, SignInError> {
        let algorithm = ClientKeys::algorithm(offer);
        let key = match authentication {
            ClientAuthentication::PrivateKeyJwt => Some(self.key(algorithm).await?),
            _ => None,
        };
        let client_id = self.document_url.clone();
        let mut document = request::metadata(self, offer, authentication)?;
        document.insert("client_id".to_owned(), client_id.as_str().into());
        Ok(Registered {
            client_id,
            credentials: ClientCredentials { key, ..ClientCredentials::default() },
            authentication,
            method: RegistrationMethod::MetadataDocument,
            reason,
            secret_expires_at: None,
            document: Some(Value::Object(document)),
            revision: None,
        })
    }

    async fn dynamic(&self, found: Option<(Client, u64)>, reason: String) -> Result<Registered, SignInError> {
        let (client, revision) = found.map_or((None, None), |(client, revision)| (Some(client), Some(revision)));
        let client = client.unwrap_or_default();
        let key = match (client.authentication, client.algorithm) {
            (ClientAuthentication::PrivateKeyJwt, Some(algorithm)) => Some(self.key(algorithm).await?),
            _ => None,
        };
        Ok(Registered {
            credentials: ClientCredentials { secret: client.client_secret, key, ..ClientCredentials::default() },
            client_id: client.client_id,
            authentication: client.authentication,
            method: RegistrationMethod::Dynamic,
            reason,
            secret_expires_at: client.secret_expires_at.map(|seconds| from_millis(seconds.saturating_mul(1_000))),
            document: None,
            revision,
        })
    }

    /// The key that assertions are signed with. In a dry run that finds none, one that nobody knows: what would be sent is
    /// the same.
    async fn key(&self, algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, SignInError> {
        match &self.registrar.documents {
            Some(documents) if self.registrar.may_register => ClientKeys::new(documents.clone()).get(algorithm).await,
            Some(documents) => match ClientKeys::new(documents.clone()).find(algorithm).await.map_err(unreadable)? {
                Some(key) => Ok(key),
                None => client_keys::generate(algorithm).await,
            },
            None => client_keys::generate(algorithm).await,
        }
    }
}

impl Registered {
    /// Whether it is another client, or has to be used in another way.
    pub(crate) fn differs(&self, other: &Self) -> bool {
        let key = |client: &Self| client.credentials.key.as_ref().map(|key| key.kid().to_owned());
        (&self.client_id, &self.credentials.secret, self.authentication, &self.document)
            != (&other.client_id, &other.credentials.secret, other.authentication, &other.document)
            || key(self) != key(other)
    }

    /// For people who look at the provider.
    pub(crate) fn describe(&self, issuer: &Issuer) -> Registration {
        let advice = match self.method {
            RegistrationMethod::MetadataDocument => Some(format!(
                "{} must be able to fetch {}. If it has a list of URLs from which it accepts clients, enter that one \
                 there; at Pocket ID it is in the application configuration, under Client ID Metadata Documents",
                issuer.as_str(),
                self.client_id
            )),
            _ if self.client_id.is_empty() => {
                Some("The client is registered as soon as the provider is saved and enabled".to_owned())
            }
            _ => None,
        };
        Registration {
            method: self.method,
            reason: self.reason.clone(),
            client_id: self.client_id.clone(),
            authentication: request::method_name(self.authentication).to_owned(),
            secret_expires_at: self.secret_expires_at,
            advice,
        }
    }
}
