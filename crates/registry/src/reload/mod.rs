//! A file changed: *debounce* it (`pending_changes`), compare its *fingerprint* (`fingerprints`), and leave it alone while
//! it is still being written (`file_stability`). Until it can be read, the *last good version* stays: the catalogue
//! (`catalogue::assemble`) and the settings source keep theirs.

pub(crate) mod file_stability;
pub(crate) mod fingerprints;
pub(crate) mod pending_changes;
pub(crate) mod watched_paths;
pub(crate) mod watcher;

/// The monotonic clock, read nowhere else in this crate.
pub(crate) fn monotonic_now() -> std::time::Instant {
    tokio::time::Instant::now().into_std()
}
