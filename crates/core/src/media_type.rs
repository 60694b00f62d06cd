//! The media type of a message (RFC 9110 §8.3.1).

use http::{HeaderMap, header};

/// A form of a browser.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The media type that `Content-Type` names: without parameters, in lower case; empty when it names none.
pub fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        for (value, wanted) in [
            ("application/json", "application/json"),
            ("Application/JSON ; charset=utf-8", "application/json"),
            (";x", ""),
            ("", ""),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(media_type(&headers), wanted, "{value}");
        }
        assert_eq!(media_type(&HeaderMap::new()), "");
    }
}
