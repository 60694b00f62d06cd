//! The rules of access of Authelia. They are tried in order as ours are, and the first one that fits decides. One that cannot be
//! said here denies what it was about, so that no later rule opens it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    fields::Fields,
    outcome::{Allow, Imported, Rule},
};

/// Networks by their names.
type Networks = BTreeMap<String, Vec<String>>;

pub(super) fn read(mut access: Fields, mut named: Fields, imported: &mut Imported) {
    let mut networks = Networks::new();
    for name in named.keys() {
        let list = named.list(&name);
        networks.insert(name, list);
    }
    // Before 4.39.
    for mut section in access.sections("networks") {
        let list = section.list("networks");
        networks.extend(section.text("name").map(|name| (name, list)));
    }
    if access.is_empty() {
        return;
    }
    let default = access.text("default_policy").unwrap_or_else(|| "deny".to_owned());
    for (index, rule) in access.sections("rules").into_iter().enumerate() {
        self::rule(index + 1, rule, &networks, imported);
    }
    let (allow, require_mfa) = (allow(&default), default == "two_factor");
    imported.rule(&Rule { require_mfa, ..Rule::everywhere(&allow) });
    imported.taken(format!("default_policy {default} as the last rule of forward_auth"));
    access.report_rest("access_control.", imported);
}

fn allow(policy: &str) -> Allow {
    match policy {
        "bypass" => Allow::Anyone,
        "one_factor" | "two_factor" => Allow::SignedIn,
        _ => Allow::Nobody,
    }
}

fn rule(number: usize, mut rule: Fields, networks: &Networks, imported: &mut Imported) {
    let policy = rule.text("policy").unwrap_or_default();
    let (hosts, methods) = (rule.list("domain"), rule.list("methods"));
    let (subject, resources) = (rule.value("subject"), rule.list("resources"));
    let paths = resources.iter().map(|resource| prefix(resource)).collect::<Option<Vec<_>>>();
    let from = rule.list("networks").iter().map(|name| addresses(name, networks)).collect::<Option<Vec<_>>>();
    let allow = match (allow(&policy), subject.as_ref()) {
        (allowed, None) => Some(allowed),
        (Allow::SignedIn, Some(subject)) => groups(subject).map(Allow::Groups),
        // `bypass` takes no subject, and who is denied by name is let through by a later rule.
        _ => None,
    };
    let usable = rule.is_empty() && !hosts.is_empty() && hosts.iter().all(|host| is_host(host));
    let (paths, from, allow) = match (usable, paths, from, allow) {
        (true, Some(paths), Some(from), Some(allow)) => {
            imported.taken(format!("access_control, rule {number} ({policy})"));
            (paths, from.concat(), allow)
        }
        _ => {
            imported.changed(format!(
                "access_control, rule {number} ({policy}) cannot be said here: it lets nobody through now; see [forward_auth]"
            ));
            (Vec::new(), Vec::new(), Allow::Nobody)
        }
    };
    let require_mfa = policy == "two_factor" && allow != Allow::Nobody;
    if require_mfa {
        imported.changed(format!(
            "access_control, rule {number}: the provider has to say that there was a second factor (amr); nobody else gets through"
        ));
    }
    // A prefix here is a path and all below it; `^/api/` there is not the path itself.
    let is_wider = |resource: &&String| !resource.ends_with("([/?].*)?$");
    if let (Allow::Anyone, Some(_)) = (&allow, resources.iter().find(is_wider)) {
        imported.changed(format!(
            "access_control, rule {number}: the path itself is let through, too, not only what is below it"
        ));
    }
    // A rule whose hosts cannot be said denies everywhere: no narrower place is certain to be the one that was meant.
    let known = !hosts.is_empty() && hosts.iter().all(|host| is_host(host));
    let hosts: Vec<Option<&str>> = match known {
        true => hosts.iter().map(|host| Some(host.as_str()).filter(|host| *host != "*")).collect(),
        false => vec![None],
    };
    let paths: Vec<Option<&str>> =
        if paths.is_empty() { vec![None] } else { paths.iter().map(|p| Some(p.as_str())).collect() };
    let methods = if allow == Allow::Nobody && policy != "deny" { &[][..] } else { &methods };
    for host in &hosts {
        for path in &paths {
            imported.rule(&Rule { host: *host, path: *path, methods, networks: &from, require_mfa, allow: &allow });
        }
    }
}

/// A network, or those of a name.
fn addresses(text: &str, networks: &Networks) -> Option<Vec<String>> {
    let is_network = |text: &String| {
        let address = text.split_once('/').map_or(text.as_str(), |(address, _)| address);
        address.parse::<std::net::IpAddr>().is_ok()
    };
    let found = networks.get(text).cloned().unwrap_or_else(|| vec![text.to_owned()]);
    found.iter().all(is_network).then_some(found)
}

/// A host, or all below a domain. Authelia also has `{user}` and `{group}` in names.
fn is_host(host: &str) -> bool {
    let plain =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    host == "*" || plain(host.strip_prefix("*.").unwrap_or(host))
}

/// `^/api/.*$`, `^/api([/?].*)?$` and `^/api/` are a path and all below it; other patterns are not.
fn prefix(pattern: &str) -> Option<String> {
    let rest = pattern.strip_prefix('^')?;
    let path = ["([/?].*)?$", "/.*$", "/.*", "/"].iter().find_map(|end| rest.strip_suffix(end))?;
    let plain =
        path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_~".contains(&byte));
    plain.then(|| path.to_owned())
}

/// Groups of which one is enough: `group:a`, or a list of them. A list in a list asks for all of them.
fn groups(subject: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| value.as_str().and_then(|text| text.strip_prefix("group:")).map(str::to_owned);
    match subject {
        Value::Array(items) => items.iter().map(one).collect(),
        other => one(other).map(|group| vec![group]),
    }
}
