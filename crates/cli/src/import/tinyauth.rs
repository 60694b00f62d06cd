//! Tinyauth (<https://tinyauth.app/docs/reference/configuration>, read for 4): its variables.

use url::Url;

use super::{
    fields::Fields,
    outcome::{Allow, Credential, Imported},
};

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    if let Some(url) = fields.text("app_url") {
        imported.public_url("APP_URL", &url);
        // It sets its cookie for the domain above its own host.
        let parsed = Url::parse(&url).ok();
        let above = parsed.as_ref().and_then(Url::domain).and_then(|host| host.split_once('.')).map(|(_, above)| above);
        if let Some(domain) = above.filter(|domain| domain.contains('.')) {
            imported.set("session.cookie_domain", domain);
            imported.taken("the domain above APP_URL as session.cookie_domain");
        }
    }
    let (address, port) = (fields.text("address"), fields.text("port"));
    if address.is_some() || port.is_some() {
        let (address, port) = (address.unwrap_or_default(), port.unwrap_or_else(|| "3000".to_owned()));
        let address = if address == "0.0.0.0" { "" } else { &address };
        imported.listen("listen", "ADDRESS and PORT", &format!("{address}:{port}"));
    }
    if let Some(title) = fields.text("app_title") {
        imported.set("branding.name", title);
        imported.taken("APP_TITLE as branding.name");
    }
    if let Some(seconds) = fields.text("session_expiry").and_then(|text| text.parse::<u32>().ok()).filter(|s| *s > 0) {
        imported.set("session.absolute", format!("{seconds}s"));
        imported.set("session.idle", format!("{}s", seconds.min(43_200)));
        imported.taken("SESSION_EXPIRY as session.absolute");
    }
    if fields.text("secret").is_some() {
        imported.changed("SECRET: Vestibule makes a key of its own, and everybody signs in once more");
    }
    let users = fields.list("users").len();
    if users > 0 {
        imported.lost(format!("USERS ({users}): who has a password signs in with a provider here"));
    }
    known(&mut fields, imported);
    others(&mut fields, imported);
    whitelist(&mut fields, imported);
    fields.report_rest("", imported);
}

fn secret(fields: &mut Fields, name: &str) -> Option<Credential> {
    let value = fields.text(name).map(Credential::Value);
    value.or_else(|| fields.text(&format!("{name}_file")).map(Credential::File))
}

/// GitHub and Google, which need no address.
fn known(fields: &mut Fields, imported: &mut Imported) {
    for id in ["github", "google"] {
        let Some(client_id) = fields.text(&format!("{id}_client_id")) else { continue };
        let mut provider = imported.provider(id, id, None);
        provider.credential("client_id", Some(Credential::Value(client_id)));
        provider.credential("client_secret", secret(fields, &format!("{id}_client_secret")));
        provider.callback(&format!("/api/oauth/callback/{id}"));
        provider.open(&id.to_ascii_uppercase(), None);
    }
}

/// `GENERIC_…` of version 3, and `PROVIDERS_NAME_…` of version 4.
fn others(fields: &mut Fields, imported: &mut Imported) {
    let named =
        fields.names("providers_").into_iter().filter_map(|name| Some(name.strip_suffix("_client_id")?.to_owned()));
    let mut prefixes: Vec<String> = named.collect();
    if !fields.names("generic_client_id").is_empty() {
        prefixes.push("generic".to_owned());
    }
    for prefix in prefixes {
        let id = prefix.strip_prefix("providers_").unwrap_or(&prefix).to_owned();
        let name = fields.text(&format!("{prefix}_name"));
        let mut provider = imported.provider(&id, "oauth2", name);
        for (credential, keys) in [
            ("authorization_url", ["auth_url", "auth_url"]),
            ("token_url", ["token_url", "token_url"]),
            ("userinfo_url", ["user_url", "user_info_url"]),
            ("client_id", ["client_id", "client_id"]),
        ] {
            let value = keys.iter().find_map(|key| fields.text(&format!("{prefix}_{key}")));
            provider.credential(credential, value.map(Credential::Value));
        }
        provider.credential("client_secret", secret(fields, &format!("{prefix}_client_secret")));
        provider.list("scopes", fields.list(&format!("{prefix}_scopes")));
        let redirect = fields.text(&format!("{prefix}_redirect_url")).and_then(|url| Url::parse(&url).ok());
        provider.callback(&redirect.map_or_else(|| format!("/api/oauth/callback/{id}"), |url| url.path().to_owned()));
        provider.open(&prefix.to_ascii_uppercase(), None);
        imported.changed(format!(
            "{id} is taken as OAuth 2.0; if it has /.well-known/openid-configuration, set definition = \"oidc\" and issuer_url"
        ));
    }
}

/// Addresses, or patterns between slashes.
fn whitelist(fields: &mut Fields, imported: &mut Imported) {
    let entries = fields.list("oauth_whitelist");
    if entries.is_empty() {
        return;
    }
    let (patterns, emails): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.starts_with('/') || !entry.contains('@'));
    let allow = if emails.is_empty() { Allow::Nobody } else { Allow::Emails(emails) };
    imported.rule(None, None, &[], &allow);
    imported.changed("OAUTH_WHITELIST is a rule of forward_auth: others have an account, and reach no application");
    if !patterns.is_empty() {
        imported.lost(format!("OAUTH_WHITELIST, patterns ({}): whom they let in is kept out now", patterns.len()));
    }
}
