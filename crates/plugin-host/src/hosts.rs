//! Where a plugin may send people and requests: the hosts that its definition lists, and no others.

use serde_json::{Map, Value};
use url::Url;
use vestibule_core::public_url::is_loopback;

/// A definition may list so many.
const MOST: usize = 16;
/// Longer URLs are mistakes.
const MAX_URL: usize = 8 * 1024;

/// The hosts of a definition, before credentials are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostPatterns(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Fixed(Url),
    /// The host of the URL in the credential of that name.
    Credential(String),
}

/// The hosts of one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hosts(Vec<Url>);

/// A credential that gives no host.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadHost {
    pub(crate) credential: String,
    pub(crate) detail: String,
}

/// The name inside `{…}`.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}')
}

impl HostPatterns {
    /// Understands what a definition lists. `has` tells whether the credentials schema knows a name.
    pub(crate) fn parse(listed: &[String], has: impl Fn(&str) -> bool) -> Result<Self, String> {
        if listed.is_empty() {
            return Err("hosts: none is listed, so nothing could be reached; list the upstream's".to_owned());
        }
        if listed.len() > MOST {
            return Err(format!("the definition lists more than {MOST} hosts"));
        }
        listed.iter().map(|entry| pattern(entry, &has)).collect::<Result<_, _>>().map(Self)
    }

    /// As a definition would list them.
    pub(crate) fn shown(&self) -> Vec<String> {
        let show = |pattern: &Pattern| match pattern {
            Pattern::Credential(name) => format!("{{{name}}}"),
            Pattern::Fixed(url) => {
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                format!("{}{port}", url.host_str().unwrap_or_default())
            }
        };
        self.0.iter().map(show).collect()
    }

    /// Fills credentials in. A URL that is missing lists nothing, so that optional ones are possible.
    pub(crate) fn fill(&self, credentials: &Map<String, Value>) -> Result<Hosts, BadHost> {
        let mut hosts = Vec::new();
        for pattern in &self.0 {
            match pattern {
                Pattern::Fixed(url) => hosts.push(url.clone()),
                Pattern::Credential(name) => {
                    let text = credentials.get(name).and_then(Value::as_str).map(str::trim).unwrap_or_default();
                    if !text.is_empty() {
                        let bad = |detail| BadHost { credential: name.clone(), detail };
                        hosts.push(parse_url(text).map_err(bad)?);
                    }
                }
            }
        }
        Ok(Hosts(hosts))
    }
}

fn pattern(entry: &str, has: &impl Fn(&str) -> bool) -> Result<Pattern, String> {
    if let Some(name) = placeholder(entry) {
        return if has(name) {
            Ok(Pattern::Credential(name.to_owned()))
        } else {
            Err(format!("hosts: the credentials schema has no `{name}`"))
        };
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:".contains(c);
    let url = Url::parse(&format!("https://{entry}/")).ok().filter(|_| entry.chars().all(plain));
    let listed = url.filter(|url| url.host_str().is_some_and(|host| entry.starts_with(host)));
    listed.map(Pattern::Fixed).ok_or_else(|| {
        let shown = vestibule_core::redact::escape_for_log(entry);
        format!("hosts: `{shown}` is no host; write a name in lower case, with a port if need be")
    })
}

/// An absolute URL without the parts that confuse people about where it leads.
fn parse_url(text: &str) -> Result<Url, String> {
    if text.len() > MAX_URL || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err("it is too long, or holds white space or a backslash".to_owned());
    }
    let url = Url::parse(text).map_err(|_| "it is not an absolute URL, such as https://id.example.com".to_owned())?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        return Err("it must start with https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("it must not hold a user name, a password or a fragment".to_owned());
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err("it must start with https://; http is possible only while it and public_url are both on loopback"
            .to_owned());
    }
    Ok(url)
}

impl Hosts {
    /// True when everything that may be reached is this machine.
    pub(crate) fn are_loopback(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(is_loopback)
    }

    /// A URL of the plugin, if it leads to a listed host. `loopback`: plain http is possible there.
    pub(crate) fn check(&self, text: &str, loopback: bool) -> Result<Url, String> {
        let url = parse_url(text)?;
        if url.scheme() == "http" && !loopback {
            return Err("it must start with https://".to_owned());
        }
        let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
        if self.0.iter().any(|listed| place(listed) == place(&url)) {
            return Ok(url);
        }
        let host = url.host_str().unwrap_or_default();
        Err(format!(
            "{host} (port {}) is none of the hosts that its definition lists; list it, if it is the upstream's",
            url.port_or_known_default().unwrap_or(0)
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hosts(listed: &[&str], credentials: &Value) -> Hosts {
        let listed: Vec<String> = listed.iter().map(|&entry| entry.into()).collect();
        HostPatterns::parse(&listed, |_| true).unwrap().fill(credentials.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_listed_host_is_one_host_and_one_port() {
        let hosts =
            hosts(&["id.example.com", "api.example.com:8443", "{url}"], &json!({ "url": "https://own.example/x" }));
        for (url, allowed) in [
            ("https://id.example.com/a?b=c", true),
            ("https://ID.example.com/", true),
            ("https://api.example.com:8443/", true),
            ("https://own.example/elsewhere", true),
            ("https://api.example.com/", false),
            ("https://id.example.com:444/", false),
            ("https://x.id.example.com/", false),
            ("https://id.example.com.evil.example/", false),
            ("https://id.example.com@evil.example/", false),
            ("https://evil.example/https://id.example.com/", false),
            ("https://id.example.com\\@evil.example/", false),
            ("http://id.example.com/", false),
            ("ftp://id.example.com/", false),
            ("//id.example.com/", false),
            ("https://id.example.com/#x", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(hosts.check(url, true).is_ok(), allowed, "{url}");
        }
    }

    #[test]
    fn http_is_for_loopback_in_development() {
        let local = hosts(&["{url}"], &json!({ "url": "http://localhost:4000/" }));
        assert!(local.are_loopback());
        assert!(local.check("http://localhost:4000/a", true).is_ok());
        assert!(local.check("http://localhost:4000/a", false).is_err());
        assert!(!hosts(&["{url}", "id.example.com"], &json!({ "url": "http://localhost:4000/" })).are_loopback());
        assert!(!hosts(&["{url}"], &json!({})).are_loopback(), "nothing listed is nothing allowed");
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for entry in
            ["", "*", "*.example.com", "https://a", "a/b", "a@b", "A.example", "a b", "{missing}", ":443", "a:x"]
        {
            let parsed = HostPatterns::parse(&[entry.to_owned()], |name| name == "url");
            assert!(parsed.is_err(), "{entry}: {parsed:?}");
        }
        assert!(HostPatterns::parse(&[], |_| true).is_err());
        assert!(HostPatterns::parse(&vec!["a.example".to_owned(); 17], |_| true).is_err());
        let patterns = HostPatterns::parse(&["{url}".to_owned()], |_| true).unwrap();
        for text in ["no url", "http://id.example.com", "https://u:p@id.example.com", "mailto:a@b"] {
            let bad = patterns.fill(json!({ "url": text }).as_object().unwrap()).unwrap_err();
            assert_eq!(bad.credential, "url", "{text}");
        }
    }
}
