//! What the provider has answered in one sign-in, as placeholders name it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::placeholder::of_answer;

/// Longer values are nothing that an upstream uses as a name.
const MAX_VALUE: usize = 2_048;

/// What is known in one sign-in, by the name that placeholders use.
#[derive(Default, Clone)]
pub(crate) struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// The same with one more answer.
    pub(crate) fn with(mut self, name: &str, answer: Value) -> Self {
        self.0.insert(name.to_owned(), answer);
        self
    }

    pub(crate) fn add(&mut self, name: &str, answer: Value) {
        self.0.insert(name.to_owned(), answer);
    }

    /// An answer that is an object; empty where it is none.
    pub(crate) fn object(&self, name: &str) -> Map<String, Value> {
        self.0.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// The text or whole number of a placeholder.
    pub(crate) fn find(&self, placeholder: &str) -> Option<String> {
        let whole = self.0.get(placeholder);
        let found = whole.or_else(|| {
            let (answer, path) = of_answer(placeholder)?;
            path.split('.').try_fold(self.0.get(answer)?, |value, name| value.get(name))
        });
        let text = match found? {
            Value::String(text) => text.clone(),
            Value::Number(number) if number.is_u64() || number.is_i64() => number.to_string(),
            _ => return None,
        };
        (!text.is_empty() && text.len() <= MAX_VALUE).then_some(text)
    }
}

/// The parameters of a callback as an answer: what looks like a JSON object is one.
pub(crate) fn callback_answer(parameters: &[(String, String)]) -> Map<String, Value> {
    let mut answer = Map::new();
    for (name, text) in
        parameters.iter().filter(|(name, _)| !matches!(name.as_str(), "iss" | "error" | "error_description"))
    {
        let value =
            vestibule_core::json::parse_object(text.as_bytes()).map_or_else(|_| text.as_str().into(), Value::Object);
        answer.entry(name.as_str()).or_insert(value);
    }
    vestibule_core::claims::without_tokens(answer, &[])
}

/// There is nothing to fill in.
pub(crate) fn missing(placeholder: &str) -> String {
    format!("there is no usable value for `{{{placeholder}}}` in what the provider has answered")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_text_or_a_whole_number_is_filled_in() {
        let token = json!({ "open_id": "o-1", "uid": 7, "share": 1.5, "on": true, "list": ["a"], "none": "", "owner": { "id": "x" } });
        let answers = Answers::default().with("token", token).with("state", "s".into());
        for (placeholder, found) in [
            ("token.open_id", Some("o-1")),
            ("token.uid", Some("7")),
            ("token.owner.id", Some("x")),
            ("state", Some("s")),
            ("token", None),
            ("token.owner", None),
            ("token.share", None),
            ("token.on", None),
            ("token.list", None),
            ("token.none", None),
            ("token.open_id.x", None),
            ("userinfo.id", None),
        ] {
            assert_eq!(answers.find(placeholder).as_deref(), found, "{placeholder}");
        }
    }

    /// Apple posts a text that is JSON; the code and what looks like a token are no claims.
    #[test]
    fn a_callback_is_an_answer() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let found = callback_answer(&[
            pair("user", r#"{"name":{"firstName":"Jane"},"email":"a@b.co"}"#),
            pair("device_id", "d-1"),
            pair("device_id", "again"),
            pair("id_token", "canary"),
            pair("iss", "https://op"),
            pair("odd", r#"{"a":1,"a":2}"#),
        ]);
        let wanted = json!({
            "user": { "name": { "firstName": "Jane" }, "email": "a@b.co" }, "device_id": "d-1", "odd": r#"{"a":1,"a":2}"#,
        });
        assert_eq!(Value::Object(found), wanted);
    }
}
