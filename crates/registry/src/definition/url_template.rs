//! URLs of a definition: which ones are acceptable, and what a credential may fill in.
//!
//! A credential at the very beginning is a whole base URL (`{issuer_url}/token`). Anywhere else it is one host label or
//! path segment (`https://{tenant}.example.com/`), and its schema must keep it one: the driver checks
//! again when it fills the value in, but the administrator should see it at the field.

use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    placeholder::of_answer,
    public_url::is_loopback,
    suggestion::closest_match,
    template::{Part, Syntax, parts},
};

/// What a segment must never be, whatever its schema allows: each of these moves a URL somewhere else.
const HOSTILE: &[&str] = &[
    "evil.com/#",
    "evil.com?",
    "@evil",
    "a@b",
    "a/../../b",
    "..",
    "a..b",
    "a/b",
    "a\\b",
    "a:b",
    "a:80",
    "a#b",
    "a%2fb",
    "%2f",
    "a\r\nb",
    "a b",
    " a",
    "a\tb",
    "a&b",
    "a=b",
    "a;b",
    "[::1]",
    "é",
    "\u{ff0e}",
];

/// Reads a template: the error says what is wrong. `properties` are those of the credentials schema.
pub(crate) fn check(template: &str, properties: Option<&Map<String, Value>>) -> Result<(), String> {
    let parts = parts(template, Syntax::URL).map_err(|error| error.to_string())?;
    let mut sample = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        match part {
            Part::Text(text) => sample.push_str(text),
            // `Definition::check_requests` decides which answers there are.
            Part::Placeholder(name) if of_answer(name).is_some() => sample.push('x'),
            Part::Placeholder(name) => {
                let property =
                    properties.and_then(|all| all.get(name)).ok_or_else(|| no_credential(name, properties))?;
                if property["writeOnly"] == true {
                    return Err(format!(
                        "`{{{name}}}` is a secret, and a URL shows it; only client authentication sends it"
                    ));
                }
                if property["type"] != "string" {
                    return Err(format!("the credential `{name}` must be of type \"string\" to be used in a URL"));
                }
                if index == 0 {
                    is_url(property).then_some(()).ok_or_else(|| {
                        format!(
                            "`{{{name}}}` is at the beginning, so the credential is a whole URL: give its schema \
                         format = \"uri\""
                        )
                    })?;
                    sample.push_str("https://host.example");
                } else {
                    is_segment(property).then_some(()).ok_or_else(|| format!(
                        "the credential `{name}` becomes part of a URL: give its schema a pattern that allows nothing \
                         else, such as \"^[A-Za-z0-9][A-Za-z0-9-]*$\""
                    ))?;
                    sample.push('x');
                }
            }
        }
    }
    check_url(&sample)
}

/// The address of a page for people.
pub(crate) fn check_page(text: &str) -> Result<(), String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(()),
        _ => Err("this must be an address that begins with https://".to_owned()),
    }
}

fn no_credential(name: &str, properties: Option<&Map<String, Value>>) -> String {
    let name: String = name.chars().take(80).collect();
    let known = properties.into_iter().flat_map(|all| all.keys().map(String::as_str));
    match closest_match(&name, known) {
        Some(near) => format!("`{{{name}}}` names no credential; did you mean `{{{near}}}`?"),
        None => format!(
            "`{{{name}}}` names no credential: add `{name}` to the properties in [credentials], or correct the name"
        ),
    }
}

fn check_url(text: &str) -> Result<(), String> {
    const ADVICE: &str = "this must be an absolute URL that begins with https:// or with a {credential}";
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || c == '}') {
        return Err("a URL holds no white space, backslash or single brace".to_owned());
    }
    if !text.split_once("://").is_some_and(|(_, rest)| !rest.is_empty() && !rest.starts_with('/')) {
        return Err(ADVICE.to_owned());
    }
    let url = Url::parse(text).map_err(|_| ADVICE.to_owned())?;
    match url.scheme() {
        "https" => {}
        // For development: the driver refuses it unless public_url is on loopback too.
        "http" if is_loopback(&url) => {}
        _ => return Err(ADVICE.to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL of a definition holds no user name or password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("a URL of a definition holds no fragment (#)".to_owned());
    }
    Ok(())
}

fn is_url(property: &Value) -> bool {
    let pattern = property["pattern"].as_str().unwrap_or_default();
    matches!(property["format"].as_str(), Some("uri" | "iri")) || pattern.starts_with("^https://")
}

/// True when the schema of a credential lets through nothing but one segment.
fn is_segment(property: &Value) -> bool {
    if let Some(choices) = property["enum"].as_array() {
        let plain = |text: &str| {
            !text.is_empty()
                && !text.contains("..")
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        return choices.iter().all(|choice| choice.as_str().is_some_and(plain));
    }
    let Some(pattern) = property["pattern"].as_str() else { return false };
    // An alternative outside the anchors (`^a$|b`) would let anything through.
    if !pattern.starts_with('^') || !pattern.ends_with('$') || pattern.ends_with("\\$") {
        return false;
    }
    let schema = serde_json::json!({ "type": "string", "pattern": pattern });
    let options = jsonschema::options().with_pattern_options(jsonschema::PatternOptions::regex().size_limit(1 << 20));
    let Ok(validator) = options.build(&schema) else { return false };
    let wrapped = |text: &str| [text.to_owned(), format!("a{text}a"), format!("a{text}"), format!("{text}a")];
    !HOSTILE.iter().flat_map(|text| wrapped(text)).any(|text| validator.is_valid(&Value::String(text)))
        && !validator.is_valid(&Value::String(String::new()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(template: &str, property: Value) -> Result<(), String> {
        check(template, json!({ "t": property }).as_object())
    }

    /// DF-04, at the definition.
    #[test]
    fn a_credential_in_a_url_is_kept_to_a_segment_by_its_schema() {
        let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        for (property, good) in [
            (pattern("^[A-Za-z0-9][A-Za-z0-9-]*$"), true),
            (pattern("^[a-z0-9-]+(\\.[a-z0-9-]+)+$"), true),
            (json!({ "type": "string", "enum": ["eu", "us-1"] }), true),
            (json!({ "type": "string" }), false),
            (json!({ "type": "string", "enum": ["eu", "a/b"] }), false),
            (json!({ "type": "integer", "pattern": "^[a-z]+$" }), false),
            (pattern("[A-Za-z0-9-]+"), false),
            (pattern("^[a-z]+$|^.+$"), false),
            (pattern("^.+$"), false),
            (pattern("^[a-z/]+$"), false),
            (pattern("^[a-z]*$"), false),
            (pattern("^[^/]+$"), false),
        ] {
            assert_eq!(verdict("https://{t}.op.example/x", property.clone()).is_ok(), good, "{property}");
        }
    }

    #[test]
    fn urls_are_https_or_begin_with_a_credential() {
        let url = json!({ "type": "string", "format": "uri" });
        for good in ["https://op.example/a", "{t}/oauth/token", "http://localhost:1/a", "http://127.0.0.1:1/a"] {
            assert_eq!(verdict(good, url.clone()), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/token",
            "op.example",
            "http://op.example/",
            "ftp://op.example/",
            "javascript:alert(1)",
            "https://",
            "https://u:p@op.example/",
            "https://{t}@op.example/",
            "https://op.example/#f",
            "https://op.example/{t}",
            "https://op.example/{t",
            "https://op.example/{other}",
            "https://op.example/}",
            "https://a b/",
            "{}/x",
        ] {
            assert!(verdict(bad, url.clone()).is_err(), "{bad}");
        }
    }
}
