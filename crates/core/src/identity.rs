//! What an upstream says about a person.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    claims::NotTaken,
    definition::SigningAlgorithm,
    email::EmailAddress,
    ids::{Issuer, Subject},
    secret::Secret,
};

/// A verified identity: the outcome of a driver's work. Who may use it for what is decided elsewhere.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Who vouches for the subject.
    pub issuer: Issuer,
    /// The upstream's own name of the person.
    pub subject: Subject,
    /// The mapped profile.
    pub profile: Profile,
    /// What the upstream said for the profile and was not taken, with the reason.
    pub not_taken: Vec<NotTaken>,
    /// All verified claims, merged, for policies such as `required_claims`.
    pub claims: Map<String, Value>,
    /// The raw ID token, kept for `id_token_hint` at logout.
    pub id_token: Option<Secret>,
    /// The algorithm of the ID token's signature: logout tokens for the session have it, too.
    pub id_token_alg: Option<SigningAlgorithm>,
    /// The upstream's session (`sid`), for back-channel logout.
    pub upstream_session: Option<String>,
    /// With it the upstream is asked again while the session goes on.
    pub refresh_token: Option<Secret>,
}

/// A person's profile, mapped from claims. Everything in it has been checked for shape and length, nothing for truth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// True only when the upstream says so as a JSON boolean.
    pub email_verified: bool,
    /// A suggestion for a local user name.
    pub username: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Where a picture is. It is fetched within the network rules of its provider alone.
    pub avatar_url: Option<String>,
    /// Group names; `None` when the upstream said nothing about groups.
    pub groups: Option<Vec<String>>,
}
