//! Which requests of which applications a forward-auth check lets through, as the operator wrote it. Pure.
//!
//! Owns hosts, path prefixes and the choice of a rule. Refuses to guess: where two programs could read one path in two
//! ways, and a rule depends on it, there is no answer ([`Unclear`]). Start with [`find_rule`].

use percent_encoding::percent_decode_str;
use url::Host;

use crate::email::EmailAddress;

/// One rule. The first one that fits a request decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// For requests to which host.
    pub host: HostRule,
    /// For paths that begin with this.
    pub path_prefix: PathPrefix,
    /// Who is let through.
    pub allow: Allow,
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

/// What applies where no rule fits.
const OTHERWISE: Allow = Allow::SignedIn;

/// The hosts that a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostRule {
    /// All.
    Any,
    /// This one.
    Exact(String),
    /// All below this domain, not the domain itself.
    Below(String),
}

/// The paths that a rule is about: this one and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPrefix(String);

/// What is known of the request that a proxy asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The host without a port, as [`parse_host`] spells it.
    pub host: Option<String>,
    /// The path.
    pub path: TargetPath,
}

/// The path of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TargetPath {
    /// Nobody said.
    #[default]
    Unknown,
    /// Every program reads it alike: decoded once, no empty segments, no dots to follow.
    Plain(String),
    /// Two programs may read it in two ways. Says why.
    Ambiguous(&'static str),
}

/// A rule depends on something that is not known or can be read in two ways. Continues a sentence about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclear(pub &'static str);

/// The rule for a request: the first one that fits, else everybody who is signed in.
pub fn find_rule<'r>(rules: &'r [Rule], target: &Target) -> Result<&'r Allow, Unclear> {
    for rule in rules {
        if rule.host.fits(target.host.as_deref())? && rule.path_prefix.fits(&target.path)? {
            return Ok(&rule.allow);
        }
    }
    Ok(&OTHERWISE)
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

    fn fits(&self, host: Option<&str>) -> Result<bool, Unclear> {
        match (self, host) {
            (Self::Any, _) => Ok(true),
            (_, None) => Err(Unclear("did not come through a trusted proxy that names the host")),
            (Self::Exact(wanted), Some(host)) => Ok(host == wanted),
            (Self::Below(domain), Some(host)) => {
                Ok(host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')))
            }
        }
    }
}

impl Default for PathPrefix {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl PathPrefix {
    /// Reads a path such as `/public`. It must be plain itself, and is written decoded; a slash at its end says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.strip_suffix('/').filter(|rest| !rest.is_empty() && !rest.ends_with('/')).unwrap_or(text);
        let plain = matches!(TargetPath::parse(trimmed), TargetPath::Plain(path) if path == trimmed);
        let printable = trimmed.bytes().all(|b| b.is_ascii_graphic());
        (plain && printable).then(|| Self(trimmed.to_owned()))
    }

    fn fits(&self, path: &TargetPath) -> Result<bool, Unclear> {
        match path {
            _ if self.0 == "/" => Ok(true),
            TargetPath::Unknown => Err(Unclear("did not come through a trusted proxy that names the path")),
            TargetPath::Ambiguous(why) => Err(Unclear(why)),
            TargetPath::Plain(path) => {
                let rest = path.strip_prefix(self.0.as_str());
                Ok(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
            }
        }
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

impl TargetPath {
    /// Reads the path of a request target, without its query.
    pub fn parse(path: &str) -> Self {
        if !path.starts_with('/') {
            return Self::Ambiguous("has a path that does not begin with a slash");
        }
        let Some(decoded) = decode(path) else {
            return Self::Ambiguous("has a path with a broken percent-encoding");
        };
        if decode(&decoded).is_none_or(|twice| twice != decoded) {
            return Self::Ambiguous("has a path that is percent-encoded twice");
        }
        if path.to_ascii_lowercase().contains("%2f") || decoded.contains('\\') {
            return Self::Ambiguous("has a path with a backslash or an encoded slash");
        }
        // Some servers cut a segment at `;`: they would find `/admin` in `/admin;x`.
        if decoded.contains(|c: char| c.is_control() || matches!(c, ';' | '#' | '?')) {
            return Self::Ambiguous("has a path with a character that servers read in different ways");
        }
        let segments: Vec<&str> = decoded.split('/').skip(1).collect();
        let inner = segments.len() - 1;
        let unclear = |(index, segment): (usize, &&str)| match *segment {
            "." | ".." => true,
            "" => index < inner,
            _ => false,
        };
        if segments.iter().enumerate().any(unclear) {
            return Self::Ambiguous("has a path with `.`, `..` or an empty segment");
        }
        Self::Plain(decoded)
    }
}

/// Percent-decodes once; `None` when a `%` has no two digits or the result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let is_pair = |rest: &str| rest.as_bytes().get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    let is_complete = text.split('%').skip(1).all(is_pair);
    percent_decode_str(text).decode_utf8().ok().filter(|_| is_complete).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(host: &str, path: &str, allow: Allow) -> Rule {
        let host = if host.is_empty() { HostRule::Any } else { HostRule::parse(host).unwrap() };
        Rule { host, path_prefix: PathPrefix::parse(path).unwrap(), allow }
    }

    fn target(host: &str, path: &str) -> Target {
        Target { host: parse_host(host), path: TargetPath::parse(path) }
    }

    fn listed() -> Allow {
        Allow::Listed { groups: vec!["staff".to_owned()], emails: Vec::new() }
    }

    /// FA-05: the rules of one application, and what is asked for.
    #[test]
    fn the_first_rule_that_fits_decides() {
        let rules = [
            rule("app.example.com", "/public", Allow::Anyone),
            rule("app.example.com", "/admin", listed()),
            rule("*.internal.example.com", "/", listed()),
            rule("open.example.com", "/", Allow::Anyone),
        ];
        let (anyone, staff, signed_in) = (Ok(&Allow::Anyone), Ok(&listed()), Ok(&Allow::SignedIn));
        for (host, path, expected) in [
            ("app.example.com", "/public", anyone),
            ("app.example.com", "/public/", anyone),
            ("app.example.com", "/public/a.css", anyone),
            ("app.example.com", "/%70ublic", anyone),
            ("app.example.com", "/publicity", signed_in),
            ("app.example.com", "/PUBLIC", signed_in),
            ("app.example.com", "/", signed_in),
            ("app.example.com", "/admin", staff),
            ("app.example.com", "/%61dmin/x", staff),
            ("APP.example.com.:8443", "/admin", staff),
            ("other.example.com", "/public", signed_in),
            ("a.internal.example.com", "/public", staff),
            ("a.b.internal.example.com", "/", staff),
            ("internal.example.com", "/", signed_in),
            ("evilinternal.example.com", "/", signed_in),
            // No rule of this host depends on the path.
            ("open.example.com", "//x/../y", anyone),
            ("other.example.com", "/a/../public", signed_in),
        ] {
            assert_eq!(find_rule(&rules, &target(host, path)), expected, "{host} {path}");
        }
    }

    #[test]
    fn what_two_programs_read_in_two_ways_has_no_answer() {
        let rules = [rule("app.example.com", "/public", Allow::Anyone)];
        for path in [
            "/public/../admin",
            "/public/./x",
            "/public/%2e%2e/admin",
            "/public/%2E./admin",
            "/public/%252e%252e/admin",
            "//admin",
            "//public",
            "/public//x",
            "/public%2f..%2fadmin",
            "/public\\..\\admin",
            "/public%5cx",
            "/public;/../admin",
            "/admin;x",
            "/public%00",
            "/public%0d%0a",
            "/public%",
            "/public%zz",
            "/public%ff",
            "/admin%23/public",
            "/admin#/public",
            "/admin%3fx",
            "public",
            "",
            "https://app.example.com/public",
        ] {
            assert!(find_rule(&rules, &target("app.example.com", path)).is_err(), "{path}");
        }
    }

    #[test]
    fn an_unknown_host_or_path_fits_no_rule_that_needs_it() {
        let rules = [rule("app.example.com", "/", listed())];
        assert!(find_rule(&rules, &Target::default()).is_err());
        assert_eq!(find_rule(&[], &Target::default()), Ok(&Allow::SignedIn));
        let no_path = Target { host: parse_host("app.example.com"), path: TargetPath::Unknown };
        assert_eq!(find_rule(&rules, &no_path), Ok(&listed()));
        assert!(find_rule(&[rule("", "/x", Allow::Anyone)], &no_path).is_err());
        assert_eq!(find_rule(&[rule("", "/", Allow::Anyone)], &Target::default()), Ok(&Allow::Anyone));
    }

    #[test]
    fn hosts_are_spelt_in_one_way() {
        for (text, host) in [
            ("app.example.com", Some("app.example.com")),
            ("App.Example.COM:443", Some("app.example.com")),
            ("app.example.com.", Some("app.example.com")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("127.0.0.1:80", Some("127.0.0.1")),
            ("[::1]:8080", Some("[::1]")),
            ("[::1]", Some("[::1]")),
            ("app.example.com:", None),
            ("app.example.com:x", None),
            ("app.example.com:99999", None),
            ("a,b", None),
            ("a@b", None),
            ("a/b", None),
            ("a b", None),
            ("%61pp.example.com", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(parse_host(text).as_deref(), host, "{text}");
        }
        for bad in ["*", "*.", "a.*.example.com", "*.127.0.0.1", "app.example.com:80", "", "https://a", "a/b"] {
            assert_eq!(HostRule::parse(bad), None, "{bad}");
        }
        for bad in ["", "public", "/a/../b", "//", "/a//b", "/a?b", "/a#b", "/a%20b", "/a;b", "/a b", "/ä"] {
            assert_eq!(PathPrefix::parse(bad), None, "{bad}");
        }
    }
}
