//! The name of a setting: the keys that lead to it, and the item where it is one of a list.

use std::fmt;

use serde_json::Value;

/// The keys from the top of the configuration to one setting, or to one item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyPath {
    keys: Vec<String>,
    item: Option<usize>,
}

impl KeyPath {
    /// The path of these keys.
    pub(crate) fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self { keys: keys.into_iter().map(str::to_owned).collect(), item: None }
    }

    /// Reads a JSON pointer (RFC 6901) into `root`; what lies below an item of a list counts as the item.
    pub(crate) fn from_pointer(pointer: &str, root: &Value) -> Self {
        let mut path = Self::default();
        let mut here = Some(root);
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            if here.is_some_and(Value::is_array) {
                path.item = segment.parse().ok();
                return path;
            }
            here = here.and_then(|value| value.get(&segment));
            path.keys.push(segment);
        }
        path
    }

    /// The path of a key below this one.
    pub(crate) fn child(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.keys.push(key.to_owned());
        path
    }

    /// The path of an item, counted from 0, of the list at this path.
    pub(crate) fn item(&self, index: usize) -> Self {
        Self { keys: self.keys.clone(), item: Some(index) }
    }

    /// The keys, outermost first.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Which item of the list that the keys lead to, counted from 0.
    pub(crate) fn index(&self) -> Option<usize> {
        self.item
    }

    /// True when this is `outer` or lies below it.
    pub(crate) fn is_within(&self, outer: &Self) -> bool {
        self.keys.starts_with(&outer.keys)
    }

    /// The keys as TOML writes them, with dots between them.
    pub(crate) fn dotted(&self) -> String {
        let quoted: Vec<String> = self.keys.iter().map(|key| quote(key)).collect();
        quoted.join(".")
    }
}

/// A key that TOML would quote is quoted, so that no key can break a line or pretend to be two.
fn quote(key: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item {
            Some(index) => write!(f, "item {} of `{}`", index + 1, self.dotted()),
            None => write!(f, "`{}`", self.dotted()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pointers_become_names() {
        let root = json!({ "network": { "extra_ca": ["a", ["b"]] }, "a.b": { "": { "x/y": 1, "~": 2, "l\nf": 3 } } });
        for (pointer, name) in [
            ("/network", "`network`"),
            ("/network/extra_ca/1", "item 2 of `network.extra_ca`"),
            ("/network/extra_ca/1/0", "item 2 of `network.extra_ca`"),
            ("/a.b//x~1y", "`\"a.b\".\"\".\"x/y\"`"),
            ("/a.b//~0", "`\"a.b\".\"\".\"~\"`"),
            ("/a.b//l\nf", "`\"a.b\".\"\".\"l\\nf\"`"),
            ("/not/there", "`not.there`"),
        ] {
            assert_eq!(KeyPath::from_pointer(pointer, &root).to_string(), name, "{pointer:?}");
        }
    }
}
