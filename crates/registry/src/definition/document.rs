//! From text to a definition, with the place of everything that is wrong.
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
    protocol::Protocols,
    violation::{Violation, Violations},
};

use super::{
    companion_files::{CompanionFiles, Icon, is_picture},
    format::Format,
    kind::{DefinitionKind, Source},
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
pub(crate) struct Parsed<K: DefinitionKind> {
    pub(crate) definition: K,
    pub(crate) facts: K::Facts,
    pub(crate) schema: Arc<CredentialsSchema>,
    pub(crate) icon: Option<Icon>,
    pub(crate) source_map: SourceMap,
}

impl Document {
    /// Parses a definition of a provider that names no other file. Pure; returns every violation.
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
    pub(crate) fn check<K: DefinitionKind>(
        &self,
        spanned: &SpannedDocument<'_>,
        companions: &CompanionFiles,
        context: &K::Context,
    ) -> Result<Parsed<K>, Violations> {
        let mut bad = Violations::default();
        let checked = schema_check::check::<K>(spanned, context, &mut bad);
        let Some(mut definition) = checked.definition.clone() else { return Err(bad) };
        let mut repaired = checked.repaired.clone();
        let mut source_map = SourceMap::of(spanned, K::SCHEMA_MEMBER);
        let mut input = SchemaInput { spanned, companions, source_map: &mut source_map, member: K::SCHEMA_MEMBER };
        let schema = input.read(definition.supplied(), &mut bad);
        let schema_at = child("", K::SCHEMA_MEMBER);
        if schema.is_none() {
            repaired.insert(schema_at.clone());
        }
        let icon = icon(spanned, &definition, companions, &mut bad);
        let checked = SchemaChecked { repaired, ..checked };
        let schema_known = checked.is_own(&schema_at);
        let source = Source { spanned, official: self.official, context, schema_known };
        for mut violation in definition.check_rules(&source).0 {
            if checked.is_own(&violation.pointer) {
                violation.origin = Some(spanned.origin(&violation.pointer));
                bad.0.push(violation);
            }
        }
        in_order(bad).check()?;
        let schema = schema.ok_or_else(|| only(&schema_at, "the schema is not usable"))?;
        let facts = definition.facts(context)?;
        Ok(Parsed { definition, facts, schema: Arc::new(schema), icon, source_map })
    }
}

/// Of a document in which nothing else was wrong.
fn only(pointer: &str, detail: &str) -> Violations {
    Violations(vec![Violation::new(pointer, detail)])
}

fn icon(
    spanned: &SpannedDocument<'_>,
    definition: &impl DefinitionKind,
    companions: &CompanionFiles,
    bad: &mut Violations,
) -> Option<Icon> {
    let name = definition.icon()?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let found = if is_picture(name) {
        companions.get(name).and_then(|bytes| Icon::parse(definition.id().as_str(), name, bytes)).map(Some)
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

/// What the schema of what is supplied is read from; its places are added to the source map.
struct SchemaInput<'a> {
    /// The member that it is, or that names its file.
    member: &'static str,
    spanned: &'a SpannedDocument<'a>,
    companions: &'a CompanionFiles,
    source_map: &'a mut SourceMap,
}

impl SchemaInput<'_> {
    /// The schema, inline or from the file that `$ref` names.
    fn read(&mut self, supplied: &mut Value, bad: &mut Violations) -> Option<CredentialsSchema> {
        let Self { spanned, companions, source_map, member } = self;
        let here = child("", member);
        if !spanned.value.get(&**member).is_some_and(Value::is_object) {
            return None; // the schema check has reported it
        }
        let Some(name) = supplied.get("$ref").cloned() else {
            return accept(supplied, &here, spanned, bad);
        };
        let reject = |bad: &mut Violations, detail: String| {
            let pointer = format!("{here}/$ref");
            bad.0.push(Violation { origin: Some(spanned.origin(&pointer)), pointer, detail });
        };
        let Some(name) = name.as_str() else {
            reject(bad, "this must be the name of a file in the same folder".to_owned());
            return None;
        };
        for key in supplied.as_object().into_iter().flat_map(|all| all.keys()).filter(|key| *key != "$ref") {
            let pointer = child(&here, key);
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
                source_map.add_schema(&path, &named, &here);
                *supplied = named.value.clone();
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
