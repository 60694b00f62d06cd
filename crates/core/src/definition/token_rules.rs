//! What is unusual about an upstream's token endpoint: how it wants to be asked, and where things are in its answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    authorization_rules::StandardError,
    request_rules::{BodyFormat, Method},
};
use crate::claims::ClaimPaths;

/// Rules for the token request and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TokenRules {
    /// How the endpoint is asked. RFC 6749 knows POST only; with GET, the parameters are in the URL.
    pub method: Method,
    /// What the body of the request is.
    pub format: BodyFormat,
    /// Parameters that are added. May hold `{credential}` and `{callback.name}`; one whose credential is not entered is
    /// left out.
    pub parameters: BTreeMap<String, String>,
    /// Headers that are added. May hold `{credential}`.
    pub headers: BTreeMap<String, String>,
    /// What the answer is.
    pub answer: AnswerFormat,
    /// Where the access token is in the answer, as a claim expression.
    pub access_token: ClaimPaths,
    /// The token types that are accepted, whatever their case.
    pub token_types: Vec<String>,
    /// Where an error is in the answer. `false`, `0` and an empty text are none.
    pub error: ClaimPaths,
    /// Where the description of the error is.
    pub error_description: ClaimPaths,
    /// The upstream's own error codes, each with the code of RFC 6749 that means the same.
    pub errors: BTreeMap<String, StandardError>,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            method: Method::Post,
            format: BodyFormat::default(),
            parameters: BTreeMap::new(),
            headers: BTreeMap::new(),
            answer: AnswerFormat::default(),
            access_token: ClaimPaths::bare(&["access_token"]),
            token_types: vec!["Bearer".to_owned()],
            error: ClaimPaths::bare(&["error"]),
            error_description: ClaimPaths::bare(&["error_description"]),
            errors: BTreeMap::new(),
        }
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswerFormat {
    /// A JSON object, as RFC 6749 §5.1 says.
    #[default]
    Json,
    /// Form-encoded text: `access_token=…&expires_in=…`.
    Form,
}
