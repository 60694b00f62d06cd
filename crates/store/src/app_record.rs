//! From a stored row to the one shape that all apps have, whoever owns them.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_apps::{AppRecord, AppSecretHash, AppSettings};
use vestibule_core::{credentials::Credentials, origin::Origin, provider::Owner};

use crate::{AppInput, StoredApp};

impl StoredApp {
    /// The row as its owner wrote it. What cannot be read is marked, so that this one app says so.
    pub fn record(&self) -> AppRecord {
        let mut values = Credentials::default();
        for (name, value) in &self.supplied {
            values.insert(name, value.clone(), Origin::Admin);
        }
        let settings = self.settings.clone().unwrap_or_else(|why| {
            values.mark_unreadable("settings", why, Origin::Admin);
            AppSettings::default()
        });
        let secrets = self.secrets.iter().map(|secret| AppSecretHash {
            id: secret.id,
            hash: secret.hash,
            ends_at: secret.ends_at,
        });
        AppRecord {
            id: self.id.clone(),
            owner: Owner::Admin,
            settings: AppSettings { definition: Some(self.definition.clone()), ..settings }.into(),
            values: values.into(),
            secret_hashes: secrets.collect(),
            origins: Arc::new(BTreeMap::from([(String::new(), Origin::Admin)])),
        }
    }
}

impl AppInput {
    /// The record that it would be.
    pub fn record(&self) -> AppRecord {
        let mut values = Credentials::default();
        for (name, value) in &self.supplied {
            values.insert(name, value.clone(), Origin::Admin);
        }
        AppRecord {
            id: self.id.clone(),
            owner: Owner::Admin,
            settings: AppSettings { definition: Some(self.definition.clone()), ..self.settings.clone() }.into(),
            values: values.into(),
            secret_hashes: Arc::default(),
            origins: Arc::new(BTreeMap::from([(String::new(), Origin::Admin)])),
        }
    }
}
