//! The state of this layer.

use std::{ops::Deref, sync::Arc};

use tokio::sync::OnceCell;
use vestibule_core::{definition::SigningAlgorithm, secret::Secret};

use super::{
    algorithms::ALGORITHMS,
    identity_token_cache::{self, IdentityTokens},
    key_cache::SigningKeyCache,
    secret_use::SecretUses,
};
use crate::session::SessionState;

/// What serving applications needs: sessions, and the keys that tokens are signed with.
pub struct AppsState {
    session: Arc<SessionState>,
    pub(super) signing_keys: SigningKeyCache,
    pub(super) secret_uses: SecretUses,
    pub(super) identity_tokens: IdentityTokens,
    /// Once it was read.
    pub(super) pairwise_key: OnceCell<Secret>,
}

impl AppsState {
    pub(crate) fn new(session: Arc<SessionState>) -> Self {
        Self {
            session,
            signing_keys: SigningKeyCache::new(),
            pairwise_key: OnceCell::new(),
            identity_tokens: IdentityTokens::new(),
            secret_uses: SecretUses::default(),
        }
    }

    /// What is signed with: the ID tokens of all apps, and what applications behind a proxy get.
    pub(super) fn algorithms(&self) -> Vec<SigningAlgorithm> {
        let apps = self.registry.load().apps.clone();
        let by_proxy = self.settings.identity_token.then_some(identity_token_cache::ALGORITHM);
        let in_use = |algorithm: &SigningAlgorithm| {
            by_proxy == Some(*algorithm) || apps.iter().any(|app| app.id_token_algorithm == *algorithm)
        };
        ALGORITHMS.into_iter().filter(in_use).collect()
    }

    /// Who signs our tokens: the public URL, with the mount.
    pub(super) fn issuer(&self) -> &str {
        self.settings.public_url.base()
    }
}

impl Deref for AppsState {
    type Target = SessionState;
    fn deref(&self) -> &SessionState {
        &self.session
    }
}
