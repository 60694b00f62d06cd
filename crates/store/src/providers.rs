//! Providers that administrators own: settings, credentials and the revision that two administrators at once trip over.
//!
//! Knows no definition: which credentials are secret is said by whoever writes them. A secret that does not open is one
//! provider's trouble and never that of the list.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{DefinitionId, Issuer, ProviderId},
    seal::OpenError,
    secret::Secret,
    settings::ProviderSettings,
};

use crate::{AuditEvent, StoreError};

/// A provider as an administrator wants it to be.
#[derive(Debug, Clone)]
pub struct ProviderInput {
    /// Its id.
    pub id: ProviderId,
    /// What it is an instance of.
    pub definition: DefinitionId,
    /// Its settings. `definition` in there is not read.
    pub settings: ProviderSettings,
    /// Credentials that anybody with the rights may read.
    pub public: Map<String, Value>,
    /// Credentials that nobody reads again, each as JSON text.
    pub secrets: BTreeMap<String, Secret>,
    /// Names of secrets that stay as they are stored, whether or not they open with today's key. One that is not stored
    /// stays absent; one that is in `secrets` too is replaced.
    pub kept: BTreeSet<String>,
    /// Who vouches for people from this change on, when that is somebody else than before: links of another issuer are
    /// no way in any more.
    pub issuer: Option<Issuer>,
}

/// A provider as it is stored.
#[derive(Debug, Clone)]
pub struct StoredProvider {
    /// Its id.
    pub id: ProviderId,
    /// What it is an instance of.
    pub definition: DefinitionId,
    /// Its settings, or why they cannot be read.
    pub settings: Result<ProviderSettings, String>,
    /// Credentials that anybody with the rights may read.
    pub public: Map<String, Value>,
    /// Secrets by name, each as JSON text, or why it does not open.
    pub secrets: BTreeMap<String, Result<Secret, OpenError>>,
    /// Counts changes, from 1.
    pub revision: u64,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Which providers of the configuration people can sign in with, and who vouches where. Together with the rows this
/// decides whether an administrator is left who can sign in (the lock-out guard).
#[derive(Debug, Clone, Copy, Default)]
pub struct ConfiguredProviders<'a> {
    /// All ids that the configuration owns: rows of these ids do not count.
    pub owned: &'a [ProviderId],
    /// Those of them that are enabled.
    pub enabled: &'a [ProviderId],
    /// Who vouches for people at a provider, of the configuration or not, where exactly one is known to: a link of
    /// another issuer does not count. A slash at the end makes no other issuer.
    pub issuers: &'a [(ProviderId, Issuer)],
}

/// How a guarded change ended.
#[derive(Debug, Clone)]
pub enum ChangeOutcome<T> {
    /// Done.
    Done(T),
    /// There is nothing to change.
    NotFound,
    /// Refused, and nothing was written: `revision_mismatch`, `last_way_in`, `in_use`.
    Refused(ErrorCode),
}

/// Which provider to delete, and when not to.
#[derive(Debug, Clone, Copy)]
pub struct ProviderDeletion<'a> {
    /// Its id.
    pub id: &'a ProviderId,
    /// Only while it has this revision.
    pub revision: Option<u64>,
    /// Even when people are linked to it.
    pub force: bool,
}

/// Providers that administrators own. Each change writes `event`, with the provider filled in, in the same transaction.
#[async_trait]
pub trait Providers: Send + Sync {
    /// All of them, by id.
    async fn list_providers(&self) -> Result<Vec<StoredProvider>, StoreError>;

    /// The one of that id.
    async fn find_provider(&self, id: &ProviderId) -> Result<Option<StoredProvider>, StoreError>;

    /// Stores a new one with revision 1; `Conflict` when the id is taken.
    async fn create_provider(&self, draft: &ProviderInput, event: &AuditEvent) -> Result<StoredProvider, StoreError>;

    /// Replaces one completely, while it has the revision `expected`; refused when no administrator could sign in any
    /// more who could before.
    async fn update_provider(
        &self,
        draft: &ProviderInput,
        expected: u64,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredProvider>, StoreError>;

    /// Deletes one. Its links stay, and match again only with the same issuer.
    async fn delete_provider(
        &self,
        deletion: ProviderDeletion<'_>,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError>;

    /// Gives the providers the sort orders 10, 20, 30 … in this order. All or nothing: one that is not there, or stands
    /// twice in the list, and nothing is written.
    async fn reorder_providers(&self, ids: &[ProviderId], event: &AuditEvent) -> Result<ChangeOutcome<()>, StoreError>;

    /// Returns when another program on the same database may have changed providers since this was asked the last time;
    /// never where there is no other.
    async fn wait_for_remote_change(&self);
}
