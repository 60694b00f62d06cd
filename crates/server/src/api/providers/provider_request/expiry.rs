//! The dates of secrets that a request enters.

use vestibule_core::{clock::Timestamp, expiry::latest_end};
use vestibule_registry::CatalogueEntry;
use vestibule_store::StoredProvider;

use super::ProviderRequest;

impl ProviderRequest {
    /// A secret that is entered without a date does not end when the former one did: it has the vendor's maximum from now
    /// on, where the schema knows one, and else no date.
    pub(crate) fn date_secrets(
        &mut self,
        row: Option<&StoredProvider>,
        entry: Option<&CatalogueEntry>,
        now: Timestamp,
    ) {
        let stored = row.and_then(|row| row.settings.as_ref().ok()).map(|settings| settings.credentials_expire.clone());
        let stored = stored.unwrap_or_default();
        let settings = self.record.settings_mut();
        for name in self.credentials.secrets.keys() {
            if settings.credentials_expire.get(name) != stored.get(name) {
                continue;
            }
            match entry.and_then(|entry| latest_end(&entry.schema, name, now)) {
                Some(date) => drop(settings.credentials_expire.insert(name.clone(), date)),
                None => drop(settings.credentials_expire.remove(name)),
            }
        }
    }
}
