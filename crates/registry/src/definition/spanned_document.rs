//! A parsed document: its values as JSON, and where each of them stands in the text.
//!
//! TOML and JSON give the same tree, so whatever looks at one looks at both.

use std::{collections::HashMap, path::Path};

use serde_json::{Map, Number, Value};
use toml_edit::{ImDocument, Item, TableLike};
use vestibule_core::{
    json_pointer::{child, parent},
    lines::Lines,
    origin::{FilePlace, Origin},
    violation::{Violation, Violations},
};

use crate::{definition::document::Format, definition::json_spans, definition::pointer::offset};

/// Where a value stands, in bytes from the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its name; `None` for an item of a list and for the top.
    pub(crate) key: Option<usize>,
    /// Itself; `None` for a table that no line opens.
    pub(crate) value: Option<usize>,
}

/// A parsed document.
pub(crate) struct SpannedDocument<'t> {
    path: &'t Path,
    text: &'t str,
    lines: Lines,
    /// What it says.
    pub(crate) value: Value,
    spots: HashMap<String, Span>,
}

impl<'t> SpannedDocument<'t> {
    /// Reads the text. What TOML can say and JSON cannot, and a name that stands twice, are violations too.
    pub(crate) fn parse(path: &'t Path, format: Format, text: &'t str) -> Result<Self, Violations> {
        let mut tree = Self { path, text, lines: Lines::of(text), value: Value::Null, spots: HashMap::new() };
        let mut bad = Violations::default();
        match format {
            Format::Toml => tree.read_toml(&mut bad)?,
            Format::Json => tree.read_json(&mut bad)?,
        }
        bad.check()?;
        Ok(tree)
    }

    /// Where the value of a pointer stands; of one that is not there, where it would belong.
    pub(crate) fn origin(&self, pointer: &str) -> Origin {
        Origin::File(self.place(pointer))
    }

    /// The same as a place.
    pub(crate) fn place(&self, pointer: &str) -> FilePlace {
        self.place_of(pointer, |spot| spot.value.or(spot.key))
    }

    /// Where the name of a pointer stands.
    pub(crate) fn origin_of_key(&self, pointer: &str) -> Origin {
        Origin::File(self.place_of(pointer, |spot| spot.key.or(spot.value)))
    }

    /// The pointers of everything that stands in the document.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.spots.keys().map(String::as_str)
    }

    /// True when the document has a value there.
    pub(crate) fn has(&self, pointer: &str) -> bool {
        self.spots.contains_key(pointer)
    }

    fn place_of(&self, pointer: &str, side: impl Fn(&Span) -> Option<usize>) -> FilePlace {
        let mut here = Some(pointer);
        let found = std::iter::from_fn(|| {
            let now = here?;
            here = parent(now);
            Some(now)
        });
        let at = found.filter_map(|pointer| self.spots.get(pointer)).find_map(side);
        self.lines.place(self.path, self.text, at.unwrap_or(0))
    }

    fn at(&self, offset: usize, pointer: &str, detail: impl Into<String>) -> Violation {
        let origin = Some(Origin::File(self.lines.place(self.path, self.text, offset)));
        Violation { pointer: pointer.to_owned(), detail: detail.into(), origin }
    }

    fn read_json(&mut self, bad: &mut Violations) -> Result<(), Violations> {
        self.value = serde_json::from_str(self.text).map_err(|error| {
            let text = error.to_string();
            // The message ends in its own spelling of the place, which stands in front already.
            let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
            let at = offset(self.text, error.line(), error.column());
            Violations(vec![self.at(at, "", format!("this is not JSON: {reason}"))])
        })?;
        let (spots, twice) = json_spans::find(self.text);
        for (pointer, at) in twice {
            bad.0.push(self.at(at, &pointer, "this key stands here twice"));
        }
        self.spots = spots;
        Ok(())
    }

    fn read_toml(&mut self, bad: &mut Violations) -> Result<(), Violations> {
        let document = ImDocument::parse(self.text).map_err(|error| {
            let lines: Vec<&str> = error.message().lines().filter(|line| !line.is_empty()).collect();
            let at = error.span().map_or(0, |span| span.start);
            Violations(vec![self.at(at, "", format!("this is not TOML: {}", lines.join(", ")))])
        })?;
        self.spots.insert(String::new(), Span { key: None, value: Some(0) });
        self.value = self.table("", document.as_table(), bad);
        Ok(())
    }

    fn table(&mut self, pointer: &str, table: &dyn TableLike, bad: &mut Violations) -> Value {
        let mut object = Map::new();
        for (name, _) in table.iter() {
            let Some((key, item)) = table.get_key_value(name) else { continue };
            let below = child(pointer, name);
            let spot = Span { key: key.span().map(|span| span.start), value: item.span().map(|span| span.start) };
            self.spots.insert(below.clone(), spot);
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
                    let spot = Span { key: None, value: table.span().map(|span| span.start) };
                    self.spots.insert(below.clone(), spot);
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
                bad.0.push(self.at(at, pointer, "a date has no meaning here; to write a text, put it in quotes"));
                Value::Null
            }
            Toml::InlineTable(table) => self.table(pointer, table, bad),
            Toml::Array(list) => {
                let mut items = Vec::new();
                for (index, value) in list.iter().enumerate() {
                    let below = child(pointer, &index.to_string());
                    let spot = Span { key: None, value: value.span().map(|span| span.start) };
                    self.spots.insert(below.clone(), spot);
                    items.push(self.toml_value(&below, value, bad));
                }
                Value::Array(items)
            }
        }
    }
}
