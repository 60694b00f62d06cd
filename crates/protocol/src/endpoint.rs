//! Addresses of an upstream: which URLs are acceptable at all, and how credentials are filled into them.
//!
//! One rule for what an administrator types, what a definition says and what metadata names; the network looks at the
//! addresses once more when it connects.

use url::{Host, Url};
use vestibule_core::{
    http::NetworkScope,
    placeholder::of_answer,
    public_url::is_loopback,
    template::{self, Part, is_url_segment},
};

use crate::http::AddressRules;

/// Longer URLs are typing errors or attacks.
const MAX_URL: usize = 2_048;

/// What decides about an endpoint of one provider.
#[derive(Clone, Copy)]
pub(crate) struct EndpointRules<'a> {
    pub(crate) rules: &'a AddressRules,
    pub(crate) scope: &'a NetworkScope,
}

impl EndpointRules<'_> {
    /// Accepts an absolute https URL without user name and fragment, whose host is not a literal of an address that
    /// may not be reached; http only on loopback, where that is allowed. The error says what is wrong.
    pub(crate) fn parse(&self, text: &str) -> Result<Url, String> {
        if text.len() > MAX_URL {
            return Err(format!("it is longer than {MAX_URL} characters"));
        }
        // Url::parse would silently correct these, and what a person reads would not be what is asked.
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err("it holds white space or a backslash".to_owned());
        }
        if !text.split_once("://").is_some_and(|(_, rest)| !rest.is_empty() && !rest.starts_with('/')) {
            return Err("it is not an absolute URL, such as https://id.example.com".to_owned());
        }
        let url = Url::parse(text).map_err(|_| "it cannot be read as a URL".to_owned())?;
        match url.scheme() {
            "https" => {}
            "http" if self.scope.loopback && is_loopback(&url) => {}
            "http" => {
                return Err("it must start with https://; http is possible only while it and public_url are both on \
                            loopback"
                    .to_owned());
            }
            _ => return Err("it must start with https://".to_owned()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not hold a user name or password".to_owned());
        }
        if url.fragment().is_some() {
            return Err("it must not hold a fragment (#)".to_owned());
        }
        self.check_host(&url)?;
        Ok(url)
    }

    fn check_host(&self, url: &Url) -> Result<(), String> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(_)) if is_loopback(url) => std::net::Ipv4Addr::LOCALHOST.into(),
            // A name says nothing yet; its addresses are checked when it is connected to.
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err("it names no host".to_owned()),
        };
        let host = url.host_str().unwrap_or_default();
        match self.rules.find_refusal(host, address, self.scope) {
            None => Ok(()),
            Some(refusal) => Err(refusal.to_string()),
        }
    }
}

/// Fills `{name}` in a template with what `lookup` has under that name.
///
/// A value at the very beginning of a template is a base URL of its own and goes in as it is, without a slash at its
/// end where more follows; the whole is checked as a URL afterwards. Anywhere else a value is one label or path segment: letters, digits,
/// `-`, `_` and inner dots, so that it cannot move the URL to another host or path. `{token.open_id}` stays: it is filled in
/// when that answer is there.
pub(crate) fn expand<'a>(template: &str, lookup: impl Fn(&str) -> Option<&'a str>) -> Result<String, String> {
    let mut expanded = String::new();
    let parts = template::parts(template, template::Syntax::URL).map_err(|error| error.to_string())?;
    let count = parts.len();
    for (index, part) in parts.into_iter().enumerate() {
        let name = match part {
            Part::Text(text) => {
                expanded.push_str(text);
                continue;
            }
            Part::Placeholder(name) if of_answer(name).is_some() => {
                expanded.push_str(&format!("{{{name}}}"));
                continue;
            }
            Part::Placeholder(name) => name,
        };
        let value = lookup(name).map(str::trim).ok_or_else(|| format!("there is no credential `{name}` to fill in"))?;
        if value.contains(['{', '}']) {
            return Err(format!("the credential `{name}` holds a brace, and no URL does"));
        } else if index == 0 {
            expanded.push_str(if count == 1 { value } else { value.trim_end_matches('/') });
        } else if is_url_segment(value) {
            expanded.push_str(value);
        } else {
            return Err(format!(
                "the credential `{name}` may hold only letters, digits, -, _ and dots inside to be part of a URL"
            ));
        }
    }
    Ok(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, loopback: bool) -> Result<Url, String> {
        let scope = NetworkScope { loopback, ..NetworkScope::default() };
        EndpointRules { rules: &AddressRules::default(), scope: &scope }.parse(text)
    }

    /// DI-03, NW-12, SC-05.
    #[test]
    fn only_https_to_somewhere_else() {
        for good in
            ["https://id.example.com", "https://id.example.com:8443/a?b=c", "https://8.8.8.8/", "https://é.example/"]
        {
            assert!(parse(good, false).is_ok(), "{good}");
        }
        let long = format!("https://a.b/{}", "x".repeat(10_000));
        for bad in [
            "",
            "id.example.com",
            "/token",
            "//id.example.com/",
            "http://id.example.com",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ftp://id.example.com",
            "https://u:p@id.example.com",
            "https://u@id.example.com",
            "https://id.example.com/#f",
            "https://",
            "https:///x",
            "https:id.example.com",
            "https:\\\\id.example.com",
            "https://a.b\\@c.d/",
            "https://a b/",
            "https://a.b/\n",
            "https://10.0.0.1/",
            "https://localhost/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest",
            "https://[fd00:ec2::254]/",
            "http://localhost/",
            &long,
        ] {
            assert!(parse(bad, false).is_err(), "{bad}");
        }
        for good in
            ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "http://op.localhost", "https://localhost"]
        {
            assert!(parse(good, true).is_ok(), "{good}");
        }
        for bad in ["http://id.example.com", "http://10.0.0.1", "https://10.0.0.1", "http://169.254.169.254"] {
            assert!(parse(bad, true).is_err(), "{bad}");
        }
    }

    /// DF-04: a tenant stays a tenant.
    #[test]
    fn placeholders_take_one_segment_or_a_whole_base() {
        let fill = |template: &str, value: &'static str| expand(template, |name| (name == "t").then_some(value));
        for (template, value, wanted) in [
            ("https://{t}.op.example/x", "acme-1", Some("https://acme-1.op.example/x")),
            (
                "https://op.example/{t}/v2.0",
                "acme.onmicrosoft.com",
                Some("https://op.example/acme.onmicrosoft.com/v2.0"),
            ),
            ("{t}/oauth/token", " https://git.example.com/sub/ ", Some("https://git.example.com/sub/oauth/token")),
            ("{t}", " https://sso.example.com/oauth/token/ ", Some("https://sso.example.com/oauth/token/")),
            ("https://op.example/a", "x", Some("https://op.example/a")),
            ("https://{t}.op.example/", "evil.com/#", None),
            ("https://{t}.op.example/", "evil.com?", None),
            ("https://{t}.op.example/", "@evil", None),
            ("https://op.example/{t}/x", "..", None),
            ("https://op.example/{t}/x", "a/../../b", None),
            ("https://op.example/{t}/x", "a..b", None),
            ("https://op.example/{t}/x", "%2f", None),
            ("https://op.example/{t}/x", "a\r\nb", None),
            ("https://op.example/{t}/x", "", None),
            ("https://op.example/{other}/x", "a", None),
            ("https://op.example/{t", "a", None),
        ] {
            assert_eq!(fill(template, value).ok().as_deref(), wanted, "{template} {value}");
        }
    }
}
