//! Addresses with settings in them: `{base_url}/callback`.

use serde_json::Value;
use vestibule_core::{
    credentials::Credentials,
    template::{Part, Syntax, parts},
};

/// The texts that a template gives: one, or one for each value of a list. A setting that is missing gives none.
pub(crate) fn expand(template: &str, values: &Credentials) -> Vec<String> {
    let Ok(parts) = parts(template, Syntax::URL) else { return vec![template.to_owned()] };
    let mut texts = vec![String::new()];
    for part in parts {
        let filled: Vec<String> = match part {
            Part::Text(text) => vec![text.to_owned()],
            Part::Placeholder(name) => match values.value(name) {
                Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                // An origin is pasted with and without the slash at its end.
                Some(Value::String(text)) => vec![text.trim().trim_end_matches('/').to_owned()],
                _ => Vec::new(),
            },
        };
        texts = texts.iter().flat_map(|text| filled.iter().map(move |more| format!("{text}{more}"))).collect();
    }
    texts
}

/// The first setting that it names.
pub(crate) fn first_placeholder(template: &str) -> Option<&str> {
    parts(template, Syntax::URL).ok()?.into_iter().find_map(|part| match part {
        Part::Placeholder(name) => Some(name),
        Part::Text(_) => None,
    })
}
