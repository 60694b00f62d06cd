//! Why a rule has no answer for a request.

/// A rule depends on something that is not known or can be read in two ways. Continues a sentence about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclear(pub &'static str);
