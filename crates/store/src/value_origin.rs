//! Where the values of a user's profile come from.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use vestibule_core::ids::ProviderId;

const LOCAL: &str = "local";
const PROVIDER: &str = "provider:";

/// A value of a profile whose origin is kept. The username is made here, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    /// The address.
    Email,
    /// That the address is verified: who vouched for it.
    EmailVerified,
    /// Full name.
    Name,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Where a picture is.
    AvatarUrl,
    /// Groups.
    Groups,
}

/// Who supplied a value. Written as administrator rights name who gave them: `local`, or `provider:` and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueOrigin {
    /// The operator or an administrator of this installation.
    Local,
    /// The provider by which the person signed in or was linked.
    Provider(ProviderId),
}

impl ValueOrigin {
    fn parse(text: &str) -> Option<Self> {
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

/// The origins of a profile. A value without an origin was written before origins were kept, and has not been sent since.
pub type ValueOrigins = BTreeMap<ProfileField, ValueOrigin>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let origins = ValueOrigins::from([
            (ProfileField::Email, ValueOrigin::Local),
            (ProfileField::FirstName, ValueOrigin::Provider("pocketid".parse().unwrap())),
        ]);
        let text = serde_json::to_string(&origins).unwrap();
        assert_eq!(text, r#"{"email":"local","first_name":"provider:pocketid"}"#);
        assert_eq!(serde_json::from_str::<ValueOrigins>(&text).unwrap(), origins);
        for wrong in [r#"{"email":"somewhere"}"#, r#"{"email":"provider:"}"#, r#"{"phone":"local"}"#] {
            assert!(serde_json::from_str::<ValueOrigins>(wrong).is_err(), "{wrong}");
        }
    }
}
