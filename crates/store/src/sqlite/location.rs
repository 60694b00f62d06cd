//! Where a database is: from `storage.url` to a path.

use std::path::{Path, PathBuf};

use crate::OpenError;

/// Where a database is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// In memory, gone with the store.
    Memory,
    /// In this file.
    File(PathBuf),
}

/// Reads `sqlite:PATH` (or `sqlite://PATH`, as other programs write it) and `sqlite::memory:`. A relative path is taken
/// from `base`.
pub(super) fn parse(url: &str, base: &Path) -> Result<Location, OpenError> {
    let unsupported = || OpenError::UnsupportedUrl(without_credentials(url));
    let path = url.strip_prefix("sqlite:").ok_or_else(unsupported)?;
    let path = path.strip_prefix("//").unwrap_or(path);
    if path == ":memory:" {
        return Ok(Location::Memory);
    }
    // `?mode=…` would be part of the file's name, and an empty name is a temporary database: neither is what was meant.
    if path.is_empty() || path.contains('?') {
        return Err(unsupported());
    }
    Ok(Location::File(base.join(path)))
}

/// The URL as far as it may be shown: of a foreign scheme, whose URLs carry passwords, only the scheme.
fn without_credentials(url: &str) -> String {
    match url.split_once(':') {
        Some(("sqlite", _)) => url.to_owned(),
        Some((scheme, _)) => format!("{scheme}:…"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        let file = |path: &str| Some(Location::File(path.into()));
        for (url, expected) in [
            ("sqlite::memory:", Some(Location::Memory)),
            ("sqlite://:memory:", Some(Location::Memory)),
            ("sqlite:data/vestibule.db", file("/srv/data/vestibule.db")),
            ("sqlite://data/vestibule.db", file("/srv/data/vestibule.db")),
            ("sqlite:/var/lib/v.db", file("/var/lib/v.db")),
            ("sqlite:///var/lib/v.db", file("/var/lib/v.db")),
            ("sqlite:file:x.db", file("/srv/file:x.db")),
            ("sqlite:a b#c.db", file("/srv/a b#c.db")),
            ("sqlite:", None),
            ("sqlite://", None),
            ("sqlite:v.db?mode=rwc", None),
            ("v.db", None),
            ("", None),
            ("mysql://localhost/v", None),
        ] {
            assert_eq!(parse(url, Path::new("/srv")).ok(), expected, "{url}");
        }
    }

    #[test]
    fn a_password_in_a_foreign_url_is_not_repeated() {
        let error = parse("mysql://v:canary@db/v", Path::new("/srv")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "storage.url: `mysql:…` is not supported; use `sqlite:PATH` or `postgres://USER@HOST/DATABASE`"
        );
    }
}
