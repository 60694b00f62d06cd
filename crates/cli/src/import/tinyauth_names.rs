//! The names of version 5 of Tinyauth, which come from sections (`oauth.providers.NAME.clientId`, or
//! `TINYAUTH_OAUTH_PROVIDERS_NAME_CLIENTID`), as those of version 4.

use super::fields::Fields;

const NAMES: [(&str, &str); 13] = [
    ("appurl", "app_url"),
    ("server_port", "port"),
    ("server_address", "address"),
    ("server_socketpath", "socket_path"),
    ("server_trustedproxies", "trusted_proxies"),
    ("auth_trustedproxies", "trusted_proxies"),
    ("auth_users", "users"),
    ("auth_usersfile", "users_file"),
    ("auth_sessionexpiry", "session_expiry"),
    ("auth_securecookie", "cookie_secure"),
    ("oauth_autoredirect", "oauth_auto_redirect"),
    ("ui_title", "app_title"),
    ("resourcesdir", "resources_dir"),
];

/// What comes after the name of a provider or a client.
const PARTS: [(&str, &str); 12] = [
    ("clientid", "client_id"),
    ("clientsecret", "client_secret"),
    ("clientsecretfile", "client_secret_file"),
    ("authurl", "auth_url"),
    ("tokenurl", "token_url"),
    ("userinfourl", "user_info_url"),
    ("redirecturl", "redirect_url"),
    ("clientname", "client_name"),
    ("redirecturis", "redirect_uris"),
    ("trustedredirecturis", "redirect_uris"),
    ("granttypes", "grant_types"),
    ("responsetypes", "response_types"),
];

pub(super) fn translate(fields: &mut Fields) {
    for key in fields.keys() {
        let whole = NAMES.iter().find(|(there, _)| *there == key).map(|(_, here)| (*here).to_owned());
        let within = || {
            let (there, here) = PARTS.iter().find(|(there, _)| key.ends_with(&format!("_{there}")))?;
            let front = key.strip_suffix(there)?;
            let is_listed = ["oauth_providers_", "oidc_clients_"].iter().any(|section| front.starts_with(section));
            is_listed.then(|| format!("{front}{here}"))
        };
        let name = whole.or_else(within).unwrap_or_else(|| key.clone());
        let name = match name.strip_prefix("oauth_providers_") {
            Some(rest) => format!("providers_{rest}"),
            None => name,
        };
        if let Some(value) = fields.value(&key) {
            fields.put(&name, value);
        }
    }
}
