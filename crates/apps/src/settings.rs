//! One app as its owner wrote it.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_core::{
    clock::Timestamp,
    credentials::Credentials,
    definition::SigningAlgorithm,
    email::EmailAddress,
    forward_auth::Allow,
    ids::{AppId, AppSecretId, DefinitionId, ProviderId},
    origin::Origin,
    provider::Owner,
};

/// Settings of one app, without its secret and without what its definition asks for. As JSON, durations are seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AppSettings {
    /// Which definition this is an instance of; null: the one with the same id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<DefinitionId>,
    /// Whether people can sign in to it.
    pub enabled: bool,
    /// Null: the definition's.
    pub display_name: Option<String>,
    /// Null: the definition's.
    pub icon: Option<String>,
    /// What the application calls itself; null: the id.
    pub client_id: Option<String>,
    /// Who may use it.
    pub allow: AppAllow,
    /// Whether people are asked what the app may know.
    pub consent: Consent,
    /// How long ago a person may have signed in.
    #[serde(with = "optional_seconds")]
    #[schemars(with = "Option<u32>")]
    pub max_age: Option<Duration>,
    /// How long an access token is good.
    #[serde(with = "seconds")]
    #[schemars(with = "u32")]
    pub access_token_lifetime: Duration,
    /// How long a refresh token is good, from its last use.
    #[serde(with = "seconds")]
    #[schemars(with = "u32")]
    pub refresh_token_lifetime: Duration,
    /// Further addresses for answers, exact.
    pub extra_redirect_uris: Vec<String>,
    /// Whether a secret is taken in the other of the two places, too.
    pub lenient_authentication: bool,
    /// What ID tokens are signed with; `None`: as the definition says.
    pub id_token_algorithm: Option<SigningAlgorithm>,
    /// What an access token is.
    pub access_token: AccessTokenFormat,
    /// What the app knows people by.
    pub subject: SubjectType,
    /// Whether people have to have signed in with more than one factor.
    pub require_mfa: bool,
    /// How long after the sign-in a session may be used for the app.
    #[serde(with = "optional_seconds")]
    #[schemars(with = "Option<u32>")]
    pub session_absolute: Option<Duration>,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            definition: None,
            enabled: true,
            display_name: None,
            icon: None,
            client_id: None,
            allow: AppAllow::default(),
            consent: Consent::default(),
            max_age: None,
            access_token_lifetime: Duration::hours(1),
            refresh_token_lifetime: Duration::days(30),
            extra_redirect_uris: Vec::new(),
            lenient_authentication: false,
            id_token_algorithm: None,
            access_token: AccessTokenFormat::default(),
            subject: SubjectType::default(),
            require_mfa: false,
            session_absolute: None,
        }
    }
}

/// Who may use an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AllowDocument", into = "AllowDocument")]
pub struct AppAllow {
    /// Which people.
    pub people: Allow,
    /// Signed in by which providers; empty: by any, or by password or passkey.
    pub providers: Vec<ProviderId>,
}

impl Default for AppAllow {
    fn default() -> Self {
        Self { people: Allow::SignedIn, providers: Vec::new() }
    }
}

/// The same as JSON: without groups and addresses, everybody who is signed in.
#[derive(Default, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct AllowDocument {
    /// Groups, as the providers name them.
    groups: Vec<String>,
    /// E-mail addresses. Only verified ones count.
    emails: Vec<String>,
    /// The providers that people may sign in with. Empty: all.
    providers: Vec<ProviderId>,
}

impl TryFrom<AllowDocument> for AppAllow {
    type Error = &'static str;

    fn try_from(AllowDocument { groups, emails, providers }: AllowDocument) -> Result<Self, Self::Error> {
        if groups.is_empty() && emails.is_empty() {
            return Ok(Self { people: Allow::SignedIn, providers });
        }
        if groups.iter().any(String::is_empty) {
            return Err("a group must not be empty");
        }
        let emails: Option<Vec<_>> = emails.iter().map(|text| EmailAddress::parse_dotless(text).ok()).collect();
        let emails = emails.ok_or("must be e-mail addresses such as `jane@example.com`")?;
        Ok(Self { people: Allow::Listed { groups, emails }, providers })
    }
}

impl From<AppAllow> for AllowDocument {
    fn from(AppAllow { people, providers }: AppAllow) -> Self {
        let (groups, emails) = match people {
            Allow::Anyone | Allow::SignedIn => Default::default(),
            Allow::Listed { groups, emails } => {
                (groups, emails.iter().map(|email| email.as_str().to_owned()).collect())
            }
        };
        Self { groups, emails, providers }
    }
}

impl JsonSchema for AppAllow {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AppAllow".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        AllowDocument::json_schema(generator)
    }
}

/// A duration as a number of seconds, at least one.
mod seconds {
    use chrono::Duration;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(duration.num_seconds())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        match u32::deserialize(deserializer)? {
            0 => Err(D::Error::custom("must be at least one second")),
            seconds => Ok(Duration::seconds(seconds.into())),
        }
    }
}

/// The same, where there may be none.
mod optional_seconds {
    use chrono::Duration;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => serializer.serialize_some(&duration.num_seconds()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        let seconds = Option::<u32>::deserialize(deserializer)?;
        Ok(seconds.map(|seconds| Duration::seconds(seconds.into())))
    }
}

impl AppAllow {
    /// Whether a session that began with this provider may be used; `None`: with a password or a passkey.
    pub fn admits_provider(&self, provider: Option<&ProviderId>) -> bool {
        self.providers.is_empty() || provider.is_some_and(|provider| self.providers.contains(provider))
    }
}

/// Whether people are asked what an app may know about them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// Not unless the app asks for it: the operator has decided.
    #[default]
    Never,
    /// The first time, and when the app asks for more.
    First,
    /// Each time.
    Always,
}

/// What an access token is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AccessTokenFormat {
    /// Random characters, which only we understand.
    #[default]
    #[serde(rename = "opaque")]
    Opaque,
    /// A signed token that the application reads by itself (RFC 9068).
    #[serde(rename = "at+jwt")]
    Jwt,
}

/// What an app knows people by (OpenID Connect Core §8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// The user's id: the same for all apps.
    #[default]
    Public,
    /// Another value for each host that apps are on, so that they cannot find out whom they have in common.
    Pairwise,
}

impl SubjectType {
    /// All of them, as metadata name them.
    pub const NAMES: [&'static str; 2] = ["public", "pairwise"];
}

/// One app as its owner wrote it. Immutable and cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct AppRecord {
    /// Its id.
    pub id: AppId,
    /// Who may change it.
    pub owner: Owner,
    /// Its settings.
    pub settings: Arc<AppSettings>,
    /// What its definition asks for, and `client_secret` and `client_keys`.
    pub values: Arc<Credentials>,
    /// The secrets in the database, for an app that administrators own.
    pub secret_hashes: Arc<[AppSecretHash]>,
    /// Where each setting was written, by its name in the file.
    pub origins: Arc<BTreeMap<String, Origin>>,
}

/// A client secret of which only the hash is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppSecretHash {
    /// Its public name.
    pub id: AppSecretId,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// From then on it is not good any more.
    pub ends_at: Option<Timestamp>,
}

impl AppRecord {
    /// Which definition it is an instance of.
    pub fn definition(&self) -> DefinitionId {
        self.settings.definition.clone().unwrap_or_else(|| self.id.clone().into())
    }

    /// Where a setting was written; where it was not, the place of the app itself.
    pub fn origin(&self, setting: &str) -> Option<&Origin> {
        self.origins.get(setting).or_else(|| self.origins.get(""))
    }
}
