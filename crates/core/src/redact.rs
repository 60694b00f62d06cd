//! Other programs' text in our messages: without what we sent to them, readable, on one line.

use url::form_urlencoded;

/// What a removed value is replaced by.
const REDACTED: &str = "[redacted]";
/// Shorter values are in every text.
const SHORTEST: usize = 3;
/// How much of a text is quoted, in bytes.
const MAX_QUOTED: usize = 256;

/// The confidential values that a request carried. An upstream that quotes them in its answer must not bring them into
/// the log, the audit log or a page.
#[derive(Default, Clone)]
pub struct Redactor(Vec<String>);

impl Redactor {
    /// Removes these values, as they are and as they look in JSON and in a form.
    pub fn new<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Self {
        let mut redactor = Self::default();
        values.into_iter().for_each(|value| redactor.add(value.as_ref()));
        redactor
    }

    /// Removes one more value.
    pub fn add(&mut self, value: &str) {
        if value.len() < SHORTEST {
            return;
        }
        let quoted = serde_json::Value::from(value).to_string();
        let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let percent = form.replace('+', "%20");
        for spelling in [value.to_owned(), quoted.trim_matches('"').to_owned(), form, percent] {
            if !self.0.contains(&spelling) {
                self.0.push(spelling);
            }
        }
        // A value that contains another one is removed whole.
        self.0.sort_by_key(|text| std::cmp::Reverse(text.len()));
    }

    /// The text without the values.
    pub fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, value| text.replace(value, REDACTED))
    }

    /// Text of an upstream as it may be logged: without the values, then as [`escape_for_log`] leaves it.
    pub fn quote(&self, text: &str) -> String {
        escape_for_log(&self.redact(text))
    }
}

/// Text of somebody else, made safe to log: at most 256 bytes, with control and invisible characters escaped.
pub fn escape_for_log(text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        let length = quoted.len();
        match c {
            c if is_invisible(c) => quoted.extend(c.escape_default()),
            c => quoted.push(c),
        }
        if quoted.len() > MAX_QUOTED {
            quoted.truncate(length);
            break;
        }
    }
    quoted
}

/// Control characters, those that reorder the text around them, and those that nobody sees: with them a text reads as
/// another one (Unicode `Default_Ignorable_Code_Point`, `Bidi_Control`, line and paragraph separators).
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CB-05: upstream text cannot forge a log line.
    #[test]
    fn upstream_text_is_cut_and_escaped() {
        let quoted = escape_for_log(&format!("a\r\nb\u{202e}{}", "x".repeat(70_000)));
        assert!(quoted.starts_with("a\\r\\nb\\u{202e}"), "{quoted}");
        assert_eq!(quoted.len(), 256);
        assert_eq!(escape_for_log(&"ä".repeat(200)).len(), 256, "cut between characters");
    }

    /// UP-07: what a person can read stays as it is.
    #[test]
    fn upstream_text_stays_readable() {
        for text in ["Zugriff für Jörg verweigert", "拒否されました", "it's \"not\" C:\\allowed", "نص"] {
            assert_eq!(escape_for_log(text), text);
        }
        for (hidden, shown) in [
            ("a\u{200b}b", "a\\u{200b}b"),
            ("\u{feff}a", "\\u{feff}a"),
            ("a\tb\u{7}", "a\\tb\\u{7}"),
            ("a\u{2066}b\u{2028}", "a\\u{2066}b\\u{2028}"),
        ] {
            assert_eq!(escape_for_log(hidden), shown);
        }
    }

    /// UP-18: every spelling of what was sent, also where the text is cut.
    #[test]
    fn what_was_sent_is_removed_before_the_text_is_cut() {
        let redactor = Redactor::new(["s3cr\"et ü", "the-code", "the-code-verifier", "", "ab"]);
        for said in
            ["s3cr\"et ü", "s3cr\\\"et ü", "s3cr%22et+%C3%BC", "s3cr%22et%20%C3%BC", "the-code", "the-code-verifier"]
        {
            assert_eq!(redactor.quote(&format!("no: {said}!")), "no: [redacted]!", "{said}");
        }
        assert_eq!(redactor.quote("ab"), "ab");
        let long = format!("{}the-code", "x".repeat(250));
        assert_eq!(redactor.quote(&long), format!("{}[redac", "x".repeat(250)));
    }
}
