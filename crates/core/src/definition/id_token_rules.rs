//! What an ID token has to be.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{IdTokenAlgorithm, SigningAlgorithm};

/// Rules for the ID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdTokenRules {
    /// Signature algorithms that are accepted, if the metadata lists them too. `HS256`, with the client secret, is alone in its list,
    /// whatever the metadata lists, and in an official definition only.
    #[serde(default = "IdTokenRules::all_published")]
    pub algorithms: Vec<IdTokenAlgorithm>,
    /// Audiences that are allowed in addition to our own client id, in a token whose `azp` is our client. In an official definition
    /// `*` is any, for vendors that name every application of a project; a file names each one.
    #[serde(default)]
    pub trusted_audiences: Vec<String>,
    /// How old an ID token may be when it arrives, in seconds. Default: ten minutes.
    #[serde(default = "IdTokenRules::default_max_age")]
    pub max_age: u32,
    /// Whether the ID token has to hold the nonce of the sign-in.
    #[serde(default)]
    pub nonce: NonceRule,
    /// Claims of the ID token that must have a value, such as `hd = "{hosted_domain}"`: whoever has another one is not let in.
    /// May hold `{credential}`; one whose credential is not entered is not required.
    #[serde(default)]
    pub required_claims: BTreeMap<String, String>,
}

/// Whether an ID token has to hold the nonce of the sign-in (OpenID Connect Core §3.1.3.7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NonceRule {
    /// Always.
    #[default]
    Required,
    /// The upstream leaves it out: only one that is there is checked. Official definitions only.
    NotReturned,
}

impl IdTokenRules {
    /// Every algorithm of published keys.
    fn all_published() -> Vec<IdTokenAlgorithm> {
        SigningAlgorithm::ALL.iter().copied().map(IdTokenAlgorithm::Published).collect()
    }

    /// The algorithms of published keys that are accepted.
    pub fn published_algorithms(&self) -> Vec<SigningAlgorithm> {
        let published = |algorithm: &IdTokenAlgorithm| match algorithm {
            IdTokenAlgorithm::Published(algorithm) => Some(*algorithm),
            IdTokenAlgorithm::HS256 => None,
        };
        self.algorithms.iter().filter_map(published).collect()
    }

    /// Whether ID tokens are signed with the client secret.
    pub fn by_client_secret(&self) -> bool {
        self.algorithms.contains(&IdTokenAlgorithm::HS256)
    }

    fn default_max_age() -> u32 {
        600
    }
}

impl Default for IdTokenRules {
    fn default() -> Self {
        Self {
            algorithms: Self::all_published(),
            trusted_audiences: Vec::new(),
            max_age: Self::default_max_age(),
            nonce: NonceRule::default(),
            required_claims: BTreeMap::new(),
        }
    }
}
