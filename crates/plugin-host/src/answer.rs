//! From the bytes of a plugin to one reply, or to what is wrong with them. Pure, and safe for any bytes.

use serde_json::Value;
use vestibule_core::redact::escape_for_log;
use vestibule_plugin::{
    MESSAGE_VERSION, Reply, Response,
    abi::{STATUS_OK, STATUS_PANICKED, STATUS_REFUSED},
};

/// A response that no plugin in order gives. `Display` is for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Status 2.
    #[error("it panicked: {0}")]
    Panicked(String),
    /// A status that the ABI does not have.
    #[error("it answered with the unknown status {0}")]
    Status(u32),
    /// The bytes themselves: null, too many.
    #[error("{0}")]
    Buffer(String),
    /// Not UTF-8, not JSON, nested too deep, or not a message.
    #[error("its answer cannot be read: {0}; plugin-response.schema.json says what it must be")]
    Message(String),
    /// A message of another version.
    #[error("its answer is not of version {MESSAGE_VERSION}")]
    Version,
    /// The status says one thing, the message another.
    #[error("its answer does not fit the status {0}")]
    Contradiction(u32),
}

/// Understands what a plugin answered. JSON may be nested 128 deep; members that are not known are ignored.
pub fn parse(status: u32, bytes: &[u8]) -> Result<Reply, Broken> {
    parse_redacted(status, bytes, &str::to_owned)
}

/// The same; `redact` removes the plugin's inputs from its messages.
pub(crate) fn parse_redacted(status: u32, bytes: &[u8], redact: &dyn Fn(&str) -> String) -> Result<Reply, Broken> {
    match status {
        STATUS_OK | STATUS_REFUSED => {}
        STATUS_PANICKED => return Err(Broken::Panicked(escape_for_log(&redact(&last_words(bytes))))),
        other => return Err(Broken::Status(other)),
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Broken::Message("it is not UTF-8".to_owned()))?;
    let unreadable = |error: serde_json::Error| Broken::Message(escape_for_log(&redact(&error.to_string())));
    let value: Value = serde_json::from_str(text).map_err(unreadable)?;
    // Before the rest, because another version may look different altogether.
    if value.get("v").and_then(Value::as_u64) != Some(u64::from(MESSAGE_VERSION)) {
        return Err(Broken::Version);
    }
    let Response { mut reply, .. } = serde_json::from_value(value).map_err(unreadable)?;
    if let Reply::Refuse(refusal) = &mut reply {
        refusal.code = redact(&refusal.code);
        refusal.message = redact(&refusal.message);
    }
    let refused = matches!(reply, Reply::Refuse(_));
    if status == STATUS_REFUSED && !refused { Err(Broken::Contradiction(status)) } else { Ok(reply) }
}

/// What a plugin that panicked says about it; untrusted.
fn last_words(bytes: &[u8]) -> String {
    let message: Option<Value> = serde_json::from_slice(bytes).ok();
    let message = message.as_ref().and_then(|value| value["message"].as_str());
    message.unwrap_or("without a word").to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use vestibule_plugin::{Identity, Operation, Question, Refusal, schema};

    use super::*;

    #[test]
    fn what_breaks_the_contract_is_named() {
        let identity = br#"{"v":1,"type":"identity","subject":"1"}"#;
        let nested =
            format!("{{\"v\":1,\"type\":\"identity\",\"subject\":\"1\",\"claims\":{{\"a\":{}", "[".repeat(10_000));
        for (name, status, bytes, broken) in [
            ("PL-03", 2, &b"{\"message\":\"over\\nand out\"}"[..], "it panicked: over\\nand out"),
            ("PL-03 without words", 2, b"\xff", "without a word"),
            ("another status", 7, identity, "unknown status 7"),
            ("PL-06 not UTF-8", 0, b"{\"v\":1,\"type\":\"\xff\"}", "not UTF-8"),
            ("empty", 0, b"", "EOF"),
            ("not JSON", 0, b"<html>", "expected value"),
            ("PL-06 nested 10,000 deep", 0, nested.as_bytes(), "recursion limit"),
            ("another version", 0, br#"{"v":2,"type":"identity","subject":"1"}"#, "version 1"),
            ("no version", 0, br#"{"type":"identity","subject":"1"}"#, "version 1"),
            ("an unknown step", 0, br#"{"v":1,"type":"sing"}"#, "unknown variant"),
            ("a step without its members", 0, br#"{"v":1,"type":"redirect"}"#, "url"),
            ("a contradiction", 1, identity, "does not fit the status 1"),
        ] {
            let found = parse(status, bytes).unwrap_err().to_string();
            assert!(found.contains(broken), "{name}: {found}");
        }
    }

    #[test]
    fn what_keeps_it_is_understood() {
        let later = br#"{"v":1,"type":"identity","subject":"1","claims":{},"assurance":"high"}"#;
        assert_eq!(parse(0, later), Ok(Reply::Identity(Identity::new("1"))), "members of a later version are ignored");
        let no = br#"{"v":1,"type":"refuse","code":"access_denied","message":"no"}"#;
        for status in [0, 1] {
            assert_eq!(parse(status, no), Ok(Reply::Refuse(Refusal::access_denied("no"))));
        }
    }

    /// The schemas are written by hand: each example fits them, and without any member that they ask for it does not.
    #[test]
    fn the_schemas_describe_the_messages() {
        let requests = Operation::examples().into_iter().map(|o| serde_json::to_value(Question::new(o)).unwrap());
        let responses = Reply::examples().into_iter().map(|r| serde_json::to_value(Response::new(r)).unwrap());
        for (schema, messages) in
            [(schema::request(), requests.collect::<Vec<_>>()), (schema::response(), responses.collect())]
        {
            assert!(jsonschema::meta::is_valid(&schema));
            let validator = jsonschema::validator_for(&schema).unwrap();
            for message in messages {
                assert!(
                    validator.is_valid(&message),
                    "{message}: {:?}",
                    validator.iter_errors(&message).collect::<Vec<_>>()
                );
                for name in
                    message.as_object().unwrap().keys().filter(|name| !["saved", "claims"].contains(&name.as_str()))
                {
                    let mut without = message.clone();
                    without.as_object_mut().unwrap().remove(name);
                    assert!(!validator.is_valid(&without), "{message} without {name}");
                }
            }
            assert!(!validator.is_valid(&json!({ "v": 1, "op": "x", "type": "x" })));
        }
    }

    /// Example messages with some of their bytes exchanged, cut or doubled: nearer to the edge than random bytes.
    fn mutated() -> impl Strategy<Value = Vec<u8>> {
        let seeds: Vec<Vec<u8>> =
            Reply::examples().into_iter().map(|r| serde_json::to_vec(&Response::new(r)).unwrap()).collect();
        let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..12);
        (prop::sample::select(seeds), edits).prop_map(|(mut bytes, edits)| {
            for (index, byte, kind) in edits {
                if bytes.is_empty() {
                    break;
                }
                let at = index.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, byte),
                    _ => bytes.extend_from_within(at..),
                }
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        /// PL-06: whatever the bytes are, there is an answer, and what is taken for a message is one.
        #[test]
        fn no_bytes_are_too_odd(status in 0..4_u32, bytes in prop_oneof![mutated(), prop::collection::vec(any::<u8>(), 0..256)]) {
            if let Ok(reply) = parse(status, &bytes) {
                prop_assert!(status < 2);
                let again = serde_json::to_vec(&Response::new(reply.clone())).unwrap();
                prop_assert_eq!(parse(0, &again), Ok(reply));
            }
        }
    }
}
