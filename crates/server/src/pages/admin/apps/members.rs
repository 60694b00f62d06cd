//! From a posted form to the members that the admin API takes.

use serde_json::{Map, Value, json};
use vestibule_registry::AppCatalogueEntry;

use super::super::{
    super::form::Posted,
    providers::{CREDENTIAL, SETTING, Values, lines, number, supplied, text},
};

/// Settings that are one text.
const TEXTS: [&str; 4] = ["display_name", "icon", "client_id", "consent"];
/// Settings that are a number of seconds.
const NUMBERS: [&str; 3] = ["max_age", "access_token_lifetime", "refresh_token_lifetime"];
/// Settings that are true or false.
const SWITCHES: [&str; 2] = ["enabled", "lenient_authentication"];

/// Every member that the form has: what is empty is left out, which gives the default.
pub(super) fn of(posted: &Posted, entry: Option<&AppCatalogueEntry>) -> Map<String, Value> {
    let sent = |name: &str| posted.find(&format!("{SETTING}{name}")).unwrap_or_default();
    let mut members = Map::new();
    for name in SWITCHES {
        members.insert(name.to_owned(), posted.find(&format!("{SETTING}{name}")).is_some().into());
    }
    for name in TEXTS {
        members.insert(name.to_owned(), text(sent(name)));
    }
    for name in NUMBERS {
        members.insert(name.to_owned(), number(sent(name)));
    }
    members.insert("extra_redirect_uris".to_owned(), lines(sent("extra_redirect_uris")));
    let allow = json!({
        "groups": lines(sent("allow_groups")),
        "emails": lines(sent("allow_emails")),
        "providers": lines(sent("allow_providers")),
    });
    members.insert("allow".to_owned(), allow);
    members.insert("client_keys".to_owned(), text(sent("client_keys")));
    members.retain(|_, value| !value.is_null());
    if let Some(entry) = entry {
        let mut settings = supplied(posted, &entry.schema);
        settings.retain(|_, value| !value.is_null() && *value != json!([]));
        members.insert("settings".to_owned(), settings.into());
        members.insert("definition".to_owned(), entry.definition.id.as_str().into());
    }
    members
}

/// The values of the form, to show it again.
pub(super) fn values(posted: &Posted) -> Values {
    let shown = posted.fields().filter(|(name, _)| name.starts_with(SETTING) || name.starts_with(CREDENTIAL));
    let mut values: Values = shown.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    // A box that is not ticked is not posted.
    for name in SWITCHES {
        let name = format!("{SETTING}{name}");
        let ticked = posted.find(&name).is_some();
        values.insert(name, ticked.to_string());
    }
    values
}
