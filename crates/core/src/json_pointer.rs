//! JSON pointers (RFC 6901) as text. Looking a value up is [`serde_json::Value::pointer`].

/// A key as it is written in a pointer (§3).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that one segment of a pointer names (§4).
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// The pointer to the member `key` of what `pointer` leads to.
pub fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape(key))
}

/// The pointer without its last segment; `None` for the whole document.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(parent, _)| parent)
}

/// The keys of a pointer, outermost first.
pub fn keys(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn any_key_survives_a_pointer() {
        for key in ["", "a", "a/b", "~", "~1", "~0", "a~1/~0b"] {
            let pointer = child("/outer", key);
            assert_eq!(parent(&pointer), Some("/outer"), "{key}");
            assert_eq!(keys(&pointer).collect::<Vec<_>>(), ["outer", key]);
            assert_eq!(json!({ "outer": { key: 1 } }).pointer(&pointer), Some(&json!(1)), "{key}");
        }
        assert_eq!((parent(""), keys("").count()), (None, 0));
    }
}
