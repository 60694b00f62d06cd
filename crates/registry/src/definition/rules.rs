//! The rules of a definition that its schema cannot express. Pure: every violation, with a JSON pointer.

use serde_json::Value;
use vestibule_core::{
    definition::{Definition, NonceRule, UserinfoUse, check_aliases},
    oauth::is_scope,
    suggestion::closest_match,
    template::{self, Part, Syntax},
    violation::Violations,
};

use super::{kind::Source, url_template};

const GUIDE_PLACEHOLDERS: &[&str] = &["callback_url", "logout_url", "public_url"];
const MAX_GUIDE: usize = 16 * 1024;

type ProviderSource<'a> = Source<'a, vestibule_core::protocol::Protocols>;

/// Checks every rule. Pointers lead into the document.
pub(crate) fn check(source: &ProviderSource<'_>, definition: &Definition) -> Violations {
    let mut bad = Violations::default();
    check_texts(definition, &mut bad);
    check_protocol(source, definition, &mut bad);
    check_discovery(definition, &mut bad);
    check_urls(definition, source.schema_known, &mut bad);
    bad.0.extend(definition.check_requests(source.schema_known).0);
    check_tokens(source, definition, &mut bad);
    bad
}

/// The name that people see.
pub(super) fn check_name(name: &str, place: &str, bad: &mut Violations) {
    if name.trim().is_empty() {
        bad.push("/name", format!("the name is empty; it is shown {place}"));
    }
    if name.chars().count() > 64 {
        bad.push("/name", "the name is longer than 64 characters");
    }
    if name.chars().any(char::is_control) {
        bad.push("/name", "the name contains a line break or a control character");
    }
}

fn check_texts(definition: &Definition, bad: &mut Violations) {
    check_name(&definition.name, "on the sign-in button", bad);
    if let Some(homepage) = &definition.homepage
        && let Err(detail) = url_template::check_page(homepage)
    {
        bad.push("/homepage", detail);
    }
    for (index, scope) in definition.scopes.iter().enumerate() {
        if !is_scope(scope) {
            let detail = "write one scope per item, without spaces, quotes or backslashes";
            bad.push(format!("/scopes/{index}"), detail);
        }
    }
    bad.0.extend(check_aliases(&definition.aliases).0);
    bad.0.extend(definition.check_options().0);
    check_guide(definition.guide.as_deref().unwrap_or_default(), GUIDE_PLACEHOLDERS, bad);
}

/// A guide, with the names that may be filled in.
pub(super) fn check_guide(guide: &str, known: &[&str], bad: &mut Violations) {
    if guide.len() > MAX_GUIDE {
        bad.push("/guide", format!("the guide is longer than {} KiB", MAX_GUIDE / 1024));
    }
    let parts = match template::parts(guide, Syntax::GUIDE) {
        Ok(parts) => parts,
        Err(error) => return bad.push("/guide", error.to_string()),
    };
    for part in parts {
        let Part::Placeholder(name) = part else { continue };
        let name: String = name.trim().chars().take(80).collect();
        if !known.contains(&name.as_str()) {
            let hint = match closest_match(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known placeholders: {}", known.join(", ")),
            };
            bad.push("/guide", format!("unknown placeholder `{{{{{name}}}}}`; {hint}"));
        }
    }
}

fn check_protocol(source: &ProviderSource<'_>, definition: &Definition, bad: &mut Violations) {
    let Some(facts) = source.context.find(definition.protocol.as_str()) else { return };
    let has = |wanted: &str| definition.endpoints.named().any(|(name, _)| name == wanted);
    // Where the token answer says who somebody is, nothing else is asked.
    let needless = |name: &str| name == "userinfo" && definition.userinfo.when == UserinfoUse::Never;
    for name in facts.required_endpoints.iter().filter(|name| !has(name) && !needless(name)) {
        let detail = format!("required for `{}`, which has no metadata document", facts.name);
        bad.push(format!("/endpoints/{name}"), detail);
    }
    for section in facts.unsupported_sections.iter().filter(|name| source.spanned.has(&format!("/{name}"))) {
        bad.push(format!("/{section}"), format!("[{section}] applies to the protocol `oidc` only; remove it"));
    }
    if facts.starter.is_none() && !source.official {
        let possible = source.context.names_in_files();
        bad.push("/protocol", format!("the protocol `{}` is reserved for plugins; use {possible}", facts.name));
    }
}

fn check_discovery(definition: &Definition, bad: &mut Violations) {
    if !definition.discovery.path.starts_with('/') {
        bad.push("/discovery/path", "the path must start with a slash; it is appended to the issuer");
    }
}

fn check_urls(definition: &Definition, credentials_known: bool, bad: &mut Violations) {
    let properties = definition.credentials.get("properties").and_then(Value::as_object);
    let endpoints = definition.endpoints.named().map(|(name, url)| (format!("/endpoints/{name}"), url));
    let requests = definition.all_requests();
    let requests = requests.map(|(pointer, request)| (format!("{pointer}/url"), request.url.as_str()));
    let discovery = &definition.discovery;
    let others = [("/discovery/url", &discovery.url), ("/discovery/issuer", &discovery.issuer)];
    let others = others.into_iter().chain([("/logout/url", &definition.logout.url)]);
    let others = others.filter_map(|(pointer, url)| Some((pointer.to_owned(), url.as_deref()?)));
    let registration = definition.registration.as_ref().map(|form| ("/registration/url".to_owned(), form.url.as_str()));
    let others = others.chain(registration);
    // A provider's URL that is the same for everybody, or made of other credentials.
    let own = properties.and_then(|all| all.get("issuer_url"));
    let fixed =
        |keyword: &str| Some((format!("/credentials/properties/issuer_url/{keyword}"), own?.get(keyword)?.as_str()?));
    let fixed = ["const", "default"].into_iter().filter_map(fixed).filter(|(_, url)| url.contains('{'));
    for (pointer, url) in
        endpoints.chain(requests).chain(others).chain(fixed).filter(|(_, url)| credentials_known || !url.contains('{'))
    {
        if let Err(detail) = url_template::check(url, properties) {
            bad.push(pointer, detail);
        }
    }
}

fn check_tokens(source: &ProviderSource<'_>, definition: &Definition, bad: &mut Violations) {
    for (index, audience) in definition.id_token.trusted_audiences.iter().enumerate() {
        let pointer = format!("/id_token/trusted_audiences/{index}");
        if audience.is_empty() {
            bad.push(pointer, "an audience must not be empty");
        } else if audience == "*" && !source.official {
            bad.push(pointer, "only an official definition may trust any audience; list each audience by name");
        }
    }
    if definition.id_token.algorithms.is_empty() {
        bad.push(
            "/id_token/algorithms",
            "the list is empty, so no ID token would be accepted; remove the key to allow all",
        );
    }
    if definition.id_token.by_client_secret() && !source.official {
        let detail = "only an official definition may have HS256: whoever else knows the client secret, a log or a proxy, \
                      could sign in as anybody. Choose RS256 or ES256 for this client at the provider";
        bad.push("/id_token/algorithms", detail);
    }
    if definition.id_token.nonce == NonceRule::NotReturned && !source.official {
        // Without it, only the state binds the answer to the browser (docs/decisions/0048).
        bad.push("/id_token/nonce", "only an official definition may do without the nonce; remove the key");
    }
    if definition.id_token.max_age == 0 {
        bad.push("/id_token/max_age", "a maximum age of 0 would reject every ID token");
    }
}
