//! The protocols that upstreams speak, as far as the program outside their drivers has to know them.
//!
//! Nothing here lists the protocols: each states its facts through its [`DriverFactory`](crate::driver::DriverFactory),
//! and whoever makes the factories hands the facts on as [`Protocols`].

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// Whether there is a protocol of that name is decided by `Protocols::find`.
/// The protocol that an upstream speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Protocol(String);

impl Protocol {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known about a protocol without a driver.
#[derive(Debug)]
pub struct ProtocolFacts {
    /// The name in files and answers.
    pub name: &'static str,
    /// The name on pages.
    pub label: &'static str,
    /// Endpoints that a definition must name, because nothing else does.
    pub required_endpoints: &'static [&'static str],
    /// Sections of a definition that have no meaning.
    pub unsupported_sections: &'static [&'static str],
    /// Whether an authorization endpoint answers as RFC 6749 says.
    pub authorization_endpoint: bool,
    /// What names the issuer of identities.
    pub issuer: IssuerSource,
    /// What a definition written by hand starts from; `None` where no file can have this protocol.
    pub starter: Option<Starter>,
}

/// What names the issuer of identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssuerSource {
    /// The upstream's metadata.
    Metadata,
    /// The definition's endpoints.
    Endpoints,
    /// The plugin.
    Plugin,
}

/// What `vestibule provider new` offers.
#[derive(Debug)]
pub struct Starter {
    /// What kind of upstream this is for.
    pub help: &'static str,
    /// The definition, with `@ID@` and `@NAME@` to fill in.
    pub template: &'static str,
    /// The parts of the template that have to be edited.
    pub edit: &'static str,
    /// Credentials other than the client's id and secret, by name with an example.
    pub credentials: &'static [(&'static str, &'static str)],
}

/// The protocols that definitions can have, in the order in which they are offered. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Protocols(Arc<[&'static ProtocolFacts]>);

impl FromIterator<&'static ProtocolFacts> for Protocols {
    fn from_iter<I: IntoIterator<Item = &'static ProtocolFacts>>(facts: I) -> Self {
        Self(facts.into_iter().collect())
    }
}

impl Protocols {
    /// The facts of the protocol with that name.
    pub fn find(&self, name: &str) -> Option<&'static ProtocolFacts> {
        self.0.iter().copied().find(|facts| facts.name == name)
    }

    /// The protocols that a definition written by hand can have.
    pub fn in_files(&self) -> impl Iterator<Item = (&'static ProtocolFacts, &'static Starter)> {
        self.0.iter().filter_map(|facts| Some((*facts, facts.starter.as_ref()?)))
    }

    /// Their names for a sentence: `` `oidc` or `oauth2` ``.
    pub fn names_in_files(&self) -> String {
        self.in_files().map(|(facts, _)| format!("`{}`", facts.name)).collect::<Vec<_>>().join(" or ")
    }
}
