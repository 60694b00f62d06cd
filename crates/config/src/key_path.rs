//! The name of a setting: the keys that lead to it, and the item where it is one of a list.

use std::fmt;

use serde_json::Value;
use vestibule_core::json_pointer;

/// The keys from the top of the configuration to one setting, or to one item of a list, or to a key of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyPath {
    keys: Vec<String>,
    item: Option<usize>,
    /// The keys below the item.
    inner: Vec<String>,
}

impl KeyPath {
    /// The path of these keys.
    pub(crate) fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self { keys: keys.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }

    /// Reads a JSON pointer (RFC 6901) into `root`; an item of a list within a list is treated as that list.
    pub(crate) fn from_pointer(pointer: &str, root: &Value) -> Self {
        let mut path = Self::default();
        let mut here = Some(root);
        for segment in json_pointer::keys(pointer) {
            if let Some(Value::Array(items)) = here {
                let index: Option<usize> = segment.parse().ok();
                if path.item.is_some() || index.is_none() {
                    return path;
                }
                path.item = index;
                here = index.and_then(|index| items.get(index));
                continue;
            }
            here = here.and_then(|value| value.get(&segment));
            path = path.child(&segment);
        }
        path
    }

    /// The path of a key below this one.
    pub(crate) fn child(&self, key: &str) -> Self {
        let mut path = self.clone();
        if path.item.is_some() { &mut path.inner } else { &mut path.keys }.push(key.to_owned());
        path
    }

    /// The path of an item, counted from 0, of the list at this path.
    pub(crate) fn item(&self, index: usize) -> Self {
        Self { keys: self.keys.clone(), item: Some(index), inner: Vec::new() }
    }

    /// The last key and the path of what it is a key of; `None` when the path does not end with a key.
    pub(crate) fn split_last(&self) -> Option<(&str, Self)> {
        let mut outer = self.clone();
        let list = if self.item.is_some() { &mut outer.inner } else { &mut outer.keys };
        list.pop()?;
        let last = if self.item.is_some() { self.inner.last() } else { self.keys.last() };
        Some((last?, outer))
    }

    /// The keys, outermost first.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Which item of the list that the keys lead to, counted from 0.
    pub(crate) fn index(&self) -> Option<usize> {
        self.item
    }

    /// The keys below the item.
    pub(crate) fn inner(&self) -> &[String] {
        &self.inner
    }

    /// True when this is `outer` or lies below it.
    pub(crate) fn is_within(&self, outer: &Self) -> bool {
        self.keys.starts_with(&outer.keys)
    }

    /// The keys as TOML writes them, with dots between them.
    pub(crate) fn dotted(&self) -> String {
        dotted(&self.keys)
    }
}

fn dotted(keys: &[String]) -> String {
    keys.iter().map(|key| quote(key)).collect::<Vec<_>>().join(".")
}

/// A key that TOML would quote is quoted, so that no key can break a line or pretend to be two.
fn quote(key: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item {
            Some(index) if !self.inner.is_empty() => {
                write!(f, "`{}` of item {} of `{}`", dotted(&self.inner), index + 1, self.dotted())
            }
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
        let root = json!({ "rules": [{ "allow": { "x y": ["b"] } }], "network": { "extra_ca": ["a", ["b"]] }, "a.b": { "": { "x/y": 1, "~": 2, "l\nf": 3 } } });
        for (pointer, name) in [
            ("/network", "`network`"),
            ("/network/extra_ca/1", "item 2 of `network.extra_ca`"),
            ("/network/extra_ca/1/0", "item 2 of `network.extra_ca`"),
            ("/rules/0", "item 1 of `rules`"),
            ("/rules/0/allow", "`allow` of item 1 of `rules`"),
            ("/rules/0/allow/x y/0", "`allow.\"x y\"` of item 1 of `rules`"),
            ("/a.b//x~1y", "`\"a.b\".\"\".\"x/y\"`"),
            ("/a.b//~0", "`\"a.b\".\"\".\"~\"`"),
            ("/a.b//l\nf", "`\"a.b\".\"\".\"l\\nf\"`"),
            ("/not/there", "`not.there`"),
        ] {
            assert_eq!(KeyPath::from_pointer(pointer, &root).to_string(), name, "{pointer:?}");
        }
    }
}
