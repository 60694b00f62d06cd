//! What a plugin was told, taken out of what it says when it refuses or breaks.
//!
//! A refusal and the last words of a panic reach the log, the audit log and the page of faults. A plugin that quotes what
//! it was given there, for instance by `unwrap`, would write a client secret, a code or a token where none may be.

use serde_json::Value;
use url::form_urlencoded;

/// Shorter values are no secrets, and would tear holes in every sentence.
const SHORTEST: usize = 6;
const HIDDEN: &str = "(hidden)";

/// The texts of a request that are nobody's but the plugin's.
pub(crate) struct Told(Vec<String>);

impl Told {
    /// Of a request as it was sent: credentials, the flow, what was saved, and all that came from outside.
    pub(crate) fn by(request: &[u8]) -> Self {
        let request: Value = serde_json::from_slice(request).unwrap_or_default();
        let mut texts = Vec::new();
        for member in ["credentials", "flow", "saved", "event"] {
            collect(&request[member], &mut texts);
        }
        // The address of a service is no secret, and it is what an operator wants to read.
        texts.retain(|text| text.len() >= SHORTEST && (!text.starts_with("http") || text.contains('?')));
        // As they are, and as they stand between quotes.
        let quoted = texts.iter().map(|text| Value::from(text.as_str()).to_string());
        let quoted: Vec<_> = quoted.map(|text| text.trim_matches('"').to_owned()).collect();
        texts.extend(quoted);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
        Self(texts)
    }

    /// The words without them.
    pub(crate) fn hidden_in(&self, words: &str) -> String {
        self.0.iter().fold(words.to_owned(), |words, text| words.replace(text, HIDDEN))
    }
}

/// Every text inside, and what is inside of texts that are JSON or a form themselves, as the bodies of answers are.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            match serde_json::from_str(text) {
                Ok(inner @ (Value::Object(_) | Value::Array(_))) => collect(&inner, texts),
                _ => texts.extend(form_urlencoded::parse(text.as_bytes()).map(|(_, value)| value.into_owned())),
            }
            texts.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// LG-01: whatever the plugin was told, however it quotes it.
    #[test]
    fn nothing_that_was_told_is_repeated() {
        let request = json!({
            "v": 1, "op": "resume", "definition": "example",
            "credentials": { "key": "canary-key", "url": "https://id.example.com" },
            "flow": { "state": "canary-state", "nonce": "canary-nonce", "code_verifier": "canary-verifier" },
            "saved": "canary-saved",
            "event": { "kind": "answers", "answers": [
                { "body": "{\"access_token\":\"canary\\\"token\"}" },
                { "body": "oauth_token=canary-form&oauth_token_secret=canary%2Dsecret" },
            ], "parameters": { "code": "canary-code" } },
        });
        let told = Told::by(request.to_string().as_bytes());
        for text in [
            "canary-key",
            "canary-state",
            "canary-nonce",
            "canary-verifier",
            "canary-saved",
            "canary\"token",
            "canary-form",
            "canary-secret",
            "canary-code",
        ] {
            for said in [text.to_owned(), format!("{text:?}"), format!("it said {text}, and {text}")] {
                let hidden = told.hidden_in(&said);
                assert!(!hidden.contains("canary") && hidden.contains(HIDDEN), "{said}: {hidden}");
            }
        }
        let plain = "https://id.example.com does not know example";
        assert_eq!(told.hidden_in(plain), plain);
        assert_eq!(Told::by(b"nonsense").hidden_in("text"), "text");
    }
}
