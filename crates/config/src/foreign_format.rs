//! A configuration that is written in another language than TOML: which one, by its looks.

use std::path::Path;

/// What to say about a text that is not TOML, when it is clearly something else.
pub(crate) fn describe(path: &Path, text: &str) -> Option<&'static str> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "yaml" | "yml" => return Some(YAML),
        "json" | "json5" | "jsonc" => return Some(JSON),
        "xml" => return Some(XML),
        "env" => return Some(DOTENV),
        _ => {}
    }
    let is_content = |line: &&str| !line.is_empty() && !line.starts_with(['#', ';']);
    let first = text.trim_start_matches('\u{feff}').lines().map(str::trim).find(is_content)?;
    if first == "---" || first.starts_with("%YAML") || is_yaml_key(first) {
        Some(YAML)
    } else if first.starts_with('{') || first == "[" {
        Some(JSON)
    } else if first.starts_with('<') {
        Some(XML)
    } else if first.starts_with("export ") || first.starts_with("VESTIBULE_") {
        Some(DOTENV)
    } else {
        None
    }
}

const YAML: &str = "this looks like YAML, and the configuration is TOML: write `key = \"value\"`, and `[section]` above the \
                    keys of a section";
const JSON: &str = "this looks like JSON, and the configuration is TOML: write `key = \"value\"`, and `[section]` above the \
                    keys of a section";
const XML: &str = "this looks like XML, and the configuration is TOML: write `key = \"value\"`, and `[section]` above the keys \
                   of a section";
const DOTENV: &str = "this looks like a file of environment variables, and the configuration is TOML: write `listen = \
                      \"…\"` for VESTIBULE_LISTEN, or set the variables where the server is started";

/// `key:` or `key: value`.
fn is_yaml_key(line: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    line.trim_start_matches("- ").split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && key.chars().all(word) && (value.is_empty() || value.starts_with(' '))
    })
}

/// What to say about a line whose value is a text without quotes: INI files and shells take it.
pub(crate) fn is_unquoted(line: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    line.split_once('=').is_some_and(|(key, value)| {
        let (key, value) = (key.trim(), value.trim());
        !key.is_empty()
            && key.chars().all(word)
            && value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '*' | ':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CL-10.
    #[test]
    fn cl_10_other_languages_are_named() {
        for (name, text, language) in [
            ("config.yaml", "listen", Some("YAML")),
            ("config.toml", "# ours\n\npublic_url: https://a.example\n", Some("YAML")),
            ("config.toml", "providers:\n  pocketid:\n", Some("YAML")),
            ("config.toml", "---\n", Some("YAML")),
            ("config.toml", "{\"listen\": 1}", Some("JSON")),
            ("config.json", "", Some("JSON")),
            ("config.toml", "<?xml version=\"1.0\"?>", Some("XML")),
            ("config.toml", "VESTIBULE_LISTEN=x\n", Some("environment variables")),
            ("config.toml", "listen = x", None),
            ("config.toml", "[session", None),
        ] {
            let found = describe(Path::new(name), text);
            assert_eq!(found.is_some(), language.is_some(), "{name}: {text:?}: {found:?}");
            assert!(language.is_none_or(|language| found.unwrap().contains(language)), "{name}: {text:?}: {found:?}");
        }
        for (line, unquoted) in
            [("listen = 127.0.0.1:3000", true), ("idle = 1h", true), ("a = \"b", false), ("[a", false)]
        {
            assert_eq!(is_unquoted(line), unquoted, "{line}");
        }
    }
}
