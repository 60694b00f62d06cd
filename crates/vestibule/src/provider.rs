//! A provider that an application names in code.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_core::{
    credentials::Credentials,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    settings::{Linking, ProviderSettings},
};

use crate::error::StartError;

/// A provider that is named in code, as [`Builder::provider`](crate::Builder::provider) hands it out: enabled, an instance of the
/// definition with the same id. What the definition asks for is in `vestibule provider show ID`, and in the pages.
///
/// ```
/// let builder = vestibule::Builder::new("https://files.example.com").provider("pocketid", |provider| {
///     provider.issuer("https://id.example.com").client("files", "the secret").admin_groups(["admins"])
/// });
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Provider {
    settings: ProviderSettings,
    credentials: Credentials,
    /// Not an id.
    mistake: Option<String>,
}

impl Default for Provider {
    fn default() -> Self {
        let settings = ProviderSettings { enabled: true, ..ProviderSettings::default() };
        Self { settings, credentials: Credentials::default(), mistake: None }
    }
}

impl Provider {
    /// The definition, such as `oidc`, where it has another name than the provider.
    pub fn definition(mut self, definition: &str) -> Self {
        match definition.parse::<DefinitionId>() {
            Ok(definition) => self.settings.definition = Some(definition),
            Err(error) => self.mistake = Some(format!("the definition {definition:?}: {error}")),
        }
        self
    }

    /// Where the provider is (`issuer_url`).
    pub fn issuer(self, url: &str) -> Self {
        self.credential("issuer_url", url)
    }

    /// What the application is called at the provider, and how it proves who it is (`client_id`, `client_secret`).
    pub fn client(self, id: &str, secret: &str) -> Self {
        self.credential("client_id", id).credential("client_secret", secret)
    }

    /// Another credential that the definition asks for, such as `tenant`.
    pub fn credential(mut self, name: &str, value: &str) -> Self {
        self.credentials.insert(name, value.into(), Origin::BuiltIn);
        self
    }

    /// The name on the button.
    pub fn display_name(mut self, name: &str) -> Self {
        self.settings.display_name = Some(name.to_owned());
        self
    }

    /// Lets in only who is in one of these groups.
    pub fn allowed_groups<N: Into<String>>(mut self, groups: impl IntoIterator<Item = N>) -> Self {
        self.settings.allowed_groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Who is in one of these groups is an administrator.
    pub fn admin_groups<N: Into<String>>(mut self, groups: impl IntoIterator<Item = N>) -> Self {
        self.settings.admin_groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Gives nobody an account who has none.
    pub fn known_people_only(mut self) -> Self {
        self.settings.auto_register = false;
        self
    }

    /// Never takes somebody for an account because of their address.
    pub fn never_link(mut self) -> Self {
        self.settings.linking = Linking::Never;
        self
    }

    /// The provider under this id, as [`parts`](crate::parts) take it, or what is wrong with it.
    pub fn into_record(self, id: &str) -> Result<ProviderRecord, StartError> {
        let wrong = |detail: String| StartError::Provider { id: id.to_owned(), detail };
        if let Some(mistake) = self.mistake {
            return Err(wrong(mistake));
        }
        Ok(ProviderRecord {
            id: id.parse::<ProviderId>().map_err(|error| wrong(error.to_string()))?,
            owner: Owner::Config,
            settings: Arc::new(self.settings),
            credentials: Arc::new(self.credentials),
            origins: Arc::new(BTreeMap::new()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_is_said() {
        for (id, provider, said) in [
            ("Pocket ID", Provider::default(), "provider \"Pocket ID\": "),
            ("corp", Provider::default().definition("no such thing"), "the definition \"no such thing\""),
        ] {
            let error = provider.into_record(id).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let record = Provider::default().definition("oidc").client("a", "b").into_record("corp").unwrap();
        assert!(record.settings.enabled && record.settings.definition.is_some());
    }
}
