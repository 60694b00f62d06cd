//! The protocols that upstreams speak, and what the rest of the program has to know about each.
//!
//! A new protocol is a variant with its facts here, a file with its `DriverFactory`, and a line where the factories are
//! listed. Nothing else asks which protocol a provider has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an upstream is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// OpenID Connect: discovery, a signed ID token, userinfo.
    Oidc,
    /// OAuth 2.0 alone: a token and a profile endpoint, no ID token.
    Oauth2,
    /// A native plugin speaks to it.
    Plugin,
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

const OIDC: ProtocolFacts = ProtocolFacts {
    name: "oidc",
    label: "OIDC",
    required_endpoints: &[],
    unsupported_sections: &[],
    issuer: IssuerSource::Metadata,
    starter: Some(Starter {
        help: "OpenID Connect: the upstream publishes /.well-known/openid-configuration",
        template: include_str!("protocol/oidc.toml"),
        edit: "scopes, claims and the guide",
        credentials: &[("issuer_url", "https://…")],
    }),
};

const OAUTH2: ProtocolFacts = ProtocolFacts {
    name: "oauth2",
    label: "OAuth 2.0",
    required_endpoints: &["authorization", "token", "userinfo"],
    unsupported_sections: &["discovery", "id_token", "logout"],
    issuer: IssuerSource::Endpoints,
    starter: Some(Starter {
        help: "OAuth 2.0 only: a token and a profile endpoint, no ID token",
        template: include_str!("protocol/oauth2.toml"),
        edit: "the three endpoints, scopes, claims and the guide",
        credentials: &[],
    }),
};

const PLUGIN: ProtocolFacts = ProtocolFacts {
    name: "plugin",
    label: "Plugin",
    required_endpoints: &[],
    unsupported_sections: &[],
    issuer: IssuerSource::Plugin,
    starter: None,
};

impl Protocol {
    /// All protocols, in the order in which they are offered.
    pub const ALL: &[Self] = &[Self::Oidc, Self::Oauth2, Self::Plugin];

    /// What is known about it.
    pub const fn facts(self) -> &'static ProtocolFacts {
        match self {
            Self::Oidc => &OIDC,
            Self::Oauth2 => &OAUTH2,
            Self::Plugin => &PLUGIN,
        }
    }

    /// The name in files and answers.
    pub const fn as_str(self) -> &'static str {
        self.facts().name
    }

    /// The protocols that a definition written by hand can have.
    pub fn in_files() -> impl Iterator<Item = (Self, &'static Starter)> {
        Self::ALL.iter().filter_map(|protocol| Some((*protocol, protocol.facts().starter.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_in_files() {
        for protocol in Protocol::ALL {
            assert_eq!(serde_json::to_value(protocol).unwrap(), protocol.as_str());
        }
    }
}
