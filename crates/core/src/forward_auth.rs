//! Which requests of which applications a forward-auth check lets through, as the operator wrote it. Pure.
//!
//! Owns hosts, path prefixes and the choice of a rule. Applications read one path in different ways: `/ADMIN`, `/admin.`
//! and `//admin` may be `/admin` or something else. A rule that opens (`anyone`) fits what is exactly its path; a rule
//! that restricts fits everything that an application may take for its path ([`PathCase`]). Refuses to guess beyond
//! that: what has no safe reading, while a rule depends on it, has no answer ([`Unclear`]). Start with [`find_rule`].

mod path;
mod rule_text;
mod unclear;

use std::{fmt, net::IpAddr};

use http::Method;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Host;

use crate::{access::Access, authentication::Authentication, email::EmailAddress, ids::ProviderId};

pub use path::{PathCase, PathPrefix, TargetPath};
pub use unclear::Unclear;

/// One rule. The first one that fits a request decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// For requests to which host.
    pub host: HostRule,
    /// For paths that begin with this.
    pub path_prefix: PathPrefix,
    /// Whether the case of the path counts; `None`: as is safe for what the rule allows.
    pub path_case: Option<PathCase>,
    /// For requests with one of these methods; empty: with any.
    pub methods: Vec<Method>,
    /// For requests from these networks; empty: from anywhere.
    pub networks: Vec<IpNet>,
    /// Who is let through.
    pub allow: Allow,
    /// Whom they have to have signed in with; empty: with any provider, a password or a passkey.
    pub providers: Vec<ProviderId>,
    /// Whether they have to have signed in with more than one factor.
    pub require_mfa: bool,
}

/// What a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement<'r> {
    /// Who is let through.
    pub allow: &'r Allow,
    /// Whom they have to have signed in with; empty: with anybody.
    pub providers: &'r [ProviderId],
    /// Whether they have to have signed in with more than one factor.
    pub require_mfa: bool,
}

/// Why somebody who is signed in is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// A group or an address.
    Membership,
    /// A sign-in with one of the providers.
    Provider,
    /// A sign-in with more than one factor.
    Factor,
}

impl Requirement<'_> {
    /// Whether a session is let through: whose it is, by which provider it began, and how.
    pub fn check(
        &self,
        access: &Access,
        provider: Option<&ProviderId>,
        authentication: &Authentication,
    ) -> Result<(), Lacking> {
        let by = |provider: &ProviderId| self.providers.contains(provider);
        match self {
            Self { allow, .. } if !allow.admits(access) => Err(Lacking::Membership),
            Self { providers: [_, ..], .. } if !provider.is_some_and(by) => Err(Lacking::Provider),
            Self { require_mfa: true, .. } if !authentication.is_multi_factor() => Err(Lacking::Factor),
            _ => Ok(()),
        }
    }
}

/// Who is let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allow {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in.
    SignedIn,
    /// Those who are signed in and in one of these groups, or have one of these addresses and have verified it.
    Listed {
        /// Groups, as the providers name them.
        groups: Vec<String>,
        /// Addresses.
        emails: Vec<EmailAddress>,
    },
}

impl Allow {
    /// Whether somebody who is signed in is let through.
    pub fn admits(&self, access: &Access) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Listed { groups, emails } => {
                let in_group = access.group_names().any(|name| groups.iter().any(|group| group == name));
                in_group || access.verified_email().is_some_and(|email| emails.contains(email))
            }
        }
    }
}

/// What applies where no rule fits.
const OTHERWISE: Requirement<'static> = Requirement { allow: &Allow::SignedIn, providers: &[], require_mfa: false };

/// The hosts that a rule is about. As JSON it is the text that [`HostRule::parse`] reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HostRule {
    /// All.
    Any,
    /// This one.
    Exact(String),
    /// All below this domain, not the domain itself.
    Below(String),
}

/// What is known of the request that a proxy asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The host without a port, as [`parse_host`] spells it.
    pub host: Option<String>,
    /// The path.
    pub path: TargetPath,
    /// The method; `None`: nobody said.
    pub method: Option<Method>,
    /// Where it comes from; `None`: nobody said.
    pub client: Option<IpAddr>,
}

/// The rule for a request: the first one that fits, else everybody who is signed in.
pub fn find_rule<'r>(rules: &'r [Rule], target: &Target) -> Result<Requirement<'r>, Unclear> {
    for rule in rules {
        if rule.host.fits(target.host.as_deref())?
            && rule.fits_method(target.method.as_ref())?
            && rule.fits_client(target.client)?
            && rule.path_prefix.fits(&target.path, rule.reading())?
        {
            let Rule { allow, providers, require_mfa, .. } = rule;
            return Ok(Requirement { allow, providers, require_mfa: *require_mfa });
        }
    }
    Ok(OTHERWISE)
}

impl Rule {
    fn reading(&self) -> path::Reading {
        match (&self.allow, self.path_case) {
            (Allow::Anyone, None | Some(PathCase::Sensitive)) => path::Reading::Exact,
            (_, Some(PathCase::Sensitive)) => path::Reading::Merged,
            _ => path::Reading::Folded,
        }
    }

    fn fits_method(&self, method: Option<&Method>) -> Result<bool, Unclear> {
        match method {
            _ if self.methods.is_empty() => Ok(true),
            None => Err(Unclear("did not come through a trusted proxy that names the method")),
            Some(method) => Ok(self.methods.contains(method)),
        }
    }
}

impl Rule {
    fn fits_client(&self, client: Option<IpAddr>) -> Result<bool, Unclear> {
        match client {
            _ if self.networks.is_empty() => Ok(true),
            None => Err(Unclear("did not come through a trusted proxy that names the client")),
            Some(client) => Ok(self.networks.iter().any(|network| network.contains(&client.to_canonical()))),
        }
    }
}

impl HostRule {
    /// Reads `app.example.com`, `*.example.com`, or an IP address; a port does not belong here.
    pub fn parse(text: &str) -> Option<Self> {
        let (domain, below) = text.strip_prefix("*.").map_or((text, false), |domain| (domain, true));
        let host = spell(domain)?;
        match below {
            true if host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() => None,
            true => Some(Self::Below(host)),
            false => Some(Self::Exact(host)),
        }
    }

    /// Whether it is about this host, which [`parse_host`] has spelled.
    pub fn covers(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(wanted) => host == wanted,
            Self::Below(domain) => {
                host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
        }
    }

    fn fits(&self, host: Option<&str>) -> Result<bool, Unclear> {
        match (self, host) {
            (Self::Any, _) => Ok(true),
            (_, None) => Err(Unclear("did not come through a trusted proxy that names the host")),
            (rule, Some(host)) => Ok(rule.covers(host)),
        }
    }
}

impl fmt::Display for HostRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exact(host) => f.write_str(host),
            Self::Below(domain) => write!(f, "*.{domain}"),
        }
    }
}

impl TryFrom<String> for HostRule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no host"))
    }
}

impl From<HostRule> for String {
    fn from(rule: HostRule) -> Self {
        rule.to_string()
    }
}

/// A host as it appears in `Host` or `X-Forwarded-Host`, with or without a port: lower case, no port, no dot at the end.
/// `None` when it is not one.
pub fn parse_host(text: &str) -> Option<String> {
    let after = text.rfind(']').map_or(0, |bracket| bracket + 1);
    let (name, port) = match text[after..].split_once(':') {
        Some((rest, port)) => (&text[..after + rest.len()], Some(port)),
        None => (text, None),
    };
    if port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_err()) {
        return None;
    }
    spell(name)
}

/// One spelling for a host without a port. The parser of URLs decodes percent signs and lets commas pass; we do not.
fn spell(name: &str) -> Option<String> {
    let host = Host::parse(name).ok().filter(|_| !name.contains('%'))?;
    let text = host.to_string();
    let text = text.strip_suffix('.').unwrap_or(&text);
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let usable = !matches!(host, Host::Domain(_)) || (!text.is_empty() && text.bytes().all(plain));
    usable.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
