//! The official app definitions: each binds with sample settings, and its redirect URIs are those of the application's
//! documentation. And every file with one mistake in it: what `lint` passes, `bind` accepts.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{collections::BTreeSet, sync::Arc};

use vestibule_apps::{App, AppRecord, AppSettings, Apps, ClientAuthentication, sample_values};
use vestibule_core::{
    credentials::Credentials,
    definition::Status,
    ids::{AppId, DefinitionId},
    origin::Origin,
    provider::Owner,
    violation::Violation,
};
use vestibule_registry::{AppCatalogue, AppCatalogueEntry, Document, Format};

/// `{0}` is the sample address of each.
const REDIRECT_URIS: &[(&str, &[&str])] = &[
    ("actual", &["{0}/openid/callback"]),
    ("argocd", &["{0}/auth/callback", "http://localhost:8085/auth/callback"]),
    ("audiobookshelf", &["{0}/auth/openid/callback", "{0}/auth/openid/mobile-redirect"]),
    ("bookstack", &["{0}/oidc/callback"]),
    ("forgejo", &["{0}/user/oauth2/vestibule/callback"]),
    ("freshrss", &["{0}/i/oidc/"]),
    ("gitea", &["{0}/user/oauth2/vestibule/callback"]),
    ("gitlab", &["{0}/users/auth/openid_connect/callback"]),
    ("grafana", &["{0}/login/generic_oauth"]),
    ("harbor", &["{0}/c/oidc/callback"]),
    ("headscale", &["{0}/oidc/callback"]),
    ("hedgedoc", &["{0}/auth/oauth2/callback"]),
    ("homeassistant", &["{0}/auth/oidc/callback"]),
    ("immich", &["{0}/auth/login", "{0}/user-settings", "app.immich:///oauth-callback"]),
    ("jellyfin", &["{0}/sso/OID/redirect/vestibule", "{0}/sso/OID/r/vestibule"]),
    ("jenkins", &["{0}/securityRealm/finishLogin"]),
    ("karakeep", &["{0}/api/auth/callback/custom"]),
    ("kubernetes", &["http://localhost:8000", "http://localhost:18000", "http://127.0.0.1:8000"]),
    ("mas", &["{0}/upstream/callback/01JABCDEFGHJKMNPQRSTVWXYZ0"]),
    ("mealie", &["{0}/login", "{0}/login?direct=1"]),
    ("miniflux", &["{0}/oauth2/oidc/callback"]),
    ("minio", &["{0}/oauth_callback"]),
    ("nextcloud", &["{0}/apps/user_oidc/code", "{0}/index.php/apps/user_oidc/code"]),
    ("oauth2-proxy", &["{0}/oauth2/callback"]),
    ("open-webui", &["{0}/oauth/oidc/callback", "{0}/oauth/oidc/login/callback"]),
    ("openid", &["https://app.example.com"]),
    ("openid-device", &[]),
    ("openid-private-key", &["https://app.example.com"]),
    ("openid-public", &["https://app.example.com"]),
    ("outline", &["{0}/auth/oidc.callback"]),
    ("paperless", &["{0}/accounts/oidc/vestibule/login/callback/"]),
    ("pgadmin", &["{0}/oauth2/authorize"]),
    ("portainer", &["{0}", "{0}/"]),
    ("proxmox", &["{0}"]),
    ("proxmox-backup", &["{0}"]),
    ("synapse", &["{0}/_synapse/client/oidc/callback"]),
    ("vaultwarden", &["{0}/identity/connect/oidc-signin"]),
    ("vikunja", &["{0}/auth/openid/vestibule"]),
    ("wikijs", &["{0}/login/6f5c1c2e-0d1b-4c59-9a53-5d2f5a0d9c11/callback"]),
];

/// Where the applications send people back to after signing out; all others send them nowhere.
const POST_LOGOUT_REDIRECT_URIS: &[(&str, &[&str])] = &[
    ("audiobookshelf", &["{0}/login"]),
    ("bookstack", &["{0}", "{0}/"]),
    ("grafana", &["{0}/login"]),
    ("jenkins", &["{0}/OicLogout"]),
    ("nextcloud", &["{0}/", "{0}"]),
];

/// Where the applications are notified of the end of a session.
const BACKCHANNEL_LOGOUT_URIS: &[(&str, &str)] = &[
    ("mas", "{0}/upstream/backchannel-logout/01JABCDEFGHJKMNPQRSTVWXYZ0"),
    ("synapse", "{0}/_synapse/client/oidc/backchannel_logout"),
];

/// An instance of a definition, with a value of the right kind for each setting.
fn sample(entry: &AppCatalogueEntry) -> AppRecord {
    let mut values: Credentials = sample_values(entry.schema.as_json()["properties"].as_object().unwrap());
    match entry.definition.client.authentication {
        ClientAuthentication::PrivateKeyJwt => values.insert("client_keys", "{\"keys\":[]}".into(), Origin::BuiltIn),
        ClientAuthentication::None => {}
        _ => values.insert("client_secret", "sixteen characters".into(), Origin::BuiltIn),
    }
    let definition: &DefinitionId = &entry.definition.id;
    AppRecord {
        id: definition.as_str().parse::<AppId>().unwrap(),
        owner: Owner::Config,
        settings: Arc::new(AppSettings::default()),
        values: Arc::new(values),
        secret_hashes: Arc::default(),
        origins: Arc::default(),
    }
}

fn bind(catalogue: &AppCatalogue, entry: &AppCatalogueEntry) -> Result<Arc<App>, String> {
    let apps = Apps::bind(&[sample(entry)], catalogue);
    let fault = apps.faulty.first().map(|faulty| faulty.violations.to_string());
    fault.map_or_else(|| Ok(apps.iter().next().unwrap().clone()), Err)
}

#[test]
fn every_official_app_binds_to_the_redirect_uris_of_its_application() {
    let catalogue = AppCatalogue::official(&());
    let ids: Vec<_> = catalogue.ids().map(DefinitionId::to_string).collect();
    assert_eq!(ids, REDIRECT_URIS.iter().map(|(id, _)| *id).collect::<Vec<_>>(), "each has its row");
    for (entry, (id, wanted)) in catalogue.iter().zip(REDIRECT_URIS) {
        let app = bind(&catalogue, entry).unwrap_or_else(|fault| panic!("{id}: {fault}"));
        let address = sample(entry).values.text("base_url").unwrap_or_default().to_owned();
        let wanted: Vec<_> = wanted.iter().map(|uri| uri.replace("{0}", &address)).collect();
        assert_eq!(app.redirect_uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>(), wanted, "{id}");
        let definition = &entry.definition;
        assert!(definition.homepage.starts_with("https://"), "{id} names its page");
        assert!(definition.guide.contains("{{client_id}}"), "{id}: the guide has the client id");
        let secret = matches!(
            definition.client.authentication,
            ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost
        );
        assert_eq!(definition.guide.contains("{{client_secret}}"), secret, "{id}: the guide has the secret");
        assert!(definition.guide.contains("{{issuer}}") || definition.guide.contains("{{discovery_url}}"), "{id}");
        assert!(id.starts_with("openid") || definition.status == Status::Unconfirmed, "{id} is from memory");
    }
}

#[test]
fn every_official_app_is_signed_out_of_as_its_application_is() {
    let catalogue = AppCatalogue::official(&());
    for entry in catalogue.iter().filter(|entry| !entry.definition.id.as_str().starts_with("openid")) {
        let id = entry.definition.id.as_str();
        let app = bind(&catalogue, entry).unwrap_or_else(|fault| panic!("{id}: {fault}"));
        let address = sample(entry).values.text("base_url").unwrap_or_default().to_owned();
        let row = POST_LOGOUT_REDIRECT_URIS.iter().find(|(of, _)| *of == id).map_or(&[][..], |(_, uris)| uris);
        let wanted: Vec<_> = row.iter().map(|uri| uri.replace("{0}", &address)).collect();
        assert_eq!(app.post_logout_redirect_uris.iter().map(|uri| uri.as_str()).collect::<Vec<_>>(), wanted, "{id}");
        let wanted = BACKCHANNEL_LOGOUT_URIS.iter().find(|(of, _)| *of == id);
        let wanted = wanted.map(|(_, uri)| uri.replace("{0}", &address));
        assert_eq!(app.logout_endpoint.as_ref().map(|endpoint| endpoint.uri.to_string()), wanted, "{id}");
    }
}

#[test]
fn an_official_app_is_a_short_file_that_names_its_schema() {
    for document in AppCatalogue::official_documents() {
        let (name, text) = (document.path.display(), &document.text);
        assert!(text.starts_with("#:schema ../../schemas/app.schema.json\n"), "{name} names its schema");
        assert!(text.lines().count() <= 60, "{name} is too long");
    }
}

/// What `lint` says about a text.
fn lint(text: &str) -> (AppCatalogue, Vec<Violation>) {
    let document =
        Document { path: "mutated.toml".into(), format: Format::Toml, text: text.to_owned(), official: false };
    let catalogue = AppCatalogue::from_documents([document], &());
    let faults = catalogue.faults().iter().flat_map(|fault| fault.violations.0.clone()).collect();
    (catalogue, faults)
}

fn at_line(violation: &Violation, number: u32) -> bool {
    matches!(&violation.origin, Some(Origin::File(place)) if place.line == number && place.column > 0)
}

/// `key = value` lines outside of texts that span lines: number from 1, table, key, value.
fn lines(text: &str) -> Vec<(u32, String, &str, &str)> {
    let (mut found, mut table, mut in_text) = (Vec::new(), String::new(), false);
    for (line, number) in text.lines().zip(1..) {
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        if !in_text && line.starts_with('[') {
            table = line.trim_matches(['[', ']']).to_owned();
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| !in_text && !line.starts_with([' ', '#']))
        {
            found.push((number, table.clone(), key, value));
        }
        in_text ^= quotes == 1;
    }
    found
}

fn with(text: &str, number: u32, line: &str) -> String {
    let replaced = text.lines().zip(1..).map(|(old, at)| if at == number { line } else { old });
    replaced.map(|line| format!("{line}\n")).collect()
}

/// AP-01: each key misspelt, each type wrong, each placeholder unknown.
#[test]
fn ap_01_a_mistake_is_refused_where_it_is() {
    let mut tried = 0;
    for document in AppCatalogue::official_documents() {
        let (name, text) = (document.path.display(), &document.text);
        assert_eq!(lint(text).1, [], "{name}");
        for (number, table, key, value) in lines(text) {
            if table != "claims" {
                let misspelt = format!("{key}{} = {value}", key.chars().last().unwrap());
                let (_, found) = lint(&with(text, number, &misspelt));
                assert!(found.iter().any(|one| at_line(one, number)), "{name}:{number}: {misspelt}: {found:?}");
            }
            let any = matches!(key, "examples" | "default");
            if !any && !value.starts_with("\"\"\"") && !value.starts_with("'''") && value != "[" {
                let (_, found) = lint(&with(text, number, &format!("{key} = 7")));
                assert!(found.iter().any(|one| at_line(one, number)), "{name}:{number}: {key} = 7: {found:?}");
            }
            if value.contains("{base_url}") {
                let (_, found) =
                    lint(&with(text, number, &format!("{key} = {}", value.replace("{base_url}", "{base_urll}"))));
                let said = |one: &Violation| at_line(one, number) && one.detail.contains("did you mean `{base_url}`?");
                assert!(found.iter().any(said), "{name}:{number}: {found:?}");
            }
            tried += 1;
        }
        let (_, found) = lint(&text.replacen("{{client_id}}", "{{client_idd}}", 1));
        assert!(found.iter().any(|one| one.detail.contains("did you mean `client_id`?")), "{name}: {found:?}");
    }
    assert!(tried > 300, "{tried}");
}

/// AP-02: of thousands of changed files, each that is accepted gives an app.
#[test]
fn ap_02_what_lint_passes_bind_accepts() {
    let (mut passed, mut refused, mut seen) = (0, 0, BTreeSet::new());
    let values = [
        "\"x\"",
        "[]",
        "true",
        "\"{base_url}\"",
        "[\"{base_url}/other\"]",
        "\"none\"",
        "[\"refresh_token\"]",
        "\"HS256\"",
    ];
    for document in AppCatalogue::official_documents() {
        let text = &document.text;
        for (number, table, key, value) in lines(text) {
            // The same line in another file is refused or accepted for the same reason.
            if !seen.insert((table, key.to_owned(), value.to_owned())) {
                continue;
            }
            if value.starts_with("\"\"\"") || value.starts_with("'''") || value == "[" {
                continue;
            }
            let changed = values.iter().map(|value| format!("{key} = {value}")).chain([String::new()]);
            for line in changed {
                let (catalogue, faults) = lint(&with(text, number, &line));
                let Some(entry) = catalogue.iter().next().filter(|_| faults.is_empty()) else {
                    refused += 1;
                    continue;
                };
                passed += 1;
                // What a schema says about its own examples is the schema's business.
                let said: Vec<String> = bind(&catalogue, entry).err().into_iter().collect();
                let own = |fault: &String| !fault.contains("/settings/");
                assert!(!said.iter().any(own), "{}:{number}: {line}: {said:?}", document.path.display());
            }
        }
    }
    assert!(passed > 100 && refused > 100, "{passed} {refused}");
}
