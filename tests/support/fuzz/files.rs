//! What an operator drops into a folder: definitions, and the claim expressions in them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::claims::{Acceptance, ClaimMap, ClaimPath, ClaimSources};
use vestibule_registry::{Document, Format};

/// The most that a document with nothing right in it is answered with.
const ANSWER: usize = 256 * 1024;

/// A definition file in either spelling: whatever is wrong with it is said, shortly.
pub fn definition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for format in [Format::Toml, Format::Json] {
        let document = Document { path: "providers/x".into(), format, text: text.to_owned(), official: false };
        if let Err(violations) = document.parse(&vestibule::parts::protocols()) {
            assert!(!violations.0.is_empty(), "a refusal has a reason");
            assert!(violations.to_string().len() < ANSWER, "an answer is for reading");
        }
    }
}

/// A claim expression in the first line, and below it the claims that it meets.
pub fn claim_expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (expression, claims) = text.split_once('\n').unwrap_or((text, "{}"));
    if ClaimPath::try_from(expression.to_owned()).is_err() {
        return;
    }
    let claims: Map<String, Value> = serde_json::from_str(claims).unwrap_or_default();
    let map = ["subject", "email", "email_verified", "name", "avatar", "groups"].map(|field| (field, expression));
    let map: ClaimMap = serde_json::from_value(serde_json::to_value(BTreeMap::from(map)).unwrap()).unwrap();
    let sources = ClaimSources { id_token: claims.clone(), userinfo: claims, ..ClaimSources::default() };
    let profile = map.apply(&sources, Acceptance::default()).profile;
    assert!(profile.name.is_none_or(|name| !name.is_empty() && name.chars().count() <= 256));
    assert!(profile.avatar_url.is_none_or(|url| url.starts_with("https://")));
    assert!(profile.groups.is_none_or(|groups| groups.len() <= 1_000));
}
