//! Which keys are published, which one signs, and how that changes. Keys live in memory and die with the provider.

use std::{
    iter, mem,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use serde_json::{Value, json};

use vestibule_jose::SigningKey;

/// What happens to the published keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// A new key signs from now on; the old ones stay published.
    Add,
    /// A new key signs and is the only one published, at once: what Pocket ID does.
    Replace,
    /// Every key but the signing one leaves the key set.
    RemoveOld,
}

struct Keys {
    signing: Arc<SigningKey>,
    /// Also published, newest first.
    others: Vec<Arc<SigningKey>>,
    /// Keys that left the set. Only a logout hint is still checked against them.
    retired: Vec<Arc<SigningKey>>,
}

/// The keys of the provider. Readers take the lock for as long as it takes to clone an `Arc`.
pub(crate) struct KeyRing(RwLock<Keys>);

impl KeyRing {
    /// Rotations of one run are few; a logout hint older than this many of them is not recognised.
    const RETIRED: usize = 16;

    pub(crate) fn new(first: SigningKey) -> Self {
        Self(RwLock::new(Keys { signing: Arc::new(first), others: Vec::new(), retired: Vec::new() }))
    }

    /// The key that signs now.
    pub(crate) fn signing(&self) -> Arc<SigningKey> {
        self.read().signing.clone()
    }

    /// The key set as published, the signing key first.
    pub(crate) fn jwks(&self) -> Value {
        let keys = self.read();
        json!({ "keys": iter::once(&keys.signing).chain(&keys.others).map(|key| key.jwk()).collect::<Vec<_>>() })
    }

    /// A key of that id that signs now or once did.
    pub(crate) fn find(&self, kid: &str) -> Option<Arc<SigningKey>> {
        let keys = self.read();
        iter::once(&keys.signing).chain(&keys.others).chain(&keys.retired).find(|key| key.kid() == kid).cloned()
    }

    /// Makes `key` the one that signs; `keep` says whether the others stay published.
    pub(crate) fn publish(&self, key: SigningKey, keep: bool) {
        let mut keys = self.write();
        let old = mem::replace(&mut keys.signing, Arc::new(key));
        keys.others.insert(0, old);
        if !keep {
            keys.retire_others();
        }
    }

    /// Takes every key but the signing one out of the set.
    pub(crate) fn remove_old(&self) {
        self.write().retire_others();
    }

    fn read(&self) -> RwLockReadGuard<'_, Keys> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Keys> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn retire_others(&mut self) {
        let old = mem::take(&mut self.others);
        self.retired.splice(0..0, old);
        self.retired.truncate(KeyRing::RETIRED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_core::definition::SigningAlgorithm;

    #[test]
    fn rotations_publish_what_they_say() {
        let ring = KeyRing::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap());
        let ids = |ring: &KeyRing| -> Vec<String> {
            ring.jwks()["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
        };
        let first = ring.signing().kid().to_owned();
        ring.publish(SigningKey::generate(SigningAlgorithm::ES256).unwrap(), true);
        let second = ring.signing().kid().to_owned();
        assert_eq!(ids(&ring), [second.clone(), first.clone()]);
        ring.remove_old();
        assert_eq!(ids(&ring), [second]);
        ring.publish(SigningKey::generate(SigningAlgorithm::EdDSA).unwrap(), false);
        assert_eq!(ids(&ring), [ring.signing().kid().to_owned()]);
        assert!(ring.find(&first).is_some(), "a retired key still checks a logout hint");
    }
}
