//! What a JSON Schema expects at a place, in plain words: for errors that a person reads.
//!
//! A validator's own messages name keywords of JSON Schema and quote the value. [`SchemaNode`] says what is right
//! instead: "a string or a list of strings".

use serde_json::Value;

/// Every part of a schema that applies to one place: the schema there, what it refers to, and its alternatives.
#[derive(Clone)]
pub struct SchemaNode<'s> {
    root: &'s Value,
    nodes: Vec<&'s Value>,
}

impl<'s> SchemaNode<'s> {
    /// The whole schema.
    pub fn root(schema: &'s Value) -> Self {
        Self::of(schema, schema)
    }

    /// The place `node` inside of `schema`.
    pub fn of(schema: &'s Value, node: &'s Value) -> Self {
        Self { root: schema, nodes: Vec::new() }.with(node)
    }

    /// The schema at a key below this one; `None` when there is no such key.
    pub fn child(&self, key: &str) -> Option<Self> {
        let named = self.nodes.iter().filter_map(|node| node.get("properties")?.get(key));
        self.collect(named).or_else(|| self.values())
    }

    /// The schema of the values of a map with arbitrary keys.
    pub fn values(&self) -> Option<Self> {
        let free = self.nodes.iter().filter_map(|node| node.get("additionalProperties").filter(|v| v.is_object()));
        let by_pattern = self.nodes.iter().filter_map(|node| node.get("patternProperties")?.as_object());
        self.collect(free.chain(by_pattern.flat_map(serde_json::Map::values)))
    }

    /// True when this is a map whose keys have to match a pattern.
    pub fn has_key_pattern(&self) -> bool {
        self.nodes.iter().any(|node| node.get("patternProperties").is_some())
    }

    /// The schema at the end of several keys.
    pub fn descend(self, keys: &[String]) -> Option<Self> {
        keys.iter().try_fold(self, |node, key| node.child(key))
    }

    /// The schema of the items of a list.
    pub fn items(&self) -> Option<Self> {
        self.collect(self.nodes.iter().filter_map(|node| node.get("items")))
    }

    /// The keys that the schema names here.
    pub fn keys(&self) -> Vec<&'s str> {
        let properties = self.nodes.iter().filter_map(|node| node.get("properties")?.as_object());
        properties.flat_map(serde_json::Map::keys).map(String::as_str).collect()
    }

    /// Whether a value of this JSON type is allowed here.
    pub fn takes(&self, kind: &str) -> bool {
        self.nodes.iter().any(|node| match node.get("type") {
            Some(Value::String(one)) => one == kind,
            Some(Value::Array(several)) => several.iter().any(|one| one == kind),
            _ => false,
        })
    }

    /// The pattern that a string has to match.
    pub fn pattern(&self) -> Option<&'s str> {
        self.texts("pattern").next()
    }

    /// What is allowed here: "`ask` or `never`", "a whole number from 1 to 9". `None` when the schema does not say.
    pub fn expectation(&self) -> Option<String> {
        let mut choices: Vec<String> = self.constants().map(|choice| format!("`{choice}`")).collect();
        if choices.is_empty() {
            choices = self.kinds();
        } else {
            choices.extend(self.keys().iter().map(|key| format!("`{{ {key} = … }}`")));
        }
        one_of(&choices)
    }

    /// True when only some texts are allowed here.
    pub fn is_choice(&self) -> bool {
        self.constants().next().is_some()
    }

    /// The only texts that are allowed here, if it is a choice.
    fn constants(&self) -> impl Iterator<Item = &'s str> {
        let several = self.nodes.iter().filter_map(|node| node.get("enum")?.as_array()).flatten();
        self.texts("const").chain(several.filter_map(Value::as_str))
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        if self.takes("string") {
            let is_nonempty = self.nodes.iter().any(|node| node.get("minLength").is_some());
            kinds.push(if is_nonempty { "a string that is not empty" } else { "a string" }.to_owned());
        }
        if self.takes("integer") {
            kinds.push(self.integer());
        }
        if self.takes("number") {
            kinds.push("a number".to_owned());
        }
        if self.takes("boolean") {
            kinds.push("true or false".to_owned());
        }
        if self.takes("array") {
            let of_tables = self.items().is_some_and(|items| items.takes("object"));
            kinds.push(if of_tables { "a list of tables" } else { "a list of strings" }.to_owned());
        }
        let references: Vec<String> = self.required().map(|key| format!("`{{ {key} = \"…\" }}`")).collect();
        if references.is_empty() && self.takes("object") {
            kinds.push("a table".to_owned());
        }
        kinds.extend(references);
        kinds
    }

    fn integer(&self) -> String {
        let bound = |name: &str| self.nodes.iter().find_map(|node| node.get(name)?.as_i64());
        match (bound("minimum"), bound("maximum")) {
            (Some(low), Some(high)) => format!("a whole number from {low} to {high}"),
            _ => "a whole number".to_owned(),
        }
    }

    fn required(&self) -> impl Iterator<Item = &'s str> {
        self.nodes.iter().filter_map(|node| node.get("required")?.as_array()).flatten().filter_map(Value::as_str)
    }

    fn texts(&self, keyword: &str) -> impl Iterator<Item = &'s str> {
        self.nodes.iter().filter_map(move |node| node.get(keyword)?.as_str())
    }

    fn collect<'n>(&self, schemas: impl Iterator<Item = &'n Value>) -> Option<Self>
    where
        's: 'n,
        'n: 's,
    {
        let empty = Self { root: self.root, nodes: Vec::new() };
        let node = schemas.fold(empty, Self::with);
        (!node.nodes.is_empty()).then_some(node)
    }

    /// Adds a schema, what it refers to and its alternatives. Our own schemas have no cycles of references.
    fn with(mut self, schema: &'s Value) -> Self {
        let root = self.root;
        self.nodes.push(schema);
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        if let Some(target) = target.and_then(|pointer| root.pointer(pointer)) {
            self = self.with(target);
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let alternatives = schema.get(keyword).and_then(Value::as_array);
            self = alternatives.into_iter().flatten().fold(self, Self::with);
        }
        self
    }
}

fn one_of(choices: &[String]) -> Option<String> {
    match choices {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] => Some(format!("{} or {last}", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_expectation_is_a_plain_sentence() {
        let texts = json!({ "type": "array", "items": { "type": "string" } });
        let schema = json!({ "$defs": { "choice": { "enum": ["a", "b", "c"] } } });
        for (node, wanted) in [
            (json!({ "type": ["string", "null"] }), Some("a string")),
            (json!({ "type": "string", "minLength": 1 }), Some("a string that is not empty")),
            (json!({ "type": "integer", "minimum": 1, "maximum": 9 }), Some("a whole number from 1 to 9")),
            (json!({ "anyOf": [{ "type": "string" }, texts] }), Some("a string or a list of strings")),
            (json!({ "oneOf": [{ "const": "ask" }, { "const": "never" }] }), Some("`ask` or `never`")),
            (json!({ "$ref": "#/$defs/choice" }), Some("`a`, `b` or `c`")),
            (json!({ "type": "object" }), Some("a table")),
            (json!({ "type": "object", "required": ["env"] }), Some("`{ env = \"…\" }`")),
            (json!({}), None),
        ] {
            assert_eq!(SchemaNode::of(&schema, &node).expectation().as_deref(), wanted, "{node}");
        }
    }
}
