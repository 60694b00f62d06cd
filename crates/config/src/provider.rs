//! Providers that the operator named: settings, and credentials by value, variable or file.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    ids::ProviderId,
    origin::Origin,
    provider::{Owner, ProviderRecord},
};

use crate::{
    binder::Binder,
    callback_path,
    file::{CredentialEntry, ProviderSection},
    key_path::KeyPath,
    read,
};

impl Binder<'_> {
    /// One provider of the configuration. `None` means that an error has been reported.
    pub(crate) fn provider(&mut self, id: &str, section: Value) -> Option<ProviderRecord> {
        let path = KeyPath::new(["providers", id]);
        let mut origins = BTreeMap::new();
        origins.insert(String::new(), self.layers.introduction(&path));
        for setting in section.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if setting != "credentials" {
                origins.insert(setting.clone(), self.layers.origin(&path.child(setting)));
            }
        }
        let read = (id.parse::<ProviderId>(), serde_json::from_value::<ProviderSection>(section));
        let (Ok(id), Ok(section)) = read else {
            self.refuse(&path, "does not fit together; compare it with `vestibule schema config`");
            return None;
        };
        if let Some(Err(detail)) = section.settings.callback_path.as_deref().map(callback_path::check) {
            self.refuse(&path.child("callback_path"), detail);
        }
        let mut credentials = Credentials::default();
        for (name, entry) in section.credentials {
            let path = path.child("credentials").child(&name);
            match self.credential(&path, entry) {
                Ok((value, origin)) => credentials.insert(name, value, origin),
                Err(detail) => self.refuse(&path, detail),
            }
        }
        Some(ProviderRecord {
            id,
            owner: Owner::Config,
            settings: section.settings.into(),
            credentials: credentials.into(),
            origins: origins.into(),
        })
    }

    /// The value of a credential and where it comes from: for `{ env = … }` the variable that was named, for a file the
    /// place where the operator named it.
    fn credential(&mut self, path: &KeyPath, entry: CredentialEntry) -> Result<(Value, Origin), String> {
        let written = self.layers.origin(path);
        match entry {
            CredentialEntry::Flag(flag) => Ok((flag.into(), written)),
            CredentialEntry::Number(number) => Ok((number.into(), written)),
            CredentialEntry::Text(text) => Ok((clean(&text)?.into(), written)),
            CredentialEntry::List(items) => {
                let items: Result<Vec<&str>, String> = items.iter().map(|item| clean(item)).collect();
                Ok((items?.into(), written))
            }
            CredentialEntry::Environment { env } => {
                self.referred.insert(env.clone());
                let missing = || format!("names the variable {env:?}, which is not set; set it and start again");
                let text = self.environment.get(&env).ok_or_else(missing)?;
                let text = clean(text).map_err(|detail| format!("names the variable {env:?}, whose value {detail}"))?;
                Ok((text.into(), Origin::Environment { variable: env }))
            }
            CredentialEntry::File { file } => {
                let file = self.base_dir.join(file);
                let named = |detail: String| format!("names the file {}, which {detail}", file.display());
                let read = load_text(&file);
                self.named_files.insert(file.clone());
                Ok((read.map_err(named)?.into(), written))
            }
        }
    }
}

fn load_text(file: &Path) -> Result<String, String> {
    let bytes =
        read::load(file, read::CREDENTIAL_LIMIT).map_err(|error| format!("{error}; correct the path or the file"))?;
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text; write the value as text")?;
    clean(&text).map(str::to_owned)
}

/// The text without line ends behind it, which editors and multi-line strings add. Other white space around it is a
/// mistake of copying, and a secret that is silently another one is hard to find.
fn clean(text: &str) -> Result<&str, String> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        return Err("is empty; give it a value, or remove it".to_owned());
    }
    if text.trim() != text {
        return Err("begins or ends with white space; remove that".to_owned());
    }
    Ok(text)
}
