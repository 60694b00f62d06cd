//! A parsed document: its values as JSON, and the span of each in the text.
//!
//! TOML and JSON give the same type, so every later check is written once.

use std::{collections::HashMap, path::Path};

use serde_json::{Map, Number, Value};
use toml_edit::{ImDocument, Item, TableLike};
use vestibule_core::{
    json_pointer::{child, parent},
    lines::Lines,
    origin::{FilePlace, Origin},
    violation::{Violation, Violations},
};

use super::{
    companion_files::is_picture,
    format::Format,
    json_spans,
    offset::offset,
    span::{Span, Spans},
};

pub struct SpannedDocument<'t> {
    path: &'t Path,
    text: &'t str,
    lines: Lines,
    pub(crate) value: Value,
    spans: Spans,
}

impl<'t> SpannedDocument<'t> {
    /// Parses the text. What TOML can express and JSON cannot, and a duplicate key, are violations too.
    pub(crate) fn parse(path: &'t Path, format: Format, text: &'t str) -> Result<Self, Violations> {
        #[cfg(test)]
        PARSED.with(|parsed| parsed.set(parsed.get() + 1));
        let mut document = Self { path, text, lines: Lines::of(text), value: Value::Null, spans: HashMap::new() };
        let mut bad = Violations::default();
        match format {
            Format::Toml => document.read_toml(&mut bad)?,
            Format::Json => document.read_json(&mut bad)?,
        }
        bad.check()?;
        Ok(document)
    }

    /// The files next to the document that it names: an icon, and the schema of what is supplied.
    pub(crate) fn companion_names(&self, schema_member: &str) -> Vec<String> {
        let schema = self.value.pointer(&format!("/{schema_member}/$ref")).and_then(Value::as_str);
        let icon = self.value.get("icon").and_then(Value::as_str).filter(|name| is_picture(name));
        schema.into_iter().chain(icon).map(str::to_owned).collect()
    }

    /// The place of the value at a pointer; of an absent one, of what would contain it.
    pub(crate) fn origin(&self, pointer: &str) -> Origin {
        Origin::File(self.place(pointer))
    }

    /// The same as a place.
    pub(crate) fn place(&self, pointer: &str) -> FilePlace {
        self.place_of(pointer, |span| span.value.or(span.key))
    }

    /// The place of the key at a pointer.
    pub(crate) fn origin_of_key(&self, pointer: &str) -> Origin {
        Origin::File(self.place_of(pointer, |span| span.key.or(span.value)))
    }

    /// The pointers of all values.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.spans.keys().map(String::as_str)
    }

    /// True when the document has a value there.
    pub(crate) fn has(&self, pointer: &str) -> bool {
        self.spans.contains_key(pointer)
    }

    fn place_of(&self, pointer: &str, side: impl Fn(&Span) -> Option<usize>) -> FilePlace {
        let found = std::iter::successors(Some(pointer), |pointer| parent(pointer));
        let at = found.filter_map(|pointer| self.spans.get(pointer)).find_map(side);
        self.lines.place(self.path, self.text, at.unwrap_or(0))
    }

    fn at(&self, offset: usize, pointer: &str, detail: impl Into<String>) -> Violation {
        let origin = Some(Origin::File(self.lines.place(self.path, self.text, offset)));
        Violation { pointer: pointer.to_owned(), detail: detail.into(), origin }
    }

    fn read_json(&mut self, bad: &mut Violations) -> Result<(), Violations> {
        self.value = serde_json::from_str(self.text).map_err(|error| {
            let text = error.to_string();
            // The message ends with the place once more.
            let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
            let at = offset(self.text, error.line(), error.column());
            Violations(vec![self.at(at, "", format!("this is not JSON: {reason}"))])
        })?;
        let (spans, duplicates) = json_spans::find(self.text);
        for (pointer, at) in duplicates {
            bad.0.push(self.at(at, &pointer, "duplicate key"));
        }
        self.spans = spans;
        Ok(())
    }

    fn read_toml(&mut self, bad: &mut Violations) -> Result<(), Violations> {
        let document = ImDocument::parse(self.text).map_err(|error| {
            let lines: Vec<&str> = error.message().lines().filter(|line| !line.is_empty()).collect();
            let at = error.span().map_or(0, |span| span.start);
            Violations(vec![self.at(at, "", format!("this is not TOML: {}", lines.join(", ")))])
        })?;
        self.spans.insert(String::new(), Span { key: None, value: Some(0) });
        self.value = self.table("", document.as_table(), bad);
        Ok(())
    }

    fn table(&mut self, pointer: &str, table: &dyn TableLike, bad: &mut Violations) -> Value {
        let mut object = Map::new();
        for (name, _) in table.iter() {
            let Some((key, item)) = table.get_key_value(name) else { continue };
            let below = child(pointer, name);
            let span = Span { key: key.span().map(|span| span.start), value: item.span().map(|span| span.start) };
            self.spans.insert(below.clone(), span);
            let value = self.item(&below, item, bad);
            object.insert(name.to_owned(), value);
        }
        Value::Object(object)
    }

    fn item(&mut self, pointer: &str, item: &Item, bad: &mut Violations) -> Value {
        match item {
            Item::None => Value::Null,
            Item::Value(value) => self.toml_value(pointer, value, bad),
            Item::Table(table) => self.table(pointer, table, bad),
            Item::ArrayOfTables(tables) => {
                let mut items = Vec::new();
                for (index, table) in tables.iter().enumerate() {
                    let below = child(pointer, &index.to_string());
                    let span = Span { key: None, value: table.span().map(|span| span.start) };
                    self.spans.insert(below.clone(), span);
                    items.push(self.table(&below, table, bad));
                }
                Value::Array(items)
            }
        }
    }

    fn toml_value(&mut self, pointer: &str, value: &toml_edit::Value, bad: &mut Violations) -> Value {
        use toml_edit::Value as Toml;
        match value {
            Toml::String(text) => Value::String(text.value().clone()),
            Toml::Integer(number) => Value::from(*number.value()),
            Toml::Boolean(flag) => Value::Bool(*flag.value()),
            Toml::Float(number) => Number::from_f64(*number.value()).map_or(Value::Null, Value::Number),
            Toml::Datetime(_) => {
                let at = value.span().map_or(0, |span| span.start);
                bad.0.push(self.at(at, pointer, "dates are not supported; quote the value to make it a string"));
                Value::Null
            }
            Toml::InlineTable(table) => self.table(pointer, table, bad),
            Toml::Array(list) => {
                let mut items = Vec::new();
                for (index, value) in list.iter().enumerate() {
                    let below = child(pointer, &index.to_string());
                    let span = Span { key: None, value: value.span().map(|span| span.start) };
                    self.spans.insert(below.clone(), span);
                    items.push(self.toml_value(&below, value, bad));
                }
                Value::Array(items)
            }
        }
    }
}

#[cfg(test)]
thread_local! {
    /// How many documents this thread has parsed.
    pub(crate) static PARSED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}
