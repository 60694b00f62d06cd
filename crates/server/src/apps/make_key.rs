//! Makes signing keys: at first need, in time, and when the operator wants one.

use vestibule_apps::{KeyTimes, next_turn};
use vestibule_core::{clock::Timestamp, definition::SigningAlgorithm};
use vestibule_jose::SigningKey;
use vestibule_store::{Store, StoreError, StoredSigningKey};

use super::algorithms::ALGORITHMS;

/// Why no key could be made.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot be generated or read.
    #[error("a signing key cannot be made: {0}")]
    Key(String),
}

/// What became of the keys of one algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKeyTurn {
    /// The algorithm.
    pub algorithm: SigningAlgorithm,
    /// Whether the key was made just now; otherwise one waited already.
    pub made: bool,
    /// When the newest key begins to sign.
    pub signs_from: Timestamp,
    /// How many former keys were withdrawn.
    pub withdrawn: usize,
}

/// Gives every algorithm that has a key a new one: published for a day before it signs, or `at_once`, and then the former
/// ones are withdrawn, because somebody else may have them. Without any key there is nothing to replace.
pub async fn rotate_signing_keys(
    store: &dyn Store,
    now: Timestamp,
    at_once: bool,
) -> Result<Vec<SigningKeyTurn>, SigningKeyError> {
    let all = store.list_signing_keys().await?;
    let mut turns = Vec::new();
    for algorithm in ALGORITHMS {
        let known: Vec<_> = all.iter().filter(|key| key.algorithm == algorithm).collect();
        let Some(newest) = known.last() else { continue };
        let times: Vec<_> = known.iter().map(|key| KeyTimes { signs_from: key.signs_from }).collect();
        let mut turn = SigningKeyTurn { algorithm, made: false, signs_from: newest.signs_from, withdrawn: 0 };
        let wanted = if at_once { Some(now) } else { next_turn(&times, now) };
        if let Some(signs_from) = wanted {
            let key = new_key(algorithm, known.iter().map(|key| key.generation), signs_from).await?;
            turn = SigningKeyTurn { made: store.add_signing_key(&key).await?, signs_from, ..turn };
        }
        if at_once && turn.made {
            for former in &known {
                store.delete_signing_key(&former.kid).await?;
            }
            turn.withdrawn = known.len();
        }
        turns.push(turn);
    }
    Ok(turns)
}

/// A key that nobody has seen yet.
pub(super) async fn new_key(
    algorithm: SigningAlgorithm,
    generations: impl Iterator<Item = u32>,
    signs_from: Timestamp,
) -> Result<StoredSigningKey, SigningKeyError> {
    let failed = |error: &dyn std::fmt::Display| SigningKeyError::Key(error.to_string());
    let made = tokio::task::spawn_blocking(move || SigningKey::generate_pem(algorithm)).await;
    let key = made.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    let kid = SigningKey::parse(&key, None).map_err(|error| failed(&error))?.kid().to_owned();
    let generation = generations.map(|generation| generation + 1).max().unwrap_or(0);
    Ok(StoredSigningKey { kid, algorithm, generation, key, signs_from })
}
