//! Small secret documents that every node of an installation shares: clients that registered themselves, and the keys
//! that they sign with.
//!
//! The store implements the trait. A change names the revision that it replaces, so that of several nodes which want to
//! do the same thing one does it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use crate::secret::Secret;

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDocument {
    /// Another one after each change.
    pub revision: u64,
    /// What it says.
    pub content: Secret,
}

/// The documents cannot be reached. `Display` is for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DocumentError(pub String);

/// Keeps documents, each sealed for its own name.
#[async_trait]
pub trait SealedDocuments: Send + Sync {
    /// The document of that name. One that no key of ours opens is absent.
    async fn find_document(&self, name: &str) -> Result<Option<SealedDocument>, DocumentError>;

    /// Writes a document in place of the revision `expected`, or where there is none. `None` when the document is another
    /// one by now: somebody else was first. Otherwise its new revision.
    async fn put_document(
        &self,
        name: &str,
        expected: Option<u64>,
        content: &Secret,
    ) -> Result<Option<u64>, DocumentError>;

    /// Removes a document of that revision; false when it is another one by now, or gone.
    async fn delete_document(&self, name: &str, expected: u64) -> Result<bool, DocumentError>;

    /// How many documents have a name that begins so. Stops counting at `limit`.
    async fn count_documents(&self, prefix: &str, limit: u32) -> Result<u32, DocumentError>;
}

/// Documents in memory: for tests, and for a program without a database.
#[derive(Default)]
pub struct MemoryDocuments(Mutex<BTreeMap<String, SealedDocument>>);

impl fmt::Debug for MemoryDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryDocuments").finish_non_exhaustive()
    }
}

impl MemoryDocuments {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, SealedDocument>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl SealedDocuments for MemoryDocuments {
    async fn find_document(&self, name: &str) -> Result<Option<SealedDocument>, DocumentError> {
        Ok(self.with(|all| all.get(name).cloned()))
    }

    async fn put_document(
        &self,
        name: &str,
        expected: Option<u64>,
        content: &Secret,
    ) -> Result<Option<u64>, DocumentError> {
        Ok(self.with(|all| {
            let current = all.get(name).map(|document| document.revision);
            let revision = current.map_or(1, |current| current + 1);
            (current == expected).then(|| {
                all.insert(name.to_owned(), SealedDocument { revision, content: content.clone() });
                revision
            })
        }))
    }

    async fn delete_document(&self, name: &str, expected: u64) -> Result<bool, DocumentError> {
        Ok(self.with(|all| {
            let found = all.get(name).is_some_and(|document| document.revision == expected);
            found && all.remove(name).is_some()
        }))
    }

    async fn count_documents(&self, prefix: &str, limit: u32) -> Result<u32, DocumentError> {
        let count = self.with(|all| all.keys().filter(|name| name.starts_with(prefix)).count());
        Ok(u32::try_from(count).unwrap_or(limit).min(limit))
    }
}
