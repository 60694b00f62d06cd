//! What counts for a definition or a provider, value by value, and where each value comes from.
//!
//! Pure, and the one place that decides it: the admin API and `vestibule provider show` say what this says. Whether a
//! value is one that may be shown is decided here too: a secret is `{"set": true}` and nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vestibule_core::{
    driver::Driver, json_pointer::child, origin::Origin, protocol::IssuerSource, provider::ProviderRecord,
    settings::ProviderSettings, template::placeholders,
};

use crate::catalogue::entry::CatalogueEntry;

/// A value that counts, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Effective {
    /// The value; null where nobody has chosen one and there is no default.
    pub value: Value,
    /// Who says so, and where.
    pub origin: Origin,
}

/// Settings as they are written in a request or in the configuration: the definition is a separate member.
pub fn settings_json(settings: &ProviderSettings) -> Map<String, Value> {
    let mut members = match json!(settings) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.remove("definition");
    members
}

impl CatalogueEntry {
    /// Where a value of the definition comes from, by its JSON pointer. What the document does not say is built in.
    pub fn origin_of(&self, pointer: &str) -> Origin {
        match &self.origin {
            Origin::File(file) => self.source_map.find(&file.path, pointer).map_or(Origin::BuiltIn, Origin::File),
            other => other.clone(),
        }
    }

    /// Every value of the definition by its JSON pointer, but for the schema of credentials. A list is one value; what
    /// is absent is left out.
    pub fn values(&self) -> BTreeMap<String, Effective> {
        let mut values = BTreeMap::new();
        let all = json!(*self.definition);
        for (name, value) in all.as_object().into_iter().flatten().filter(|(name, _)| *name != "credentials") {
            self.collect(child("", name), value, &mut values);
        }
        values
    }

    fn collect(&self, pointer: String, value: &Value, values: &mut BTreeMap<String, Effective>) {
        match value {
            Value::Null => {}
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| self.collect(child(&pointer, name), value, values));
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| self.collect(child(&pointer, &index.to_string()), item, values));
            }
            _ => {
                let origin = self.origin_of(&pointer);
                values.insert(pointer, Effective { value: value.clone(), origin });
            }
        }
    }

    /// Credentials that count where nobody supplies others.
    fn built_in_credentials(&self) -> impl Iterator<Item = (&str, Effective)> {
        let properties = self.schema.as_json().get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().filter_map(|(name, property)| {
            let keyword = ["const", "default"].into_iter().find(|keyword| property.get(keyword).is_some())?;
            let origin = self.origin_of(&format!("{}/{keyword}", child("/credentials/properties", name)));
            let value = property.get(keyword).cloned()?;
            Some((name.as_str(), Effective { value, origin })).filter(|_| !self.schema.is_secret(name))
        })
    }
}

/// A provider with everything that its values come from.
#[derive(Clone, Copy)]
pub struct Provenance<'a> {
    /// What its owner wrote.
    pub record: &'a ProviderRecord,
    /// What it is an instance of; `None` when there is no such definition.
    pub entry: Option<&'a CatalogueEntry>,
    /// What speaks to its upstream, once that has answered.
    pub driver: Option<&'a dyn Driver>,
}

impl Provenance<'_> {
    /// Which definition it is an instance of.
    pub fn definition(&self) -> Effective {
        let chosen = self.record.settings.definition.as_ref();
        let value = chosen.map_or(self.record.id.as_str(), |id| id.as_str()).into();
        Effective { value, origin: self.written("definition", chosen.is_none()) }
    }

    /// Every setting by name. The button's name and icon are the definition's own while nobody has chosen others.
    pub fn settings(&self) -> BTreeMap<String, Effective> {
        let defaults = settings_json(&ProviderSettings::default());
        let settings = settings_json(&self.record.settings).into_iter();
        let effective = |(name, value): (String, Value)| {
            let is_default = defaults.get(&name) == Some(&value);
            let inherited = self.entry.filter(|_| is_default).and_then(|entry| inherited(entry, &name));
            let own = || Effective { origin: self.written(&name, is_default), value };
            (name.clone(), inherited.unwrap_or_else(own))
        };
        settings.map(effective).collect()
    }

    /// What was supplied, and what the definition itself puts in its place. `is_stored_secret` is asked for names: once a
    /// secret, always a secret, whatever a newer schema says, because nobody has agreed to show that value.
    pub fn credentials(&self, is_stored_secret: impl Fn(&str) -> bool) -> BTreeMap<String, Effective> {
        let built_in = self.entry.into_iter().flat_map(CatalogueEntry::built_in_credentials);
        let mut all: BTreeMap<_, _> = built_in.map(|(name, effective)| (name.to_owned(), effective)).collect();
        let credentials = &self.record.credentials;
        for name in credentials.names() {
            let is_secret = is_stored_secret(name) || self.entry.is_none_or(|entry| entry.schema.is_secret(name));
            let value = credentials.value(name).filter(|_| !is_secret).cloned();
            let value = value.unwrap_or_else(|| json!({ "set": true }));
            all.insert(name.to_owned(), Effective { value, origin: self.credential_origin(name) });
        }
        all
    }

    /// Who vouches for identities; `None` until the upstream has said so.
    pub fn issuer(&self) -> Option<Effective> {
        let (driver, entry) = (self.driver?, self.entry?);
        let origin = match entry.protocol.issuer {
            IssuerSource::Metadata => Origin::Discovery,
            // Without metadata the endpoints say it: userinfo, where its host is chosen by a credential.
            IssuerSource::Endpoints => {
                let userinfo = entry.definition.endpoints.userinfo.as_deref().filter(|url| url.contains('{'));
                self.endpoint_origin(entry, if userinfo.is_some() { "userinfo" } else { "authorization" })
            }
            IssuerSource::Plugin => Origin::Plugin,
        };
        Some(Effective { value: driver.issuer().as_str().into(), origin })
    }

    /// Where the upstream is asked, by the names of a definition's endpoints; nothing until it has answered.
    pub fn endpoints(&self) -> BTreeMap<String, Effective> {
        let (Some(driver), Some(entry)) = (self.driver, self.entry) else { return BTreeMap::new() };
        let effective = |endpoint: vestibule_core::driver::Endpoint| {
            let origin =
                if endpoint.discovered { Origin::Discovery } else { self.endpoint_origin(entry, endpoint.name) };
            (endpoint.name.to_owned(), Effective { value: endpoint.url.as_str().into(), origin })
        };
        driver.endpoints().into_iter().map(effective).collect()
    }

    /// An endpoint into which credentials are filled comes from whoever supplied them.
    fn endpoint_origin(&self, entry: &CatalogueEntry, name: &str) -> Origin {
        let pointer = format!("/endpoints/{name}");
        let values = entry.values();
        let template = values.get(&pointer).and_then(|effective| effective.value.as_str());
        let credential = template.and_then(|text| placeholders(text).next());
        match credential {
            Some(credential) if self.record.credentials.origin(credential).is_some() => {
                self.credential_origin(credential)
            }
            _ => entry.origin_of(&pointer),
        }
    }

    fn credential_origin(&self, name: &str) -> Origin {
        let credentials = &self.record.credentials;
        credentials.origin(name).or_else(|| self.record.origin("credentials")).cloned().unwrap_or(Origin::BuiltIn)
    }

    /// What nobody wrote is built in; what was written has its place, else the place of its provider.
    fn written(&self, name: &str, is_default: bool) -> Origin {
        let own = self.record.origins.get(name);
        let of_provider = || self.record.origin("").filter(|_| !is_default);
        own.or_else(of_provider).cloned().unwrap_or(Origin::BuiltIn)
    }
}

fn inherited(entry: &CatalogueEntry, setting: &str) -> Option<Effective> {
    let (pointer, value) = match setting {
        "display_name" => ("/name", Value::from(entry.definition.name.as_str())),
        "icon" => ("/icon", entry.definition.icon.as_deref()?.into()),
        _ => return None,
    };
    Some(Effective { value, origin: entry.origin_of(pointer) })
}
