//! What other programs call a setting, for the advice about a name that is none.

use vestibule_core::{credentials::COMMON_NAMES, suggestion::closest_match};

/// What was probably meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meant {
    /// A setting, by its name in the file.
    Setting(&'static str),
    /// A variable that is no setting.
    Variable(&'static str),
}

/// Settings, and their names in dotenv files and compose files of comparable programs.
const SETTINGS: &[(&str, &[&str])] = &[
    (
        "listen",
        &[
            "port",
            "host",
            "bind",
            "address",
            "addr",
            "interface",
            "listen_address",
            "listen_addr",
            "listen_port",
            "http_address",
            "http_addr",
            "http_port",
            "server_port",
            "server_host",
            "bind_address",
            "server_address",
        ],
    ),
    (
        "public_url",
        &[
            "url",
            "app_url",
            "base_url",
            "root_url",
            "site_url",
            "external_url",
            "server_url",
            "web_url",
            "auth_url",
            "canonical_url",
            "frontend_url",
            "nextauth_url",
            "domain",
            "app_domain",
            "hostname",
            "origin",
        ],
    ),
    (
        "storage.url",
        &[
            "database",
            "database_url",
            "database_path",
            "database_dsn",
            "db",
            "db_url",
            "db_path",
            "dsn",
            "sqlite_path",
            "db_connection_string",
            "postgres_url",
            "storage_url",
            "storage_path",
        ],
    ),
    ("data_dir", &["data", "data_path", "data_folder", "datadir", "data_directory", "state_dir", "home"]),
    (
        "session.idle",
        &[
            "session_timeout",
            "session_lifetime",
            "session_duration",
            "session_expiry",
            "session_ttl",
            "session_max_age",
            "idle_timeout",
            "cookie_expire",
            "session_idle_timeout",
        ],
    ),
    ("session.cookie_domain", &["cookie_domain", "cookie_domains", "session_domain", "session_cookie_domain"]),
    (
        "network.trusted_proxies",
        &[
            "trusted_proxies",
            "trust_proxy",
            "trusted_proxy",
            "trusted_ips",
            "reverse_proxy",
            "proxies",
            "trusted_proxy_ips",
        ],
    ),
    (
        "network.extra_ca",
        &["ca", "ca_file", "ca_cert", "ca_certificate", "root_ca", "ssl_cert_file", "node_extra_ca_certs"],
    ),
    ("branding.name", &["name", "title", "app_name", "app_title", "site_name"]),
    ("branding.logo", &["logo", "logo_url", "app_logo"]),
    ("branding.accent", &["accent", "accent_color", "color", "colour", "theme_color", "primary_color"]),
    ("definitions.dirs", &["definitions_dir", "providers_dir", "provider_dir", "templates_dir"]),
    ("definitions.app_dirs", &["apps_dir", "app_dir"]),
    (
        "allowed_return_origins",
        &[
            "allowed_redirect_urls",
            "redirect_urls",
            "allowed_origins",
            "whitelist_domains",
            "cors_origins",
            "allowed_redirects",
        ],
    ),
    ("limits.password_per_minute", &["rate_limit", "login_attempts", "max_login_attempts", "login_rate_limit"]),
];

/// Variables that are no settings.
const VARIABLES: &[(&str, &[&str])] = &[
    ("VESTIBULE_LOG", &["log", "log_level", "loglevel", "rust_log", "debug", "verbose", "verbosity", "log_filter"]),
    (
        "VESTIBULE_SECRET_KEY",
        &[
            "secret",
            "key",
            "secret_key",
            "app_key",
            "app_secret",
            "encryption_key",
            "master_key",
            "session_secret",
            "cookie_secret",
            "jwt_secret",
            "auth_secret",
            "secret_key_base",
        ],
    ),
    ("VESTIBULE_CONFIG", &["config", "config_file", "config_path", "configuration"]),
];

/// Credentials of providers, by names that are none of ours.
const CREDENTIALS: &[(&str, &[&str])] = &[
    (
        "issuer_url",
        &[
            "issuer",
            "discovery_url",
            "well_known",
            "wellknown",
            "well_known_url",
            "provider_url",
            "server_url",
            "authority",
        ],
    ),
    ("client_secret", &["secret", "app_secret", "client_secret_key"]),
    ("client_id", &["app_id", "application_id", "client_key"]),
];

/// What `word` means elsewhere: the last part of a variable's name, or a key, in any case and with any separator.
pub(crate) fn find(word: &str) -> Option<Meant> {
    let word = folded(word);
    let named = |table: &[(&'static str, &[&str])]| {
        table.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(setting, _)| *setting)
    };
    named(SETTINGS).map(Meant::Setting).or_else(|| named(VARIABLES).map(Meant::Variable))
}

/// The credential of a provider that `word` means.
pub(crate) fn find_credential(word: &str) -> Option<&'static str> {
    let word = folded(word);
    named_credential(&word).or_else(|| closest_match(without_protocol(&word), COMMON_NAMES.iter().copied()))
}

/// Whether `word` is what a credential is called, here or elsewhere, and no typing error of anything.
pub(crate) fn is_credential(word: &str) -> bool {
    named_credential(&folded(word)).is_some()
}

fn named_credential(folded: &str) -> Option<&'static str> {
    let word = without_protocol(folded);
    let own = COMMON_NAMES.iter().copied().find(|name| *name == word);
    own.or_else(|| CREDENTIALS.iter().find(|(_, names)| names.contains(&word)).map(|(name, _)| *name))
}

fn without_protocol(folded: &str) -> &str {
    ["oidc_", "oauth2_", "oauth_"].iter().find_map(|prefix| folded.strip_prefix(prefix)).unwrap_or(folded)
}

/// `appUrl`, `APP-URL` and `app.url` are `app_url`.
fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len() + 4);
    let mut lower = false;
    for c in word.chars() {
        if c.is_ascii_uppercase() && lower {
            folded.push('_');
        }
        lower = c.is_ascii_lowercase();
        folded.push(if matches!(c, '-' | '.' | ' ') { '_' } else { c.to_ascii_lowercase() });
    }
    folded.replace("__", "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CL-06.
    #[test]
    fn cl_06_names_of_other_programs_are_known() {
        for (word, meant) in [
            ("PORT", Some(Meant::Setting("listen"))),
            ("appUrl", Some(Meant::Setting("public_url"))),
            ("DATABASE__URL", Some(Meant::Setting("storage.url"))),
            ("log-level", Some(Meant::Variable("VESTIBULE_LOG"))),
            ("colander", None),
        ] {
            assert_eq!(find(word), meant, "{word}");
        }
        for (word, credential) in [
            ("OIDC_CLIENT_ID", Some("client_id")),
            ("clientSecret", Some("client_secret")),
            ("issuer", Some("issuer_url")),
            ("isuer_url", Some("issuer_url")),
            ("colour", None),
        ] {
            assert_eq!(find_credential(word), credential, "{word}");
        }
    }

    /// What is named is there: see `tests/mistakes.rs` for the settings themselves.
    #[test]
    fn no_name_means_two_things() {
        let all = SETTINGS.iter().chain(VARIABLES).flat_map(|(_, names)| names.iter());
        let mut seen = std::collections::BTreeSet::new();
        assert_eq!(all.filter(|name| !seen.insert(**name)).collect::<Vec<_>>(), Vec::<&&str>::new());
    }
}
