//! One owner per provider: what the configuration names, and beside it what administrators keep in the database.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    ids::ProviderId,
    origin::Origin,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
};
use vestibule_registry::{SettingsSource, SourceError};
use vestibule_store::{ProviderRow, Store};

/// Settings of all providers. The configuration wins an id: a row of the same id stays stored, and is not in force.
pub(crate) struct BothOwners {
    configured: Arc<dyn SettingsSource>,
    store: Arc<dyn Store>,
    /// Which rows were found not to be in force, so that the log says it once.
    shadowed: Mutex<BTreeSet<ProviderId>>,
}

impl BothOwners {
    pub(crate) fn new(configured: Arc<dyn SettingsSource>, store: Arc<dyn Store>) -> Self {
        Self { configured, store, shadowed: Mutex::default() }
    }

    fn report(&self, shadowed: BTreeSet<ProviderId>) {
        let mut known = self.shadowed.lock().unwrap_or_else(PoisonError::into_inner);
        for provider in shadowed.difference(&known) {
            tracing::warn!(
                %provider,
                "the configuration names this provider, so what administrators have stored under its id is not in force"
            );
        }
        *known = shadowed;
    }
}

#[async_trait]
impl SettingsSource for BothOwners {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        let mut records = self.configured.load().await?;
        let rows = self.store.list_providers().await.map_err(|error| SourceError(error.to_string()))?;
        let configured: BTreeSet<_> = records.iter().map(|record| record.id.clone()).collect();
        let (shadowed, in_force): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| configured.contains(&row.id));
        records.extend(in_force.iter().map(record));
        self.report(shadowed.into_iter().map(|row| row.id).collect());
        Ok(records)
    }
}

/// A row as its owner wrote it. What does not open is marked, so that this one provider says so.
fn record(row: &ProviderRow) -> ProviderRecord {
    let mut credentials = Credentials::default();
    for (name, value) in &row.public {
        credentials.insert(name, value.clone(), Origin::Admin);
    }
    for (name, secret) in &row.secrets {
        match secret.as_ref().map(|secret| serde_json::from_str::<Value>(secret.expose())) {
            Ok(Ok(value)) => credentials.insert(name, value, Origin::Admin),
            Ok(Err(_)) => {
                credentials.mark_unreadable(name, "the stored secret is damaged; enter it again", Origin::Admin);
            }
            Err(why) => {
                let reason = format!("{why}; enter this secret again, or start with the key that it was stored with");
                credentials.mark_unreadable(name, reason, Origin::Admin);
            }
        }
    }
    let settings = row.settings.clone().unwrap_or_else(|why| {
        credentials.mark_unreadable("settings", why, Origin::Admin);
        // Enabled, so that it is bound, and the reason shows.
        ProviderSettings { definition: Some(row.definition.clone()), enabled: true, ..ProviderSettings::default() }
    });
    let origins = BTreeMap::from([(String::new(), Origin::Admin)]);
    ProviderRecord { id: row.id.clone(), owner: Owner::Admin, settings, credentials, origins }
}

#[cfg(test)]
mod tests {
    use vestibule_core::{clock::from_millis, seal::OpenError, secret::Secret};

    use super::*;

    /// DB-11, DB-12: what does not open is one provider's trouble, and is named.
    #[test]
    fn what_does_not_open_is_marked() {
        let secrets = [
            ("client_secret", Err(OpenError::Tampered)),
            ("private_key", Err(OpenError::UnknownKey)),
            ("token", Ok(Secret::new("\"fine\""))),
        ];
        let row = ProviderRow {
            id: "work".parse().unwrap(),
            definition: "pocketid".parse().unwrap(),
            settings: Err("the stored settings cannot be read".to_owned()),
            public: serde_json::Map::new(),
            secrets: secrets.map(|(name, secret)| (name.to_owned(), secret)).into(),
            revision: 1,
            created_at: from_millis(0),
            updated_at: from_millis(0),
        };
        let record = record(&row);
        assert_eq!(record.credentials.text("token"), Some("fine"));
        let schema = serde_json::json!({ "properties": { "token": { "type": "string" } } });
        let schema = vestibule_core::credentials::CredentialsSchema::parse(&schema).unwrap();
        let found = schema.check(&record.credentials).to_string();
        for wanted in
            ["/client_secret: the sealed value was altered", "/private_key: ", "/settings: the stored settings"]
        {
            assert!(found.contains(wanted), "{found}");
        }
    }
}
