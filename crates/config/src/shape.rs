//! Walking a JSON Schema: which keys a place of the configuration knows, and what its value must be.

use serde_json::Value;

use crate::period::{InvalidPeriod, Period};

/// Every part of the schema that applies to one place of the configuration.
#[derive(Clone)]
pub(crate) struct Shape<'s> {
    root: &'s Value,
    nodes: Vec<&'s Value>,
}

impl<'s> Shape<'s> {
    /// The shape of the whole configuration.
    pub(crate) fn root(schema: &'s Value) -> Self {
        Self { root: schema, nodes: Vec::new() }.with(schema)
    }

    /// The shape at a key below this one; `None` when there is no such key.
    pub(crate) fn child(&self, key: &str) -> Option<Self> {
        let named = self.nodes.iter().filter_map(|node| node.get("properties")?.get(key));
        self.collect(named).or_else(|| self.values())
    }

    /// The shape of the values of a map, whose keys the operator chooses.
    pub(crate) fn values(&self) -> Option<Self> {
        let free = self.nodes.iter().filter_map(|node| node.get("additionalProperties").filter(|v| v.is_object()));
        let by_pattern = self.nodes.iter().filter_map(|node| node.get("patternProperties")?.as_object());
        self.collect(free.chain(by_pattern.flat_map(serde_json::Map::values)))
    }

    /// True when the keys of this map are ids, which have dashes where other keys have underscores.
    pub(crate) fn is_keyed_by_id(&self) -> bool {
        self.nodes.iter().any(|node| node.get("patternProperties").is_some())
    }

    /// The shape at the end of several keys.
    pub(crate) fn descend(self, keys: &[String]) -> Option<Self> {
        keys.iter().try_fold(self, |shape, key| shape.child(key))
    }

    /// The shape of the items of a list.
    pub(crate) fn items(&self) -> Option<Self> {
        self.collect(self.nodes.iter().filter_map(|node| node.get("items")))
    }

    /// The keys that are known here by name.
    pub(crate) fn keys(&self) -> Vec<&'s str> {
        let properties = self.nodes.iter().filter_map(|node| node.get("properties")?.as_object());
        properties.flat_map(serde_json::Map::keys).map(String::as_str).collect()
    }

    /// Whether a value of this JSON type is possible here.
    pub(crate) fn takes(&self, kind: &str) -> bool {
        self.nodes.iter().any(|node| match node.get("type") {
            Some(Value::String(one)) => one == kind,
            Some(Value::Array(several)) => several.iter().any(|one| one == kind),
            _ => false,
        })
    }

    /// What a value here must be: the rest of a sentence that begins with the setting's name.
    pub(crate) fn expectation(&self) -> String {
        let mut choices: Vec<String> = self.texts("const").map(|choice| format!("`{choice}`")).collect();
        if !choices.is_empty() {
            choices.extend(self.keys().iter().map(|key| format!("`{{ {key} = … }}`")));
            return format!("must be {}", one_of(&choices));
        }
        match self.texts("pattern").next() {
            Some(Period::PATTERN) => return InvalidPeriod.to_string(),
            Some(_) => return format!("must be an id: {ID_RULE}"),
            None => {}
        }
        let kinds = self.kinds();
        if kinds.is_empty() {
            "has a value that is not possible here".to_owned()
        } else {
            format!("must be {}", one_of(&kinds))
        }
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        if self.takes("string") {
            let length = self.nodes.iter().any(|node| node.get("minLength").is_some());
            kinds.push(if length { "a text that is not empty" } else { "a text" }.to_owned());
        }
        if self.takes("integer") {
            kinds.push(self.integer());
        }
        if self.takes("boolean") {
            kinds.push("true or false".to_owned());
        }
        if self.takes("array") {
            let of_tables = self.items().is_some_and(|items| items.takes("object"));
            kinds.push(if of_tables { "a list of tables" } else { "a list of texts" }.to_owned());
        }
        let references: Vec<String> = self.required().map(|key| format!("`{{ {key} = \"…\" }}`")).collect();
        if references.is_empty() && self.takes("object") {
            kinds.push("a section with keys of its own".to_owned());
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
        let shape = schemas.fold(empty, Self::with);
        (!shape.nodes.is_empty()).then_some(shape)
    }

    /// Adds a schema, what it refers to and its alternatives. Our own schemas have no cycles of references.
    fn with(self, schema: &'s Value) -> Self {
        let root = self.root;
        let mut shape = self;
        shape.nodes.push(schema);
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        if let Some(target) = target.and_then(|pointer| root.pointer(pointer)) {
            shape = shape.with(target);
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let alternatives = schema.get(keyword).and_then(Value::as_array);
            shape = alternatives.into_iter().flatten().fold(shape, Self::with);
        }
        shape
    }
}

/// The rule of provider and definition ids.
pub(crate) const ID_RULE: &str = "1 to 63 of a-z, 0-9 and -, and the first a letter or digit";

fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
