//! What an application may know and do (RFC 6749 §3.3, OpenID Connect Core §5.4).

use std::fmt;

/// Scopes, each once, in our order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Vec<&'static str>);

impl Scopes {
    /// Those that mean something here.
    pub const SUPPORTED: [&'static str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

    /// Reads a list with spaces. What means nothing here is left out (OpenID Connect Core §3.1.2.1).
    pub fn parse(text: &str) -> Self {
        let asked = |known: &&str| text.split(' ').any(|scope| scope == *known);
        Self(Self::SUPPORTED.into_iter().filter(asked).collect())
    }

    /// Whether `scope` is among them.
    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of `others` are among them.
    pub fn cover(&self, others: &Self) -> bool {
        others.0.iter().all(|scope| self.has(scope))
    }

    /// Those that are in `others`, too: what a refresh may ask for (RFC 6749 §6).
    #[must_use]
    pub fn intersect(&self, others: &Self) -> Self {
        Self(self.0.iter().copied().filter(|scope| others.has(scope)).collect())
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_a_set() {
        let scopes = Scopes::parse("email openid email Profile made-up");
        assert_eq!(scopes.to_string(), "openid email");
        assert!(scopes.has("email") && !scopes.has("profile"));
        assert!(scopes.cover(&Scopes::parse("email")) && !scopes.cover(&Scopes::parse("groups email")));
        assert_eq!(scopes.intersect(&Scopes::parse("groups email")).to_string(), "email");
    }
}
