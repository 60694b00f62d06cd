//! The wire format, pinned: a message that changes its JSON breaks plugins that are built already.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{fs, path::Path};

use serde_json::Value;
use vestibule_plugin::{Operation, Question, Reply, Response};

/// Compares with `tests/golden/NAME.json`, which is written by hand or copied from the failure.
fn pinned(name: &str, message: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.json"));
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let golden: Value = serde_json::from_str(&golden).unwrap_or_default();
    let text = serde_json::to_string_pretty(message).unwrap();
    assert_eq!(golden, *message, "{} does not hold this message:\n{text}", path.display());
}

#[test]
fn requests_keep_their_form() {
    let names = ["describe", "begin", "resume-callback", "resume-answers"];
    let examples = Operation::examples();
    assert_eq!(examples.len(), names.len());
    for (name, operation) in names.iter().zip(examples) {
        let question = Question::new(operation);
        let wire = serde_json::to_value(&question).unwrap();
        pinned(&format!("request-{name}"), &wire);
        assert_eq!(serde_json::from_value::<Question>(wire).unwrap(), question, "{name} comes back as it was");
    }
}

#[test]
fn responses_keep_their_form() {
    let names = ["definitions", "redirect", "fetch", "identity", "refuse"];
    let examples = Reply::examples();
    assert_eq!(examples.len(), names.len());
    for (name, reply) in names.iter().zip(examples) {
        let response = Response::new(reply);
        let wire = serde_json::to_value(&response).unwrap();
        pinned(&format!("response-{name}"), &wire);
        assert_eq!(serde_json::from_value::<Response>(wire).unwrap(), response, "{name} comes back as it was");
    }
}

/// A later host may say more: a reader of today ignores it.
#[test]
fn members_that_are_not_known_are_ignored() {
    for operation in Operation::examples() {
        let mut wire = serde_json::to_value(Question::new(operation.clone())).unwrap();
        wire["from_the_future"] = true.into();
        if let Some(flow) = wire.get_mut("flow") {
            flow["from_the_future"] = true.into();
        }
        assert_eq!(serde_json::from_value::<Question>(wire).unwrap().operation, operation);
    }
}

/// What a message holds is other people's secrets.
#[test]
fn printing_a_message_shows_no_secret() {
    let text = Operation::examples().iter().map(|operation| format!("{operation:?}")).collect::<String>();
    for secret in ["example-verifier", "example-state", "\"k\"", "t1"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    let text = Reply::examples().iter().map(|reply| format!("{reply:?}")).collect::<String>();
    for secret in ["example-state", "s1", "ticket=t1"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}
