//! The pattern of an upstream that speaks for many issuers, with one claim of the ID token in it.
//! <https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer>

use serde_json::{Map, Value};

use crate::{
    placeholder::{Piece, pieces},
    template::is_url_segment,
};

/// A pattern with one claim in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerPattern {
    prefix: String,
    claim: String,
    suffix: String,
}

impl IssuerPattern {
    /// Reads `https://host/{claim}/rest`. `credential` has the values of credentials; the one placeholder that is none is
    /// the claim, which comes after the host, so that no token can choose one.
    pub fn parse(text: &str, credential: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let (mut prefix, mut claim, mut suffix) = (String::new(), None, String::new());
        for piece in pieces(text) {
            let text = match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Placeholder(word) => match credential(word) {
                    Some(value) if is_url_segment(&value) => value,
                    Some(_) => return Err(format!("the credential `{word}` cannot be part of an issuer")),
                    None if claim.is_none() => {
                        claim = Some(word.to_owned());
                        continue;
                    }
                    None => return Err(format!("it must hold one {{claim}}; `{{{word}}}` is another one")),
                },
            };
            if claim.is_none() { prefix.push_str(&text) } else { suffix.push_str(&text) }
        }
        let claim = claim.ok_or("it must hold one {claim} behind the host: https://host/{claim}/rest")?;
        let after_scheme = prefix.strip_prefix("https://").unwrap_or_default();
        let host_is_fixed = after_scheme.split_once('/').is_some_and(|(host, _)| !host.is_empty());
        if !host_is_fixed || prefix.contains(['{', '}']) || suffix.contains(['{', '}']) {
            return Err("it must look like https://host/{claim}/rest, with one claim behind the host".to_owned());
        }
        Ok(Self { prefix, claim, suffix })
    }

    fn middle<'a>(&self, issuer: &'a str) -> Option<&'a str> {
        issuer.strip_prefix(&self.prefix)?.strip_suffix(&self.suffix)
    }

    /// True for a concrete issuer of this pattern.
    pub fn covers(&self, issuer: &str) -> bool {
        self.middle(issuer).is_some_and(is_url_segment)
    }

    /// True for the pattern itself as a document states it, whatever name it gives to the placeholder.
    pub fn is_stated_as(&self, stated: &str) -> bool {
        let placeholder = |middle: &str| {
            let inner = middle.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            inner.is_some_and(|name| !name.is_empty() && !name.contains(['{', '}', '/']))
        };
        self.middle(stated).is_some_and(placeholder)
    }

    /// The issuer that a token's own claims make.
    pub fn filled(&self, claims: &Map<String, Value>) -> Option<String> {
        let value = claims.get(&self.claim)?.as_str().filter(|value| is_url_segment(value))?;
        Some(format!("{}{value}{}", self.prefix, self.suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Credentials are filled in; the claim is what is left, and no token chooses a host.
    #[test]
    fn one_claim_is_left() {
        let parse =
            |text: &str| IssuerPattern::parse(text, |word| (word == "cloud").then(|| "login.example".to_owned()));
        let pattern = parse("https://{cloud}/{tid}/v2.0").unwrap();
        assert!(
            pattern.covers("https://login.example/t-1/v2.0") && pattern.is_stated_as("https://login.example/{t}/v2.0")
        );
        for bad in [
            "https://a.b/c",
            "https://a.b/{cloud}",
            "https://{a}.b/",
            "https://{a}",
            "http://a.b/{c}",
            "https://a.b/{c}/{d}",
            "https://a.b/{}",
            "https://a.b/{c}/{",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(IssuerPattern::parse("https://a.b/{c}/{t}", |word| (word == "c").then(|| "a/b".to_owned())).is_err());
    }
}
