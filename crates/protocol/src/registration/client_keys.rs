//! The keys that clients which registered themselves sign with: one for each algorithm, made when the first of them needs
//! it, shared by all nodes.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use serde_json::Value;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::SignInError,
    public_keys::PublicKeys,
    sealed_documents::{DocumentError, SealedDocuments},
    secret::Secret,
};
use vestibule_jose::SigningKey;

use super::{errors::unreadable, offer::Offer};

/// The algorithms, the preferred one first. Every server should know the last one (OpenID Connect Core §9).
const ALGORITHMS: [SigningAlgorithm; 2] = [SigningAlgorithm::ES256, SigningAlgorithm::RS256];

/// The keys of an installation. Cheap to make: they are in the database.
pub struct ClientKeys {
    documents: Arc<dyn SealedDocuments>,
    /// Those that have been read, in the order of [`ALGORITHMS`]. A key stays as long as the database.
    known: [OnceLock<Arc<SigningKey>>; ALGORITHMS.len()],
}

impl ClientKeys {
    /// The keys that are kept there.
    pub fn new(documents: Arc<dyn SealedDocuments>) -> Self {
        Self { documents, known: Default::default() }
    }

    /// The algorithm that an upstream takes assertions with.
    pub(super) fn algorithm(offer: &Offer) -> SigningAlgorithm {
        let listed = ALGORITHMS.into_iter().find(|algorithm| offer.lists_algorithm(algorithm.as_str()));
        listed.unwrap_or(SigningAlgorithm::RS256)
    }

    /// Whether it takes one that we have.
    pub(super) fn fits(offer: &Offer) -> bool {
        ALGORITHMS.iter().any(|algorithm| offer.lists_algorithm(algorithm.as_str()))
    }

    /// The key for an algorithm, if there is one.
    pub(super) async fn find(&self, algorithm: SigningAlgorithm) -> Result<Option<Arc<SigningKey>>, DocumentError> {
        let place = ALGORITHMS.iter().position(|known| *known == algorithm).and_then(|index| self.known.get(index));
        if let Some(key) = place.and_then(OnceLock::get) {
            return Ok(Some(key.clone()));
        }
        let Some(document) = self.documents.find_document(&name(algorithm)).await? else { return Ok(None) };
        let key = SigningKey::parse(&document.content, None).map_err(|error| DocumentError(error.to_string()))?;
        let key = Arc::new(key);
        Ok(Some(place.map_or_else(|| key.clone(), |place| place.get_or_init(|| key.clone()).clone())))
    }

    /// The key for an algorithm. Of several nodes that make one at the same time, all use the one that is kept.
    pub(super) async fn get(&self, algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, SignInError> {
        if let Some(key) = self.find(algorithm).await.map_err(unreadable)? {
            return Ok(key);
        }
        let made = generate_text(algorithm).await?;
        self.documents.put_document(&name(algorithm), None, &made).await.map_err(unreadable)?;
        let kept = self.find(algorithm).await.map_err(unreadable)?;
        kept.ok_or_else(|| unreadable(DocumentError("the key that is kept cannot be opened".to_owned())))
    }
}

#[async_trait]
impl PublicKeys for ClientKeys {
    async fn public_keys(&self) -> Result<Vec<Value>, DocumentError> {
        let mut keys = Vec::new();
        for algorithm in ALGORITHMS {
            keys.extend(self.find(algorithm).await?.map(|key| key.jwk()));
        }
        Ok(keys)
    }
}

/// A key that is not kept.
pub(super) async fn generate(algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, SignInError> {
    let key = SigningKey::parse(&generate_text(algorithm).await?, None);
    key.map(Arc::new).map_err(|error| internal(&error))
}

async fn generate_text(algorithm: SigningAlgorithm) -> Result<Secret, SignInError> {
    let made = tokio::task::spawn_blocking(move || SigningKey::generate_pem(algorithm)).await;
    made.map_err(|error| internal(&error))?.map_err(|error| internal(&error))
}

fn name(algorithm: SigningAlgorithm) -> String {
    format!("client_key/{}", algorithm.as_str())
}

fn internal(error: &dyn std::error::Error) -> SignInError {
    SignInError::new(ErrorCode::Internal, Cause::Internal, format!("no signing key could be made: {error}"))
}
