//! `[forward_auth]`, as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_core::ids::ProviderId;

/// What proxies that ask `/api/auth/verify` let through.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ForwardAuthSection {
    /// Who may reach which application. The first rule that fits a request decides; without one, everybody who is
    /// signed in is let through.
    pub(crate) rules: Vec<ForwardAuthRule>,
    /// Send applications `Remote-Identity`, a signed token that they verify with `PUBLIC_URL/.well-known/jwks.json`: who can
    /// reach an application past the proxy cannot make one up.
    pub(crate) identity_token: bool,
}

/// Who may reach one application, or a part of it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ForwardAuthRule {
    /// The application's host, without a port: `app.example.com`, or `*.example.com` for every host below a domain. Left
    /// out: all hosts.
    #[schemars(extend("examples" = ["app.example.com", "*.internal.example.com"]))]
    pub(crate) host: Option<String>,
    /// The path and everything below it, as it reads when it is decoded. `/public` fits `/public/a` and not `/publicity`.
    #[schemars(extend("examples" = ["/public"]))]
    pub(crate) path_prefix: String,
    /// Whether the case of letters in the path counts. Left out: `sensitive` for a rule that allows `anyone`, and
    /// `insensitive` for every other rule, because some applications take `/ADMIN` for `/admin`.
    pub(crate) path_case: Option<PathCase>,
    /// The methods of the requests that the rule is about, such as `["OPTIONS"]` for the requests that browsers send ahead
    /// of a cross-origin one (CORS preflight). Left out: all methods.
    #[schemars(inner(length(min = 1)), extend("examples" = [["OPTIONS"]]))]
    pub(crate) methods: Vec<String>,
    /// The networks of the clients that the rule is about, such as `["10.0.0.0/8"]`. Left out: all.
    #[schemars(inner(length(min = 1)), extend("examples" = [["10.0.0.0/8"]]))]
    pub(crate) networks: Vec<String>,
    /// The providers that people have to have signed in with. Left out: any, a password or a passkey.
    pub(crate) providers: Vec<ProviderId>,
    /// People have to have signed in with more than one factor.
    pub(crate) require_mfa: bool,
    /// Who is let through: `"anyone"`, `"signed_in"`, `{ groups = ["staff"] }` or `{ emails = ["jane@example.com"] }`.
    pub(crate) allow: AllowEntry,
}

impl Default for ForwardAuthRule {
    fn default() -> Self {
        Self {
            host: None,
            path_prefix: "/".to_owned(),
            path_case: None,
            methods: Vec::new(),
            networks: Vec::new(),
            providers: Vec::new(),
            require_mfa: false,
            allow: AllowEntry::Word(AllowWord::SignedIn),
        }
    }
}

/// Whether the case of letters in a path counts.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PathCase {
    /// `/ADMIN` is not `/admin`.
    Sensitive,
    /// `/ADMIN` is `/admin`.
    Insensitive,
}

/// Who is let through.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum AllowEntry {
    /// Without a look at who it is.
    Word(AllowWord),
    /// Only these.
    Listed(AllowListed),
}

/// Who is let through without a look at who it is.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AllowWord {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in.
    SignedIn,
}

/// People who are signed in, and are in one of the groups or have one of the addresses.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AllowListed {
    /// Groups, as the provider of the last sign-in names them.
    #[schemars(inner(length(min = 1)))]
    pub(crate) groups: Vec<String>,
    /// E-mail addresses. Only verified ones count.
    #[schemars(inner(length(min = 1)))]
    pub(crate) emails: Vec<String>,
}
