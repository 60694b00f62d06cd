//! Where an access token goes in a request (RFC 6750 §2, and what upstreams do instead).

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the access token goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TokenPlace {
    /// The `Authorization` header, with this scheme.
    Authorization(String),
    /// A header of its own.
    Header(String),
    /// A parameter of the URL.
    Query(String),
    /// A member of the body.
    Body(String),
    /// The last segment of the URL's path.
    Path,
    /// Nowhere.
    Absent,
}

const PATTERN: &str = "^(header|path|none|header:[A-Za-z0-9_-]{1,64}|(named_header|query|body):[A-Za-z0-9_.-]{1,64})$";

impl TokenPlace {
    /// What is possible, for people.
    pub const CHOICES: &str =
        "`header`, `header:SCHEME`, `named_header:NAME`, `query:NAME`, `body:NAME`, `path` or `none`";
}

impl Default for TokenPlace {
    fn default() -> Self {
        Self::Authorization("Bearer".to_owned())
    }
}

impl TryFrom<String> for TokenPlace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let word = |name: &str| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
            (1..=64).contains(&name.len()) && name.bytes().all(fits)
        };
        match text.split_once(':').map_or((text.as_str(), None), |(kind, name)| (kind, Some(name))) {
            ("header", None) => Ok(Self::default()),
            ("path", None) => Ok(Self::Path),
            ("none", None) => Ok(Self::Absent),
            ("header", Some(scheme)) if word(scheme) && !scheme.contains('.') => {
                Ok(Self::Authorization(scheme.to_owned()))
            }
            ("named_header", Some(name)) if word(name) => Ok(Self::Header(name.to_owned())),
            ("query", Some(name)) if word(name) => Ok(Self::Query(name.to_owned())),
            ("body", Some(name)) if word(name) => Ok(Self::Body(name.to_owned())),
            _ => Err(format!("this must be {}", Self::CHOICES)),
        }
    }
}

impl From<TokenPlace> for String {
    fn from(place: TokenPlace) -> Self {
        match place {
            TokenPlace::Authorization(scheme) if scheme == "Bearer" => "header".to_owned(),
            TokenPlace::Authorization(scheme) => format!("header:{scheme}"),
            TokenPlace::Header(name) => format!("named_header:{name}"),
            TokenPlace::Query(name) => format!("query:{name}"),
            TokenPlace::Body(name) => format!("body:{name}"),
            TokenPlace::Path => "path".to_owned(),
            TokenPlace::Absent => "none".to_owned(),
        }
    }
}

impl JsonSchema for TokenPlace {
    fn schema_name() -> Cow<'static, str> {
        "TokenPlace".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": PATTERN,
            "examples": ["header", "header:OAuth", "named_header:X-Token", "query:access_token", "body:token", "path", "none"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in [
            "header",
            "header:OAuth",
            "named_header:X-Token",
            "query:access_token",
            "body:access_token",
            "path",
            "none",
        ] {
            let place = TokenPlace::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(place), text);
        }
        for text in ["", "Header", "header:", "header:a b", "query", "query:a=b", "cookie:x", "path:x", "body:a\r\nb"] {
            assert!(TokenPlace::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
