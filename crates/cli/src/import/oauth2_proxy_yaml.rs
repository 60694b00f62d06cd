//! The structured configuration of oauth2-proxy (`--alpha-config`), in the words of its configuration file.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{fields::Fields, outcome::Imported};

/// What a provider has there, and here.
const NAMES: [(&str, &str); 7] = [
    ("id", "id"),
    ("name", "provider_display_name"),
    ("provider", "provider"),
    ("clientID", "client_id"),
    ("clientSecretFile", "client_secret_file"),
    ("scope", "scope"),
    ("allowedGroups", "allowed_groups"),
];

/// What a section of a provider has: section, name there, name here.
const SECTIONS: [(&str, &str, &str); 15] = [
    ("oidcConfig", "issuerURL", "oidc_issuer_url"),
    ("githubConfig", "org", "github_org"),
    ("githubConfig", "team", "github_team"),
    ("githubConfig", "repo", "github_repo"),
    ("githubConfig", "users", "github_users"),
    ("gitlabConfig", "group", "gitlab_groups"),
    ("gitlabConfig", "projects", "gitlab_projects"),
    ("googleConfig", "group", "google_groups"),
    ("keycloakConfig", "groups", "keycloak_groups"),
    ("keycloakConfig", "roles", "allowed_roles"),
    ("bitbucketConfig", "team", "bitbucket_team"),
    ("bitbucketConfig", "repository", "bitbucket_repository"),
    ("azureConfig", "tenant", "azure_tenant"),
    ("microsoftEntraIDConfig", "allowedTenants", "entra_id_allowed_tenants"),
    ("loginGovConfig", "jwtKeyFile", "jwt_key_file"),
];

/// The providers in the words of the configuration file, and what is left.
pub(super) fn read(mut structured: Fields, imported: &mut Imported) -> (Vec<Fields>, Fields) {
    for (key, setting) in [("server", "listen"), ("metricsServer", "metrics.listen")] {
        let mut server = structured.section(key);
        let address = ["BindAddress", "bindAddress"].into_iter().find_map(|name| server.text(name));
        if let Some(address) = address {
            imported.listen(setting, &format!("{key}.BindAddress"), &address);
        }
        server.report_rest(&format!("{key}."), imported);
    }
    for key in ["upstreamConfig", "upstreams"] {
        if structured.is_given(key) {
            structured.value(key);
            imported.no_proxy();
        }
    }
    for key in ["injectRequestHeaders", "injectResponseHeaders"] {
        if structured.is_given(key) {
            structured.value(key);
            imported.changed(format!(
                "{key}: applications get Remote-User, Remote-Email and others (docs/forward-auth.md)"
            ));
        }
    }
    let providers = structured.sections("providers").into_iter().map(provider).collect();
    (providers, structured)
}

fn provider(mut from: Fields) -> Fields {
    let mut fields = Fields::default();
    for (there, here) in NAMES {
        if let Some(value) = from.value(there) {
            fields.put(here, value);
        }
    }
    secret(&mut from, &mut fields);
    for (section, there, here) in SECTIONS {
        let mut inner = from.section(section);
        if let Some(value) = inner.value(there) {
            fields.put(here, value);
        }
        if !inner.is_empty() {
            from.put(section, inner);
        }
    }
    // What has no counterpart keeps its name, so that the report says it.
    for key in from.keys() {
        match (key.as_str(), from.value(&key)) {
            (section, Some(Value::Object(inner))) => {
                for (name, value) in inner {
                    fields.put(&format!("{section}.{name}"), value);
                }
            }
            (_, Some(value)) => fields.put(&key, value),
            (_, None) => {}
        }
    }
    fields
}

/// A text, or where it is: `{ value: BASE64 }`, `{ fromEnv: NAME }`, `{ fromFile: PATH }`.
fn secret(from: &mut Fields, fields: &mut Fields) {
    if let Some(text) = from.text("clientSecret") {
        fields.put("client_secret", text);
        return;
    }
    let mut source = from.section("clientSecret");
    let value =
        source.text("value").and_then(|text| STANDARD.decode(text).ok()).and_then(|b| String::from_utf8(b).ok());
    for (key, value) in [
        ("client_secret", value),
        ("client_secret_env", source.text("fromEnv")),
        ("client_secret_file", source.text("fromFile")),
    ] {
        if let Some(value) = value {
            fields.put(key, value);
        }
    }
}
