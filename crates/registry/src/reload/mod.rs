//! A file changed: *debounce* (`pending_changes`), *fingerprint* (`fingerprints`, `file_stability`), and until the file can
//! be read, the last good version.

pub(crate) mod file_stability;
pub(crate) mod fingerprints;
pub(crate) mod pending_changes;
pub(crate) mod watcher;
