//! Tinyauth (<https://tinyauth.app/docs/reference/configuration>, read for 4 and 5): its variables, or its YAML file. Version 5
//! says the same in other words, which are translated first.

use url::Url;

use super::{
    apps::{Application, Secret},
    fields::Fields,
    outcome::{Allow, Credential, Imported, Rule},
    tinyauth_names,
};

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    tinyauth_names::translate(&mut fields);
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
    listen(&mut fields, imported);
    if let Some(title) = fields.text("app_title") {
        imported.set("branding.name", title);
        imported.taken("APP_TITLE as branding.name");
    }
    if let Some(seconds) = fields.text("session_expiry").and_then(|text| text.parse::<u64>().ok()).filter(|s| *s > 0) {
        imported.session(seconds.min(43_200), seconds);
        imported.taken("SESSION_EXPIRY as session.absolute");
    }
    let proxies = fields.list("trusted_proxies");
    if !proxies.is_empty() {
        imported.list("network.trusted_proxies", proxies);
        imported.taken("TRUSTED_PROXIES as network.trusted_proxies");
    }
    if fields.text("secret").is_some() {
        imported.changed("SECRET: Vestibule makes a key of its own, and everybody signs in once more");
    }
    let users = fields.list("users").len();
    if users > 0 {
        imported.lost(format!("USERS ({users}): who has a password signs in with a provider here"));
    }
    providers(&mut fields, imported);
    clients(&mut fields, imported);
    let whitelist = whitelist(&mut fields, imported);
    applications(&mut fields, whitelist.is_some(), imported);
    if let Some(allow) = whitelist {
        imported.rule(&Rule::everywhere(&allow));
    }
    imported.about_applications(false);
    fields.report_rest("", imported);
}

fn listen(fields: &mut Fields, imported: &mut Imported) {
    if let Some(path) = fields.text("socket_path") {
        fields.value("address");
        fields.value("port");
        return imported.listen("listen", "SOCKETPATH", &format!("unix://{path}"));
    }
    let (address, port) = (fields.text("address"), fields.text("port"));
    if address.is_some() || port.is_some() {
        let (address, port) = (address.unwrap_or_default(), port.unwrap_or_else(|| "3000".to_owned()));
        let address = if address == "0.0.0.0" { "" } else { &address };
        imported.listen("listen", "ADDRESS and PORT", &format!("{address}:{port}"));
    }
}

fn secret(fields: &mut Fields, name: &str) -> Option<Credential> {
    let value = fields.text(name).map(Credential::Value);
    value.or_else(|| fields.text(&format!("{name}_file")).map(Credential::File))
}

/// GitHub and Google, which need no address, `GENERIC_…` of version 3, and `PROVIDERS_NAME_…`.
fn providers(fields: &mut Fields, imported: &mut Imported) {
    let mut prefixes: Vec<String> = ["github", "google", "generic"].map(str::to_owned).into();
    let named = fields.names("providers_").into_iter();
    prefixes.extend(named.filter_map(|name| Some(name.strip_suffix("_client_id")?.to_owned())));
    for prefix in prefixes {
        let Some(client_id) = fields.text(&format!("{prefix}_client_id")) else { continue };
        let id = prefix.strip_prefix("providers_").unwrap_or(&prefix).to_owned();
        let name = fields.text(&format!("{prefix}_name"));
        let urls = [("authorization_url", "auth_url"), ("token_url", "token_url"), ("userinfo_url", "user_url")];
        let urls = urls.map(|(credential, key)| {
            let other = if key == "user_url" { "user_info_url" } else { key };
            let url = fields.text(&format!("{prefix}_{key}")).or_else(|| fields.text(&format!("{prefix}_{other}")));
            (credential, url)
        });
        let is_known = ["github", "google"].contains(&id.as_str()) && urls.iter().all(|(_, url)| url.is_none());
        let definition = if is_known { id.as_str() } else { "oauth2" };
        let mut provider = imported.provider(&id, definition, name);
        provider.credential("client_id", Some(Credential::Value(client_id)));
        provider.credential("client_secret", secret(fields, &format!("{prefix}_client_secret")));
        for (credential, url) in urls {
            provider.credential(credential, url.map(Credential::Value));
        }
        let scopes = fields.list(&format!("{prefix}_scopes"));
        let scopes: Vec<_> = scopes.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
        if !is_known {
            provider.list("scopes", scopes);
        }
        let redirect = fields.text(&format!("{prefix}_redirect_url")).and_then(|url| Url::parse(&url).ok());
        provider.callback(&redirect.map_or_else(|| format!("/api/oauth/callback/{id}"), |url| url.path().to_owned()));
        let id = provider.id.clone();
        provider.open(&prefix.to_ascii_uppercase(), None);
        if !is_known {
            imported.changed(format!(
                "{id} is taken as OAuth 2.0; if it has /.well-known/openid-configuration, set definition = \"oidc\" and issuer_url"
            ));
        }
    }
}

/// The clients of its OpenID provider, in version 5.
fn clients(fields: &mut Fields, imported: &mut Imported) {
    for name in fields.parts("oidc_clients_", &["client_secret", "client_secret_file", "redirect_uris"]) {
        let key = |part: &str| format!("oidc_clients_{name}_{part}");
        let application = Application {
            client_id: fields.text(&key("client_id")).unwrap_or_else(|| name.clone()),
            name: fields.text(&key("client_name")).or_else(|| fields.text(&key("name"))),
            secret: secret(fields, &key("client_secret")).map(Secret::Known),
            redirect_uris: fields.list(&key("redirect_uris")),
            consent: Some("always"),
            ..Application::default()
        };
        let mut rest = Fields::default();
        for (part, value) in ["scopes", "grant_types", "response_types"].map(|part| (part, fields.value(&key(part)))) {
            if let Some(value) = value {
                rest.put(part, value);
            }
        }
        imported.application("oidc.clients", application, rest);
    }
}

/// Who may reach one application, in version 5. Whoever is on the list of everybody has to be on its own list, too; only one of
/// both can be said.
fn applications(fields: &mut Fields, has_whitelist: bool, imported: &mut Imported) {
    for name in fields.parts("apps_", &["config_domain"]) {
        let prefix = format!("apps_{name}_");
        let Some(host) = fields.text(&format!("{prefix}config_domain")) else { continue };
        let groups = fields.list(&format!("{prefix}oauth_groups"));
        let rest: Vec<_> = fields.names(&prefix).into_iter().filter(|key| fields.is_given(key)).collect();
        let is_restricted = !groups.is_empty() || !rest.is_empty();
        let allow = match (groups.is_empty(), rest.is_empty() && !has_whitelist) {
            (false, true) => Allow::Groups(groups),
            _ => Allow::Nobody,
        };
        for key in fields.names(&prefix) {
            fields.value(&key);
        }
        if !is_restricted {
            continue;
        }
        imported.rule(&Rule { host: Some(&host), ..Rule::everywhere(&allow) });
        match allow {
            Allow::Nobody => imported.changed(format!(
                "apps.{name}: who may reach it cannot be said here: it lets nobody through now; see [forward_auth]"
            )),
            _ => imported.taken(format!("the groups of apps.{name} as a rule of forward_auth")),
        }
    }
}

/// Whom the whitelist lets in: addresses, or patterns between slashes.
fn whitelist(fields: &mut Fields, imported: &mut Imported) -> Option<Allow> {
    let entries = fields.list("oauth_whitelist");
    if entries.is_empty() {
        return None;
    }
    let (patterns, emails): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.starts_with('/') || !entry.contains('@'));
    imported.changed("OAUTH_WHITELIST is a rule of forward_auth: others have an account, and reach no application");
    if !patterns.is_empty() {
        imported.lost(format!("OAUTH_WHITELIST, patterns ({}): whom they let in is kept out now", patterns.len()));
    }
    Some(if emails.is_empty() { Allow::Nobody } else { Allow::Emails(emails) })
}
