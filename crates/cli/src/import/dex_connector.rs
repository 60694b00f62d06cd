//! The connectors of Dex: each that there is a definition for becomes a provider.

use std::collections::BTreeMap;

use url::Url;

use super::{
    fields::Fields,
    outcome::{Credential, Imported, Provider},
};

/// What narrows who gets in by a connector, and has no counterpart.
const RESTRICTIONS: [&str; 5] = ["org", "groups", "teams", "tenant", "onlySecurityGroups"];

/// What was made of the connectors so far.
#[derive(Default)]
pub(super) struct Connectors {
    /// Provider by connector.
    providers: BTreeMap<String, String>,
    /// The paths of redirect URIs.
    callbacks: Vec<String>,
}

impl Connectors {
    pub(super) fn provider_of(&self, connector: &str) -> Option<String> {
        self.providers.get(connector).cloned()
    }

    pub(super) fn read(&mut self, mut connector: Fields, imported: &mut Imported) {
        let kind = connector.text("type").unwrap_or_default();
        let id = connector.text("id").unwrap_or_else(|| kind.clone());
        let mut config = connector.section("config");
        let Some(definition) = definition(&kind, &config) else {
            return imported.lost(format!("connector {id} of type {kind}: there is no provider like it here"));
        };
        let mut provider = imported.provider(&id, definition, connector.text("name"));
        self.providers.insert(id, provider.id.clone());
        let mut notes = Notes::default();
        credentials(&kind, &mut config, &mut provider, &mut notes);
        admission(&kind, &mut config, &mut provider, &mut notes);
        options(&mut config, &mut provider);
        let redirect =
            config.text("redirectURI").and_then(|url| Url::parse(&url).ok()).map(|url| url.path().to_owned());
        let shared = redirect.as_ref().is_some_and(|path| self.callbacks.contains(path));
        if let Some(path) = redirect.as_ref().filter(|_| !shared) {
            provider.callback(path);
        }
        let id = provider.id.clone();
        let restricted = (!notes.restrictions.is_empty()).then(|| notes.restrictions.join(", "));
        provider.open(&format!("connector {id}"), restricted.as_deref());
        if shared {
            imported.changed(format!(
                "{id} shares its redirect URI with another connector: register PUBLIC_URL/api/auth/providers/{id}/callback for it"
            ));
        }
        self.callbacks.extend(redirect);
        for note in notes.changed {
            imported.changed(format!("connector {id}: {note}"));
        }
        for file in notes.authorities {
            imported.lost(format!("connector {id}: rootCAs: add {file} to network.extra_ca"));
        }
        config.report_rest(&format!("connector {id}: "), imported);
        connector.report_rest(&format!("connector {id}: "), imported);
    }
}

/// What has to be said of a connector once it is read.
#[derive(Default)]
struct Notes {
    restrictions: Vec<String>,
    changed: Vec<String>,
    authorities: Vec<String>,
}

/// The definition that is closest to a type of connectors.
fn definition(kind: &str, config: &Fields) -> Option<&'static str> {
    Some(match kind {
        "oidc" => "oidc",
        "oauth" => "oauth2",
        // GitHub Enterprise is at an address of its own.
        "github" if config.peek("hostName").is_none() => "github",
        "gitlab" => "gitlab",
        "gitea" => "gitea",
        "google" => "google",
        "linkedin" => "linkedin",
        "bitbucket-cloud" => "bitbucket",
        "microsoft" if is_any_organisation(config) => "entraorgs",
        "microsoft" => "entra",
        _ => return None,
    })
}

fn is_any_organisation(config: &Fields) -> bool {
    config.peek("tenant").and_then(|tenant| tenant.as_str()) == Some("organizations")
}

fn credentials(kind: &str, config: &mut Fields, provider: &mut Provider<'_>, notes: &mut Notes) {
    for (name, key) in [
        ("issuer_url", "issuer"),
        ("client_id", "clientID"),
        ("client_secret", "clientSecret"),
        ("authorization_url", "authorizationURL"),
        ("token_url", "tokenURL"),
        ("userinfo_url", "userInfoURL"),
    ] {
        match config.text(key).map(credential) {
            Some(Credential::Value(text)) if text.contains('$') && name != "client_secret" => {
                notes.changed.push(format!("{key} has a variable in its text: enter the value as credentials.{name}"));
            }
            value => provider.credential(name, value),
        }
    }
    let home = match kind {
        "gitlab" => Some("https://gitlab.com"),
        "gitea" => Some("https://gitea.com"),
        _ => None,
    };
    if let Some(home) = home {
        let url = config.text("baseURL").unwrap_or_else(|| home.to_owned());
        provider.credential("issuer_url", Some(credential(url)));
    }
    if kind == "microsoft" && !is_any_organisation(config) {
        let tenant = config.text("tenant");
        if tenant.as_deref().is_some_and(is_directory_id) {
            provider.credential("tenant", tenant.map(|tenant| Credential::Value(tenant.to_ascii_lowercase())));
        } else {
            notes.changed.push(
                "enter the directory (tenant) ID as credentials.tenant; a provider is for one directory".to_owned(),
            );
        }
    }
}

/// `aaaabbbb-0000-cccc-1111-dddd2222eeee`, and not the name of a domain.
pub(super) fn is_directory_id(tenant: &str) -> bool {
    let lengths = tenant.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && tenant.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Who gets in. Where there is no counterpart, nobody new does.
fn admission(kind: &str, config: &mut Fields, provider: &mut Provider<'_>, notes: &mut Notes) {
    let domains = config.list("hostedDomains");
    if !domains.is_empty() {
        provider.set("required_claims.hd", domains);
    }
    provider.list("required_acr", config.list("acrValues"));
    let groups = match kind {
        "github" => organizations(config, provider, notes),
        "gitlab" => config.list("groups"),
        "oidc" => config.list("allowedGroups"),
        "gitea" => config.sections_named("orgs", "teams"),
        _ => Vec::new(),
    };
    provider.list("allowed_groups", groups);
    if is_any_organisation(config) {
        config.value("tenant");
    }
    let restrictions = RESTRICTIONS.into_iter().chain(["orgs", "allowedGroups"]);
    notes.restrictions.extend(restrictions.filter(|key| config.is_given(key)).map(str::to_owned));
}

/// Organizations and teams of GitHub are groups here, with options of the definition.
fn organizations(config: &mut Fields, provider: &mut Provider<'_>, notes: &mut Notes) -> Vec<String> {
    let names = config.sections_named("orgs", "teams");
    let (teams, organizations): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.contains(':'));
    let wanted = [("organizations", !organizations.is_empty()), ("teams", !teams.is_empty())];
    provider
        .list("options", wanted.iter().filter(|(_, wanted)| *wanted).map(|(option, _)| (*option).to_owned()).collect());
    if !teams.is_empty() {
        config.value("teamNameField");
        notes
            .changed
            .push("teams are known by the name in their address (slug), as allowed_groups has them".to_owned());
    }
    let slug =
        |team: &str| team.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c), "-");
    let group = |name: String| match name.split_once(':') {
        Some((organization, team)) => format!("{organization}/{}", slug(team)),
        None => name,
    };
    names.into_iter().map(group).collect()
}

fn options(config: &mut Fields, provider: &mut Provider<'_>) {
    let own = ["openid", "email", "profile"];
    provider.list("scopes", config.list("scopes").into_iter().filter(|scope| !own.contains(&&**scope)).collect());
    if let Some(prompt) = config.text("promptType") {
        provider.set("authorize_params.prompt", prompt);
    }
    if config.is_true("basicAuthUnsupported") {
        provider.set("client_authentication", "client_secret_post");
    }
    // What is always so here.
    for key in ["getUserInfo", "insecureEnableGroups", "loadAllGroups", "useLoginAsID"] {
        config.value(key);
    }
}

/// `$NAME` and `${NAME}` are variables to Dex.
pub(super) fn credential(text: String) -> Credential {
    match variable(&text) {
        Some(name) => Credential::Variable(name.to_owned()),
        None => Credential::Value(text),
    }
}

fn variable(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('$')?;
    let name = rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(rest);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some(name)
}
