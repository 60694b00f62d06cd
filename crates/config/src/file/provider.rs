//! A provider in `[providers]`, as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use vestibule_core::settings::ProviderSettings;

/// One sign-in provider.
#[derive(Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false))]
pub(crate) struct ProviderSection {
    #[serde(flatten)]
    pub(crate) settings: ProviderSettings,
    /// What the provider's definition asks for, such as `issuer_url`, `client_id` and `client_secret`.
    #[serde(default)]
    pub(crate) credentials: BTreeMap<String, CredentialEntry>,
}

/// One credential: a value, or where the value is.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum CredentialEntry {
    /// The value itself.
    Text(String),
    /// A switch.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Several texts.
    List(Vec<String>),
    /// The value of an environment variable.
    Environment {
        /// The variable's name.
        #[schemars(length(min = 1))]
        env: String,
    },
    /// The content of a file, without the line end. A change of the file is noticed.
    File {
        /// The file's path.
        #[schemars(length(min = 1))]
        file: String,
    },
}
