//! The rules of a definition that its schema cannot express. Pure: every violation, with a JSON pointer.

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule_core::{
    definition::Definition,
    json_pointer::child,
    oauth::{is_scope, parameter_fault},
    protocol::Protocols,
    suggestion::closest_match,
    template::{self, Part, Syntax},
    violation::Violations,
};

use super::{spanned_document::SpannedDocument, url_template};

const GUIDE_PLACEHOLDERS: &[&str] = &["callback_url", "logout_url", "public_url"];
/// Names that claim expressions use for the answers that are always there.
const RESERVED_NAMES: &[&str] = &["id_token", "userinfo"];
const MAX_REQUESTS: usize = 8;
const MAX_GUIDE: usize = 16 * 1024;

/// The document that a definition comes from, as far as the rules depend on it.
pub(crate) struct Source<'a> {
    pub(crate) spanned: &'a SpannedDocument<'a>,
    pub(crate) official: bool,
    pub(crate) protocols: &'a Protocols,
    /// False while the credentials schema is not usable: then no placeholder is checked against it.
    pub(crate) credentials_known: bool,
}

/// Checks every rule. Pointers lead into the document.
pub(crate) fn check(source: &Source<'_>, definition: &Definition) -> Violations {
    let mut bad = Violations::default();
    check_texts(definition, &mut bad);
    check_protocol(source, definition, &mut bad);
    check_discovery(definition, &mut bad);
    check_urls(definition, source.credentials_known, &mut bad);
    check_requests(definition, &mut bad);
    check_parameters(definition, &mut bad);
    check_tokens(source, definition, &mut bad);
    bad
}

fn check_texts(definition: &Definition, bad: &mut Violations) {
    if definition.name.trim().is_empty() {
        bad.push("/name", "the name is empty; it is shown on the sign-in button");
    }
    if definition.name.chars().count() > 64 {
        bad.push("/name", "the name is longer than 64 characters");
    }
    if definition.name.chars().any(char::is_control) {
        bad.push("/name", "the name contains a line break or a control character");
    }
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
    bad.0.extend(definition.check_aliases().0);
    check_guide(definition.guide.as_deref().unwrap_or_default(), bad);
}

fn check_guide(guide: &str, bad: &mut Violations) {
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
        if !GUIDE_PLACEHOLDERS.contains(&name.as_str()) {
            let hint = match closest_match(&name, GUIDE_PLACEHOLDERS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known placeholders: {}", GUIDE_PLACEHOLDERS.join(", ")),
            };
            bad.push("/guide", format!("unknown placeholder `{{{{{name}}}}}`; {hint}"));
        }
    }
}

fn check_protocol(source: &Source<'_>, definition: &Definition, bad: &mut Violations) {
    let Some(facts) = source.protocols.find(definition.protocol.as_str()) else { return };
    let has = |wanted: &str| definition.endpoints.named().any(|(name, _)| name == wanted);
    for name in facts.required_endpoints.iter().filter(|name| !has(name)) {
        let detail = format!("required for `{}`, which has no metadata document", facts.name);
        bad.push(format!("/endpoints/{name}"), detail);
    }
    for section in facts.unsupported_sections.iter().filter(|name| source.spanned.has(&format!("/{name}"))) {
        bad.push(format!("/{section}"), format!("[{section}] applies to the protocol `oidc` only; remove it"));
    }
    if facts.starter.is_none() && !source.official {
        let possible = source.protocols.names_in_files();
        bad.push("/protocol", format!("the protocol `{}` is reserved for plugins; use {possible}", facts.name));
    }
}

fn check_discovery(definition: &Definition, bad: &mut Violations) {
    if !definition.discovery.path.starts_with('/') {
        bad.push("/discovery/path", "the path must start with a slash; it is appended to the issuer");
    }
    let template = definition.discovery.issuer_template.as_deref();
    if template.is_some_and(|template| !template.starts_with("https://") || !template.contains('{')) {
        bad.push("/discovery/issuer_template", "the template must start with https:// and contain a {claim}");
    }
}

fn check_urls(definition: &Definition, credentials_known: bool, bad: &mut Violations) {
    let properties = definition.credentials.get("properties").and_then(Value::as_object);
    let property = |name: &str| properties?.get(name);
    let endpoints = definition.endpoints.named().map(|(name, url)| (format!("/endpoints/{name}"), url));
    let requests = definition.requests.iter().enumerate();
    let requests = requests.map(|(index, request)| (format!("/requests/{index}/url"), request.url.as_str()));
    for (pointer, url) in endpoints.chain(requests).filter(|(_, url)| credentials_known || !url.contains('{')) {
        if let Err(detail) = url_template::check(url, property) {
            bad.push(pointer, detail);
        }
    }
}

fn check_requests(definition: &Definition, bad: &mut Violations) {
    if definition.requests.len() > MAX_REQUESTS {
        bad.push("/requests", format!("more than {MAX_REQUESTS} extra requests; every sign-in waits for all of them"));
    }
    let mut names = BTreeSet::new();
    for (index, request) in definition.requests.iter().enumerate() {
        let pointer = format!("/requests/{index}/name");
        let name = request.name.as_str();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !name.starts_with(starts) || !name.chars().all(word) || name.len() > 64 {
            bad.push(pointer, "use at most 64 letters, digits and _, and do not start with a digit");
        } else if RESERVED_NAMES.contains(&name) {
            bad.push(pointer, format!("`{name}` is reserved in claim expressions; choose another name"));
        } else if !names.insert(name) {
            bad.push(pointer, "duplicate request name");
        }
    }
}

fn check_parameters(definition: &Definition, bad: &mut Violations) {
    for (name, value) in &definition.authorize_params {
        let pointer = child("/authorize_params", name);
        if let Some(reason) = parameter_fault(name, value) {
            bad.push(pointer, reason);
        }
    }
}

fn check_tokens(source: &Source<'_>, definition: &Definition, bad: &mut Violations) {
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
    if definition.id_token.max_age == 0 {
        bad.push("/id_token/max_age", "a maximum age of 0 would reject every ID token");
    }
}
