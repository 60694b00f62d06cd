//! `[apps.NAME]`, as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_apps::{AccessTokenFormat, Consent, SubjectType};
use vestibule_core::{
    definition::SigningAlgorithm,
    ids::{DefinitionId, ProviderId},
};

use super::CredentialEntry;
use crate::period::Period;

/// One app: an application that people sign in to with OpenID Connect.
#[derive(Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AppSection {
    /// Which app definition this is an instance of. Default: the one with the same id. `openid` fits any application.
    pub(crate) definition: Option<DefinitionId>,
    /// Whether people can sign in to it.
    pub(crate) enabled: bool,
    /// The name that people see. Default: the definition's.
    pub(crate) display_name: Option<String>,
    /// The name of a bundled icon. Default: the definition's.
    pub(crate) icon: Option<String>,
    /// What the application calls itself. Default: the id.
    pub(crate) client_id: Option<String>,
    /// What the application proves itself with: at least 16 characters.
    pub(crate) client_secret: Option<TextEntry>,
    /// The client secret before that, accepted as well until it is taken out: while the application is given the new one.
    pub(crate) former_client_secret: Option<TextEntry>,
    /// The public keys of an application that signs its assertions: a JWK set as JSON text.
    pub(crate) client_keys: Option<TextEntry>,
    /// What the definition asks for, such as `base_url` or `redirect_uris`.
    pub(crate) settings: BTreeMap<String, CredentialEntry>,
    /// Who may use it. Default: everybody who is signed in.
    pub(crate) allow: AppAllowSection,
    /// Whether people are asked what the app may know: `never`, `first` or `always`.
    pub(crate) consent: Consent,
    /// How long ago a person may have signed in.
    #[schemars(with = "Option<Period>")]
    pub(crate) max_age: Option<String>,
    /// How long an access token and an ID token are good.
    #[schemars(with = "Period")]
    pub(crate) access_token_lifetime: String,
    /// How long a refresh token is good, from its last use.
    #[schemars(with = "Period")]
    pub(crate) refresh_token_lifetime: String,
    /// Further addresses for answers, each exactly as the application sends it.
    #[schemars(inner(length(min = 1)), extend("examples" = [["https://app.example.com/callback"]]))]
    pub(crate) extra_redirect_uris: Vec<String>,
    /// Take the secret in the header and in the form, whatever the definition says.
    pub(crate) lenient_authentication: bool,
    /// What ID tokens are signed with: `RS256`, `ES256` or `EdDSA`. Default: as the definition says.
    pub(crate) id_token_algorithm: Option<SigningAlgorithm>,
    /// What an access token is: `opaque`, or `at+jwt` for an application that reads it by itself (RFC 9068).
    pub(crate) access_token: AccessTokenFormat,
    /// What the app knows people by: `public`, the user's id, or `pairwise`, another value for each host that apps are on.
    pub(crate) subject: SubjectType,
    /// People have to have signed in with more than one factor.
    pub(crate) require_mfa: bool,
    /// How long after the sign-in a session may be used for the app. Default: as long as it lives.
    #[schemars(with = "Option<Period>")]
    pub(crate) session_absolute: Option<String>,
}

impl Default for AppSection {
    fn default() -> Self {
        Self {
            definition: None,
            enabled: true,
            display_name: None,
            icon: None,
            client_id: None,
            client_secret: None,
            former_client_secret: None,
            client_keys: None,
            settings: BTreeMap::new(),
            allow: AppAllowSection::default(),
            consent: Consent::default(),
            max_age: None,
            access_token_lifetime: "1h".to_owned(),
            refresh_token_lifetime: "30d".to_owned(),
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

/// Who may use an app. People have to be in one of the groups or have one of the addresses, where there are any.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AppAllowSection {
    /// Groups, as the providers name them.
    #[schemars(inner(length(min = 1)))]
    pub(crate) groups: Vec<String>,
    /// E-mail addresses. Only verified ones count.
    #[schemars(inner(length(min = 1)))]
    pub(crate) emails: Vec<String>,
    /// The providers that people may sign in with for it. Default: all.
    pub(crate) providers: Vec<ProviderId>,
}

/// A text, or where it is.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum TextEntry {
    /// The text itself.
    Text(String),
    /// The value of an environment variable.
    Environment {
        /// The variable's name.
        #[schemars(length(min = 1))]
        env: String,
    },
    /// The content of a file, without the line end. A change of the file is noticed.
    File {
        /// The file's path.
        #[schemars(length(min = 1))]
        file: String,
    },
}

impl From<TextEntry> for CredentialEntry {
    fn from(entry: TextEntry) -> Self {
        match entry {
            TextEntry::Text(text) => Self::Text(text),
            TextEntry::Environment { env } => Self::Environment { env },
            TextEntry::File { file } => Self::File { file },
        }
    }
}
