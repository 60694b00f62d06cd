//! Providers that administrators own: settings, credentials, and the revision that detects concurrent edits.
//!
//! Knows no definition: the caller says which credentials are secret. A secret that cannot be decrypted affects its own
//! provider and never the list.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_core::{
    access::{Checked, Rules},
    clock::Timestamp,
    ids::{DefinitionId, Issuer, ProviderId},
    seal::OpenError,
    secret::Secret,
    settings::ProviderSettings,
};

use crate::{AuditEvent, ChangeOutcome, StoreError};

/// A provider to be stored.
#[derive(Debug, Clone)]
pub struct ProviderInput {
    pub id: ProviderId,
    pub definition: DefinitionId,
    /// `definition` in there is ignored.
    pub settings: ProviderSettings,
    /// Credentials that the admin API shows.
    pub public: Map<String, Value>,
    /// Credentials that are never shown again, each as JSON text.
    pub secrets: BTreeMap<String, Secret>,
    /// Names of secrets that stay as they are stored, whether or not the current keys decrypt them. One that is not
    /// stored stays absent; one that is in `secrets` too is replaced.
    pub kept: BTreeSet<String>,
    /// The new issuer, when the change brings one: links of another issuer can no longer sign in.
    pub issuer: Option<Issuer>,
    /// Digests of the rules that identities are admitted by after the change.
    pub checked: Checked,
    /// Change the issuer even when no administrator can sign in afterwards.
    pub force: bool,
}

/// A provider as it is stored.
#[derive(Debug, Clone)]
pub struct StoredProvider {
    pub id: ProviderId,
    pub definition: DefinitionId,
    /// Or why they cannot be read.
    pub settings: Result<ProviderSettings, String>,
    /// Credentials that the admin API shows.
    pub public: Map<String, Value>,
    /// Secrets by name, each as JSON text, or why it cannot be decrypted.
    pub secrets: BTreeMap<String, Result<Secret, OpenError>>,
    /// The number of changes, from 1.
    pub revision: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Which provider to delete, and when not to.
#[derive(Debug, Clone, Copy)]
pub struct ProviderDeletion<'a> {
    pub id: &'a ProviderId,
    /// Only while it has this revision.
    pub revision: Option<u64>,
    /// Even when people are linked to it.
    pub force: bool,
}

/// What hangs on a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProviderUses {
    /// People with a link to it.
    pub people: u64,
    /// Live sessions that were signed in by it.
    pub sessions: u64,
}

/// Providers that administrators own. Each change writes `event`, with the provider filled in, in the same transaction,
/// and withdraws what was granted by identities that do not count after it ([`SignIns::withdraw_grants`]).
///
/// [`SignIns::withdraw_grants`]: crate::SignIns::withdraw_grants
#[async_trait]
pub trait Providers: Send + Sync {
    /// All of them, by id.
    async fn list_providers(&self) -> Result<Vec<StoredProvider>, StoreError>;

    async fn find_provider(&self, id: &ProviderId) -> Result<Option<StoredProvider>, StoreError>;

    /// Stores a new one with revision 1; `Conflict` when the id is taken.
    async fn create_provider(&self, input: &ProviderInput, event: &AuditEvent) -> Result<StoredProvider, StoreError>;

    /// Replaces one completely, while it has the revision `expected`; refused when no administrator could sign in any
    /// more who could before.
    async fn update_provider(
        &self,
        input: &ProviderInput,
        expected: u64,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredProvider>, StoreError>;

    /// Deletes one. Its links stay, and match again only with the same issuer.
    async fn delete_provider(
        &self,
        deletion: ProviderDeletion<'_>,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError>;

    /// Counts who uses a provider of either owner.
    async fn count_provider_uses(&self, id: &ProviderId) -> Result<ProviderUses, StoreError>;

    /// Gives the providers the sort orders 10, 20, 30 … in this order. All or nothing: an
    /// unknown id or one that appears twice in the list, and nothing is written.
    async fn reorder_providers(&self, ids: &[ProviderId], event: &AuditEvent) -> Result<ChangeOutcome<()>, StoreError>;

    /// Returns when another node on the same database may have changed providers since the last call; never returns on a
    /// database that one node has for itself.
    async fn wait_for_remote_change(&self);
}
