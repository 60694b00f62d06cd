//! Dex (<https://dexidp.io/docs/configuration/>, read for 2.44): its connectors become providers.

use url::Url;

use super::{
    fields::Fields,
    outcome::{Credential, Imported},
};

/// What narrows who gets in by a connector, and has no counterpart.
const RESTRICTIONS: [&str; 6] = ["orgs", "org", "groups", "tenant", "onlySecurityGroups", "useLoginAsID"];

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    if let Some(issuer) = fields.text("issuer") {
        imported.public_url("issuer", &issuer);
        if Url::parse(&issuer).is_ok_and(|url| url.path() != "/") {
            imported.changed("issuer has a path: Vestibule is at the root of its host");
        }
    }
    let mut web = fields.section("web");
    if let Some(address) = web.text("http") {
        imported.listen("listen", "web.http", &address);
    }
    web.report_rest("web.", imported);
    let mut telemetry = fields.section("telemetry");
    if let Some(address) = telemetry.text("http") {
        imported.listen("metrics.listen", "telemetry.http", &address);
    }
    telemetry.report_rest("telemetry.", imported);
    for client in fields.sections("staticClients") {
        application(client, imported);
    }
    let users = fields.sections("staticPasswords").len();
    if users > 0 {
        imported.lost(format!("staticPasswords ({users}): who has a password signs in with a provider here"));
    }
    let mut callbacks = Vec::new();
    for connector in fields.sections("connectors") {
        self::connector(connector, &mut callbacks, imported);
    }
    fields.report_rest("", imported);
}

fn application(mut client: Fields, imported: &mut Imported) {
    let name = client.text("name").or_else(|| client.text("id")).unwrap_or_default();
    imported.lost(format!("staticClients, {name}: an application that signs people in with OpenID Connect"));
}

/// `$NAME` is a variable to Dex.
fn credential(text: String) -> Credential {
    match text.strip_prefix('$') {
        Some(name) => Credential::Variable(name.trim_matches(['{', '}']).to_owned()),
        None => Credential::Value(text),
    }
}

fn connector(mut connector: Fields, callbacks: &mut Vec<String>, imported: &mut Imported) {
    let kind = connector.text("type").unwrap_or_default();
    let id = connector.text("id").unwrap_or_else(|| kind.clone());
    let mut config = connector.section("config");
    let definition = match kind.as_str() {
        "oidc" | "github" | "gitlab" | "google" => kind.as_str(),
        "microsoft" => "entra",
        "oauth" => "oauth2",
        _ => return imported.lost(format!("connector {id} of type {kind}")),
    };
    let restrictions: Vec<_> = RESTRICTIONS.into_iter().filter(|key| config.value(key).is_some()).collect();
    let mut provider = imported.provider(&id, definition, connector.text("name"));
    for (name, key) in [
        ("issuer_url", "issuer"),
        ("client_id", "clientID"),
        ("client_secret", "clientSecret"),
        ("authorization_url", "authorizationURL"),
        ("token_url", "tokenURL"),
        ("userinfo_url", "userInfoURL"),
    ] {
        provider.credential(name, config.text(key).map(credential));
    }
    provider.list("allowed_email_domains", config.list("hostedDomains"));
    let own = ["openid", "email", "profile"];
    provider.list("scopes", config.list("scopes").into_iter().filter(|scope| !own.contains(&&**scope)).collect());
    let redirect = config.text("redirectURI").and_then(|url| Url::parse(&url).ok()).map(|url| url.path().to_owned());
    let shared = redirect.as_ref().is_some_and(|path| callbacks.contains(path));
    if let Some(path) = redirect.as_ref().filter(|_| !shared) {
        provider.callback(path);
    }
    let id = provider.id.clone();
    provider.open(&format!("connector {id}"), (!restrictions.is_empty()).then(|| restrictions.join(", ")).as_deref());
    if shared {
        imported.changed(format!(
            "{id} shares its redirect URI with another connector: register PUBLIC_URL/api/auth/providers/{id}/callback for it"
        ));
    }
    callbacks.extend(redirect);
    config.report_rest(&format!("connector {id}: "), imported);
    connector.report_rest(&format!("connector {id}: "), imported);
}
