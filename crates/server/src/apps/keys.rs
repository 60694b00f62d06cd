//! The keys that our tokens are signed with: made at first need, shared by all nodes, and replaced in time.
//!
//! A node reads them at most once a minute. A new key is published for a day before it signs, so no node and no
//! application meets a signature whose key it cannot know.

use std::sync::Arc;

use serde_json::Value;
use vestibule_apps::{KeyPlan, KeyTimes, plan_keys};
use vestibule_core::{clock::Timestamp, code::ErrorCode, definition::SigningAlgorithm};
use vestibule_jose::SigningKey;
use vestibule_store::{StoreError, StoredSigningKey};

use super::{
    key_cache::{Key, Keys},
    make_key::new_key,
    state::AppsState,
};
use crate::http::api_error::ApiError;

/// Once to find that a key is needed, once to find that another node has just made it.
const ATTEMPTS: usize = 3;

impl AppsState {
    /// The key that signs with this algorithm now.
    pub(super) async fn signing_key(&self, algorithm: SigningAlgorithm) -> Result<Arc<SigningKey>, ApiError> {
        let (keys, plan) = self.planned(algorithm).await?;
        let key = plan.signing.and_then(|index| keys.get(index).cloned());
        key.ok_or_else(|| ApiError::new(ErrorCode::Internal).log("no signing key could be made"))
    }

    /// The public keys of everything that apps' tokens are signed with: those that sign, will sign, or have signed what is
    /// still good. A key is made when somebody asks for it first.
    pub(crate) async fn token_keys(&self) -> Result<Vec<Value>, ApiError> {
        let mut public = Vec::new();
        for algorithm in self.algorithms() {
            let (keys, plan) = self.planned(algorithm).await?;
            public.extend(plan.published.iter().filter_map(|index| keys.get(*index)).map(|key| key.jwk()));
        }
        Ok(public)
    }

    /// The keys of an algorithm and what to do with them, once whatever has to be made is made.
    async fn planned(&self, algorithm: SigningAlgorithm) -> Result<(Vec<Arc<SigningKey>>, KeyPlan), ApiError> {
        let (mut keys, mut plan) = self.plan(algorithm).await?;
        for attempt in 0..ATTEMPTS {
            let Some(signs_from) = plan.make else { break };
            if attempt > 0 {
                self.make_key(algorithm, &keys, signs_from).await?;
            }
            self.signing_keys.0.invalidate(&()).await;
            (keys, plan) = self.plan(algorithm).await?;
        }
        for old in plan.remove.iter().filter_map(|index| keys.get(*index)) {
            self.store.delete_signing_key(&old.stored.kid).await?;
            self.signing_keys.0.invalidate(&()).await;
        }
        Ok((keys.iter().map(|key| key.signing.clone()).collect(), plan))
    }

    async fn plan(&self, algorithm: SigningAlgorithm) -> Result<(Vec<Arc<Key>>, KeyPlan), ApiError> {
        let all = self.signing_keys.0.try_get_with((), self.read_keys()).await;
        let all = all.map_err(|error| ApiError::new(error.code()).log(error.detail()).retry_after(5))?;
        let keys: Vec<_> = all.iter().filter(|key| key.stored.algorithm == algorithm).cloned().collect();
        let times: Vec<_> = keys.iter().map(|key| KeyTimes { signs_from: key.stored.signs_from }).collect();
        let longest = self.registry.load().apps.longest_token();
        let plan = plan_keys(&times, longest, self.clock.now());
        Ok((keys, plan))
    }

    async fn read_keys(&self) -> Result<Keys, StoreError> {
        let stored = self.store.list_signing_keys().await?;
        let key = |stored: StoredSigningKey| match SigningKey::parse(&stored.key, None) {
            Ok(signing) => Some(Arc::new(Key { stored, signing: Arc::new(signing) })),
            Err(error) => {
                tracing::error!(kid = stored.kid, %error, "a signing key cannot be used");
                None
            }
        };
        Ok(Arc::new(stored.into_iter().filter_map(key).collect()))
    }

    /// Another node may be faster: then its key is read next.
    async fn make_key(
        &self,
        algorithm: SigningAlgorithm,
        known: &[Arc<Key>],
        signs_from: Timestamp,
    ) -> Result<(), ApiError> {
        let stored = new_key(algorithm, known.iter().map(|key| key.stored.generation), signs_from).await;
        let stored = stored.map_err(|error| ApiError::internal(&error))?;
        if self.store.add_signing_key(&stored).await? {
            tracing::info!(kid = stored.kid, algorithm = algorithm.as_str(), %signs_from, "made a signing key");
        }
        Ok(())
    }
}
