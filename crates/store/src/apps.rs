//! Apps that administrators own, their secrets, and what people let any app have.
//!
//! Knows no definition. A client secret is stored as a hash: it is shown once, when it is made. Two may be valid at once, so
//! that an application can be given the new one before the old one ends.

use async_trait::async_trait;
use serde_json::{Map, Value};
use vestibule_apps::AppSettings;
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, AppSecretId, DefinitionId, UserId},
};

use crate::{AuditEvent, ChangeOutcome, StoreError};

/// So many secrets of an app may be valid at once.
pub const MOST_APP_SECRETS: usize = 2;

/// An app to be stored.
#[derive(Debug, Clone)]
pub struct AppInput {
    pub id: AppId,
    pub definition: DefinitionId,
    /// `definition` in there is ignored.
    pub settings: AppSettings,
    /// What its definition asks for, and `client_keys`.
    pub supplied: Map<String, Value>,
}

/// A client secret that was made just now.
#[derive(Debug, Clone, Copy)]
pub struct NewAppSecret {
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    pub ends_at: Option<Timestamp>,
}

/// A client secret as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAppSecret {
    pub id: AppSecretId,
    pub hash: [u8; 32],
    pub created_at: Timestamp,
    /// To within a minute.
    pub last_used_at: Option<Timestamp>,
    /// From then on it is not good any more; `None`: until it is deleted.
    pub ends_at: Option<Timestamp>,
}

impl StoredAppSecret {
    /// Whether it is good now.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|ends_at| now < ends_at)
    }
}

/// An app as it is stored.
#[derive(Debug, Clone)]
pub struct StoredApp {
    pub id: AppId,
    pub definition: DefinitionId,
    /// Or why they cannot be read.
    pub settings: Result<AppSettings, String>,
    pub supplied: Map<String, Value>,
    /// Oldest first; those that have ended, too.
    pub secrets: Vec<StoredAppSecret>,
    /// The number of changes, from 1.
    pub revision: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What one person has let one app have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppUse {
    pub app: AppId,
    pub user: UserId,
    pub username: String,
    /// With spaces between them: those of the last grant, or of the consent where there is no grant.
    pub scopes: String,
    /// When the first grant that is still there began, or consent was given.
    pub since: Timestamp,
    /// When the app last got a token; `None` where there is consent alone.
    pub last_used_at: Option<Timestamp>,
}

/// Of which person or app to list what was granted.
#[derive(Debug, Clone, Copy)]
pub enum AppUsesOf<'a> {
    User(UserId),
    App(&'a AppId),
}

/// Apps that administrators own. Each change writes `event` in the same transaction.
#[async_trait]
pub trait StoredApps: Send + Sync {
    /// All of them, by id.
    async fn list_apps(&self) -> Result<Vec<StoredApp>, StoreError>;

    async fn find_app(&self, id: &AppId) -> Result<Option<StoredApp>, StoreError>;

    /// Stores a new one with revision 1; `Conflict` when the id is taken.
    async fn create_app(
        &self,
        input: &AppInput,
        secret: Option<&NewAppSecret>,
        event: &AuditEvent,
    ) -> Result<StoredApp, StoreError>;

    /// Replaces settings and what was supplied, while it has the revision `expected`.
    async fn update_app(
        &self,
        input: &AppInput,
        expected: u64,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError>;

    /// Deletes one, with its secrets and everything that was granted to it.
    async fn delete_app(
        &self,
        id: &AppId,
        revision: Option<u64>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError>;

    /// Adds a secret; refused with `in_use` while [`MOST_APP_SECRETS`] are valid.
    async fn add_app_secret(
        &self,
        id: &AppId,
        secret: &NewAppSecret,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError>;

    /// Sets when a secret ends; `None`: deletes it at once.
    async fn end_app_secret(
        &self,
        id: &AppId,
        secret: AppSecretId,
        ends_at: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<StoredApp>, StoreError>;

    /// Writes that a secret was used. The caller does so at most once a minute.
    async fn note_app_secret_use(&self, secret: AppSecretId, at: Timestamp) -> Result<(), StoreError>;

    /// What people have let apps have: the last used first, at most 200.
    async fn list_app_uses(&self, of: AppUsesOf<'_>) -> Result<Vec<AppUse>, StoreError>;

    /// Ends what one person has let one app have, tokens and consent; false when there was nothing.
    async fn revoke_app_use(&self, user: UserId, app: &AppId, event: &AuditEvent) -> Result<bool, StoreError>;
}
