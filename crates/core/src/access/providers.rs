//! What each provider is now, as far as its grants depend on it.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    credentials::Credentials,
    definition::Definition,
    ids::{Issuer, ProviderId},
    provider::Owner,
    secret::sha256,
    settings::ProviderSettings,
};

/// Digests of the rules that cannot be applied again to what is stored. A grant under other ones has to be confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Of `required_claims` and `required_acr`; `None` when nothing is required.
    pub requirements: Option<String>,
    /// Of how claims become an address and groups.
    pub mapping: Option<String>,
}

impl Checked {
    /// The digests of a provider's settings, and of how its definition, with the options and credentials that it has,
    /// makes claims an address and groups.
    pub fn new(settings: &ProviderSettings, definition: Option<(&Definition, &Credentials)>) -> Self {
        let required = !settings.required_claims.is_empty() || !settings.required_acr.is_empty();
        Self {
            requirements: required.then(|| digest(&json!([settings.required_claims, settings.required_acr]))),
            mapping: definition.map(|(definition, credentials)| {
                let claims = &definition.claims;
                let mut parts = vec![json!(claims.email), json!(claims.email_verified), json!(claims.groups)];
                parts.extend(definition.groups_by_options(&settings.options, credentials));
                digest(&parts.into())
            }),
        }
    }
}

/// The first 128 bits of the SHA-256, in hexadecimal digits.
fn digest(value: &serde_json::Value) -> String {
    sha256(value.to_string())[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a provider is now.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Whether people may sign in with it.
    pub enabled: bool,
    /// Who may change it.
    pub owner: Owner,
    /// Who vouches for its identities; `None` while that is not known, or when there are many.
    pub issuer: Option<Issuer>,
    /// Its settings as its owner wrote them, also while the previous version still serves.
    pub settings: Arc<ProviderSettings>,
    /// Digests of its rules.
    pub checked: Checked,
}

impl Provider {
    /// Whether an identity of `issuer` is one of this provider. A slash at the end makes no difference.
    pub fn is_issuer(&self, issuer: &Issuer) -> bool {
        let trim = |issuer: &Issuer| issuer.as_str().trim_end_matches('/').to_owned();
        self.issuer.as_ref().is_none_or(|own| own == issuer || trim(own) == trim(issuer))
    }

    /// Changes whenever a grant may stop counting: what [`super::evaluate()`] asks of this provider.
    pub fn digest(&self) -> String {
        let settings = &self.settings;
        let mut parts = vec![json!([
            self.enabled,
            self.issuer.as_ref().map(|issuer| issuer.as_str().trim_end_matches('/')),
            settings.linking,
            settings.require_email,
            settings.allowed_email_domains,
            settings.allowed_groups,
            settings.admin_email_domains,
            settings.admin_groups,
            self.checked,
        ])];
        // Without them it is what it was before there were any.
        if settings.renames_groups() {
            parts.push(json!([settings.group_rules, settings.unmatched_groups]));
        }
        digest(&if parts.len() == 1 { parts.remove(0) } else { parts.into() })
    }
}

/// All providers, by id. One that is not among them is deleted.
#[derive(Debug, Clone, Default)]
pub struct Providers(pub BTreeMap<ProviderId, Provider>);

impl Providers {
    /// The provider, if people may sign in with it.
    pub fn enabled(&self, id: &ProviderId) -> Option<&Provider> {
        self.0.get(id).filter(|provider| provider.enabled)
    }
}

/// Everything that [`super::evaluate()`] takes in addition to the grants themselves.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What each provider is now.
    pub providers: &'a Providers,
    /// How long a grant counts that its provider has not confirmed again.
    pub grant_max_age: Duration,
}

impl Rules<'_> {
    /// Nothing that any provider said counts; what administrators gave does.
    pub const LOCAL: Rules<'static> = Rules { providers: &Providers(BTreeMap::new()), grant_max_age: Duration::zero() };
}
