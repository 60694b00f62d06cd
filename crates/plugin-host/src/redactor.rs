//! Removes the inputs of a plugin from its refusals and crash output.
//!
//! A refusal and the message of a panic reach the log, the audit log and the admin pages. A plugin that quotes its input
//! there, for instance by `unwrap`, would write a client secret, a code or a token where none may be.

use serde_json::Value;
use url::form_urlencoded;
use vestibule_core::redact::Redactor;

/// Shorter values are not secret, and removing them would garble every message.
const SHORTEST: usize = 6;

/// Of a request as it was sent: credentials, the flow, what was saved, and all that came from outside.
pub(crate) fn redactor(request: &[u8]) -> Redactor {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let mut texts = Vec::new();
    for member in ["credentials", "flow", "saved", "event"] {
        collect(&request[member], &mut texts);
    }
    // The address of a service is no secret, and it is what an operator wants to read.
    texts.retain(|text| text.len() >= SHORTEST && (!text.starts_with("http") || text.contains('?')));
    Redactor::new(texts)
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

    /// LG-01: every input, however the plugin quotes it.
    #[test]
    fn inputs_are_redacted() {
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
        let redactor = super::redactor(request.to_string().as_bytes());
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
                let hidden = redactor.redact(&said);
                assert!(!hidden.contains("canary") && hidden.contains("[redacted]"), "{said}: {hidden}");
            }
        }
        let plain = "https://id.example.com does not know example";
        assert_eq!(redactor.redact(plain), plain);
        assert_eq!(super::redactor(b"nonsense").redact("text"), "text");
    }
}
