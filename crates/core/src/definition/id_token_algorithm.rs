//! How an ID token may be signed.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::SigningAlgorithm;

/// One algorithm of ID tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdTokenAlgorithm {
    /// With the client secret, which the upstream knows as well. Alone in its list, so that no token chooses between a
    /// secret and a key that everybody knows.
    HS256,
    /// With a key whose public part the upstream publishes.
    #[serde(untagged)]
    Published(SigningAlgorithm),
}

impl IdTokenAlgorithm {
    /// The name in a JOSE header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::Published(algorithm) => algorithm.as_str(),
        }
    }
}

impl JsonSchema for IdTokenAlgorithm {
    fn schema_name() -> Cow<'static, str> {
        "IdTokenAlgorithm".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let published = SigningAlgorithm::ALL.iter().copied().map(Self::Published);
        let names: Vec<_> = published.chain([Self::HS256]).map(Self::as_str).collect();
        json_schema!({
            "description": "How an ID token may be signed (RFC 7518 §3.1, RFC 8037). There is no `none`.",
            "type": "string",
            "enum": names,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_read_exactly() {
        let read = |name: &str| serde_json::from_value::<IdTokenAlgorithm>(json!(name)).ok();
        assert_eq!(read("HS256"), Some(IdTokenAlgorithm::HS256));
        for algorithm in SigningAlgorithm::ALL {
            let known = IdTokenAlgorithm::Published(*algorithm);
            assert_eq!(read(algorithm.as_str()), Some(known));
            assert_eq!(serde_json::to_value(known).unwrap(), algorithm.as_str());
        }
        for name in ["hs256", "HS384", "HS512", "none", ""] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
