//! Settings of the HTTP surface, as the program hands them in.

use bytes::Bytes;
use chrono::Duration;
use ipnet::IpNet;
use url::Url;
use vestibule_core::{public_url::PublicUrl, secret::Secret};

/// The usual value of [`Settings::session_fresh`].
pub const SESSION_FRESH: std::time::Duration = std::time::Duration::from_secs(5);

/// The usual value of [`Settings::first_contact`]. An upstream that does not answer at all is a fault after ten seconds, and
/// two requests may be needed.
pub const FIRST_CONTACT: std::time::Duration = std::time::Duration::from_secs(20);

/// Settings of the HTTP surface.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our own origin. Every URL is derived from it, none from a request.
    pub public_url: PublicUrl,
    /// Origins that `return_to` may name in addition to our own paths, as `Url::origin` spells them. Hosts of
    /// [`Settings::cookie_domain`] need not be listed.
    pub allowed_return_origins: Vec<String>,
    /// How long a session lives without use.
    pub session_idle: Duration,
    /// How long a session lives at most.
    pub session_absolute: Duration,
    /// How often the upstream is asked again about a person who is signed in.
    pub session_recheck: Duration,
    /// How long a session is believed without asking the database, should a notification of a change be lost: on SQLite,
    /// of a change made from the shell.
    pub session_fresh: std::time::Duration,
    /// How long a node that has just started, and a request to it, waits for the first contact with an upstream.
    pub first_contact: std::time::Duration,
    /// For how long events of the audit log are kept.
    pub audit_keep: Duration,
    /// How long what a provider granted counts without being confirmed.
    pub grant_max_age: Duration,
    /// The domain whose hosts all receive the session cookie; `None`: our own host alone.
    pub cookie_domain: Option<String>,
    /// Whether answers to proxies carry `Remote-Identity`.
    pub identity_token: bool,
    /// Proxies whose `X-Forwarded-…` headers are used.
    pub trusted_proxies: Vec<IpNet>,
    /// Requests per minute and client address.
    pub limits: Limits,
    /// Accepted at `/metrics` next to API tokens.
    pub metrics_token: Option<Secret>,
    /// Whether `/` shows people who are signed in the apps that they may open.
    pub home_apps: bool,
    /// How the pages present themselves.
    pub branding: Branding,
}

impl Settings {
    /// Whether a person may be sent to this origin, as `Url::origin` spells it: one that the operator has listed, or one to which
    /// browsers send the session cookie anyway.
    pub(crate) fn is_return_origin(&self, origin: &str) -> bool {
        self.allowed_return_origins.iter().any(|listed| listed == origin) || self.gets_cookie(origin)
    }

    /// Whether `session.cookie_domain` covers the host, at any port: cookies know none.
    fn gets_cookie(&self, origin: &str) -> bool {
        let Some(domain) = &self.cookie_domain else { return false };
        let Ok(url) = Url::parse(origin) else { return false };
        let is_below = |host: &str| host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
        let is_covered = url.host_str().is_some_and(|host| host == domain || is_below(host));
        is_covered && url.scheme() == self.scheme() && url.origin().ascii_serialization() == origin
    }

    /// What a Content-Security-Policy calls the origins that people may be sent to.
    pub(crate) fn return_sources(&self) -> Vec<String> {
        let scheme = self.scheme();
        let covered = self.cookie_domain.iter();
        let covered = covered.flat_map(|domain| ["", "*."].map(|any| format!("{scheme}://{any}{domain}:*")));
        self.allowed_return_origins.iter().cloned().chain(covered).collect()
    }

    fn scheme(&self) -> &'static str {
        if self.public_url.is_https() { "https" } else { "http" }
    }
}

#[cfg(test)]
impl Settings {
    /// The defaults for an installation at `public_url`, without limits.
    pub(crate) fn at(public_url: &str) -> Self {
        Self {
            public_url: PublicUrl::parse(public_url).unwrap(),
            allowed_return_origins: Vec::new(),
            session_idle: Duration::hours(12),
            session_absolute: Duration::days(30),
            session_fresh: SESSION_FRESH,
            first_contact: FIRST_CONTACT,
            session_recheck: Duration::minutes(15),
            audit_keep: Duration::days(400),
            grant_max_age: Duration::days(30),
            cookie_domain: None,
            identity_token: false,
            trusted_proxies: Vec::new(),
            limits: Limits { authorize: 0, callback_failures: 0, password: 0 },
            metrics_token: None,
            home_apps: false,
            branding: Branding::default(),
        }
    }
}

/// Requests per minute and client address; 0 is off.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Sign-ins started.
    pub authorize: u32,
    /// Callbacks that belong to no sign-in.
    pub callback_failures: u32,
    /// Password attempts.
    pub password: u32,
}

/// The operator's name, logo and accent colour: `[branding]` of the configuration.
#[derive(Debug, Clone)]
pub struct Branding {
    /// Shown in titles and on the login page.
    pub name: String,
    /// Shown above the name.
    pub logo: Option<Logo>,
    /// The colour of buttons and links, made darker or lighter until it is readable.
    pub accent: Option<[u8; 3]>,
    /// Shown in the tabs of browsers; the logo when there is none.
    pub favicon: Option<Logo>,
    /// Below the heading of the login page.
    pub text: Option<String>,
    /// Below its buttons: name and address.
    pub links: Vec<(String, String)>,
    /// Variables of the style sheet with another value: name and value, for all pages and for dark ones.
    pub variables: [Vec<(String, String)>; 2],
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: "Vestibule".to_owned(),
            logo: None,
            accent: None,
            favicon: None,
            text: None,
            links: Vec::new(),
            variables: [Vec::new(), Vec::new()],
        }
    }
}

/// The operator's logo.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The file.
    pub bytes: Bytes,
    /// `svg` or `png`.
    pub ending: &'static str,
}
