//! How a guarded change ends, and what the guard against locking out every administrator has to know.

use vestibule_core::{
    code::ErrorCode,
    ids::{Issuer, ProviderId},
};

/// How a guarded change ended.
#[derive(Debug, Clone)]
pub enum ChangeOutcome<T> {
    Done(T),
    NotFound,
    /// Nothing was written: `revision_mismatch`, `last_way_in`, `in_use`.
    Refused(ErrorCode),
}

/// Which providers of the configuration people can sign in with, and by which issuer. Together with the stored providers
/// this decides whether an administrator is left who can sign in.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConfiguredProviders<'a> {
    /// All ids that the configuration owns: stored providers with these ids are ignored.
    pub owned: &'a [ProviderId],
    /// Those of them that are enabled.
    pub enabled: &'a [ProviderId],
    /// The issuer of a provider, of the configuration or not, where exactly one is known: a link of another issuer is
    /// ignored. A trailing slash makes no difference.
    pub issuers: &'a [(ProviderId, Issuer)],
}
