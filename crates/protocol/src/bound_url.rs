//! A URL whose credentials are filled in, and whose path and query may hold `{token.open_id}`.

use url::{Url, form_urlencoded};
use vestibule_core::{
    email::EmailAddress,
    template::{self, Part, Syntax, is_url_segment},
};

use crate::answers::{Answers, missing};

/// A checked URL, as it is known before the sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BoundUrl {
    text: String,
    /// With something in every place.
    sample: Url,
}

impl BoundUrl {
    /// Reads a URL that may hold members of answers behind its host. `check` decides about URLs.
    pub(crate) fn parse(text: &str, check: impl Fn(&str) -> Result<Url, String>) -> Result<Self, String> {
        let sample = check(&expand(text, |_| Ok("x".to_owned()))?)?;
        let other = check(&expand(text, |_| Ok("y".to_owned()))?)?;
        if sample.origin() != other.origin() {
            return Err("an answer cannot choose the host".to_owned());
        }
        Ok(Self { text: text.to_owned(), sample })
    }

    /// Reads what [`Self::as_str`] gave.
    pub(crate) fn restore(text: &str) -> Result<Self, String> {
        Self::parse(text, |text| Url::parse(text).map_err(|error| error.to_string()))
    }

    /// The URL with its placeholders.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether answers fill something in.
    pub(crate) fn has_answers(&self) -> bool {
        self.text.contains('{')
    }

    /// A URL of this kind, for its host.
    pub(crate) const fn sample(&self) -> &Url {
        &self.sample
    }

    /// The URL to ask. The error says what is missing, or not usable in a URL.
    pub(crate) fn fill(&self, answers: &Answers) -> Result<Url, String> {
        let value = |name: &str| {
            let value = answers.find(name).ok_or_else(|| missing(name))?;
            segment(&value).ok_or_else(|| format!("the value for `{{{name}}}` cannot be part of a URL"))
        };
        let url = Url::parse(&expand(&self.text, value)?).map_err(|error| error.to_string())?;
        // By construction; a request with a token never goes elsewhere.
        if url.origin() == self.sample.origin() { Ok(url) } else { Err("an answer cannot choose the host".to_owned()) }
    }
}

/// A value as one segment of a URL; an e-mail address with everything encoded that means something there.
fn segment(value: &str) -> Option<String> {
    if is_url_segment(value) {
        return Some(value.to_owned());
    }
    let address = EmailAddress::parse(value).ok()?;
    Some(form_urlencoded::byte_serialize(address.as_str().as_bytes()).collect())
}

fn expand(text: &str, value: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let parts = template::parts(text, Syntax::URL).map_err(|error| error.to_string())?;
    let fill = |part: Part<'_>| match part {
        Part::Text(text) => Ok(text.to_owned()),
        Part::Placeholder(name) => value(name),
    };
    parts.into_iter().map(fill).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// PF-04: no answer moves a request to another host or path.
    #[test]
    fn an_answer_fills_one_segment() {
        let fill = |text: &str, value: &str| {
            let answers = Answers::default().with("token", json!({ "id": value }));
            BoundUrl::restore(text).and_then(|url| url.fill(&answers)).map(String::from)
        };
        assert_eq!(fill("https://op.example/u/{token.id}?a=b", "o-1").unwrap(), "https://op.example/u/o-1?a=b");
        assert_eq!(fill("https://op.example/me?openid={token.id}", "A_1").unwrap(), "https://op.example/me?openid=A_1");
        assert_eq!(fill("https://op.example/me", "x").unwrap(), "https://op.example/me");
        let address = "https://op.example/u/jane%2Bx%40example.com?a=b";
        assert_eq!(fill("https://op.example/u/{token.id}?a=b", "jane+x@example.com").unwrap(), address);
        for value in [
            "",
            "jane@",
            "a/b@example.com/..",
            "jane@example.com?x",
            "..",
            "a/b",
            "a?b",
            "a&b=c",
            "a#b",
            "@evil",
            "%2f",
            "a b",
            "é",
            "evil.com/",
        ] {
            for text in ["https://op.example/u/{token.id}", "https://op.example/me?openid={token.id}"] {
                assert!(fill(text, value).is_err(), "{text} {value}");
            }
        }
        for text in
            ["https://{token.id}.op.example/", "https://{token.id}/", "{token.id}/me", "https://op.example/{token.id"]
        {
            assert!(fill(text, "evil").is_err(), "{text}");
        }
        assert!(fill("https://op.example/{token.other}", "x").unwrap_err().contains("`{token.other}`"));
    }
}
