//! From text to a [`Definition`], with the place of everything that is wrong.
//!
//! ```text
//! text ──read──▶ SpannedDocument ──schema check──▶ SchemaChecked ──rules──▶ Definition, or every violation
//! ```

use std::{path::PathBuf, sync::Arc};

use serde_json::Value;
use vestibule_core::{
    credentials::CredentialsSchema,
    definition::Definition,
    icons,
    json_pointer::child,
    origin::{FilePlace, Origin},
    protocol::{ProtocolFacts, Protocols},
    violation::{Violation, Violations},
};

use super::{
    companion_files::{CompanionFiles, Icon, is_picture},
    format::Format,
    rules::{self, Source},
    schema_check::{self, SchemaChecked},
    source_map::SourceMap,
    spanned_document::SpannedDocument,
};

/// Further violations of one file are counted, not listed.
const MAX_VIOLATIONS: usize = 50;

/// A definition file as it was loaded.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file, as an operator would name it.
    pub path: PathBuf,
    pub format: Format,
    pub text: String,
    /// True only for the files inside the binary.
    pub official: bool,
}

/// What a document and its companion files give.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) definition: Definition,
    pub(crate) protocol: &'static ProtocolFacts,
    pub(crate) schema: Arc<CredentialsSchema>,
    pub(crate) icon: Option<Icon>,
    pub(crate) source_map: SourceMap,
}

impl Document {
    /// Parses a document that names no other file. Pure; returns every violation.
    pub fn parse(&self, protocols: &Protocols) -> Result<Definition, Violations> {
        self.check(&self.read()?, &CompanionFiles::default(), protocols).map(|parsed| parsed.definition)
    }

    /// The start of the document.
    pub fn origin(&self) -> Origin {
        if self.official {
            Origin::BuiltIn
        } else {
            Origin::File(FilePlace { path: self.path.clone(), line: 1, column: 1 })
        }
    }

    /// Parses the syntax alone. A violation here leaves nothing that could be checked further.
    pub(crate) fn read(&self) -> Result<SpannedDocument<'_>, Violations> {
        SpannedDocument::parse(&self.path, self.format, &self.text)
    }

    /// Checks what was read together with the companion files. Pure; returns every violation.
    pub(crate) fn check(
        &self,
        spanned: &SpannedDocument<'_>,
        companions: &CompanionFiles,
        protocols: &Protocols,
    ) -> Result<Parsed, Violations> {
        let mut bad = Violations::default();
        let checked = schema_check::check(spanned, protocols, &mut bad);
        let Some(mut definition) = checked.definition.clone() else { return Err(bad) };
        let mut repaired = checked.repaired.clone();
        let mut source_map = SourceMap::of(spanned);
        let mut input = CredentialsInput { spanned, companions, source_map: &mut source_map };
        let schema = input.read(&mut definition, &mut bad);
        if schema.is_none() {
            repaired.insert("/credentials".to_owned());
        }
        let icon = icon(spanned, &definition, companions, &mut bad);
        let checked = SchemaChecked { repaired, ..checked };
        let credentials_known = checked.is_own("/credentials");
        let source = Source { spanned, official: self.official, protocols, credentials_known };
        for mut violation in rules::check(&source, &definition).0 {
            if checked.is_own(&violation.pointer) {
                violation.origin = Some(spanned.origin(&violation.pointer));
                bad.0.push(violation);
            }
        }
        in_order(bad).check()?;
        let schema = schema.ok_or_else(|| only("/credentials", "the schema is not usable"))?;
        let protocol = protocols.find(definition.protocol.as_str());
        let protocol = protocol.ok_or_else(|| only("/protocol", "the protocol is unknown"))?;
        Ok(Parsed { definition, protocol, schema: Arc::new(schema), icon, source_map })
    }
}

/// Of a document in which nothing else was wrong.
fn only(pointer: &str, detail: &str) -> Violations {
    Violations(vec![Violation::new(pointer, detail)])
}

fn icon(
    spanned: &SpannedDocument<'_>,
    definition: &Definition,
    companions: &CompanionFiles,
    bad: &mut Violations,
) -> Option<Icon> {
    let name = definition.icon.as_deref()?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let found = if is_picture(name) {
        companions.get(name).and_then(|bytes| Icon::parse(definition.id.as_str(), name, bytes)).map(Some)
    } else if icons::BUNDLED.contains(&name) {
        Ok(None)
    } else if !name.is_empty() && name.bytes().all(plain) {
        Err(icons::unknown(name))
    } else {
        Err("this must be the name of a bundled icon, or a .svg or .png file in the same folder".to_owned())
    };
    found.unwrap_or_else(|detail| {
        let origin = Some(spanned.origin("/icon"));
        bad.0.push(Violation { pointer: "/icon".to_owned(), detail, origin });
        None
    })
}

/// What a credentials schema is read from; its places are added to the source map.
struct CredentialsInput<'a> {
    spanned: &'a SpannedDocument<'a>,
    companions: &'a CompanionFiles,
    source_map: &'a mut SourceMap,
}

impl CredentialsInput<'_> {
    /// The credentials schema, inline or from the file that `$ref` names.
    fn read(&mut self, definition: &mut Definition, bad: &mut Violations) -> Option<CredentialsSchema> {
        let Self { spanned, companions, source_map } = self;
        if !spanned.value.get("credentials").is_some_and(Value::is_object) {
            return None; // the schema check has reported it
        }
        let Some(name) = definition.credentials.get("$ref").cloned() else {
            return accept(&definition.credentials, "/credentials", spanned, bad);
        };
        let reject = |bad: &mut Violations, detail: String| {
            let pointer = "/credentials/$ref".to_owned();
            bad.0.push(Violation { origin: Some(spanned.origin(&pointer)), pointer, detail });
        };
        let Some(name) = name.as_str() else {
            reject(bad, "this must be the name of a file in the same folder".to_owned());
            return None;
        };
        for key in
            definition.credentials.as_object().into_iter().flat_map(|all| all.keys()).filter(|key| *key != "$ref")
        {
            let pointer = child("/credentials", key);
            let detail = "no other key is allowed next to $ref; move it into the named file".to_owned();
            bad.0.push(Violation { origin: Some(spanned.origin_of_key(&pointer)), pointer, detail });
        }
        let text = companions
            .get(name)
            .and_then(|bytes| std::str::from_utf8(bytes).map_err(|_| format!("`{name}`: the file is not UTF-8 text")));
        let text = text.map_err(|detail| reject(bad, detail)).ok()?;
        let path = companions.path(name);
        match SpannedDocument::parse(&path, Format::Json, text) {
            Ok(named) => {
                source_map.add_schema(&path, &named);
                definition.credentials = named.value.clone();
                accept(&named.value, "", &named, bad)
            }
            Err(violations) => {
                bad.0.extend(violations.0);
                None
            }
        }
    }
}

fn accept(value: &Value, at: &str, spanned: &SpannedDocument<'_>, bad: &mut Violations) -> Option<CredentialsSchema> {
    let reject = |violations: Violations| {
        for violation in violations.0 {
            let pointer = format!("{at}{}", violation.pointer);
            bad.0.push(Violation { origin: Some(spanned.origin_of_key(&pointer)), pointer, ..violation });
        }
    };
    CredentialsSchema::parse(value).map_err(reject).ok()
}

/// From top to bottom, at most [`MAX_VIOLATIONS`].
fn in_order(mut bad: Violations) -> Violations {
    let rank = |violation: &Violation| match &violation.origin {
        Some(Origin::File(place)) => (place.path.clone(), place.line, place.column),
        _ => (PathBuf::new(), 0, 0),
    };
    bad.0.sort_by_cached_key(rank);
    bad.0.dedup();
    if bad.0.len() > MAX_VIOLATIONS {
        let more = bad.0.len() - MAX_VIOLATIONS;
        bad.0.truncate(MAX_VIOLATIONS);
        bad.push("", format!("and {more} more"));
    }
    bad
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
