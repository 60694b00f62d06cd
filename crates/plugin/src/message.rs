//! What the host asks: one question, one operation.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    MESSAGE_VERSION,
    encoding::encode,
    fetch::{Answer, Answers},
    refusal::Refusal,
};

/// A request of the host: the whole of what `call` is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The version of the message: [`MESSAGE_VERSION`].
    pub v: u32,
    /// What is asked.
    #[serde(flatten)]
    pub operation: Operation,
}

impl Question {
    /// A question in the current version.
    pub fn new(operation: Operation) -> Self {
        Self { v: MESSAGE_VERSION, operation }
    }
}

/// What is asked, tagged by `op`. More may follow in a later version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Operation {
    /// Which upstreams do you speak to?
    Describe {},
    /// A sign-in begins.
    Begin(Begin),
    /// A sign-in goes on.
    Resume(Resume),
    /// Something newer than this crate. Answered with `refuse unsupported`.
    #[serde(other)]
    Unknown,
}

/// A sign-in begins. Printing it shows no credential and no value of the flow.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Begin {
    /// The id of the definition that this is about.
    pub definition: String,
    /// What the administrator supplied, valid against the definition's schema.
    pub credentials: Credentials,
    /// The values of this sign-in.
    pub flow: Flow,
}

impl Begin {
    /// A sign-in that begins.
    pub fn new(definition: impl Into<String>, credentials: Credentials, flow: Flow) -> Self {
        Self { definition: definition.into(), credentials, flow }
    }

    /// A sign-in that begins, with the values of [`Flow::example`]. For tests.
    pub fn example(definition: &str, credentials: Value) -> Self {
        Self::new(definition, Credentials::from(credentials), Flow::example())
    }
}

/// A sign-in goes on. Printing it shows no credential and no value of the flow.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Resume {
    /// The id of the definition that this is about.
    pub definition: String,
    /// What the administrator supplied.
    pub credentials: Credentials,
    /// The values of this sign-in: the same as at the beginning, but for the time.
    pub flow: Flow,
    /// What the last step saved.
    pub saved: String,
    /// What happened.
    pub event: Event,
}

impl Resume {
    /// The same sign-in as `begin`, further on.
    pub fn new(begin: Begin, saved: impl Into<String>, event: Event) -> Self {
        let Begin { definition, credentials, flow } = begin;
        Self { definition, credentials, flow, saved: saved.into(), event }
    }
}

impl fmt::Debug for Begin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begin").field("definition", &self.definition).finish_non_exhaustive()
    }
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resume").field("definition", &self.definition).finish_non_exhaustive()
    }
}

/// What the administrator supplied, by name. Printing it shows nothing.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credentials(Map<String, Value>);

impl From<Map<String, Value>> for Credentials {
    fn from(values: Map<String, Value>) -> Self {
        Self(values)
    }
}

impl From<Value> for Credentials {
    /// The members of an object; nothing of anything else.
    fn from(value: Value) -> Self {
        match value {
            Value::Object(values) => Self(values),
            _ => Self::default(),
        }
    }
}

impl Credentials {
    /// A credential of any type.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A credential that is a text and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// A text without which nothing can be done.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::misconfigured(format!("the credential {name} is missing")))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The values of one sign-in, made by the host. Printing them shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Flow {
    /// Binds the answer to this browser. It must come back as the callback's parameter `state`.
    pub state: String,
    /// A value that was never used before.
    pub nonce: String,
    /// The secret of RFC 7636: only for the request that fetches tokens.
    pub code_verifier: String,
    /// Its S256 challenge.
    pub code_challenge: String,
    /// Where the upstream sends people back to.
    pub redirect_uri: String,
    /// The time, in seconds since 1970.
    pub now: i64,
}

impl Flow {
    /// The redirect URI with the state: where an upstream that knows no `state` of its own has to send people back to.
    pub fn callback_url(&self) -> String {
        let separator = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{separator}state={}", self.redirect_uri, encode(&self.state))
    }

    /// Made-up values, always the same: for tests.
    pub fn example() -> Self {
        Self {
            state: "example-state".to_owned(),
            nonce: "example-nonce".to_owned(),
            code_verifier: "example-verifier".to_owned(),
            code_challenge: "example-challenge".to_owned(),
            redirect_uri: "https://auth.example.com/api/auth/providers/example/callback".to_owned(),
            now: 1_800_000_000,
        }
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// What happened since the last step, tagged by `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// The person came back. The host has checked state, browser, age and single use.
    Callback(Callback),
    /// The requests of the last step were answered.
    Answers(Answers),
    /// Something newer than this crate.
    #[serde(other)]
    Unknown,
}

impl Event {
    /// The person came back with these parameters.
    pub fn callback<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self::Callback(Callback { parameters: parameters.into_iter().map(owned).collect() })
    }

    /// The requests of the last step were answered.
    pub fn answers(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::Answers(Answers { answers: answers.into_iter().collect() })
    }
}

/// What the person came back with: each parameter once, `state` taken out. Untrusted. Printing it shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// The parameters by name.
    pub parameters: BTreeMap<String, String>,
}

impl Callback {
    /// A parameter that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A parameter without which there is no answer.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::provider_error(format!("the answer has no {name}")))
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback(..)")
    }
}

impl Operation {
    /// One of each, for tests and documents.
    pub fn examples() -> Vec<Self> {
        let begin = Begin::example("example", json!({ "key": "k" }));
        let callback = Event::callback([("ticket", "t1")]);
        let answers = Event::answers([Answer::json(200, json!({ "id": "7" })), Answer::failed("timeout")]);
        vec![
            Self::Describe {},
            Self::Begin(begin.clone()),
            Self::Resume(Resume::new(begin.clone(), "", callback)),
            Self::Resume(Resume::new(begin, "t1", answers)),
        ]
    }
}
