//! What is shown, as a program reads it.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;
use serde_json::Value;
use vestibule_core::{
    fault::Fault,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::Owner,
    violation::Violation,
};
use vestibule_registry::Effective;

/// A provider, a definition, or a provider with what it is an instance of; as a program reads it.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    pub(super) provider: Option<ShownProvider<'a>>,
    pub(super) definition: Option<ShownDefinition<'a>>,
}

#[derive(Serialize)]
pub(super) struct ShownProvider<'a> {
    pub(super) id: &'a ProviderId,
    pub(super) owner: Owner,
    /// Where its owner wrote it.
    pub(super) origin: Option<&'a Origin>,
    /// `disabled`, `enabled` or `faulted`; `ready` when the upstream was asked and answered.
    pub(super) state: &'static str,
    pub(super) definition: Effective,
    pub(super) settings: BTreeMap<String, Effective>,
    /// A secret is `{"set": true}`.
    pub(super) credentials: BTreeMap<String, Effective>,
    /// Known when the upstream was asked, as are the endpoints.
    pub(super) issuer: Option<Effective>,
    pub(super) endpoints: BTreeMap<String, Effective>,
    /// To register at the upstream. The first one is used.
    pub(super) callback_urls: Vec<String>,
    pub(super) post_logout_url: &'a str,
    pub(super) faults: Vec<Fault>,
}

#[derive(Serialize)]
pub(super) struct ShownDefinition<'a> {
    pub(super) id: &'a DefinitionId,
    pub(super) official: bool,
    pub(super) path: Option<&'a Path>,
    /// By JSON pointer; a list is one value.
    pub(super) values: BTreeMap<String, Effective>,
    pub(super) credentials_schema: &'a Value,
    /// What is wrong with its file.
    pub(super) faults: Vec<&'a Violation>,
}
