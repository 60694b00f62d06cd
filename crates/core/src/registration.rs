//! How an upstream comes to know our client: by hand, by a document that it fetches, or by a request of ours.
//!
//! Owns the words for it, and what a driver needs in order to register a client. The protocols do the registering.

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, sealed_documents::SealedDocuments};

/// How an upstream comes to know our client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMethod {
    /// The client id is a URL of ours, where the upstream fetches what it has to know (Client ID Metadata Document).
    MetadataDocument,
    /// A request of ours registers the client (RFC 7591).
    Dynamic,
    /// An administrator registers the client at the upstream and enters its id.
    Manual,
}

impl RegistrationMethod {
    /// The name in settings, answers and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MetadataDocument => "metadata_document",
            Self::Dynamic => "dynamic",
            Self::Manual => "manual",
        }
    }
}

/// What an upstream knows our client as, and how it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Registration {
    /// The way that was taken.
    pub method: RegistrationMethod,
    /// Why this one.
    pub reason: String,
    /// The client id.
    pub client_id: String,
    /// How the client authenticates at the token endpoint, by its name in the metadata.
    pub authentication: String,
    /// When the client secret ends, if it does.
    pub secret_expires_at: Option<Timestamp>,
    /// What remains to be done at the upstream, if something may.
    pub advice: Option<String>,
}

/// What a driver registers clients with.
#[derive(Clone)]
pub struct Registrar {
    /// Where registered clients and their keys are kept; `None` in a program that has no database open.
    pub documents: Option<Arc<dyn SealedDocuments>>,
    /// The name that people see at the upstream.
    pub client_name: String,
    /// The URL of the logo that they see there.
    pub logo_uri: Option<String>,
    /// What is added to each callback URL as its query, where one provider has many upstreams: each has a URL of its own, so
    /// that no answer of one of them is taken for that of another (RFC 9700 §4.4.2).
    pub callback_query: Option<String>,
    /// False for a dry run: what is registered is used, and nothing is registered.
    pub may_register: bool,
}

impl Registrar {
    /// A callback URL as the upstream is to know it.
    pub fn callback_url(&self, url: String) -> String {
        self.callback_query.iter().fold(url, |url, query| format!("{url}?{query}"))
    }

    /// The same for a dry run.
    #[must_use]
    pub fn dry_run(&self) -> Self {
        Self { may_register: false, ..self.clone() }
    }
}

/// Registers nothing.
impl Default for Registrar {
    fn default() -> Self {
        Self {
            documents: None,
            client_name: "Vestibule".to_owned(),
            logo_uri: None,
            callback_query: None,
            may_register: false,
        }
    }
}

impl fmt::Debug for Registrar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registrar").field("may_register", &self.may_register).finish_non_exhaustive()
    }
}
