//! The paths that redirects, pages and upstreams are given, in one table, and those next to them: what the router mounts.
//!
//! [`Route`] builds a path; [`pattern`] has the same paths as the router writes them, with `{name}` for a parameter;
//! [`reserved`] says which paths no provider may ask for. A path of the admin API is in the file of its endpoint.

use std::fmt;

use crate::ids::{
    AppId, AppSecretId, DefinitionId, LinkId, PasskeyId, PersonalTokenId, ProviderId, SessionId, TokenId, UserId,
};

macro_rules! routes {
    ($($name:ident $(($($arg:ident: $type:ty),+))? = $path:literal $(mounted $pattern:literal)?;)+) => {
        /// A path of ours. `Display` writes it; a path is ASCII and needs no escaping in HTML or in a header.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Route<'a> {
            $(#[doc = concat!("`", $path, "`")] $name $(($(&'a $type),+))?,)+
        }

        impl fmt::Display for Route<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($($arg),+))? => write!(f, $path),)+
                }
            }
        }

        /// The paths as the router writes them, under the names of [`Route`].
        #[expect(non_upper_case_globals, reason = "each is named after the variant of `Route` that it mounts")]
        pub mod pattern {
            $(#[doc = concat!("`", $path, "`")] pub const $name: &str = routes!(@pattern $path $($pattern)?);)+

            /// All of them.
            pub const ALL: &[&str] = &[$($name),+];
        }
    };
    (@pattern $path:literal) => { $path };
    (@pattern $path:literal $pattern:literal) => { $pattern };
}

routes! {
    Home = "/";
    Login = "/login";
    SecondFactorPage = "/login/second-factor";
    ServerPage = "/login/server";
    LanguagePage = "/language";
    Setup = "/setup";
    SetupStrength = "/setup/strength";
    Asset(path: str) = "/assets/{path}" mounted "/assets/{*path}";
    Health = "/healthz";
    Readiness = "/readyz";
    Metrics = "/metrics";
    OpenApi = "/api/openapi.json";
    PublicKeys = "/.well-known/jwks.json";

    Providers = "/api/auth/providers";
    Authorize(provider: ProviderId) = "/api/auth/providers/{provider}/authorize";
    Callback(provider: ProviderId) = "/api/auth/providers/{provider}/callback";
    StartLink(provider: ProviderId) = "/api/auth/providers/{provider}/link";
    BackChannelLogout(provider: ProviderId) = "/api/auth/providers/{provider}/backchannel-logout";
    ClientMetadata(provider: ProviderId) = "/api/auth/providers/{provider}/client.json";
    Session = "/api/auth/session";
    Sessions = "/api/auth/sessions";
    OwnSession(id: SessionId) = "/api/auth/sessions/{id}";
    Logout = "/api/auth/logout";
    Verify = "/api/auth/verify";
    VerifyOriginalUrl = "/api/auth/verify/original-url";
    ExtAuthzRoot = "/api/auth/ext-authz/";
    ExtAuthz(path: str) = "/api/auth/ext-authz/{path}" mounted "/api/auth/ext-authz/{*path}";
    Password = "/api/auth/password";
    SecondFactor = "/api/auth/second-factor";
    Passkey = "/api/auth/passkey";
    PasskeyChallenge = "/api/auth/passkey/challenge";
    Factors = "/api/auth/factors";
    FactorTotp = "/api/auth/factors/totp";
    FactorRecoveryCodes = "/api/auth/factors/recovery-codes";
    FactorPasskeys = "/api/auth/factors/passkeys";
    FactorPasskeyChallenge = "/api/auth/factors/passkeys/challenge";
    FactorPasskey(id: PasskeyId) = "/api/auth/factors/passkeys/{id}";
    OwnLink(id: LinkId) = "/api/auth/links/{id}";
    OwnApps = "/api/auth/apps";
    OwnApp(id: AppId) = "/api/auth/apps/{id}";
    OwnTokens = "/api/auth/tokens";
    OwnToken(id: PersonalTokenId) = "/api/auth/tokens/{id}";

    OpenIdConfiguration = "/.well-known/openid-configuration";
    OauthAuthorizationServer = "/.well-known/oauth-authorization-server";
    AppAuthorize = "/api/oidc/authorize";
    AppToken = "/api/oidc/token";
    AppUserinfo = "/api/oidc/userinfo";
    AppPar = "/api/oidc/par";
    AppRevoke = "/api/oidc/revoke";
    AppIntrospect = "/api/oidc/introspect";
    AppEndSession = "/api/oidc/end-session";
    AppDeviceAuthorization = "/api/oidc/device-authorization";
    Consent = "/consent";
    Device = "/device";
    SignOut = "/sign-out";
    RequestAccess = "/access";

    Account = "/account";
    AccountPicture = "/account/picture";
    AccountPassword = "/account/password";
    AccountSecondFactor = "/account/second-factor";
    AccountRecoveryCodes = "/account/second-factor/recovery-codes";
    AccountRemoveSecondFactor = "/account/second-factor/remove";
    AccountPasskeys = "/account/passkeys";
    AccountRemovePasskey(id: PasskeyId) = "/account/passkeys/{id}/remove";
    AccountLink = "/account/link";
    AccountLinkDismiss = "/account/link/dismiss";
    AccountUnlink(id: LinkId) = "/account/links/{id}/unlink";
    AccountEndSession(id: SessionId) = "/account/sessions/{id}/end";
    AccountRevokeApp(id: AppId) = "/account/apps/{id}/revoke";
    AccountTokens = "/account/tokens";
    AccountRevokeToken(id: PersonalTokenId) = "/account/tokens/{id}/revoke";
    AccountEndOtherSessions = "/account/sessions/end-others";

    Admin = "/admin";
    AdminFirstSteps = "/admin/first-steps";
    AdminProviders = "/admin/providers";
    AdminProviderOrder = "/admin/providers/order";
    AdminCatalogue = "/admin/providers/new";
    AdminNewProvider(definition: DefinitionId) = "/admin/providers/new/{definition}";
    AdminProvider(id: ProviderId) = "/admin/providers/{id}";
    AdminSwitchProvider(id: ProviderId) = "/admin/providers/{id}/switch";
    AdminMoveProvider(id: ProviderId) = "/admin/providers/{id}/move";
    AdminRegisterProvider(id: ProviderId) = "/admin/providers/{id}/register";
    AdminDeleteProvider(id: ProviderId) = "/admin/providers/{id}/delete";
    AdminTestSignIn(name: str) = "/admin/trials/{name}";
    AdminApps = "/admin/apps";
    AdminAppCatalogue = "/admin/apps/new";
    AdminNewApp(definition: DefinitionId) = "/admin/apps/new/{definition}";
    AdminApp(id: AppId) = "/admin/apps/{id}";
    AdminSwitchApp(id: AppId) = "/admin/apps/{id}/switch";
    AdminDeleteApp(id: AppId) = "/admin/apps/{id}/delete";
    AdminAppTest(id: AppId) = "/admin/apps/{id}/test";
    AdminAppSecrets(id: AppId) = "/admin/apps/{id}/secrets";
    AdminAppSecret(id: AppId, secret: AppSecretId) = "/admin/apps/{id}/secrets/{secret}";
    AdminAppGrant(id: AppId, user: UserId) = "/admin/apps/{id}/grants/{user}";
    AdminUsers = "/admin/users";
    AdminUser(id: UserId) = "/admin/users/{id}";
    AdminUserPicture(id: UserId) = "/admin/users/{id}/picture";
    AdminRevokePersonalToken(id: UserId, token: PersonalTokenId) = "/admin/users/{id}/tokens/{token}/revoke";
    AdminSessions = "/admin/sessions";
    AdminEndSession(id: SessionId) = "/admin/sessions/{id}/end";
    AdminAudit = "/admin/audit";
    AdminAuditCsv = "/admin/audit.csv";
    AdminBranding = "/admin/branding";
    AdminBrandingPreview = "/admin/branding/preview";
    AdminSearch = "/admin/search";
    AdminTokens = "/admin/tokens";
    AdminRevokeToken(id: TokenId) = "/admin/tokens/{id}/revoke";
    AdminStatistics = "/admin/statistics";
    AdminRegistry = "/admin/registry";
    AdminReload = "/admin/registry/reload";

    ApiCredentialsSchema(id: DefinitionId) = "/api/admin/definitions/{id}/credentials-schema";
    ApiProvider(id: ProviderId) = "/api/admin/providers/{id}";
    ApiApp(id: AppId) = "/api/admin/apps/{id}";
}

impl Route<'_> {
    /// The path.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// The path with a query; without pairs it is the path alone.
    pub fn with_query<N: AsRef<str>, V: AsRef<str>>(&self, pairs: impl IntoIterator<Item = (N, V)>) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if query.is_empty() { self.path() } else { format!("{self}?{query}") }
    }
}

/// Everything below these is ours, now or later. The rest is free: applications that move here bring paths such as
/// `/api/auth/callback/NAME` and `/login/oauth2/code/NAME`.
const NAMESPACES: &[&str] = &[
    "/account",
    "/admin",
    "/assets",
    "/api/admin",
    "/api/oidc",
    "/.well-known",
    "/consent",
    "/device",
    "/sign-out",
    pattern::Providers,
    pattern::Session,
    pattern::Sessions,
    pattern::Logout,
    pattern::Verify,
    "/api/auth/ext-authz",
    pattern::Password,
    pattern::SecondFactor,
    pattern::Passkey,
    pattern::Factors,
    "/api/auth/links",
    pattern::OwnApps,
    pattern::OwnTokens,
];

/// The path of ours that keeps a provider from having `path`: the same one, or one that it is below.
pub fn reserved(path: &str) -> Option<&'static str> {
    let covers = |ours: &&&str| path.strip_prefix(**ours).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    NAMESPACES.iter().find(covers).or_else(|| pattern::ALL.iter().find(|ours| **ours == path)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_writes_what_its_pattern_says() {
        let id: ProviderId = "pocketid".parse().unwrap();
        assert_eq!(Route::Callback(&id).path(), "/api/auth/providers/pocketid/callback");
        assert_eq!(pattern::Callback, "/api/auth/providers/{provider}/callback");
        assert_eq!((Route::Asset("a.1.css").path().as_str(), pattern::Asset), ("/assets/a.1.css", "/assets/{*path}"));
        assert_eq!(Route::Login.with_query([("error", "a b"), ("ref", "r")]), "/login?error=a+b&ref=r");
        assert_eq!(Route::Login.with_query::<&str, &str>([]), "/login");
    }

    #[test]
    fn every_path_of_ours_is_reserved() {
        for path in pattern::ALL {
            assert!(reserved(path).is_some(), "{path}");
        }
        for (path, by) in [
            ("/admin/anything", Some("/admin")),
            ("/api/auth/session/x", Some("/api/auth/session")),
            ("/login/oauth2/code/x", None),
            ("/administrators", None),
            ("/api/auth/callback/x", None),
        ] {
            assert_eq!(reserved(path), by, "{path}");
        }
    }
}
