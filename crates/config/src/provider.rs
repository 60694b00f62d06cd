//! Providers that the operator named: settings, and credentials by value, variable or file.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    ids::ProviderId,
    invisible::InvisibleEnd,
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

/// The settings above all sections. Written behind one, TOML takes them for its own, and credentials may have any name.
const WHOLE_FILE: [&str; 4] = ["public_url", "listen", "data_dir", "allowed_return_origins"];

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
            if WHOLE_FILE.contains(&name.as_str()) {
                let detail = format!(
                    "is below a section, where it means nothing: move `{name}` above the first section of the file"
                );
                self.refuse(&path, detail);
                continue;
            }
            match self.credential(&path, entry) {
                Ok((value, origin)) => credentials.insert(name, value, origin),
                // A fault of this provider alone: the others serve without it.
                Err(reason) => credentials.mark_unreadable(name, reason, self.layers.origin(&path)),
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
    /// place where the operator named it. The error is a sentence without a full stop, and holds no value.
    pub(crate) fn credential(&mut self, path: &KeyPath, entry: CredentialEntry) -> Result<(Value, Origin), String> {
        let written = self.layers.origin(path);
        let literal = |text: &str| check_ends("the value", text);
        match entry {
            CredentialEntry::Flag(flag) => Ok((flag.into(), written)),
            CredentialEntry::Number(number) => Ok((number.into(), written)),
            CredentialEntry::Text(text) => {
                let name = path.keys().last().map_or("", String::as_str);
                if SECRET_NAMES.iter().any(|word| name.contains(word)) {
                    self.note_secret(&written);
                }
                Ok((literal(&text)?.into(), written))
            }
            CredentialEntry::List(items) => {
                let items: Result<Vec<String>, String> = items.iter().map(|item| literal(item)).collect();
                Ok((items?.into(), written))
            }
            CredentialEntry::Environment { env } => {
                self.referred.insert(env.clone());
                let missing = || format!("the variable {env:?} is not set; set it, and start again");
                let text = self.environment.get(&env).ok_or_else(missing)?;
                let text = check_ends(&format!("the value of the variable {env:?}"), text)?;
                Ok((text.into(), Origin::Environment { variable: env }))
            }
            CredentialEntry::File { file } => {
                let file = self.base_dir.join(file);
                self.named_files.insert(file.clone());
                Ok((load_text(&file)?.into(), written))
            }
        }
    }
}

/// What the names of credentials have in them that are secrets. Only a definition knows for sure, and none is read here.
const SECRET_NAMES: [&str; 5] = ["secret", "password", "token", "key", "pass"];

fn load_text(file: &Path) -> Result<String, String> {
    let named = format!("the file {}", file.display());
    let bytes = read::load(file, read::CREDENTIAL_LIMIT)
        .map_err(|error| format!("{named} {error}; correct the path or the file"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{named} is not UTF-8 text; write the value as text"))?;
    check_ends(&named, &text)
}

/// The text without the line end behind it, which editors and multi-line strings add; a text of several lines, such as a
/// key, without all of them. Whatever else is invisible at its ends is a mistake of copying, and a secret that is silently
/// another one is hard to find.
fn check_ends(what: &str, text: &str) -> Result<String, String> {
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    let lines = text.trim_end_matches(['\n', '\r']);
    let text = if lines.contains('\n') || lines.is_empty() { lines } else { line };
    if text.is_empty() {
        return Err(format!("{what} is empty; give it a value, or remove it"));
    }
    match InvisibleEnd::find(text) {
        Some(found) => Err(format!("{what} {found}, which nobody sees and which would be part of it; remove that")),
        None => Ok(text.to_owned()),
    }
}
