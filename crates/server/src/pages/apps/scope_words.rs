//! What an app will know, in words.

use vestibule_apps::Scopes;

use super::super::texts::Apps;

/// What an app will know, in words.
pub(super) fn scope_words(t: Apps, scopes: &Scopes) -> Vec<&'static str> {
    let words = |scope: &'static str| match scope {
        "profile" => Some(t.scope_profile()),
        "email" => Some(t.scope_email()),
        "groups" => Some(t.scope_groups()),
        "offline_access" => Some(t.scope_offline()),
        _ => None,
    };
    scopes.iter().filter_map(words).collect()
}
