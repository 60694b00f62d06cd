//! The endpoints: their paths, their methods, and the names under which faults and records are kept.

use axum::routing::MethodFilter;

/// One endpoint of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.
    Discovery,
    /// `/.well-known/jwks.json`.
    Jwks,
    /// `/authorize`.
    Authorize,
    /// `/authorize/decision`: the form of the page that `/authorize` shows.
    Decision,
    /// `/api/oidc/par`.
    Par,
    /// `/api/oidc/token`.
    Token,
    /// `/api/oidc/userinfo`.
    Userinfo,
    /// `/api/oidc/end-session`.
    EndSession,
    /// `/logout`: the page that asks, or says that the person is signed out.
    Logout,
    /// `/api/users/{id}/profile-picture.png`.
    Picture,
    /// `/api/oidc/register`, and below it each client that has registered itself.
    Register,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 11] = [
        Self::Discovery,
        Self::Jwks,
        Self::Authorize,
        Self::Decision,
        Self::Par,
        Self::Token,
        Self::Userinfo,
        Self::EndSession,
        Self::Logout,
        Self::Picture,
        Self::Register,
    ];

    /// Where it is mounted; the first path is the one in the metadata.
    pub fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Discovery => &["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
            Self::Jwks => &["/.well-known/jwks.json"],
            Self::Authorize => &["/authorize"],
            Self::Decision => &["/authorize/decision"],
            Self::Par => &["/api/oidc/par"],
            Self::Token => &["/api/oidc/token"],
            Self::Userinfo => &["/api/oidc/userinfo"],
            Self::EndSession => &["/api/oidc/end-session"],
            Self::Logout => &["/logout"],
            Self::Picture => &["/api/users/{id}/profile-picture.png"],
            Self::Register => &["/api/oidc/register", "/api/oidc/register/{id}"],
        }
    }

    pub(crate) fn path(self) -> &'static str {
        self.paths().first().copied().unwrap_or_default()
    }

    pub(crate) fn methods(self) -> MethodFilter {
        match self {
            Self::Discovery | Self::Jwks | Self::Picture => MethodFilter::GET,
            Self::Decision | Self::Par | Self::Token => MethodFilter::POST,
            Self::Register => MethodFilter::GET.or(MethodFilter::POST).or(MethodFilter::PUT).or(MethodFilter::DELETE),
            Self::Authorize | Self::Userinfo | Self::EndSession | Self::Logout => {
                MethodFilter::GET.or(MethodFilter::POST)
            }
        }
    }
}
