//! The spans of a JSON text, which `serde_json` reports for mistakes only.

use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{ObjectPropName, Value},
    common::Ranged as _,
    parse_to_ast,
};

use vestibule_core::json_pointer::child;

use super::span::{Span, Spans};

/// The spans of all values by pointer, and the place of every duplicate key. The text has been parsed by `serde_json`
/// before, so it is strict JSON and not deeper than its limit; for any other text there are no spans.
pub(crate) fn find(text: &str) -> (Spans, Vec<(String, usize)>) {
    let mut found = Found::default();
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    if let Some(value) = parsed.ok().and_then(|parsed| parsed.value) {
        found.add(String::new(), None, &value);
    }
    (found.spans, found.duplicates)
}

#[derive(Default)]
struct Found {
    spans: Spans,
    duplicates: Vec<(String, usize)>,
}

impl Found {
    fn add(&mut self, pointer: String, key: Option<usize>, value: &Value<'_>) {
        match value {
            Value::Object(object) => {
                for property in &object.properties {
                    let name = match &property.name {
                        ObjectPropName::String(name) => &*name.value,
                        ObjectPropName::Word(name) => name.value,
                    };
                    self.add(child(&pointer, name), Some(property.name.start()), &property.value);
                }
            }
            Value::Array(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    self.add(child(&pointer, &index.to_string()), None, element);
                }
            }
            _ => {}
        }
        let start = value.start();
        let span = Span { key, value: Some(start) };
        if self.spans.contains_key(&pointer) {
            self.duplicates.push((pointer.clone(), key.unwrap_or(start)));
        }
        self.spans.insert(pointer, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_span() {
        let text = r#" { "a/b" : [ 1 , "x\"]" , { } ] , "c":null, "d": {"e":true}, "é\u0066": "😀" }"#;
        let (spans, duplicates) = find(text);
        for (pointer, starts) in [
            ("", "{ \"a"),
            ("/a~1b", "[ 1"),
            ("/a~1b/0", "1 ,"),
            ("/a~1b/1", "\"x"),
            ("/a~1b/2", "{ }"),
            ("/c", "null"),
            ("/d/e", "true"),
            ("/éf", "\"😀"),
        ] {
            assert!(text[spans[pointer].value.unwrap()..].starts_with(starts), "{pointer}");
        }
        assert!(text[spans["/d/e"].key.unwrap()..].starts_with("\"e\""));
        assert!(duplicates.is_empty());
    }

    #[test]
    fn a_duplicate_key_is_found() {
        let (_, duplicates) = find(r#"{"a":{"b":1,"b":2}}"#);
        assert_eq!(duplicates, [("/a/b".to_owned(), 12)]);
    }
}
