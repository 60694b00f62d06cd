//! E-mail addresses: one rule for what is one, one rule for comparing two.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A plausible address, kept as it was written and compared folded.
///
/// Stricter than RFC 5321 on purpose: ASCII, one `@`, no quoted local part, no white space or control character, at
/// most 254 bytes, a host name of at least two labels. What is refused here would otherwise be two people for one
/// program and one person for another (CVE-2026-40574, GHSA-7rqj-j65f-68wh).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    written: Arc<str>,
    folded: Arc<str>,
}

/// The text is not an address that we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: write it as name@example.com, without quotes, spaces or accents")]
pub struct InvalidEmail;

impl EmailAddress {
    /// Reads an address. Surrounding white space is not trimmed: the caller decides.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let (local, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        let local_ok = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        if !local_ok || !is_domain(domain) || text.len() > 254 {
            return Err(InvalidEmail);
        }
        Ok(Self { written: text.into(), folded: text.to_ascii_lowercase().into() })
    }

    /// The address as its owner writes it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form by which addresses are stored, looked up and compared: ASCII lower case, nothing else.
    ///
    /// Dots and `+tags` stay: which of them matter is the mailbox provider's secret, and guessing merges people.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The part after the `@`, folded.
    pub fn domain(&self) -> &str {
        self.folded.split_once('@').map_or("", |(_, domain)| domain)
    }
}

/// True for a host name of at least two labels, in ASCII (an internationalised name in its `xn--` form).
pub fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').count() >= 2 && text.split('.').all(label)
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for EmailAddress {}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;
    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.written.as_ref().to_owned()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have() {
        for good in ["a@b.co", "Jane.Doe+tag@Example.COM", "o'brien@xn--bcher-kva.example"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
    }

    /// AC-08: nothing that two programs could read differently.
    #[test]
    fn addresses_that_are_two_things_at_once() {
        for bad in [
            "",
            "@",
            "a@",
            "@b.co",
            "evil@x.com@company.com",
            "a@company.com\n",
            "\"a@b\"@company.com",
            "a＠company.com",
            "a@localhost",
            "a@.co",
            "a@b..co",
            "a@-b.co",
            " a@b.co",
            "a b@c.co",
            "ä@b.co",
            "a@bücher.example",
            "a\0@b.co",
            ".a@b.co",
            "a.@b.co",
            "a..b@c.co",
            "a@b.co.",
        ] {
            assert_eq!(EmailAddress::parse(bad).unwrap_err(), InvalidEmail, "{bad:?}");
        }
    }

    #[test]
    fn comparison_is_folded_and_writing_is_kept() {
        let address = EmailAddress::parse("Jane@Company.COM").unwrap();
        assert_eq!(address, EmailAddress::parse("jane@company.com").unwrap());
        assert_eq!((address.as_str(), address.domain()), ("Jane@Company.COM", "company.com"));
    }
}
