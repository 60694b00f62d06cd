//! The list of generated files. A new one is one row.

use serde_json::Value;
use vestibule_dev::error::Error;

use crate::cases;

/// A file that is checked in and rendered from code.
pub(crate) struct GeneratedFile {
    /// Where it lies, relative to the repository's root.
    pub(crate) path: &'static str,
    /// What renders it, for people who look at a difference.
    pub(crate) source: &'static str,
    /// Renders the whole file; takes `path` to name it in an error.
    pub(crate) render: fn(&'static str) -> Result<String, Error>,
}

/// Everything that `cargo dev generate-all` writes.
pub(crate) const FILES: &[GeneratedFile] = &[
    GeneratedFile {
        path: "schemas/config.schema.json",
        source: "vestibule_config::schema",
        render: |path| json(path, &vestibule_config::schema()),
    },
    GeneratedFile {
        path: "schemas/definition.schema.json",
        source: "vestibule_registry::definition_schema",
        render: |path| json(path, &vestibule_registry::definition_schema(&vestibule_protocol::protocols().collect())),
    },
    GeneratedFile {
        path: "schemas/app.schema.json",
        source: "vestibule_apps::app_schema",
        render: |path| json(path, &vestibule_apps::app_schema()),
    },
    GeneratedFile {
        path: "schemas/openapi.json",
        source: "vestibule_server::openapi",
        render: |path| json(path, &vestibule_server::openapi()),
    },
    GeneratedFile { path: "docs/security.md", source: "tests/cases.toml and the tests", render: |_| cases::page() },
    GeneratedFile {
        path: "schemas/plugin-request.schema.json",
        source: "vestibule_plugin::schema::request",
        render: |path| json(path, &vestibule_plugin::schema::request()),
    },
    GeneratedFile {
        path: "schemas/plugin-response.schema.json",
        source: "vestibule_plugin::schema::response",
        render: |path| json(path, &vestibule_plugin::schema::response()),
    },
];

/// The list, as the last part of `--help`.
pub(crate) fn listing() -> String {
    let rows = FILES.iter().map(|file| format!("  {}  from {}", file.path, file.source));
    format!("Generated files:\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// Indented by two spaces, with a newline at the end, so that editors and `git diff` are content.
fn json(path: &'static str, value: &Value) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(value).map_err(|source| Error::Json { path, source })?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FILES;

    #[test]
    fn each_file_has_one_row_and_renders_the_same_twice() {
        let paths: BTreeSet<_> = FILES.iter().map(|file| file.path).collect();
        assert_eq!(paths.len(), FILES.len());
        for file in FILES {
            let text = (file.render)(file.path).unwrap();
            assert!(text.ends_with('\n'), "{}", file.path);
            assert_eq!(text, (file.render)(file.path).unwrap(), "{}", file.path);
        }
    }
}
