//! E-mail addresses: one rule for what is one, one rule for comparing two.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// The longest address, and the longest name before its `@` (RFC 5321 §4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_NAME: usize = 64;

/// A plausible address, kept as it was written and compared folded. An internationalised domain is kept in its ASCII form
/// (A-labels, RFC 5890).
///
/// Stricter than RFC 5321 on purpose: an ASCII name, one `@`, no quoted local part, no white space or control character,
/// at most 254 bytes, a host name. What is refused here would otherwise be two people for one program and one person for
/// another (CVE-2026-40574, GHSA-7rqj-j65f-68wh).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    written: Arc<str>,
    folded: Arc<str>,
}

/// Why a text is not an address that we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: {}; write it as name@example.com, without quotes, spaces or accents", self.reason())]
pub enum InvalidEmail {
    /// Nothing separates a name from a domain.
    NoAt,
    /// The address, or its name, is longer than mail systems take.
    TooLong,
    /// The name is not ASCII: the same name has several spellings then.
    NameNotAscii,
    /// The domain is not ASCII, and not an internationalised domain in its one spelling.
    DomainNotAscii,
    /// The domain has one label, and none such was allowed.
    NoDot,
    /// Anything else.
    Form,
}

impl InvalidEmail {
    /// The reason, after "was not taken:".
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NoAt => "it has no @",
            Self::TooLong => "it is longer than 254 bytes, or its name longer than 64",
            Self::NameNotAscii => "its name is not ASCII",
            Self::DomainNotAscii => "its domain is not ASCII, and no internationalised domain in lower case either",
            Self::NoDot => "its domain has no dot",
            Self::Form => "it is not of the form name@example.com, without quotes and spaces",
        }
    }
}

impl EmailAddress {
    /// Reads an address whose domain has a dot. Surrounding white space is not trimmed: the caller decides.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let address = Self::parse_dotless(text)?;
        if address.domain().contains('.') { Ok(address) } else { Err(InvalidEmail::NoDot) }
    }

    /// The same, and the domain may be one label, such as `localhost`.
    pub fn parse_dotless(text: &str) -> Result<Self, InvalidEmail> {
        let (name, domain) = text.split_once('@').ok_or(InvalidEmail::NoAt)?;
        if !name.is_ascii() {
            return Err(InvalidEmail::NameNotAscii);
        }
        let ascii = ascii_domain(domain).ok_or(InvalidEmail::DomainNotAscii)?;
        if name.len() > LONGEST_NAME || name.len() + 1 + ascii.len() > LONGEST {
            return Err(InvalidEmail::TooLong);
        }
        let name_ok = !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        if !name_ok || !is_host(&ascii) {
            return Err(InvalidEmail::Form);
        }
        let written: Arc<str> = match ascii {
            Cow::Borrowed(_) => text.into(),
            Cow::Owned(ascii) => format!("{name}@{ascii}").into(),
        };
        let folded = written.to_ascii_lowercase().into();
        Ok(Self { written, folded })
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

/// A domain in ASCII: as it is, or the A-labels of an internationalised one (UTS #46). `None` for one in another spelling
/// than its own, such as full-width letters: two programs could read it differently.
pub fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    if domain.is_ascii() {
        return Some(Cow::Borrowed(domain));
    }
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let (back, valid) = idna::domain_to_unicode(&ascii);
    (valid.is_ok() && back == domain.to_lowercase()).then_some(Cow::Owned(ascii))
}

/// True for a host name of at least two labels, in ASCII (an internationalised name in its `xn--` form).
pub fn is_domain(text: &str) -> bool {
    is_host(text) && text.contains('.')
}

/// True for a host name of at least one label, in ASCII.
pub fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for EmailAddress {}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;
    /// Reads what was written by [`String::from`]: whether a domain may be one label was decided before.
    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        Self::parse_dotless(&text)
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
        use InvalidEmail::{DomainNotAscii, Form, NameNotAscii, NoAt, NoDot, TooLong};
        for (bad, why) in [
            ("", NoAt),
            ("jane", NoAt),
            ("@", Form),
            ("a@", Form),
            ("@b.co", Form),
            ("evil@x.com@company.com", Form),
            ("a@company.com\n", Form),
            ("\"a@b\"@company.com", Form),
            ("a\u{ff20}company.com", NoAt),
            ("a@localhost", NoDot),
            ("a@.co", Form),
            ("a@b..co", Form),
            ("a@-b.co", Form),
            (" a@b.co", Form),
            ("a b@c.co", Form),
            ("ä@b.co", NameNotAscii),
            ("a@\u{ff42}.co", DomainNotAscii),
            ("a@b\u{3002}co", DomainNotAscii),
            ("a@bu\u{308}cher.example", DomainNotAscii),
            ("a@b\u{fc}cher .example", DomainNotAscii),
            ("a@b\u{fc}cher\u{202e}.example", DomainNotAscii),
            ("a\0@b.co", Form),
            (".a@b.co", Form),
            ("a.@b.co", Form),
            ("a..b@c.co", Form),
            ("a@b.co.", Form),
            (&*format!("{}@b.co", "a".repeat(65)), TooLong),
            (&*format!("a@{}.co", "b.".repeat(130)), TooLong),
        ] {
            assert_eq!(EmailAddress::parse(bad).unwrap_err(), why, "{bad:?}");
        }
    }

    /// WH-03: one spelling for an internationalised domain, in every program that reads it.
    #[test]
    fn an_internationalised_domain_is_kept_in_ascii() {
        for (written, kept) in [
            ("jane@bücher.example", "jane@xn--bcher-kva.example"),
            ("Jane@BÜCHER.example", "Jane@xn--bcher-kva.example"),
            ("jane@straße.example", "jane@xn--strae-oqa.example"),
            ("jane@例え.テスト", "jane@xn--r8jz45g.xn--zckzah"),
            ("Jane@Bucher.Example", "Jane@Bucher.Example"),
        ] {
            assert_eq!(EmailAddress::parse(written).unwrap().as_str(), kept, "{written}");
        }
        let one = EmailAddress::parse("jane@bücher.example").unwrap();
        assert_eq!(one, EmailAddress::parse("JANE@XN--BCHER-KVA.example").unwrap());
        assert_eq!(one.domain(), "xn--bcher-kva.example");
    }

    /// WH-03: where a provider may, and what was stored of it.
    #[test]
    fn a_domain_of_one_label_has_to_be_allowed() {
        let address = EmailAddress::parse_dotless("root@Corp").unwrap();
        assert_eq!((address.as_str(), address.domain()), ("root@Corp", "corp"));
        assert_eq!(EmailAddress::try_from("root@Corp".to_owned()).unwrap(), address);
        assert_eq!(EmailAddress::parse("root@Corp").unwrap_err(), InvalidEmail::NoDot);
        assert_eq!(EmailAddress::parse_dotless("root@").unwrap_err(), InvalidEmail::Form);
    }

    #[test]
    fn comparison_is_folded_and_writing_is_kept() {
        let address = EmailAddress::parse("Jane@Company.COM").unwrap();
        assert_eq!(address, EmailAddress::parse("jane@company.com").unwrap());
        assert_eq!((address.as_str(), address.domain()), ("Jane@Company.COM", "company.com"));
    }
}
