//! The token answer as a source of claims: what it says next to the tokens.

use serde_json::{Map, Value};

/// True for a member that holds, or may hold, something confidential: it is never a claim.
pub fn is_token_member(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let says_kind = matches!(name.as_str(), "token_type" | "tokentype" | "issued_token_type");
    let confidential = ["token", "secret", "password", "assertion"].iter().any(|word| name.contains(word));
    (confidential && !says_kind && name != "token") || name.ends_with("_key") || name == "code"
}

/// A token answer without its tokens, at any depth: neither under a name that says so nor as a value that is one of
/// `tokens`.
pub fn without_tokens(answer: Map<String, Value>, tokens: &[&str]) -> Map<String, Value> {
    let keep = |(name, value): (String, Value)| {
        let value = if is_token_member(&name) { None } else { clean(value, tokens) };
        value.map(|value| (name, value))
    };
    answer.into_iter().filter_map(keep).collect()
}

/// An answer without this token, for upstreams that repeat what they were asked with.
pub fn without_token(answer: Value, token: &str) -> Value {
    match answer {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !holds(value, token));
            members.map(|(name, value)| (name, without_token(value, token))).collect()
        }
        Value::Array(items) => {
            let items = items.into_iter().filter(|value| !holds(value, token));
            items.map(|value| without_token(value, token)).collect()
        }
        other => other,
    }
}

fn holds(value: &Value, token: &str) -> bool {
    !token.is_empty() && value.as_str().is_some_and(|text| text.contains(token))
}

fn clean(value: Value, tokens: &[&str]) -> Option<Value> {
    match value {
        Value::Object(members) => Some(Value::Object(without_tokens(members, tokens))),
        Value::Array(items) => Some(items.into_iter().filter_map(|item| clean(item, tokens)).collect()),
        text if tokens.iter().any(|token| holds(&text, token)) => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// HubSpot's answer about a token repeats it.
    #[test]
    fn what_was_sent_does_not_come_back() {
        let answer =
            json!({ "token": "canary", "user": "a", "list": ["x canary", "b"], "deep": { "url": "https://x?canary" } });
        let left = json!({ "user": "a", "list": ["b"], "deep": {} });
        assert_eq!(without_token(answer.clone(), "canary"), left);
        assert_eq!(without_token(answer.clone(), ""), answer);
    }

    /// PF-06: Slack's and WeChat's answers, and one that repeats a token under another name.
    #[test]
    fn tokens_are_no_claims() {
        let answer = json!({
            "access_token": "canary-1", "token_type": "bot", "id_token": "canary-2", "openid": "o1", "session_key": "canary",
            "authed_user": { "id": "U1", "access_token": "canary-3", "token_type": "user", "refreshToken": "canary" },
            "incoming_webhook": [{ "url": "https://hooks/canary-1/x", "channel": "#a" }], "client_secret": "canary",
            "team": { "id": "T1", "bot_access_token": "canary" }, "code": "canary", "expires_in": 5,
        });
        let left = without_tokens(answer.as_object().cloned().unwrap(), &["canary-1", "canary-2", ""]);
        assert_eq!(
            Value::Object(left),
            json!({
                "token_type": "bot", "openid": "o1", "authed_user": { "id": "U1", "token_type": "user" },
                "incoming_webhook": [{ "channel": "#a" }], "team": { "id": "T1" }, "expires_in": 5,
            })
        );
    }
}
