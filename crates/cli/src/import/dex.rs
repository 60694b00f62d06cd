//! Dex (<https://dexidp.io/docs/configuration/>, read for 2.44): its connectors become providers, its clients apps.

use url::Url;

use super::{
    apps::{Application, Secret},
    dex_connector::{Connectors, credential},
    fields::Fields,
    outcome::{Credential, Imported},
};

/// What to do about a file with `{{ getenv … }}`, as the container of Dex has one.
pub(super) const TEMPLATE: &str = "write what gomplate makes of it into a file: gomplate --file config.docker.yaml";

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    let mut had_a_path = false;
    if let Some(issuer) = fields.text("issuer") {
        imported.public_url("issuer", &issuer);
        had_a_path = Url::parse(&issuer).is_ok_and(|url| url.path() != "/");
        if had_a_path {
            imported.changed("issuer has a path: Vestibule is at the root of its host");
        }
    }
    for (section, setting) in [("web", "listen"), ("telemetry", "metrics.listen")] {
        let mut fields = fields.section(section);
        if let Some(address) = fields.text("http") {
            imported.listen(setting, &format!("{section}.http"), &address);
        }
        fields.report_rest(&format!("{section}."), imported);
    }
    let mut connectors = Connectors::default();
    for connector in fields.sections("connectors") {
        connectors.read(connector, imported);
    }
    let mut oauth2 = fields.section("oauth2");
    let asks = !oauth2.is_true("skipApprovalScreen");
    oauth2.report_rest("oauth2.", imported);
    for client in fields.sections("staticClients") {
        application(client, asks, &connectors, imported);
    }
    let users = fields.sections("staticPasswords").len();
    if users > 0 {
        imported.lost(format!("staticPasswords ({users}): who has a password signs in with a provider here"));
    }
    imported.about_applications(had_a_path);
    fields.report_rest("", imported);
}

fn application(mut client: Fields, asks: bool, connectors: &Connectors, imported: &mut Imported) {
    let named_by = |client: &mut Fields, key: &str| client.text(&format!("{key}Env"));
    let id = client.text("id");
    if let Some(variable) = named_by(&mut client, "id").filter(|_| id.is_none()) {
        return imported
            .lost(format!("staticClients: the client whose id is in the variable {variable}: write it as id"));
    }
    let secret = client.text("secret").map(credential);
    let secret = secret.or_else(|| named_by(&mut client, "secret").map(Credential::Variable));
    let allowed = client.list("allowedConnectors");
    let known: Vec<_> = allowed.iter().filter_map(|id| connectors.provider_of(id)).collect();
    let application = Application {
        client_id: id.unwrap_or_default(),
        name: client.text("name"),
        secret: secret.map(Secret::Known),
        public: client.is_true("public"),
        redirect_uris: client.list("redirectURIs"),
        post_logout_redirect_uris: client.list("postLogoutRedirectURIs"),
        consent: Some(if asks { "always" } else { "never" }),
        // Allowed by connectors of which none is here: nobody.
        closed: !allowed.is_empty() && known.is_empty(),
        providers: known,
        ..Application::default()
    };
    imported.application("staticClients", application, client);
}
