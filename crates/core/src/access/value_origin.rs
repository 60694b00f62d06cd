//! Who supplied a value.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::ids::ProviderId;

const LOCAL: &str = "local";
const PROVIDER: &str = "provider:";

/// Who supplied a value: written `local`, or `provider:` and the provider's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueOrigin {
    /// The operator or an administrator of this installation.
    Local,
    /// The provider by which the person signed in or was linked.
    Provider(ProviderId),
}

impl ValueOrigin {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text == LOCAL {
            return Some(Self::Local);
        }
        text.strip_prefix(PROVIDER)?.parse().ok().map(Self::Provider)
    }
}

impl fmt::Display for ValueOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str(LOCAL),
            Self::Provider(id) => write!(f, "{PROVIDER}{id}"),
        }
    }
}

impl Serialize for ValueOrigin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ValueOrigin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("an origin is `local`, or `provider:` and an id"))
    }
}
