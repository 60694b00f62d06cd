//! What was probably meant by a credential that is none, or that is no URL.

use url::Url;

/// What nearly every definition calls its credentials: for advice about names in the wrong place.
pub const COMMON_NAMES: &[&str] = &[
    "issuer_url",
    "client_id",
    "client_secret",
    "private_key",
    "private_key_id",
    "authorization_url",
    "token_url",
    "userinfo_url",
];

/// The settings of a provider that are written next to its credentials: a name that a schema does not have may be one.
pub(super) const SETTINGS: &[&str] = &[
    "credentials_expire",
    "definition",
    "enabled",
    "display_name",
    "group_rules",
    "icon",
    "sort_order",
    "unmatched_groups",
    "auto_register",
    "linking",
    "profile_sync",
    "scopes",
    "allowed_email_domains",
    "allowed_groups",
    "admin_email_domains",
    "admin_groups",
    "require_email",
    "allow_dotless_email_domains",
    "required_claims",
    "required_acr",
    "max_age",
    "callback_path",
    "authorize_params",
    "options",
    "par",
    "registration",
    "client_authentication",
    "id_token_signed_response_alg",
];

/// What is right where a URL is wrong. A text that is clearly a host is repeated: it is no secret, and one reads whether it
/// is the right one.
pub(super) fn url_advice(text: &str) -> String {
    let text = text.trim();
    let is_host = |url: &Url| {
        url.host_str().is_some_and(|host| host.contains('.') || host == "localhost")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
    };
    let scheme = if text.starts_with("localhost") || text.starts_with("127.") { "http" } else { "https" };
    let bare = !text.contains("://") && !text.contains(char::is_whitespace);
    let completed = format!("{scheme}://{text}");
    match Url::parse(&completed) {
        Ok(url) if bare && is_host(&url) => format!("must begin with {scheme}://; did you mean {completed}?"),
        _ => "must be a URL that begins with https://".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_known_as_one() {
        let settings = serde_json::to_value(crate::settings::ProviderSettings::default()).unwrap();
        let mut names: Vec<_> = settings.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = SETTINGS.to_vec();
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, names);
    }
}
