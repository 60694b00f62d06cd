//! From text to a [`Definition`], with the place of everything that is wrong.
//!
//! ```text
//! text ──SpannedDocument──▶ values with places ──shape──▶ what is well formed ──rules──▶ Definition, or every violation
//! ```

use std::{path::PathBuf, sync::Arc};

use serde_json::Value;
use vestibule_core::{
    credentials::CredentialsSchema,
    definition::Definition,
    json_pointer::child,
    origin::{FilePlace, Origin},
    violation::{Violation, Violations},
};

use crate::{
    definition::companion_files::{CompanionFiles, Icon, is_picture},
    definition::rules,
    definition::schema_check,
    definition::source_map::SourceMap,
    definition::spanned_document::SpannedDocument,
};

/// More than this about one file helps nobody.
const MAX_VIOLATIONS: usize = 50;

/// How a document is spelled. Both spellings parse to the same type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.0.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

impl Format {
    /// The format of a file by its name; `None` for one that is no definition. `*.schema.json` are credentials schemas.
    pub fn of(name: &str) -> Option<Self> {
        if name.starts_with('.') || name.ends_with(".schema.json") {
            return None;
        }
        match name.rsplit_once('.')?.1 {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A definition file that has been read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file, as an operator would name it.
    pub path: PathBuf,
    /// How it is spelled.
    pub format: Format,
    /// What it says.
    pub text: String,
    /// True only for the files inside the binary.
    pub official: bool,
}

/// What a document and the files beside it give.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) definition: Definition,
    pub(crate) schema: Arc<CredentialsSchema>,
    pub(crate) icon: Option<Icon>,
    pub(crate) places: SourceMap,
}

impl Document {
    /// Understands a document that names no other file. Pure; returns every violation.
    pub fn parse(&self) -> Result<Definition, Violations> {
        self.parse_with(&CompanionFiles::default()).map(|parsed| parsed.definition)
    }

    /// Where the document as a whole stands.
    pub fn origin(&self) -> Origin {
        if self.official {
            Origin::BuiltIn
        } else {
            Origin::File(FilePlace { path: self.path.clone(), line: 1, column: 1 })
        }
    }

    /// The files beside it that it names.
    pub(crate) fn companion_names(&self) -> Vec<String> {
        let Ok(tree) = SpannedDocument::parse(&self.path, self.format, &self.text) else { return Vec::new() };
        let schema = tree.value.pointer("/credentials/$ref").and_then(Value::as_str);
        let icon = tree.value.get("icon").and_then(Value::as_str).filter(|name| is_picture(name));
        schema.into_iter().chain(icon).map(str::to_owned).collect()
    }

    /// Understands a document together with the files beside it. Pure; returns every violation.
    pub(crate) fn parse_with(&self, beside: &CompanionFiles) -> Result<Parsed, Violations> {
        let tree = SpannedDocument::parse(&self.path, self.format, &self.text)?;
        let mut bad = Violations::default();
        let shaped = schema_check::check(&tree, &mut bad);
        let Some(mut definition) = shaped.definition.clone() else { return Err(bad) };
        let mut repaired = shaped.repaired.clone();
        let mut places = SourceMap::of(&tree);
        let mut input = CredentialsInput { tree: &tree, beside, places: &mut places };
        let schema = input.read(&mut definition, &mut bad);
        if schema.is_none() {
            repaired.insert("/credentials".to_owned());
        }
        let icon = self.icon(&tree, &definition, beside, &mut bad);
        let shaped = schema_check::SchemaChecked { repaired, ..shaped };
        for mut violation in rules::check(self, &tree, &definition, shaped.is_own("/credentials")).0 {
            if shaped.is_own(&violation.pointer) {
                violation.origin = Some(tree.origin(&violation.pointer));
                bad.0.push(violation);
            }
        }
        match (in_order(bad).check(), schema) {
            (Ok(()), Some(schema)) => Ok(Parsed { definition, schema: Arc::new(schema), icon, places }),
            (Ok(()), None) => Err(Violations(vec![Violation::new("/credentials", "the schema is not usable")])),
            (Err(bad), _) => Err(bad),
        }
    }

    fn icon(
        &self,
        tree: &SpannedDocument<'_>,
        definition: &Definition,
        beside: &CompanionFiles,
        bad: &mut Violations,
    ) -> Option<Icon> {
        let name = definition.icon.as_deref()?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let found = if is_picture(name) {
            beside.get(name).and_then(|bytes| Icon::parse(definition.id.as_str(), name, bytes)).map(Some)
        } else if !name.is_empty() && name.bytes().all(plain) {
            Ok(None)
        } else {
            Err("this must be the name of a bundled icon, or a file beside this one that ends in .svg or .png"
                .to_owned())
        };
        found.unwrap_or_else(|detail| {
            let origin = Some(tree.origin("/icon"));
            bad.0.push(Violation { pointer: "/icon".to_owned(), detail, origin });
            None
        })
    }
}

/// What a credentials schema is read from; its places are noted.
struct CredentialsInput<'a> {
    tree: &'a SpannedDocument<'a>,
    beside: &'a CompanionFiles,
    places: &'a mut SourceMap,
}

impl CredentialsInput<'_> {
    /// The credentials schema, from here or from the file that is named here.
    fn read(&mut self, definition: &mut Definition, bad: &mut Violations) -> Option<CredentialsSchema> {
        let Self { tree, beside, places } = self;
        if !tree.value.get("credentials").is_some_and(Value::is_object) {
            return None; // the shape has said so
        }
        let Some(name) = definition.credentials.get("$ref").cloned() else {
            return accept(&definition.credentials, "/credentials", tree, bad);
        };
        let refuse = |bad: &mut Violations, detail: String| {
            let pointer = "/credentials/$ref".to_owned();
            bad.0.push(Violation { origin: Some(tree.origin(&pointer)), pointer, detail });
        };
        let Some(name) = name.as_str() else {
            refuse(bad, "this must be the name of a file beside this one".to_owned());
            return None;
        };
        for key in
            definition.credentials.as_object().into_iter().flat_map(|all| all.keys()).filter(|key| *key != "$ref")
        {
            let pointer = child("/credentials", key);
            let detail = "beside a $ref nothing else can stand; write it into the named file".to_owned();
            bad.0.push(Violation { origin: Some(tree.origin_of_key(&pointer)), pointer, detail });
        }
        let text = beside
            .get(name)
            .and_then(|bytes| std::str::from_utf8(bytes).map_err(|_| format!("`{name}`: the file is not UTF-8 text")));
        let text = text.map_err(|detail| refuse(bad, detail)).ok()?;
        let path = beside.path(name);
        match SpannedDocument::parse(&path, Format::Json, text) {
            Ok(named) => {
                places.add_schema(&path, &named);
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

fn accept(value: &Value, at: &str, tree: &SpannedDocument<'_>, bad: &mut Violations) -> Option<CredentialsSchema> {
    let refuse = |violations: Violations| {
        for violation in violations.0 {
            let pointer = format!("{at}{}", violation.pointer);
            bad.0.push(Violation { origin: Some(tree.origin_of_key(&pointer)), pointer, ..violation });
        }
    };
    CredentialsSchema::parse(value).map_err(refuse).ok()
}

/// From top to bottom, and not without end.
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
