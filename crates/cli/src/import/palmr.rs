//! Palmr (archived in 2026, read for 3.3): its database has providers, people and which of them sign in by what.
//!
//! Palmr believed every address that a provider named, so addresses, and what hangs on them, are not taken: people are known by
//! their identities alone. Nobody becomes an administrator by an import.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use serde_json::{Map, Value};
use vestibule_config::{Config, Sources};
use vestibule_core::{
    access::Providers,
    clock::SystemClock,
    identity::{Identity, Profile},
    ids::{ProviderId, Ref, Subject},
    random::OsRandom,
};
use vestibule_store::{
    Actor, AuditEvent, ConnectSettings, EventKind, ImportedUser, StoreError, StoreOptions,
    maintenance::{self, ForeignTables},
};

use super::{
    fields::Fields,
    outcome::{Credential, Imported},
};
use crate::{Failure, count, failure, offline::Offline, startup};

const PROVIDERS: &str = "auth_providers";
const USERS: &str = "users";
const IDENTITIES: &str = "user_auth_providers";
const SETTINGS: &str = "app_configs";

/// Providers of Palmr that are an official definition here, of the same id.
const OFFICIAL: [&str; 9] =
    ["google", "discord", "github", "auth0", "kinde", "zitadel", "authentik", "frontegg", "pocketid"];

/// A database of Palmr.
pub(super) struct Palmr {
    tables: ForeignTables,
}

impl Palmr {
    pub(super) async fn load(file: &Path) -> Result<Self, Failure> {
        let tables = maintenance::read_foreign_tables(file, &[PROVIDERS, USERS, IDENTITIES, SETTINGS]).await?;
        for needed in [PROVIDERS, USERS, IDENTITIES] {
            if !tables.contains_key(needed) {
                return Err(failure(format!(
                    "{} is no database of Palmr: it has no table {needed}. It is palmr.db in the folder of its data",
                    file.display()
                )));
            }
        }
        Ok(Self { tables })
    }

    fn rows(&self, table: &str) -> impl Iterator<Item = Fields> + '_ {
        self.tables.get(table).into_iter().flatten().cloned().map(Fields::from)
    }

    /// The configuration: the address of the installation and its providers.
    pub(super) fn describe(&self) -> Imported {
        let mut all = Imported::default();
        let imported = &mut all;
        for mut setting in self.rows(SETTINGS) {
            match (setting.text("key").as_deref(), setting.text("value")) {
                (Some("serverUrl"), Some(url)) => imported.public_url("serverUrl", &url),
                (Some("passwordAuthEnabled"), Some(enabled)) if enabled == "true" => {
                    imported.lost("passwords: only administrators have one here; people sign in with a provider");
                }
                _ => {}
            }
        }
        let mut rows: Vec<_> = self.rows(PROVIDERS).collect();
        rows.sort_by_key(|row| row.peek("sortOrder").and_then(Value::as_i64).unwrap_or(i64::MAX));
        for row in rows {
            provider(row, imported);
        }
        let (people, without) = self.people();
        if without > 0 {
            imported.lost(format!("{}: they have no provider to sign in with", count(without, "user")));
        }
        let administrators = people.iter().filter(|person| person.is_administrator).count();
        if administrators > 0 {
            imported.changed(format!(
                "{} of Palmr: make one here with `vestibule admin create EMAIL`, rights are not imported",
                count(administrators as u64, "administrator")
            ));
        }
        imported.lost("files, folders and shares: they stay with Palmr");
        all
    }

    /// Who can sign in by a provider, and how many others there are.
    fn people(&self) -> (Vec<Person>, u64) {
        let names: BTreeMap<_, _> = self
            .rows(PROVIDERS)
            .filter_map(|mut row| Some((row.text("id")?, super::outcome::provider_id(&row.text("name")?))))
            .collect();
        let mut identities: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for mut row in self.rows(IDENTITIES) {
            let (user, provider, subject) = (row.text("userId"), row.text("providerId"), row.text("externalId"));
            if let (Some(user), Some(provider), Some(subject)) = (user, provider.and_then(|id| names.get(&id)), subject)
            {
                identities.entry(user).or_default().push((provider.clone(), subject));
            }
        }
        let (mut people, mut without) = (Vec::new(), 0);
        for mut row in self.rows(USERS) {
            let Some(identities) = row.text("id").and_then(|id| identities.remove(&id)) else {
                without += 1;
                continue;
            };
            people.push(Person {
                username: row.text("username"),
                first_name: row.text("firstName"),
                last_name: row.text("lastName"),
                is_administrator: row.is_set("isAdmin"),
                is_active: row.peek("isActive").is_none() || row.is_set("isActive"),
                identities,
            });
        }
        (people, without)
    }

    /// People are imported into a new installation alone.
    pub(super) async fn refuse_existing(config: &Config) -> Result<(), Failure> {
        let installation = config.installation();
        if !maintenance::exists(&startup::place(&installation)).await? {
            return Ok(());
        }
        Err(failure(format!(
            "{} is there already, and nobody was imported: name another `data_dir`, or move it away",
            startup::database(&installation)
        )))
    }

    /// Makes the installation that the configuration describes, with these people. Says how that went.
    pub(super) async fn import_people(&self, sources: &Sources, config: &Config) -> Result<String, Failure> {
        let installation = config.installation();
        let place = startup::place(&installation);
        let known = Offline::load(sources.config_file.clone()).await?.access().await?;
        let keys = Arc::new(startup::any_keys(&installation)?);
        maintenance::enter(&place)?;
        let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
        let (url, base, connect) = (place.url.clone(), place.base.clone(), ConnectSettings::default());
        let store = vestibule_store::open(StoreOptions { url, base, connect, keys, clock, random }).await?;
        let (mut done, mut lost) = (0, Vec::new());
        for person in self.people().0 {
            let event = AuditEvent::new(EventKind::UserCreated, Ref::generate(&OsRandom)).actor(Actor::Shell);
            let name = person.username.clone().unwrap_or_default();
            match person.into_user(&known) {
                None => lost.push(name),
                Some(user) => match store.import_user(&user, &event.detail("imported from Palmr".to_owned())).await {
                    Ok(_) => done += 1,
                    Err(StoreError::Conflict(_)) => lost.push(name),
                    Err(error) => return Err(error.into()),
                },
            }
        }
        store.close().await;
        maintenance::leave(&place);
        let mut said = format!("Imported {} into {}.", count(done, "user"), startup::database(&installation));
        if !lost.is_empty() {
            said.push_str(&format!(
                "\nNot imported, because their provider or their identity cannot be used here: {}",
                lost.join(", ")
            ));
        }
        Ok(said)
    }
}

struct Person {
    username: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    is_administrator: bool,
    is_active: bool,
    /// Provider and subject.
    identities: Vec<(String, String)>,
}

impl Person {
    /// `None`: none of their identities can be one here.
    fn into_user(self, known: &Providers) -> Option<ImportedUser> {
        let Self { username, first_name, last_name, is_active, identities, .. } = self;
        let names: Vec<_> = [&first_name, &last_name].into_iter().flatten().map(String::as_str).collect();
        let name = (!names.is_empty()).then(|| names.join(" "));
        let profile = Profile { username, name, first_name, last_name, ..Profile::default() };
        let identity = |(provider, subject): (String, String)| {
            let provider: ProviderId = provider.parse().ok()?;
            let issuer = known.0.get(&provider)?.issuer.clone()?;
            let identity = Identity {
                issuer,
                subject: Subject::parse(&subject)?,
                profile: Profile::default(),
                claims: Map::new(),
                id_token: None,
                not_taken: Vec::new(),
                id_token_alg: None,
                upstream_session: None,
                refresh_token: None,
            };
            Some((provider, identity))
        };
        // Two of one provider cannot be one person's here.
        let mut seen = BTreeSet::new();
        let identities: Vec<_> =
            identities.into_iter().filter_map(identity).filter(|(id, _)| seen.insert(id.clone())).collect();
        (!identities.is_empty()).then_some(ImportedUser { profile, disabled: !is_active, identities })
    }
}

fn provider(mut row: Fields, imported: &mut Imported) {
    let name = row.text("name").unwrap_or_default();
    let issuer = row.text("issuerUrl");
    let (client_id, secret) = (row.text("clientId"), row.text("clientSecret"));
    if client_id.is_none() {
        // A row that Palmr makes for everybody, and that nobody has filled in.
        return;
    }
    let official = OFFICIAL.contains(&name.as_str());
    let endpoints = ["authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"].map(|key| row.text(key));
    let oidc = row.text("type").as_deref() != Some("oauth2");
    let definition = match (official, oidc || endpoints.iter().any(Option::is_none)) {
        (true, _) => name.as_str(),
        (false, true) => "oidc",
        (false, false) => "oauth2",
    };
    let (enabled, opens) = (row.is_set("enabled"), row.is_set("autoRegister"));
    if row.list("adminEmailDomains").iter().any(|domain| !domain.is_empty()) {
        imported.lost(format!("{name}: adminEmailDomains, which Palmr never used"));
    }
    let mut provider = imported.provider(&name, definition, row.text("displayName"));
    provider.credential("client_id", client_id.map(Credential::Value));
    provider.credential("client_secret", secret.map(Credential::Value));
    match definition {
        "google" | "github" | "discord" => {}
        "auth0" => {
            let domain =
                issuer.as_deref().map(|url| url.trim_start_matches("https://").trim_end_matches('/').to_owned());
            provider.credential("domain", domain.map(Credential::Value));
        }
        "oauth2" => {
            let base = issuer.unwrap_or_default();
            for (name, endpoint) in ["authorization_url", "token_url", "userinfo_url"].into_iter().zip(endpoints) {
                let url = endpoint.map(|path| {
                    if path.starts_with('/') { format!("{}{path}", base.trim_end_matches('/')) } else { path }
                });
                provider.credential(name, url.map(Credential::Value));
            }
        }
        _ => provider.credential("issuer_url", issuer.map(Credential::Value)),
    }
    let id = provider.id.clone();
    provider.open(&format!("provider {name}"), (!opens).then_some("autoRegister = false"));
    if !enabled {
        imported.set(&format!("providers.{id}.enabled"), false);
        imported.changed(format!("{id} is switched off, as it was"));
    }
    for ignored in ["id", "icon", "scope", "redirectUri", "metadata", "createdAt", "updatedAt", "sortOrder"] {
        row.value(ignored);
    }
    row.report_rest(&format!("provider {name}: "), imported);
}
