//! What a plugin says about its upstreams, checked as far as only the host can, and turned into definitions.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use vestibule_core::{credentials::CredentialsSchema, ids::DefinitionId, secret::sha256};
use vestibule_plugin::{Definition, Reply};

use crate::{
    hosts::{HostPatterns, placeholder},
    plugin::Plugin,
};

/// A plugin speaks to so many kinds of upstreams at most.
const MOST: usize = 32;

/// One definition of a plugin.
#[derive(Debug, Clone)]
pub struct Described {
    pub(crate) id: DefinitionId,
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) hosts: HostPatterns,
    pub(crate) issuer: Option<String>,
    text: String,
    digest: [u8; 32],
}

impl Described {
    /// Its id.
    pub fn id(&self) -> &DefinitionId {
        &self.id
    }

    /// The definition as a JSON document, as a drop-in would spell it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where requests and redirects may go, as the definition lists it.
    pub fn hosts(&self) -> Vec<String> {
        self.hosts.shown()
    }

    /// Who vouches for identities, with `{name}` for a credential.
    pub fn issuer(&self) -> String {
        self.issuer.clone().unwrap_or_else(|| format!("plugin:{}", self.id))
    }

    /// Changes with the plugin's file, and when the plugin goes out of service: two definitions with one digest are the
    /// same.
    pub fn digest(&self) -> [u8; 32] {
        let poisoned = u8::from(self.plugin.poison().is_some());
        sha256([self.digest.as_slice(), &[poisoned]].concat())
    }
}

/// Reads the answer to `describe`. `file` is the digest of the plugin's file.
pub(crate) fn read(plugin: &Arc<Plugin>, file: &[u8; 32], reply: Reply) -> Result<Vec<Described>, String> {
    let definitions = match reply {
        Reply::Definitions { definitions } => definitions,
        Reply::Refuse(refusal) => {
            let said = vestibule_core::redact::escape_for_log(&refusal.message);
            return Err(format!("it does not describe itself: {said}"));
        }
        _ => return Err("it answers `describe` with a step; the answer must be definitions".to_owned()),
    };
    if definitions.is_empty() || definitions.len() > MOST {
        return Err(format!("it describes {} definitions; 1 to {MOST} are possible", definitions.len()));
    }
    let mut all: Vec<Described> = Vec::new();
    for definition in &definitions {
        let shown = vestibule_core::redact::escape_for_log(&definition.id);
        let one = one(plugin, file, definition).map_err(|why| format!("its definition `{shown}`: {why}"))?;
        if all.iter().any(|other| other.id == one.id) {
            return Err(format!("it describes `{shown}` twice"));
        }
        all.push(one);
    }
    Ok(all)
}

fn one(plugin: &Arc<Plugin>, file: &[u8; 32], definition: &Definition) -> Result<Described, String> {
    let id: DefinitionId =
        definition.id.parse().map_err(|_| "the id must be 1 to 63 of a-z, 0-9 and -, the first not a -".to_owned())?;
    let schema = CredentialsSchema::parse(&definition.credentials).map_err(|bad| format!("credentials: {bad}"))?;
    let hosts = HostPatterns::parse(&definition.hosts, |name| schema.has(name))?;
    if let Some(issuer) = &definition.issuer {
        check_issuer(issuer, &schema)?;
    }
    let text = document(definition).to_string();
    let digest = sha256([text.as_bytes(), file].concat());
    Ok(Described { id, plugin: plugin.clone(), hosts, issuer: definition.issuer.clone(), text, digest })
}

/// Who vouches is part of every link to a local user, so it must not change when a secret is renewed.
fn check_issuer(issuer: &str, schema: &CredentialsSchema) -> Result<(), String> {
    if issuer.is_empty() || issuer.len() > 512 || issuer.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("the issuer must be 1 to 512 characters without white space".to_owned());
    }
    for name in placeholders(issuer) {
        if !schema.has(name) || schema.is_secret(name) {
            return Err(format!("issuer: `{name}` must be a credential of the schema, and no secret"));
        }
    }
    Ok(())
}

/// The issuer of one provider.
pub(crate) fn issuer(described: &Described, credentials: &Map<String, Value>) -> String {
    let template = described.issuer();
    let mut issuer = template.clone();
    for name in placeholders(&template) {
        let value = credentials.get(name).and_then(Value::as_str).unwrap_or_default();
        issuer = issuer.replace(&format!("{{{name}}}"), value.trim().trim_end_matches('/'));
    }
    issuer
}

fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.match_indices('{').filter_map(|(at, _)| {
        let rest = &template[at..];
        placeholder(&rest[..=rest.find('}')?])
    })
}

/// The definition in the words of a drop-in. The host's rules and claim map apply to it as to any other.
fn document(definition: &Definition) -> Value {
    let mut document = json!({
        "id": definition.id,
        "name": definition.name,
        "protocol": "plugin",
        "credentials": definition.credentials,
    });
    for (name, value) in [("icon", &definition.icon), ("homepage", &definition.homepage), ("guide", &definition.guide)]
    {
        if let Some(value) = value {
            document[name] = value.as_str().into();
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_may_name_what_is_not_secret() {
        let schema = json!({ "properties": {
            "url": { "type": "string" }, "key": { "type": "string", "writeOnly": true },
        } });
        let schema = CredentialsSchema::parse(&schema).unwrap();
        for (issuer, good) in [
            ("https://id.example.com", true),
            ("{url}/openid", true),
            ("{key}", false),
            ("{other}", false),
            ("", false),
            ("a b", false),
        ] {
            assert_eq!(check_issuer(issuer, &schema).is_ok(), good, "{issuer}");
        }
        assert_eq!(placeholders("{a}/x/{b}/{").collect::<Vec<_>>(), ["a", "b"]);
    }
}
