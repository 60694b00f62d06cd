//! The rules of a definition that its type cannot say. Pure: every broken rule, with a JSON pointer.

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule_core::{
    definition::{Definition, Protocol},
    json_pointer::child,
    oauth::{is_flow_parameter, is_scope},
    suggestion::closest_match,
    template::{self, Part, Syntax},
    violation::Violations,
};

use crate::{
    definition::document::Document, definition::spanned_document::SpannedDocument, definition::template as url_template,
};

const GUIDE_WORDS: &[&str] = &["callback_url", "logout_url", "public_url"];
/// Names that stand beside the extra requests in claim expressions.
const ANSWERS: &[&str] = &["id_token", "userinfo"];
const MAX_REQUESTS: usize = 8;
const MAX_GUIDE: usize = 16 * 1024;

/// Looks at the rules. Pointers lead into the document. While it is not known which credentials there are, nothing is said
/// about what is made of them.
pub(crate) fn check(
    document: &Document,
    tree: &SpannedDocument<'_>,
    definition: &Definition,
    credentials_known: bool,
) -> Violations {
    let mut bad = Violations::default();
    check_words(definition, &mut bad);
    check_protocol(document, tree, definition, &mut bad);
    check_urls(definition, credentials_known, &mut bad);
    check_requests(definition, &mut bad);
    check_parameters(definition, &mut bad);
    check_tokens(document, definition, &mut bad);
    bad
}

fn check_words(definition: &Definition, bad: &mut Violations) {
    if definition.name.trim().is_empty() {
        bad.push("/name", "a definition needs a name: it stands on the button");
    }
    if definition.name.chars().count() > 64 {
        bad.push("/name", "a name has at most 64 characters");
    }
    if definition.name.chars().any(char::is_control) {
        bad.push("/name", "a name holds no line breaks or control characters");
    }
    if let Some(homepage) = &definition.homepage
        && let Err(detail) = url_template::check_page(homepage)
    {
        bad.push("/homepage", detail);
    }
    for (index, scope) in definition.scopes.iter().enumerate() {
        if !is_scope(scope) {
            let detail = "one scope for each item, without spaces, quotes or backslashes";
            bad.push(format!("/scopes/{index}"), detail);
        }
    }
    check_guide(definition.guide.as_deref().unwrap_or_default(), bad);
}

fn check_guide(guide: &str, bad: &mut Violations) {
    if guide.len() > MAX_GUIDE {
        bad.push("/guide", format!("a guide has at most {} KiB", MAX_GUIDE / 1024));
    }
    let parts = match template::parts(guide, Syntax::GUIDE) {
        Ok(parts) => parts,
        Err(error) => return bad.push("/guide", error.to_string()),
    };
    for part in parts {
        let Part::Placeholder(word) = part else { continue };
        let word: String = word.trim().chars().take(80).collect();
        if !GUIDE_WORDS.contains(&word.as_str()) {
            let hint = match closest_match(&word, GUIDE_WORDS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it may be {}", GUIDE_WORDS.join(", ")),
            };
            bad.push("/guide", format!("unknown placeholder `{{{{{word}}}}}`; {hint}"));
        }
    }
}

fn check_protocol(document: &Document, tree: &SpannedDocument<'_>, definition: &Definition, bad: &mut Violations) {
    let endpoints = &definition.endpoints;
    match definition.protocol {
        Protocol::Oidc => {}
        Protocol::Oauth2 => {
            let needed = [
                ("authorization", &endpoints.authorization),
                ("token", &endpoints.token),
                ("userinfo", &endpoints.userinfo),
            ];
            for (name, _) in needed.iter().filter(|(_, endpoint)| endpoint.is_none()) {
                bad.push(
                    format!("/endpoints/{name}"),
                    "`oauth2` has no metadata, so this endpoint must be written here",
                );
            }
            for section in ["discovery", "id_token", "logout"].iter().filter(|name| tree.has(&format!("/{name}"))) {
                bad.push(format!("/{section}"), format!("[{section}] is for the protocol `oidc`; take it out"));
            }
        }
        Protocol::Plugin if document.official => {}
        Protocol::Plugin => {
            bad.push("/protocol", "a file cannot bring a plugin's protocol; write `oidc` or `oauth2`");
        }
    }
    if !definition.discovery.path.starts_with('/') {
        bad.push("/discovery/path", "the path begins with a slash: it is appended to the issuer");
    }
    let template = definition.discovery.issuer_template.as_deref();
    if template.is_some_and(|template| !template.starts_with("https://") || !template.contains('{')) {
        bad.push("/discovery/issuer_template", "the pattern begins with https:// and holds a {claim}");
    }
}

fn check_urls(definition: &Definition, credentials_known: bool, bad: &mut Violations) {
    let properties = definition.credentials.get("properties").and_then(Value::as_object);
    let property = |name: &str| properties?.get(name);
    let endpoints = &definition.endpoints;
    let named = [
        ("authorization", &endpoints.authorization),
        ("token", &endpoints.token),
        ("userinfo", &endpoints.userinfo),
        ("jwks", &endpoints.jwks),
        ("end_session", &endpoints.end_session),
        ("pushed_authorization_request", &endpoints.pushed_authorization_request),
    ];
    let endpoints = named.iter().filter_map(|(name, url)| Some((format!("/endpoints/{name}"), url.as_deref()?)));
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
        bad.push("/requests", format!("at most {MAX_REQUESTS} extra requests: each sign-in waits for all of them"));
    }
    let mut names = BTreeSet::new();
    for (index, request) in definition.requests.iter().enumerate() {
        let pointer = format!("/requests/{index}/name");
        let name = request.name.as_str();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !name.starts_with(starts) || !name.chars().all(word) || name.len() > 64 {
            bad.push(pointer, "a name has at most 64 letters, digits and _, and no digit at the beginning");
        } else if ANSWERS.contains(&name) {
            bad.push(pointer, format!("`{name}` is taken: another answer stands under it in claim expressions"));
        } else if !names.insert(name) {
            bad.push(pointer, "two requests have this name");
        }
    }
}

fn check_parameters(definition: &Definition, bad: &mut Violations) {
    for (name, value) in &definition.authorize_params {
        let pointer = child("/authorize_params", name);
        if is_flow_parameter(name) {
            bad.push(pointer, "this parameter belongs to the sign-in itself and cannot be set");
        } else if name == "response_mode" && !matches!(value.as_str(), "query" | "form_post") {
            bad.push(pointer, "the answer can come as \"query\" or as \"form_post\"");
        } else if name.is_empty() || name.len() > 64 || value.len() > 512 {
            bad.push(pointer, "a parameter has a name of at most 64 characters and a value of at most 512");
        }
    }
}

fn check_tokens(document: &Document, definition: &Definition, bad: &mut Violations) {
    for (index, audience) in definition.id_token.trusted_audiences.iter().enumerate() {
        let pointer = format!("/id_token/trusted_audiences/{index}");
        if audience.is_empty() {
            bad.push(pointer, "an audience is a text of at least one character");
        } else if audience == "*" && !document.official {
            bad.push(pointer, "only an official definition may trust any audience; name each one that the tokens hold");
        }
    }
    if definition.id_token.algorithms.is_empty() {
        bad.push(
            "/id_token/algorithms",
            "without an algorithm no ID token could be accepted; leave the key out for all",
        );
    }
    if definition.id_token.max_age == 0 {
        bad.push("/id_token/max_age", "an age of 0 seconds would refuse every ID token");
    }
}
