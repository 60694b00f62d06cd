//! What a change does to the values of something, for the audit log: each with what it was and what it is now.

use serde_json::{Map, Value};

/// Longer values are cut.
const LONGEST: usize = 120;

/// `name: before → after` for each value that differs; a member of an object by its path.
pub(crate) fn describe(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let mut lines = Vec::new();
    push("", before, after, &mut lines);
    lines
}

fn push(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, lines: &mut Vec<String>) {
    let added = after.keys().filter(|name| !before.contains_key(*name));
    for name in before.keys().chain(added) {
        let [was, is] = [before, after].map(|values| values.get(name).unwrap_or(&Value::Null));
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match (was, is) {
            (was, is) if was == is => {}
            (Value::Object(was), Value::Object(is)) => push(&path, was, is, lines),
            (was, is) => lines.push(line(&path, was, is)),
        }
    }
}

/// One value that has changed.
pub(crate) fn line(name: &str, before: &Value, after: &Value) -> String {
    format!("{name}: {} → {}", words(before), words(after))
}

fn words(value: &Value) -> String {
    let text = match value {
        Value::Null => return "unset".to_owned(),
        value => value.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_value_with_what_it_was_and_is() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let before = object(json!({ "a": 1, "same": [1], "allow": { "groups": ["x"], "emails": [] }, "gone": "old" }));
        let after =
            object(json!({ "a": "b", "same": [1], "allow": { "groups": ["x", "y"], "emails": [] }, "new": true }));
        let expected =
            ["a: 1 → \"b\"", "allow.groups: [\"x\"] → [\"x\",\"y\"]", "gone: \"old\" → unset", "new: unset → true"];
        let mut lines = describe(&before, &after);
        lines.sort();
        assert_eq!(lines, expected);
        let long = line("text", &Value::Null, &Value::from("ä".repeat(500)));
        assert_eq!(long.chars().count(), "text: unset → ".chars().count() + LONGEST + 1, "{long}");
    }
}
