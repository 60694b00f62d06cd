//! Newtypes for every id, so that no two kinds can be swapped by accident.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{clock::Clock, random::Random};

/// A provider or definition id that breaks the rule `[a-z0-9][a-z0-9-]{0,62}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: use 1 to 63 of a-z, 0-9 and -, and start with a letter or digit")]
pub struct InvalidSlug(pub String);

fn check_slug(text: &str) -> Result<(), InvalidSlug> {
    let mut bytes = text.bytes();
    let starts = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let rest = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if starts && rest && text.len() <= 63 { Ok(()) } else { Err(InvalidSlug(text.chars().take(80).collect())) }
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl FromStr for $name {
            type Err = InvalidSlug;
            fn from_str(text: &str) -> Result<Self, InvalidSlug> { check_slug(text).map(|()| Self(text.into())) }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidSlug;
            fn try_from(text: String) -> Result<Self, InvalidSlug> { text.parse() }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0.as_ref().to_owned() }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{:?}", self.as_str()) }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" })
            }
        }
    };
}

slug!(
    /// Names one instance of a definition. Used in URLs, settings, credentials and links.
    ProviderId
);
slug!(
    /// Names a definition, a file of `providers/`.
    DefinitionId
);

slug!(
    /// Names one app: what people sign in to.
    AppId
);

slug!(
    /// Names a webhook: somebody who is sent events.
    WebhookName
);

impl From<AppId> for DefinitionId {
    /// An app that names no definition is the one of the same id.
    fn from(id: AppId) -> Self {
        Self(id.0)
    }
}

impl From<DefinitionId> for ProviderId {
    /// A provider takes its definition's id unless it is given another.
    fn from(id: DefinitionId) -> Self {
        Self(id.0)
    }
}

impl From<ProviderId> for DefinitionId {
    /// A provider that names no definition is the one of the same id.
    fn from(id: ProviderId) -> Self {
        Self(id.0)
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, ordered by time (UUID version 7, RFC 9562 §5.7).
            pub fn generate(clock: &dyn Clock, random: &dyn Random) -> Self { Self(uuid_v7(clock, random)) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Uuid::try_parse(text).map(Self) }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "uuid" })
            }
        }
    };
}

uuid_id!(
    /// A local account.
    UserId
);
uuid_id!(
    /// A link: one identity of one provider that belongs to a user.
    LinkId
);
uuid_id!(
    /// The public name of a session, for lists and revocation. It is not the secret in the cookie.
    SessionId
);
uuid_id!(
    /// A passkey, for lists and removal. It is not the credential id that authenticators know.
    PasskeyId
);
uuid_id!(
    /// What one person allowed one app: everything that it got for it ends with it.
    GrantId
);
uuid_id!(
    /// The public name of an app's client secret. It is not the secret.
    AppSecretId
);
uuid_id!(
    /// The public name of a personal access token. It is not the token.
    PersonalTokenId
);
uuid_id!(
    /// An audit event.
    AuditId
);
uuid_id!(
    /// An API token's public name. It is not the token.
    TokenId
);

fn uuid_v7(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let mut bytes = [0u8; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// The short reference that a person reads to an administrator, who finds the audit event and the log by it.
///
/// Ten characters of Crockford's base 32: fifty random bits, no letter that looks like a digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Ref(String);

impl Ref {
    /// A new reference.
    pub fn generate(random: &dyn Random) -> Self {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut bytes = [0u8; 10];
        random.fill(&mut bytes);
        Self(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect())
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a reference that came back in a URL; anything that we cannot have written is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let ours = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        (text.len() == 10 && text.bytes().all(ours)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who vouches for a subject: the upstream's issuer identifier, compared byte for byte (OpenID Connect Core §2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Issuer(pub String);

impl Issuer {
    /// The issuer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The upstream's own, never reassigned name of a person. 1 to 255 bytes, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// Accepts what OpenID Connect Core §2 allows as `sub`; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=255).contains(&text.len()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::FixedClock, random::CountingRandom};

    #[test]
    fn slugs_follow_the_rule() {
        for good in ["a", "0", "pocketid", "work-2", &"a".repeat(63)] {
            assert!(good.parse::<ProviderId>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "A", "a_b", "a b", "a/b", "é", &"a".repeat(64)] {
            assert!(bad.parse::<ProviderId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn generated_ids_are_ordered_by_time() {
        let (clock, random) = (FixedClock::at(1_000), CountingRandom::default());
        let first = UserId::generate(&clock, &random);
        clock.advance(chrono::Duration::milliseconds(1));
        assert!(first < UserId::generate(&clock, &random));
    }

    #[test]
    fn subjects_have_bounds() {
        assert!(Subject::parse(&"s".repeat(255)).is_some());
        for bad in ["", "a\nb", "\u{7f}", &"s".repeat(256)] {
            assert_eq!(Subject::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_reference_survives_a_round_trip_and_nothing_else_does() {
        let reference = Ref::generate(&CountingRandom::default());
        assert_eq!(Ref::parse(reference.as_str()), Some(reference));
        for bad in ["", "abc", "<script>00", "0123456789A"] {
            assert_eq!(Ref::parse(bad), None);
        }
    }
}
