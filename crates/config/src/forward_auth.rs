//! The rules of forward-auth, and the cookie that applications on other hosts need for it.

use std::net::IpAddr;

use http::Method;
use ipnet::IpNet;
use vestibule_core::{
    email::{EmailAddress, is_domain},
    forward_auth::{Allow, HostRule, PathCase, PathPrefix, Rule},
    public_url::PublicUrl,
};

use crate::{
    binder::Binder,
    file::{self, AllowEntry, AllowWord, ForwardAuthRule},
    key_path::KeyPath,
};

impl Binder<'_> {
    /// The rules in their order. A rule with a mistake is reported and left out.
    pub(crate) fn forward_auth(&mut self, rules: &[ForwardAuthRule]) -> Vec<Rule> {
        let list = KeyPath::new(["forward_auth", "rules"]);
        let each = rules.iter().enumerate();
        each.filter_map(|(index, rule)| self.forward_auth_rule(&list.item(index), rule)).collect()
    }

    fn forward_auth_rule(&mut self, path: &KeyPath, rule: &ForwardAuthRule) -> Option<Rule> {
        let host = match rule.host.as_deref() {
            None => Some(HostRule::Any),
            Some(text) => HostRule::parse(text),
        };
        if host.is_none() {
            let detail = "must be a host without a port, such as `app.example.com`, or `*.example.com`";
            self.refuse(&path.child("host"), detail);
        }
        let path_prefix = PathPrefix::parse(&rule.path_prefix);
        if path_prefix.is_none() {
            let detail = "must be a plain path such as `/public`: no `..`, no `//`, no `%`, no query, no dot at the end of a name";
            self.refuse(&path.child("path_prefix"), detail);
        }
        let path_case = rule.path_case.map(|case| match case {
            file::PathCase::Sensitive => PathCase::Sensitive,
            file::PathCase::Insensitive => PathCase::Insensitive,
        });
        let methods = self.methods(&path.child("methods"), &rule.methods);
        let allow = self.allow(&path.child("allow"), &rule.allow);
        let networks = self.networks(&path.child("networks"), &rule.networks);
        if allow == Some(Allow::Anyone) && (rule.require_mfa || !rule.providers.is_empty()) {
            let detail = "lets everybody through; `providers` and `require_mfa` need people who are signed in";
            self.refuse(&path.child("allow"), detail);
        }
        Some(Rule {
            host: host?,
            path_prefix: path_prefix?,
            path_case,
            methods: methods?,
            networks: networks?,
            allow: allow?,
            providers: rule.providers.clone(),
            require_mfa: rule.require_mfa,
        })
    }

    fn networks(&mut self, path: &KeyPath, texts: &[String]) -> Option<Vec<IpNet>> {
        let network = |text: &String| text.parse().or_else(|_| text.parse().map(|address: IpAddr| address.into())).ok();
        let parsed: Option<_> = texts.iter().map(network).collect();
        if parsed.is_none() {
            self.refuse(path, "must be networks such as `10.0.0.0/8`, or addresses");
        }
        parsed
    }

    fn methods(&mut self, path: &KeyPath, names: &[String]) -> Option<Vec<Method>> {
        let is_method = |name: &&String| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
        let parsed: Option<_> = names.iter().map(|name| Some(name).filter(is_method)?.parse::<Method>().ok()).collect();
        if parsed.is_none() {
            self.refuse(path, "must be HTTP methods in capital letters, such as `OPTIONS`");
        }
        parsed
    }

    fn allow(&mut self, path: &KeyPath, entry: &AllowEntry) -> Option<Allow> {
        let listed = match entry {
            AllowEntry::Word(AllowWord::Anyone) => return Some(Allow::Anyone),
            AllowEntry::Word(AllowWord::SignedIn) => return Some(Allow::SignedIn),
            AllowEntry::Listed(listed) => listed,
        };
        if listed.groups.is_empty() && listed.emails.is_empty() {
            self.refuse(path, "allows no one; add a group or an address");
            return None;
        }
        let parsed = |text: &String| EmailAddress::parse_dotless(text).ok();
        let emails: Option<Vec<EmailAddress>> = listed.emails.iter().map(parsed).collect();
        if emails.is_none() {
            self.refuse(&path.child("emails"), "must be e-mail addresses such as `jane@example.com`");
        }
        Some(Allow::Listed { groups: listed.groups.clone(), emails: emails? })
    }
}

/// A domain that the public URL lies in. One label alone would be everybody's, and browsers refuse it.
pub(crate) fn cookie_domain(text: &str, public_url: &PublicUrl) -> Result<String, String> {
    let domain = text.to_ascii_lowercase();
    if !is_domain(&domain) || domain.parse::<std::net::IpAddr>().is_ok() {
        return Err("must be a domain of at least two labels, such as `example.com`".to_owned());
    }
    let host = public_url.host();
    if host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.')) {
        Ok(domain)
    } else {
        Err(format!("must be a domain that `public_url` lies in; {host} does not"))
    }
}
