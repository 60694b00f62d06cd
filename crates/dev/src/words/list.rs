//! The list: a word or phrase in lower case, and what the field says instead.

/// One use that is right.
pub(super) struct Exception {
    /// The file, or how its path begins.
    file: &'static str,
    word: &'static str,
    #[expect(dead_code, reason = "for the reader of this list")]
    why: &'static str,
}

impl Exception {
    pub(super) fn covers(&self, file: &str, word: &str) -> bool {
        file.starts_with(self.file) && self.word == word
    }
}

/// Where a banned word is the right one.
pub(super) const EXCEPTIONS: &[Exception] =
    &[Exception { file: "docs/decisions/", word: "draft", why: "names of RFC drafts, and file names that links keep" }];

/// Names of the public contract that hold a banned word. They are never renamed.
pub(super) const CONTRACT_NAMES: &[&str] = &["last_way_in", "LastWayIn"];

pub(super) const WORDS: &[(&str, &str)] = &[
    ("house", "application, server, installation"),
    ("houses", "applications, servers, installations"),
    ("room", "crate, module, space"),
    ("rooms", "crates, modules"),
    ("told", "sent, notified, informed, reported"),
    ("heard", "received, changed"),
    ("hears", "receives, listens"),
    ("unheard", "without a reader"),
    ("stir", "pending changes"),
    ("stirs", "changes"),
    ("stirred", "changed"),
    ("beside", "next to, with, in addition to"),
    ("besides", "in addition"),
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("trouble", "error, problem"),
    ("manners", "settings"),
    ("himself", "themselves"),
    ("herself", "themselves"),
    ("he may", "they may"),
    ("way in", "access, sign-in method"),
    ("ways in", "sign-in methods"),
    ("bring up", "start, resolve"),
    ("brought up", "started, resolved"),
    ("at rest", "stable, stored"),
    ("stand in for", "replace"),
    ("stand in", "placeholder, substitute"),
    ("stand ins", "placeholders"),
    ("stands in", "replaces"),
    ("stands", "is, appears"),
    ("patience", "timeout"),
    ("impatient", "with a timeout"),
    ("punctual", "with a deadline"),
    ("culprit", "offending"),
    ("stranger", "unknown client, anyone"),
    ("strangers", "unknown clients"),
    ("backdoor", "test access"),
    ("foresee", "preview"),
    ("asker", "client"),
    ("roster", "users, sessions"),
    ("newcomer", "new user"),
    ("newcomers", "new users"),
    ("ground", "context, deps"),
    ("blueprint", "builder"),
];
