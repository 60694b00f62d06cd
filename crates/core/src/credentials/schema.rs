//! An accepted credentials schema, and what credentials break of it.

use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use super::{
    advice::{SETTINGS, url_advice},
    keywords,
    values::Credentials,
};
use crate::{
    json_pointer::child,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};

/// A credentials schema that has been accepted, compiled for checking.
pub struct CredentialsSchema {
    schema: Value,
    validator: jsonschema::Validator,
}

impl fmt::Debug for CredentialsSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CredentialsSchema").field(&self.schema).finish()
    }
}

impl CredentialsSchema {
    /// Accepts a schema, or names every keyword and property that it may not have.
    pub fn parse(schema: &Value) -> Result<Self, Violations> {
        let mut bad = Violations::default();
        keywords::check(schema, &mut bad);
        bad.check()?;
        let mut closed = schema.clone();
        if let Some(object) = closed.as_object_mut() {
            object.insert("additionalProperties".into(), false.into());
        }
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::regex().size_limit(1 << 20))
            .build(&closed)
            .map_err(|error| {
                let detail = format!("not a usable JSON Schema: {error}");
                Violations(vec![Violation::new(error.instance_path().as_str(), detail)])
            })?;
        Ok(Self { schema: closed, validator })
    }

    /// The schema as JSON, closed to unknown properties: what the admin form is generated from.
    pub fn as_json(&self) -> &Value {
        &self.schema
    }

    /// True for a property that is marked `writeOnly`, or that no schema knows.
    pub fn is_secret(&self, name: &str) -> bool {
        match self.property(name) {
            Some(property) => property.get("writeOnly") == Some(&Value::Bool(true)),
            None => true,
        }
    }

    /// True when the schema asks for the property.
    pub fn requires(&self, name: &str) -> bool {
        let required = self.as_json().get("required").and_then(Value::as_array);
        required.is_some_and(|names| names.iter().any(|required| required == name))
    }

    /// The property that each person enters at sign-in where an administrator has not.
    pub fn per_sign_in(&self) -> Option<&str> {
        self.schema.get(keywords::PER_SIGN_IN)?.get(0)?.as_str()
    }

    /// A text about a property: its `title`, `description` or first example.
    pub fn text_of(&self, name: &str, keyword: &str) -> Option<&str> {
        let found = self.property(name)?.get(keyword)?;
        found.as_str().or_else(|| found.get(0)?.as_str())
    }

    /// True when the schema knows the property.
    pub fn has(&self, name: &str) -> bool {
        self.property(name).is_some()
    }

    fn property(&self, name: &str) -> Option<&Value> {
        self.schema.get("properties")?.get(name)
    }

    /// Everything that is wrong with `credentials`. White space around a pasted value is ignored except in a secret, as
    /// in the drivers. Never contains a value.
    pub fn check(&self, credentials: &Credentials) -> Violations {
        let read = |(name, value): (&String, &Value)| {
            let trimmed = value.as_str().filter(|_| !self.is_secret(name)).map(str::trim);
            (name.clone(), trimmed.map_or_else(|| value.clone(), Value::from))
        };
        let instance = Value::Object(credentials.values.iter().map(read).collect());
        let mut bad = Violations::default();
        for error in self.validator.iter_errors(&instance) {
            for (pointer, detail) in self.explain(&error) {
                let name = pointer.trim_start_matches('/');
                // A URL may break `format` and `pattern`: one of the two says it.
                let is_new = !bad.0.iter().any(|known| known.pointer == pointer && known.detail == detail);
                if is_new && !credentials.unreadable.contains_key(name) {
                    bad.0.push(Violation { origin: credentials.origin(name).cloned(), pointer, detail });
                }
            }
        }
        for (name, reason) in &credentials.unreadable {
            let origin = credentials.origin(name).cloned();
            bad.0.push(Violation { pointer: child("", name), detail: reason.clone(), origin });
        }
        bad
    }

    fn explain(&self, error: &jsonschema::ValidationError<'_>) -> Vec<(String, String)> {
        use jsonschema::error::ValidationErrorKind as Kind;
        let pointer = error.instance_path().to_string();
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                vec![(child("", name), format!("{} is missing", self.title(name)))]
            }
            Kind::AdditionalProperties { unexpected } => {
                unexpected.iter().map(|name| (child("", name), self.unknown_name(name))).collect()
            }
            Kind::Format { .. } | Kind::Pattern { .. } if self.is_url(pointer.trim_start_matches('/')) => {
                let text = error.instance().as_str().unwrap_or_default();
                let detail = match self.other_rule(pointer.trim_start_matches('/'), text) {
                    Some(description) => format!("is not the right address: {description}"),
                    None => url_advice(text),
                };
                vec![(pointer, detail)]
            }
            // The validator's own text with the value hidden: it says the rule that was broken.
            _ => vec![(pointer, error.masked_with("the value").to_string())],
        }
    }

    /// What was probably meant by a name that the schema does not have.
    fn unknown_name(&self, name: &str) -> String {
        let references = [("_file", "file"), ("_env", "env")];
        let reference = references.iter().find_map(|(ending, kind)| {
            let meant = name.strip_suffix(ending).filter(|meant| self.has(meant))?;
            Some((meant, *kind))
        });
        if let Some((meant, kind)) = reference {
            let (variable, upper) = (meant.to_ascii_uppercase(), kind.to_ascii_uppercase());
            return format!(
                "there is no credential of this name; write `{meant} = {{ {kind} = \"…\" }}`, or for a variable \
                 …__CREDENTIALS__{variable}__{upper}"
            );
        }
        if SETTINGS.contains(&name) {
            return format!("`{name}` is a setting: move it above the credentials, below `[providers.ID]`");
        }
        let known = self.schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
        format!("there is no credential of this name{}", did_you_mean(name, known.map(String::as_str)))
    }

    /// Whether a property that everybody may see is a whole URL.
    fn is_url(&self, name: &str) -> bool {
        let is_url = |property: &Value| {
            let text = |keyword: &str| property.get(keyword).and_then(Value::as_str).unwrap_or_default();
            matches!(text("format"), "uri" | "iri") || text("pattern").starts_with("^http")
        };
        !self.is_secret(name) && self.property(name).is_some_and(is_url)
    }

    /// What a property is, if a URL begins as it should and breaks another rule of the pattern.
    fn other_rule(&self, name: &str, text: &str) -> Option<&str> {
        let property = self.property(name)?;
        let pattern = property.get("pattern")?.as_str()?;
        let begins = text.starts_with("https://") || (text.starts_with("http://") && pattern.starts_with("^https?://"));
        let is_url = begins && Url::parse(text).is_ok();
        property.get("description").and_then(Value::as_str).filter(|_| is_url)
    }

    fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.property(name).and_then(|p| p.get("title")).and_then(Value::as_str).unwrap_or(name)
    }
}

#[cfg(test)]
mod tests;
