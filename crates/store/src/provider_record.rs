//! From a stored row to the one shape that all providers have, whoever owns them.

use std::collections::BTreeMap;

use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    origin::Origin,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
};

use crate::StoredProvider;

impl StoredProvider {
    /// The row as its owner wrote it. What does not open is marked, so that this one provider says so.
    pub fn record(&self) -> ProviderRecord {
        let mut credentials = Credentials::default();
        for (name, value) in &self.public {
            credentials.insert(name, value.clone(), Origin::Admin);
        }
        for name in self.secrets.keys() {
            self.add_secret(name, &mut credentials);
        }
        let settings = self.settings.clone().unwrap_or_else(|why| {
            credentials.mark_unreadable("settings", why, Origin::Admin);
            // Enabled, so that it is bound, and the reason shows.
            ProviderSettings { definition: Some(self.definition.clone()), enabled: true, ..ProviderSettings::default() }
        });
        let origins = BTreeMap::from([(String::new(), Origin::Admin)]);
        ProviderRecord {
            id: self.id.clone(),
            owner: Owner::Admin,
            settings: settings.into(),
            credentials: credentials.into(),
            origins: origins.into(),
        }
    }

    /// Adds one of the stored secrets to `credentials`; one that does not open is marked.
    pub fn add_secret(&self, name: &str, credentials: &mut Credentials) {
        let Some(secret) = self.secrets.get(name) else { return };
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
}

#[cfg(test)]
mod tests {
    use vestibule_core::{clock::from_millis, seal::OpenError, secret::Secret};

    use super::*;

    /// DB-11, DB-12: a secret that cannot be decrypted is one provider's error, and is named.
    #[test]
    fn what_does_not_open_is_marked() {
        let secrets = [
            ("client_secret", Err(OpenError::Tampered)),
            ("private_key", Err(OpenError::UnknownKey)),
            ("token", Ok(Secret::new("\"fine\""))),
        ];
        let row = StoredProvider {
            id: "work".parse().unwrap(),
            definition: "pocketid".parse().unwrap(),
            settings: Err("the stored settings cannot be read".to_owned()),
            public: serde_json::Map::new(),
            secrets: secrets.map(|(name, secret)| (name.to_owned(), secret)).into(),
            revision: 1,
            created_at: from_millis(0),
            updated_at: from_millis(0),
        };
        let record = row.record();
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
