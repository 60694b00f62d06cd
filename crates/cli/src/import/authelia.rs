//! Authelia (<https://www.authelia.com/configuration/prologue/introduction/>, read for 4.39): addresses, session and the rules
//! of access. Its people are its own; a provider has to be added.

use serde_json::Value;

use super::{
    fields::Fields,
    outcome::{Allow, Imported},
};

pub(super) fn read(mut fields: Fields, imported: &mut Imported) {
    let mut server = fields.section("server");
    if let Some(address) = server.text("address") {
        imported.listen("listen", "server.address", &address);
    }
    server.report_rest("server.", imported);
    session(fields.section("session"), imported);
    access(fields.section("access_control"), imported);
    if !fields.section("authentication_backend").is_empty() {
        imported.lost("authentication_backend: people sign in with a provider here; add one that knows them");
    }
    for client in fields.section("identity_providers").section("oidc").sections("clients") {
        application(client, imported);
    }
    fields.report_rest("", imported);
}

fn application(mut client: Fields, imported: &mut Imported) {
    let name = client.text("client_name").or_else(|| client.text("client_id")).unwrap_or_default();
    imported.lost(format!("identity_providers.oidc, {name}: an application that signs people in with OpenID Connect"));
}

fn session(mut session: Fields, imported: &mut Imported) {
    let mut cookies = session.sections("cookies").into_iter();
    let mut first = cookies.next().unwrap_or_default();
    if let Some(domain) = first.text("domain").or_else(|| session.text("domain")) {
        imported.set("session.cookie_domain", domain);
        imported.taken("the domain of the session as session.cookie_domain");
    }
    if let Some(url) = first.text("authelia_url") {
        imported.public_url("authelia_url", &url);
    }
    let others = cookies.count();
    if others > 0 {
        imported.lost(format!("session.cookies: {others} further domains; one installation has one"));
    }
    let mut lifetime = |key: &str| first.text(key).or_else(|| session.text(key)).filter(|text| is_period(text));
    let (idle, absolute) = (lifetime("inactivity"), lifetime("expiration"));
    if let (Some(idle), Some(absolute)) = (idle, absolute) {
        imported.set("session.idle", idle);
        imported.set("session.absolute", absolute);
        imported.taken("inactivity and expiration of the session as session.idle and session.absolute");
    }
    if session.text("secret").is_some() {
        imported.changed("session.secret: Vestibule makes a key of its own, and everybody signs in once more");
    }
    first.report_rest("session.cookies: ", imported);
    session.report_rest("session.", imported);
}

fn is_period(text: &str) -> bool {
    text.parse::<vestibule_config::Period>().is_ok()
}

/// Its rules are tried in order as ours are, and the first one that fits decides. One that cannot be said here denies what it
/// was about, so that no later rule opens it.
fn access(mut access: Fields, imported: &mut Imported) {
    if access.is_empty() {
        return;
    }
    let default = access.text("default_policy").unwrap_or_else(|| "deny".to_owned());
    for (index, rule) in access.sections("rules").into_iter().enumerate() {
        self::rule(index + 1, rule, imported);
    }
    imported.rule(None, None, &[], &allow(&default));
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

fn rule(number: usize, mut rule: Fields, imported: &mut Imported) {
    let policy = rule.text("policy").unwrap_or_default();
    let (hosts, methods) = (rule.list("domain"), rule.list("methods"));
    let subject = rule.value("subject");
    let paths = rule.list("resources").iter().map(|resource| prefix(resource)).collect::<Option<Vec<_>>>();
    let allow = match (allow(&policy), subject.as_ref()) {
        (allowed, None) => Some(allowed),
        (Allow::SignedIn, Some(subject)) => groups(subject).map(Allow::Groups),
        // `bypass` takes no subject, and who is denied by name is let through by a later rule.
        _ => None,
    };
    let usable = rule.is_empty() && !hosts.is_empty() && hosts.iter().all(|host| is_host(host));
    let (paths, allow) = match (usable, paths, allow) {
        (true, Some(paths), Some(allow)) => {
            imported.taken(format!("access_control, rule {number} ({policy})"));
            (paths, allow)
        }
        _ => {
            imported.changed(format!(
                "access_control, rule {number} ({policy}) cannot be said here: it lets nobody through now; see [forward_auth]"
            ));
            (Vec::new(), Allow::Nobody)
        }
    };
    if policy == "two_factor" && allow != Allow::Nobody {
        imported
            .changed(format!("access_control, rule {number}: whether there is a second factor is up to the provider"));
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
            imported.rule(*host, *path, methods, &allow);
        }
    }
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
