//! What the changelog says about one version.

/// The section of a version, without its heading; `None` when there is none, or nothing in it.
pub(super) fn section<'a>(changelog: &'a str, version: &str) -> Option<&'a str> {
    let heading = format!("\n## [{version}]");
    let (_, rest) = changelog.split_once(&heading)?;
    let (_, body) = rest.split_once('\n')?;
    let body = body.split("\n## [").next().unwrap_or(body).trim();
    (!body.is_empty()).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_version_has_what_is_below_its_heading() {
        let text =
            "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [0.1.0]\n";
        assert_eq!(section(text, "0.2.0"), Some("### Added\n\n- A thing."));
        assert_eq!(section(text, "0.1.0"), None, "empty");
        assert_eq!(section(text, "0.3.0"), None);
    }
}
