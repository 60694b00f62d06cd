//! The issuer: what an administrator typed, what a document states, what a token says.
//!
//! Identities are bound to the issuer, so the comparison is exact (OpenID Connect Core §2, Discovery §4.3). The one
//! tolerance is a slash at the end of what was *typed*: the document's spelling is the one that counts from then on.

use serde_json::{Map, Value};
use vestibule_core::{definition::IssuerPattern, ids::Issuer, oauth::METADATA_PATHS, redact::escape_for_log};

use crate::endpoint::EndpointRules;

/// The issuer as it was typed, and in the one spelling of a URL. Neither of the two that are compared ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfiguredIssuer {
    /// For messages.
    entered: String,
    typed: String,
    base: String,
}

impl ConfiguredIssuer {
    /// Reads what was typed or pasted: white space around it, a slash at its end and the path of the metadata document
    /// (`path`, or a well-known one) are dropped. The error says what is wrong with the rest.
    pub(crate) fn parse(text: &str, path: &str, rules: &EndpointRules<'_>) -> Result<Self, String> {
        let mut typed = text.trim();
        for suffix in METADATA_PATHS.iter().copied().chain([path]).filter(|suffix| !suffix.is_empty()) {
            typed = typed.strip_suffix(suffix).unwrap_or(typed);
        }
        let typed = strip_trailing_slash(typed);
        let url = rules.parse(typed)?;
        if url.query().is_some() {
            return Err("it must not hold a query (?)".to_owned());
        }
        Ok(Self {
            entered: text.trim().to_owned(),
            typed: typed.to_owned(),
            base: strip_trailing_slash(url.as_str()).to_owned(),
        })
    }

    /// Where its metadata document is.
    pub(crate) fn metadata_url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// True when a document may state this issuer.
    pub(crate) fn accepts(&self, stated: &str) -> bool {
        strip_trailing_slash(stated) == self.base || strip_trailing_slash(stated) == self.typed
    }

    /// The issuer as URL text.
    pub(crate) fn as_str(&self) -> &str {
        &self.base
    }
}

/// Drops one slash at the end.
fn strip_trailing_slash(text: &str) -> &str {
    text.strip_suffix('/').unwrap_or(text)
}

/// Which issuer an ID token must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IssuerRule {
    /// Exactly this one.
    Exact(Issuer),
    /// The pattern, filled with a claim of the same token, and the text to show and to compare flows by.
    Pattern(IssuerPattern, Issuer),
}

impl IssuerRule {
    /// Decides by what a document states. The error is the clear mismatch.
    pub(crate) fn decide(
        configured: &ConfiguredIssuer,
        pattern: Option<&IssuerPattern>,
        stated: &str,
    ) -> Result<Self, String> {
        let issuer = Issuer(stated.to_owned());
        match pattern {
            Some(pattern) if pattern.is_stated_as(stated) => Ok(Self::Pattern(pattern.clone(), issuer)),
            Some(pattern) if pattern.covers(stated) => Ok(Self::Exact(issuer)),
            _ if configured.accepts(stated) => Ok(Self::Exact(issuer)),
            _ => Err(format!(
                "the document states the issuer {}, but issuer_url is {}. Set issuer_url to what the document states \
                 if that is the provider you mean",
                escape_for_log(stated),
                escape_for_log(&configured.entered)
            )),
        }
    }

    /// The issuer to show, to compare flows by and to address assertions to.
    pub(crate) fn issuer(&self) -> &Issuer {
        match self {
            Self::Exact(issuer) | Self::Pattern(_, issuer) => issuer,
        }
    }

    /// True when an authorization answer may come from this issuer (RFC 9207 §2.4).
    pub(crate) fn accepts_issuer(&self, iss: &str) -> bool {
        match self {
            Self::Exact(issuer) => issuer.as_str() == iss,
            Self::Pattern(pattern, _) => pattern.covers(iss),
        }
    }

    /// True when a token with these claims may say that it is from `iss`.
    pub(crate) fn may_sign(&self, iss: &str, claims: &Map<String, Value>) -> bool {
        match self {
            Self::Exact(issuer) => issuer.as_str() == iss,
            Self::Pattern(pattern, _) => pattern.filled(claims).as_deref() == Some(iss),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vestibule_core::http::NetworkScope;

    use super::*;
    use crate::http::AddressRules;

    fn configured(text: &str) -> Result<ConfiguredIssuer, String> {
        let scope = NetworkScope::default();
        let rules = EndpointRules { rules: &AddressRules::default(), scope: &scope };
        ConfiguredIssuer::parse(text, "/.well-known/openid-configuration", &rules)
    }

    #[test]
    fn what_people_paste_becomes_the_issuer() {
        for (text, base) in [
            ("https://id.example.com", "https://id.example.com"),
            ("  https://id.example.com/ \n", "https://id.example.com"),
            ("https://ID.example.com:443", "https://id.example.com"),
            ("https://id.example.com/.well-known/openid-configuration", "https://id.example.com"),
            ("https://id.example.com/realms/a/.well-known/openid-configuration", "https://id.example.com/realms/a"),
            ("https://id.example.com/.well-known/oauth-authorization-server", "https://id.example.com"),
            ("https://id.example.com/realms/A/", "https://id.example.com/realms/A"),
        ] {
            let issuer = configured(text).unwrap();
            assert_eq!(issuer.as_str(), base, "{text}");
            let url = issuer.metadata_url("/.well-known/openid-configuration");
            assert_eq!(url, format!("{base}/.well-known/openid-configuration"));
        }
        for bad in ["", "id.example.com", "https://id.example.com/?a=b", "https://id.example.com/#a", "http://a.b"] {
            assert!(configured(bad).is_err(), "{bad}");
        }
    }

    /// UP-08: a person looks for what they have written.
    #[test]
    fn a_mismatch_shows_what_was_entered() {
        for entered in ["https://id.example.com/", "https://ID.example.com/realm/.well-known/openid-configuration"] {
            let refused = IssuerRule::decide(&configured(entered).unwrap(), None, "https://other.example").unwrap_err();
            assert!(refused.contains(&format!("issuer_url is {entered}.")), "{refused}");
        }
    }

    /// DI-01.
    #[test]
    fn the_document_must_state_the_configured_issuer() {
        for (typed, stated, accepted) in [
            ("https://id.example.com", "https://id.example.com", true),
            ("https://id.example.com", "https://id.example.com/", true),
            ("https://id.example.com/", "https://id.example.com", true),
            ("https://ID.example.com", "https://ID.example.com", true),
            ("https://id.example.com", "https://id.example.com//", false),
            ("https://id.example.com", "https://ID.example.com", false),
            ("https://id.example.com", "https://evil.example.com", false),
            ("https://id.example.com", "http://id.example.com", false),
            ("https://id.example.com/a", "https://id.example.com/A", false),
            ("https://id.example.com/a", "https://id.example.com", false),
            ("https://id.example.com", "https://id.example.com/{tenantid}", false),
            ("https://id.example.com", "", false),
        ] {
            let decided = IssuerRule::decide(&configured(typed).unwrap(), None, stated);
            assert_eq!(decided.is_ok(), accepted, "{typed} {stated}");
            if let Ok(rule) = decided {
                assert!(rule.accepts_issuer(stated) && rule.may_sign(stated, &Map::new()));
                assert!(!rule.accepts_issuer(&format!("{stated}1")));
            }
        }
    }

    #[test]
    fn a_pattern_is_filled_by_the_token_itself() {
        let pattern = IssuerPattern::parse("https://login.example.com/{tid}/v2.0", |_| None).unwrap();
        let configured = configured("https://login.example.com/common/v2.0").unwrap();
        let decide = |stated| IssuerRule::decide(&configured, Some(&pattern), stated);
        let rule = decide("https://login.example.com/{tenantid}/v2.0").unwrap();
        let claims = |tid: Value| json!({ "tid": tid }).as_object().cloned().unwrap();
        for (iss, tid, accepted) in [
            ("https://login.example.com/t-1/v2.0", json!("t-1"), true),
            ("https://login.example.com/t-1/v2.0", json!("t-2"), false),
            ("https://login.example.com/t-1/v2.0", json!(null), false),
            ("https://login.example.com/{tenantid}/v2.0", json!("{tenantid}"), false),
            ("https://login.example.com/a/b/v2.0", json!("a/b"), false),
            ("https://evil.example.com/t-1/v2.0", json!("t-1"), false),
        ] {
            assert_eq!(rule.may_sign(iss, &claims(tid.clone())), accepted, "{iss} {tid}");
        }
        assert!(rule.accepts_issuer("https://login.example.com/t-1/v2.0"));
        assert!(matches!(decide("https://login.example.com/t-1/v2.0"), Ok(IssuerRule::Exact(_))));
        assert!(decide("https://evil.example.com/{tenantid}/v2.0").is_err());
    }
}
