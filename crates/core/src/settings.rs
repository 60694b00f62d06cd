//! The settings of one provider, without its credentials. The configuration and the admin API share this type.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    definition::{ClientAuthentication, Par, SigningAlgorithm},
    group_rule::{GroupRule, UnmatchedGroups},
    ids::DefinitionId,
    registration::RegistrationMethod,
};

pub use crate::one_or_many::OneOrMany;

/// Settings of one provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProviderSettings {
    /// Which definition this is an instance of. Default: the one with the same id.
    pub definition: Option<DefinitionId>,
    /// Whether people can sign in with it. Needs complete credentials.
    pub enabled: bool,
    /// The name on the button. Default: the definition's.
    pub display_name: Option<String>,
    /// The icon on the button. Default: the definition's.
    pub icon: Option<String>,
    /// The position of the button; lower is first. Default: after all others, by name.
    pub sort_order: Option<i64>,
    /// Whether a person who is new here gets an account.
    pub auto_register: bool,
    /// When an identity is linked to the user who has its e-mail address.
    pub linking: Linking,
    /// When the profile of a user follows the provider.
    pub profile_sync: ProfileSync,
    /// Extras of the definition that are switched on, by their names there, such as `teams`.
    pub options: Vec<String>,
    /// Asked for in addition to the definition's scopes.
    pub scopes: Vec<String>,
    /// Only people with a verified address in one of these domains. Empty: everybody.
    pub allowed_email_domains: Vec<String>,
    /// Only people in one of these groups. Empty: everybody.
    pub allowed_groups: Vec<String>,
    /// People with a verified address in one of these domains are administrators.
    pub admin_email_domains: Vec<String>,
    /// People in one of these groups are administrators.
    pub admin_groups: Vec<String>,
    /// Other names for the groups that the provider sends; the first rule that fits is taken. All other settings, rules of
    /// forward authentication and applications see the names after these rules.
    pub group_rules: Vec<GroupRule>,
    /// What becomes of groups that no rule fits.
    pub unmatched_groups: UnmatchedGroups,
    /// The last day on which a credential can be used, by its name: `client_secret = "2027-05-31"`. It is shown, and warned
    /// of 30, 7 and 1 days before.
    pub credentials_expire: BTreeMap<String, String>,
    /// Refuse people without an e-mail address.
    pub require_email: bool,
    /// Take addresses whose domain has no dot, such as `root@localhost`. For a provider on your own network.
    pub allow_dotless_email_domains: bool,
    /// Verified claims that must have the given value, or one of the given values.
    pub required_claims: BTreeMap<String, OneOrMany>,
    /// The authentication context class must be one of these (`acr`). They are asked for, and checked.
    pub required_acr: Vec<String>,
    /// How long ago, in seconds, the person may have signed in at the upstream. It is asked for, and checked.
    pub max_age: Option<u32>,
    /// An extra path at which this provider's answers arrive, for moving an application here without touching the
    /// upstream. Starts with `/`.
    pub callback_path: Option<String>,
    /// Parameters that are added to the authorization request, such as `prompt` or `hd`.
    pub authorize_params: BTreeMap<String, String>,
    /// Whether authorization requests are pushed first (RFC 9126). Default: the definition's.
    pub par: Option<Par>,
    /// How the upstream comes to know this client. Default: `manual` where a client id is entered; otherwise
    /// `metadata_document` where the upstream supports it, else `dynamic`.
    pub registration: Option<RegistrationMethod>,
    /// How this client authenticates at the token endpoint. Default: the definition's.
    pub client_authentication: Option<ClientAuthentication>,
    /// The one algorithm that this client's ID tokens and logout tokens are signed with. Default: those of definition
    /// and metadata.
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
}

impl Default for ProviderSettings {
    fn default() -> Self {
        Self {
            definition: None,
            enabled: false,
            display_name: None,
            icon: None,
            sort_order: None,
            auto_register: true,
            linking: Linking::default(),
            profile_sync: ProfileSync::default(),
            options: Vec::new(),
            scopes: Vec::new(),
            allowed_email_domains: Vec::new(),
            allowed_groups: Vec::new(),
            admin_email_domains: Vec::new(),
            admin_groups: Vec::new(),
            group_rules: Vec::new(),
            unmatched_groups: UnmatchedGroups::default(),
            credentials_expire: BTreeMap::new(),
            require_email: false,
            allow_dotless_email_domains: false,
            required_claims: BTreeMap::new(),
            required_acr: Vec::new(),
            max_age: None,
            callback_path: None,
            authorize_params: BTreeMap::new(),
            par: None,
            registration: None,
            client_authentication: None,
            id_token_signed_response_alg: None,
        }
    }
}

/// When an identity is linked to the user who has its e-mail address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Linking {
    /// When the upstream says that the address is verified, and it is verified here too.
    #[default]
    VerifiedEmail,
    /// Always when the addresses are equal: this provider owns the addresses that it names.
    TrustedEmail,
    /// After the person has signed in to the existing user.
    Ask,
    /// Never.
    Never,
}

/// When the profile of a user follows the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProfileSync {
    /// Only when the user is created.
    FirstSignIn,
    /// Fields that are empty here.
    #[default]
    FillEmpty,
    /// All fields that the provider sends.
    EverySignIn,
}
