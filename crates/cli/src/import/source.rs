//! The files of another program: read up to a size, and parsed. What is refused is named by file and line, never by content,
//! because content may be a secret.

use std::{fs::File, io::Read as _, path::Path};

use serde_json::{Map, Value};

use super::fields::{Fields, merge};
use crate::{Failure, failure};

/// No configuration is larger.
const LARGEST: u64 = 4 << 20;

/// A file, and how it is named to people.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: String,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let failed = |error: std::io::Error| failure(format!("cannot read {name}: {error}"));
        if path.is_dir() {
            return Err(failure(format!("{name} is a folder; name the files in it")));
        }
        let mut bytes = Vec::new();
        // A limit, and not the size that the system says: a pipe has none.
        File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(failure(format!("{name} is larger than 4 MiB; that is no configuration")));
        }
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Ok(Self::new(name, &text)),
            _ => Err(failure(format!("{name} is no text in UTF-8; name a configuration file"))),
        }
    }

    /// Without the mark that some editors put in front.
    pub(super) fn new(name: impl Into<String>, text: &str) -> Self {
        Self { name: name.into(), text: text.strip_prefix('\u{feff}').unwrap_or(text).to_owned() }
    }

    fn refuse(&self, what: &str) -> Failure {
        failure(format!("{} {what}", self.name))
    }

    /// Whether it is YAML with sections: neither `name = value` nor variables are.
    fn is_yaml(&self) -> bool {
        match serde_saphyr::from_str(&self.text) {
            Ok(Value::Object(fields)) => !fields.keys().any(|key| key.contains('=')),
            _ => false,
        }
    }

    /// `advice`: how to make a file without a template of one with it.
    fn yaml(&self, advice: &str) -> Result<Map<String, Value>, Failure> {
        if self.text.contains("{{") {
            return Err(self.refuse(&format!("is a template, which only its program can fill in; {advice}")));
        }
        // The text of its error may show values.
        match serde_saphyr::from_str(&self.text) {
            Ok(Value::Object(fields)) if !fields.is_empty() => Ok(fields),
            Ok(Value::Object(_) | Value::Null) => Err(self.refuse("is empty; name a configuration file")),
            Ok(_) => Err(self.refuse("has no settings; name a configuration file")),
            Err(error) => {
                let line = error.location().map(|at| format!(", line {}, column {}", at.line(), at.column()));
                Err(self.refuse(&format!("is no YAML{}; name a configuration file", line.unwrap_or_default())))
            }
        }
    }

    /// `KEY=value` a line, as `docker run --env-file` reads it, with quotes and `export` as a shell does.
    fn variables(&self) -> Result<Map<String, Value>, Failure> {
        let mut fields = Map::new();
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            let is_name =
                |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
            let Some((key, value)) = line.split_once('=').filter(|(key, _)| is_name(key.trim())) else {
                let what = format!("has no `NAME=value` in line {}; name a file with variables", index + 1);
                return Err(self.refuse(&what));
            };
            let value = value.trim();
            let quoted = |mark| value.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
            let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
            fields.insert(key.trim().to_owned(), value.into());
        }
        if fields.is_empty() { Err(self.refuse("is empty; name a configuration file")) } else { Ok(fields) }
    }
}

/// The settings of YAML files, of which a later one wins over an earlier one.
pub(super) fn yaml(sources: &[Source], advice: &str) -> Result<Fields, Failure> {
    let mut all = Value::Object(Map::new());
    for source in sources {
        merge(&mut all, Value::Object(source.yaml(advice)?));
    }
    Ok(Fields::of(all))
}

/// The settings of files with variables, or with YAML: names are in lower case, the prefix is gone, and sections are part of the
/// name, as in `oauth_providers_pocketid_clientid`.
pub(super) fn flat(sources: &[Source], prefix: &str) -> Result<Fields, Failure> {
    let mut all = Map::new();
    for source in sources {
        if source.is_yaml() {
            flatten("", Value::Object(source.yaml("write the values into it")?), &mut all);
        } else {
            let variables = source.variables()?;
            all.extend(variables.into_iter().map(|(key, value)| (plain_name(&key, prefix), value)));
        }
    }
    Ok(Fields::from(all))
}

/// The settings of oauth2-proxy: TOML or variables, and its structured YAML by itself.
pub(super) fn toml_variables_and_yaml(sources: &[Source], prefix: &str) -> Result<(Fields, Fields), Failure> {
    let (mut settings, mut structured) = (Map::new(), Value::Object(Map::new()));
    for source in sources {
        if source.is_yaml() {
            merge(&mut structured, Value::Object(source.yaml("write the values into it")?));
            continue;
        }
        let read = match source.text.parse::<toml::Table>() {
            Ok(table) if table.is_empty() => return Err(source.refuse("is empty; name a configuration file")),
            Ok(table) => match serde_json::to_value(table)? {
                Value::Object(fields) => fields,
                _ => Map::new(),
            },
            // Names of variables are in capitals.
            Err(error) => match source.variables() {
                Ok(variables) if !variables.keys().any(|key| key.contains(|c: char| c.is_ascii_lowercase())) => {
                    variables
                }
                _ => {
                    let before = error.span().and_then(|span| source.text.get(..span.start));
                    let line = before.map_or(1, |text| text.matches('\n').count() + 1);
                    let what = format!("is neither a configuration file nor one with variables: see line {line}");
                    return Err(source.refuse(&what));
                }
            },
        };
        settings.extend(read.into_iter().map(|(key, value)| (plain_name(&key, prefix), value)));
    }
    Ok((Fields::from(settings), Fields::of(structured)))
}

fn plain_name(key: &str, prefix: &str) -> String {
    key.strip_prefix(prefix).unwrap_or(key).replace('-', "_").to_ascii_lowercase()
}

fn flatten(within: &str, value: Value, all: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.to_ascii_lowercase();
                let name = if within.is_empty() { key } else { format!("{within}_{key}") };
                flatten(&name, value, all);
            }
        }
        other => drop(all.insert(within.to_owned(), other)),
    }
}
