//! The path of a request in the readings that applications have for it, and the prefix that a rule names.

use percent_encoding::percent_decode_str;

use super::unclear::Unclear;

/// Whether the case of letters in a path counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathCase {
    /// `/ADMIN` is not `/admin`. The default of a rule that allows anyone.
    Sensitive,
    /// `/ADMIN` is `/admin`. The default of all other rules.
    Insensitive,
}

/// How a rule reads paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As they are written, decoded once; a path with an empty segment fits nothing.
    Exact,
    /// Repeated slashes are one, and dots and spaces at the end of a segment are nothing.
    Merged,
    /// The same, with letters of either case.
    Folded,
}

/// The paths that a rule is about: this one and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPrefix {
    exact: String,
    folded: String,
}

impl PathPrefix {
    /// The path, as it was written.
    pub fn as_str(&self) -> &str {
        &self.exact
    }
}

/// The path of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum TargetPath {
    /// Nobody said.
    #[default]
    Unknown,
    /// Decoded once, without dots to follow.
    Plain {
        /// As it is; `None` with an empty segment.
        exact: Option<String>,
        /// With one slash for several, and without dots and spaces at the end of segments.
        merged: String,
        /// The same, for a comparison that leaves case aside.
        folded: String,
    },
    /// Two programs may read it in two ways, and neither is the safe one. Says why.
    Ambiguous(&'static str),
}

impl Default for PathPrefix {
    fn default() -> Self {
        Self { exact: "/".to_owned(), folded: "/".to_owned() }
    }
}

impl PathPrefix {
    /// Reads a path such as `/public`. It must be plain itself, and is written decoded; a slash at its end says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.strip_suffix('/').filter(|rest| !rest.is_empty() && !rest.ends_with('/')).unwrap_or(text);
        let printable = trimmed.bytes().all(|b| b.is_ascii_graphic());
        match TargetPath::parse(trimmed) {
            TargetPath::Plain { exact: Some(exact), merged, folded }
                if printable && exact == trimmed && merged == exact =>
            {
                Some(Self { exact, folded })
            }
            _ => None,
        }
    }

    pub(super) fn fits(&self, path: &TargetPath, reading: Reading) -> Result<bool, Unclear> {
        match path {
            _ if self.exact == "/" => Ok(true),
            TargetPath::Unknown => Err(Unclear("did not come through a trusted proxy that names the path")),
            TargetPath::Ambiguous(why) => Err(Unclear(why)),
            TargetPath::Plain { exact, merged, folded } => Ok(match reading {
                Reading::Exact => exact.as_deref().is_some_and(|path| is_below(path, &self.exact)),
                Reading::Merged => is_below(merged, &self.exact),
                Reading::Folded => is_below(folded, &self.folded),
            }),
        }
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl TargetPath {
    /// Reads the path of a request target, without its query.
    pub fn parse(path: &str) -> Self {
        if !path.starts_with('/') {
            return Self::Ambiguous("has a path that does not begin with a slash");
        }
        let Some(decoded) = decode(path) else {
            return Self::Ambiguous("has a path with a broken percent-encoding");
        };
        if decode(&decoded).is_none_or(|twice| twice != decoded) {
            return Self::Ambiguous("has a path that is percent-encoded twice");
        }
        if path.to_ascii_lowercase().contains("%2f") || decoded.contains('\\') {
            return Self::Ambiguous("has a path with a backslash or an encoded slash");
        }
        // Some servers cut a segment at `;`: they would find `/admin` in `/admin;x`.
        if decoded.contains(|c: char| c.is_control() || matches!(c, ';' | '#' | '?')) {
            return Self::Ambiguous("has a path with a character that servers read in different ways");
        }
        let mut merged = String::with_capacity(decoded.len());
        for segment in decoded.split('/').filter(|segment| !segment.is_empty()) {
            // Windows drops what is at the end of a name, and others follow it.
            let name = segment.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
            if name.is_empty() {
                return Self::Ambiguous("has a path with a segment of dots or spaces");
            }
            merged.push('/');
            merged.push_str(name);
        }
        if decoded.ends_with('/') {
            merged.push('/');
        }
        // There and back: some letters have no lower case of their own, and others no upper case.
        let folded = merged.to_uppercase().to_lowercase();
        Self::Plain { exact: (!decoded.contains("//")).then_some(decoded), merged, folded }
    }
}

/// Percent-decodes once; `None` when a `%` has no two digits or the result is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let is_pair = |rest: &str| rest.as_bytes().get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    let is_complete = text.split('%').skip(1).all(is_pair);
    percent_decode_str(text).decode_utf8().ok().filter(|_| is_complete).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_read_in_one_way() {
        for bad in
            ["", "public", "/a/../b", "//", "/a//b", "/a?b", "/a#b", "/a%20b", "/a;b", "/a b", "/ä", "/a.", "/a./b"]
        {
            assert_eq!(PathPrefix::parse(bad), None, "{bad}");
        }
        for good in ["/", "/a", "/a/", "/a/b", "/.well-known", "/A.b"] {
            assert!(PathPrefix::parse(good).is_some(), "{good}");
        }
    }
}
