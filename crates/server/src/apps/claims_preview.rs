//! What an app would get to know about somebody, by the same function as its ID tokens.

use serde_json::{Map, Value};
use vestibule_apps::{App, claims_of};
use vestibule_core::{access::Access, ids::ProviderId};
use vestibule_store::User;

use super::person::person;

/// The claims about a person, with everything that the app may ask for.
pub(crate) fn preview_claims(
    of: &App,
    user: &User,
    access: &Access,
    provider: Option<&ProviderId>,
) -> Map<String, Value> {
    let mut claims = claims_of(&person(user.id.to_string(), user, access, provider), &of.scopes, of);
    if of.sector.is_some() {
        // A pairwise subject is made when an ID token is.
        claims.remove("sub");
    }
    claims
}
