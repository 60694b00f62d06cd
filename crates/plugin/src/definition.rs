//! What a plugin says about the upstreams that it speaks to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One kind of upstream, as the administrator meets it: the answer to `describe` holds one for each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Definition {
    /// Names it in URLs and settings: a-z, 0-9 and -, at most 63 characters.
    pub id: String,
    /// The name on the button.
    pub name: String,
    /// The name of a bundled icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The upstream's own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// What the administrator does at the upstream, in Markdown; `{{callback_url}}` is filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
    /// Where requests and redirects may go: `host`, `host:port`, or `{name}` for the host of the URL in that credential.
    /// Nothing else is reached.
    pub hosts: Vec<String>,
    /// Who vouches for identities, with `{name}` for a credential. Default: `plugin:` and the id. It belongs to the key
    /// under which people are remembered: never change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What the administrator must supply: a JSON Schema (2020-12) of a flat object.
    pub credentials: Value,
}

impl Definition {
    /// A definition that may reach nothing yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>, credentials: Value) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            icon: None,
            homepage: None,
            guide: None,
            hosts: Vec::new(),
            issuer: None,
            credentials,
        }
    }

    /// Adds a host that may be reached: `host`, `host:port`, or `{name}` for the host of the URL in that credential.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Names the bundled icon.
    #[must_use]
    pub fn icon(mut self, icon: impl Into<String>) -> Self {
        self.icon = Some(icon.into());
        self
    }

    /// Names the upstream's own site.
    #[must_use]
    pub fn homepage(mut self, homepage: impl Into<String>) -> Self {
        self.homepage = Some(homepage.into());
        self
    }

    /// Says what the administrator does at the upstream.
    #[must_use]
    pub fn guide(mut self, guide: impl Into<String>) -> Self {
        self.guide = Some(guide.into());
        self
    }

    /// Fixes who vouches for identities.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }
}
