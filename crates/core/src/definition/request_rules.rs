//! How the requests with the access token look: userinfo, and the `[[requests]]` of a definition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::token_place::TokenPlace;
use crate::claims::{ClaimPath, ClaimPaths};

/// How a request is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Method {
    /// Without a body.
    #[default]
    #[serde(rename = "GET")]
    Get,
    /// With a body, unless there is nothing to send in it.
    #[serde(rename = "POST")]
    Post,
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BodyFormat {
    /// `application/x-www-form-urlencoded`.
    #[default]
    Form,
    /// `application/json`: an object.
    Json,
}

/// When the userinfo endpoint is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserinfoUse {
    /// Whenever there is one.
    #[default]
    Always,
    /// When the ID token lacks an e-mail address or a name.
    WhenNeeded,
    /// Never. With `oauth2`, the answer of the token endpoint is all there is then.
    Never,
}

/// When and how the userinfo endpoint is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "UserinfoForm", into = "UserinfoForm")]
#[schemars(with = "UserinfoForm")]
pub struct UserinfoRules {
    /// When.
    pub when: UserinfoUse,
    /// How.
    pub request: RequestRules,
}

/// As it is written: `userinfo = "never"`, or the table `[userinfo]`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum UserinfoForm {
    When(UserinfoUse),
    Table(Box<UserinfoTable>),
}

/// When and how the userinfo endpoint is asked.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct UserinfoTable {
    /// When it is asked.
    when: UserinfoUse,
    /// How it is asked.
    method: Method,
    /// What the body is.
    format: BodyFormat,
    /// Members of the body, with POST. May hold `{credential}` and `{token.name}`.
    body: BTreeMap<String, String>,
    /// Headers that are added. May hold `{credential}`.
    headers: BTreeMap<String, String>,
    /// Where the access token goes: `header` (Bearer), `header:SCHEME`, `named_header:NAME`, `query:NAME`, `body:NAME`,
    /// `path` (the last segment) or `none`.
    access_token: TokenPlace,
    /// Where an error is in an answer with the status 200. `false`, `0` and an empty text are none.
    error: ClaimPaths,
}

impl From<UserinfoForm> for UserinfoRules {
    fn from(form: UserinfoForm) -> Self {
        match form {
            UserinfoForm::When(when) => Self { when, ..Self::default() },
            UserinfoForm::Table(table) => {
                let UserinfoTable { when, method, format, body, headers, access_token, error } = *table;
                Self { when, request: RequestRules { method, format, body, headers, access_token, error } }
            }
        }
    }
}

impl From<UserinfoRules> for UserinfoForm {
    fn from(UserinfoRules { when, request }: UserinfoRules) -> Self {
        if request == RequestRules::default() {
            return Self::When(when);
        }
        let RequestRules { method, format, body, headers, access_token, error } = request;
        Self::Table(Box::new(UserinfoTable { when, method, format, body, headers, access_token, error }))
    }
}

/// What is unusual about one request with the access token.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestRules {
    /// How it is sent.
    pub method: Method,
    /// What its body is.
    pub format: BodyFormat,
    /// Members of the body.
    pub body: BTreeMap<String, String>,
    /// Headers that are added.
    pub headers: BTreeMap<String, String>,
    /// Where the access token goes.
    pub access_token: TokenPlace,
    /// Where an error is in an answer with the status 200.
    pub error: ClaimPaths,
}

/// An extra call with the access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraRequest {
    /// The name of the response in claim expressions.
    pub name: String,
    /// The URL. May hold `{credential}`, and behind the host `{token.name}`, `{userinfo.name}` and members of earlier
    /// responses.
    pub url: String,
    /// Whether a sign-in goes on without the response when the request fails.
    #[serde(default)]
    pub optional: bool,
    /// How it is sent.
    #[serde(default)]
    pub method: Method,
    /// What the body is.
    #[serde(default)]
    pub format: BodyFormat,
    /// Members of the body, with POST. May hold what the URL may.
    #[serde(default)]
    pub body: BTreeMap<String, String>,
    /// Headers that are added. May hold `{credential}`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where the access token goes: `header` (Bearer), `header:SCHEME`, `named_header:NAME`, `query:NAME`, `body:NAME`,
    /// `path` (the last segment) or `none`.
    #[serde(default)]
    pub access_token: TokenPlace,
    /// Where an error is in an answer with the status 200. `false`, `0` and an empty text are none.
    #[serde(default)]
    pub error: ClaimPaths,
    /// How further pages of a list are found. The response is then one list with the items of all pages.
    #[serde(default)]
    pub pages: Option<Pages>,
}

impl ExtraRequest {
    /// How it is sent.
    pub fn rules(&self) -> RequestRules {
        RequestRules {
            method: self.method,
            format: self.format,
            body: self.body.clone(),
            headers: self.headers.clone(),
            access_token: self.access_token.clone(),
            error: self.error.clone(),
        }
    }
}

/// Further pages of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// `link`: the URL with `rel="next"` in the `Link` header (RFC 8288). Anything else is a claim expression that finds the
    /// URL in the response. It has to lead to the same server.
    pub next: ClaimPath,
    /// The most pages that are asked for, at most 20.
    #[serde(default = "Pages::default_max")]
    pub max: u32,
}

impl Pages {
    /// The most that `max` may be.
    pub const LIMIT: u32 = 20;

    fn default_max() -> u32 {
        10
    }

    /// Whether the next page is in the `Link` header.
    pub fn by_header(&self) -> bool {
        self.next.as_str() == "link"
    }
}
