//! Options: what a definition does in addition, where an administrator switches it on.
//!
//! `[options.teams]` in a definition is a switch in the form, and `options = ["teams"]` in the settings of a provider.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ExtraRequest;
use crate::claims::{ClaimMap, ClaimPaths};

/// An extra that the setting `options` switches on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinitionOption {
    /// What the switch in the form says.
    pub title: String,
    /// What it is good for, and what it needs at the upstream.
    #[serde(default)]
    pub description: Option<String>,
    /// Asked for in addition to the definition's scopes.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Made in addition to the definition's requests. A URL may hold credentials that only this option needs.
    #[serde(default)]
    pub requests: Vec<ExtraRequest>,
    /// Parameters that are added to every authorization request.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// Which claims the profile is made of in addition.
    #[serde(default)]
    pub claims: OptionClaims,
}

/// Which claims the profile is made of in addition. Who somebody is, and their address, are the definition's alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OptionClaims {
    /// In place of the definition's user name.
    pub username: Option<ClaimPaths>,
    /// In place of the definition's full name.
    pub name: Option<ClaimPaths>,
    /// In place of the definition's given name.
    pub first_name: Option<ClaimPaths>,
    /// In place of the definition's family name.
    pub last_name: Option<ClaimPaths>,
    /// In place of the definition's picture.
    pub avatar: Option<ClaimPaths>,
    /// Group names in addition to those of the definition and of other options.
    pub groups: Option<ClaimPaths>,
}

impl OptionClaims {
    pub(super) fn merge_into(&self, claims: &mut ClaimMap) {
        for (own, wanted) in [
            (&mut claims.username, &self.username),
            (&mut claims.name, &self.name),
            (&mut claims.first_name, &self.first_name),
            (&mut claims.last_name, &self.last_name),
            (&mut claims.avatar, &self.avatar),
        ] {
            if let Some(wanted) = wanted {
                own.clone_from(wanted);
            }
        }
        claims.more_groups.extend(self.groups.clone());
    }
}
