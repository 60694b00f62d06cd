//! What a plugin answers: one step of a sign-in, or what it describes.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    MESSAGE_VERSION,
    definition::Definition,
    fetch::{Fetch, Request},
    refusal::Refusal,
};

/// The whole of what `call` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The version of the message: [`MESSAGE_VERSION`].
    pub v: u32,
    /// The answer.
    #[serde(flatten)]
    pub reply: Reply,
}

impl Response {
    /// An answer in the current version.
    pub fn new(reply: Reply) -> Self {
        Self { v: MESSAGE_VERSION, reply }
    }
}

/// An answer, tagged by `type`. More may follow in a later version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reply {
    /// To `describe`: the upstreams that this plugin speaks to.
    Definitions {
        /// At least one.
        definitions: Vec<Definition>,
    },
    /// Send the browser somewhere.
    Redirect(Redirect),
    /// Make requests.
    Fetch(Fetch),
    /// This is who it is.
    Identity(Identity),
    /// The sign-in ends.
    Refuse(Refusal),
}

/// One step of a sign-in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Send the browser to the upstream; `resume` comes with its return.
    Redirect(Redirect),
    /// Make requests; `resume` comes with the answers.
    Fetch(Fetch),
    /// This is who it is: the sign-in is complete.
    Identity(Identity),
    /// The sign-in ends here.
    Refuse(Refusal),
}

impl From<Step> for Reply {
    fn from(step: Step) -> Self {
        match step {
            Step::Redirect(redirect) => Self::Redirect(redirect),
            Step::Fetch(fetch) => Self::Fetch(fetch),
            Step::Identity(identity) => Self::Identity(identity),
            Step::Refuse(refusal) => Self::Refuse(refusal),
        }
    }
}

/// Sends the browser to the upstream. Only at the beginning of a sign-in. Printing it shows no query.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Redirect {
    /// Where to: a host that the definition lists. The flow's state is in it, or was in a request before it.
    pub url: String,
    /// What `resume` shall see again, at most 1 KiB: it travels in a sealed cookie.
    #[serde(default)]
    pub saved: String,
}

impl Redirect {
    /// Sends the browser to a URL.
    pub fn to(url: impl Into<String>) -> Self {
        Self { url: url.into(), saved: String::new() }
    }

    /// What `resume` shall see again.
    #[must_use]
    pub fn saving(mut self, saved: impl Into<String>) -> Self {
        self.saved = saved.into();
        self
    }
}

impl From<Redirect> for Step {
    fn from(redirect: Redirect) -> Self {
        Self::Redirect(redirect)
    }
}

impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        f.debug_struct("Redirect").field("url", &url).finish_non_exhaustive()
    }
}

/// Who the person is at the upstream. The host says which issuer vouches for it, and which local user it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The upstream's own, never reassigned name of the person: at most 255 characters.
    pub subject: String,
    /// The profile, under the names of OpenID Connect Core §5.1: `name`, `email`, `email_verified`, `picture`, …
    #[serde(default)]
    pub claims: Map<String, Value>,
}

impl Identity {
    /// A person of whom nothing but the name at the upstream is known.
    pub fn new(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), claims: Map::new() }
    }

    /// Adds a claim; null adds none.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() {
            self.claims.insert(name.to_owned(), value);
        }
        self
    }
}

impl From<Identity> for Step {
    fn from(identity: Identity) -> Self {
        Self::Identity(identity)
    }
}

impl From<Fetch> for Step {
    fn from(fetch: Fetch) -> Self {
        Self::Fetch(fetch)
    }
}

impl Reply {
    /// One of each, for tests and documents.
    pub fn examples() -> Vec<Self> {
        let schema = json!({ "type": "object", "properties": { "key": { "type": "string", "writeOnly": true } } });
        let definition =
            Definition::new("example", "Example", schema).host("id.example.com").issuer("https://id.example.com");
        let post = Request::post_form("https://id.example.com/check", "ticket=t1");
        vec![
            Self::Definitions { definitions: vec![definition] },
            Self::Redirect(Redirect::to("https://id.example.com/enter?state=example-state").saving("s1")),
            Self::Fetch(Fetch::all([post, Request::new(crate::Method::Get, "https://id.example.com/me").optional()])),
            Self::Identity(Identity::new("7").claim("name", "Ada").claim("email_verified", true)),
            Self::Refuse(Refusal::access_denied("the person said no")),
        ]
    }
}
