//! Hashing and checking passwords of local administrators.

use std::{sync::Arc, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use vestibule_core::{
    email::EmailAddress,
    password::{self, NewPassword, PasswordProblem, Strength, Weakness},
    random::Random,
    secret::Secret,
};
use vestibule_store::Store;

use super::password_queue::{HeldPasswords, Lane, PasswordQueue, QueueFull};
use crate::http::api_error::ApiError;

/// The hash of a password could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashError;

/// Hashes a password with Argon2id and a fresh salt (OWASP's first choice: m = 19 MiB, t = 2, p = 1; the crate's
/// default). Takes some 30 ms of one core.
pub fn hash_password(password: &NewPassword, random: &dyn Random) -> Result<Secret, HashError> {
    let mut salt = [0u8; 16];
    random.fill(&mut salt);
    let password = password.secret().expose().as_bytes();
    let hash = Argon2::default().hash_password_with_salt(password, &salt).map_err(|_| HashError)?;
    Ok(Secret::new(hash.to_string()))
}

/// Checked for an unknown address, so that the answer takes as long as for a wrong password. Its bytes are of no password: who
/// has no hash is refused whatever it says. Hashing one at every start would take 30 ms and 19 MiB.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YSBzYWx0IG9mIG5vYm9keQ$bm8gcGFzc3dvcmQgaGFzIHRoaXMgYXMgaXRzIGhhc2g";

/// Checks passwords, a few at a time, off the async threads.
pub(crate) struct PasswordChecks {
    queue: PasswordQueue,
    /// Whether any administrator has a password: every login page needs it, so it is cached for a moment.
    offered: moka::future::Cache<(), bool>,
    store: Arc<dyn Store>,
}

impl PasswordChecks {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            queue: PasswordQueue::new(),
            offered: moka::future::Cache::builder().time_to_live(Duration::from_secs(5)).max_capacity(1).build(),
            store,
        }
    }

    /// Checks and hashes a new password of somebody who has proven that they may set one.
    pub(crate) async fn hash(
        &self,
        (password, email): (Secret, EmailAddress),
        random: Arc<dyn Random>,
    ) -> Result<Result<Secret, PasswordProblem>, ApiError> {
        let turn = self.queue.enter(Lane::Known).await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let accepted = NewPassword::accept(password, &email);
            accepted.map(|password| hash_password(&password, &*random))
        });
        match hashed.await.unwrap_or(Ok(Err(HashError))) {
            Ok(hash) => Ok(Ok(hash.map_err(|error| ApiError::internal(&error))?)),
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// How hard a password of somebody who may set one is to guess, and what makes it easy.
    pub(crate) async fn estimate(
        &self,
        password: Secret,
        email: Option<EmailAddress>,
    ) -> Result<(Strength, Weakness), ApiError> {
        let turn = self.queue.enter(Lane::Known).await?;
        let estimated = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            password::estimate(&password, email.as_ref())
        });
        estimated.await.map_err(|error| ApiError::internal(&error))
    }

    /// Keeps the passwords of unknown clients waiting until the value is dropped.
    pub(crate) async fn hold(&self) -> HeldPasswords {
        self.queue.hold().await
    }

    /// Records that an administrator has just got a password.
    pub(crate) async fn offer(&self) {
        self.offered.insert((), true).await;
    }

    /// Whether the login page offers a password: only if an administrator has one.
    pub(crate) async fn is_offered(&self) -> bool {
        let count = async { self.store.count_password_administrators().await.is_ok_and(|count| count > 0) };
        self.offered.get_with((), count).await
    }

    /// Whether the password matches the hash. Without a hash it takes as long, and does not.
    pub(crate) async fn check(&self, lane: Lane, password: Secret, hash: Option<Secret>) -> Result<bool, QueueFull> {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| Secret::new(DECOY));
        Ok(is_known & self.verify(lane, password, hash).await?)
    }

    async fn verify(&self, lane: Lane, password: Secret, hash: Secret) -> Result<bool, QueueFull> {
        let turn = self.queue.enter(lane).await?;
        let checked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let parsed = PasswordHash::new(hash.expose());
            parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok())
        });
        Ok(checked.await.unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_address_costs_what_a_wrong_password_does() {
        let fresh = Argon2::default().hash_password_with_salt(b"password", &[0; 16]).unwrap();
        let decoy = PasswordHash::new(DECOY).unwrap();
        assert_eq!(decoy.algorithm, fresh.algorithm);
        assert_eq!(decoy.version, fresh.version);
        assert_eq!(decoy.params, fresh.params);
        let lengths = |hash: &PasswordHash| (hash.salt.as_ref().map(|s| s.len()), hash.hash.as_ref().map(|h| h.len()));
        assert_eq!(lengths(&decoy), lengths(&fresh));
    }
}
