//! Where each value of a JSON text stands. `serde_json` says it only for mistakes.

use std::collections::HashMap;

use vestibule_core::json_pointer::child;

use crate::definition::spanned_document::Span;

/// The places of all values by pointer, and every key that stands twice in its object. The text has been read by
/// `serde_json` before, so it is valid and not deeper than its limit; of any other text the rest is left out.
pub(crate) fn find(text: &str) -> (HashMap<String, Span>, Vec<(String, usize)>) {
    let mut scan = Scan { text, at: 0, spots: HashMap::new(), twice: Vec::new() };
    scan.value("", None);
    (scan.spots, scan.twice)
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    spots: HashMap<String, Span>,
    twice: Vec<(String, usize)>,
}

impl Scan<'_> {
    fn value(&mut self, pointer: &str, key: Option<usize>) -> Option<()> {
        self.skip_space();
        let spot = Span { key, value: Some(self.at) };
        if self.spots.insert(pointer.to_owned(), spot).is_some() {
            self.twice.push((pointer.to_owned(), key.unwrap_or(self.at)));
        }
        match self.peek()? {
            b'{' => self.object(pointer),
            b'[' => self.array(pointer),
            b'"' => self.string().map(|_| ()),
            _ => {
                let end = |b: u8| b",]} \t\r\n".contains(&b);
                while !self.peek().is_none_or(end) {
                    self.at += 1;
                }
                Some(())
            }
        }
    }

    fn object(&mut self, pointer: &str) -> Option<()> {
        self.at += 1;
        while self.next_item(b'}')? {
            let at = self.at;
            let name: String = serde_json::from_str(self.string()?).ok()?;
            self.skip_space();
            self.at += 1; // the colon
            self.value(&child(pointer, &name), Some(at))?;
        }
        Some(())
    }

    fn array(&mut self, pointer: &str) -> Option<()> {
        self.at += 1;
        let mut index = 0;
        while self.next_item(b']')? {
            self.value(&child(pointer, &index.to_string()), None)?;
            index += 1;
        }
        Some(())
    }

    /// Goes to the next item, past a comma; false at the closing bracket, which is passed.
    fn next_item(&mut self, close: u8) -> Option<bool> {
        self.skip_space();
        if self.peek()? == b',' {
            self.at += 1;
            self.skip_space();
        }
        let ended = self.peek()? == close;
        self.at += usize::from(ended);
        Some(!ended)
    }

    /// Passes a text, and returns it with its quotes.
    fn string(&mut self) -> Option<&str> {
        let start = self.at;
        self.at += 1;
        while self.peek()? != b'"' {
            self.at += if self.peek()? == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        self.text.get(start..self.at)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_spot() {
        let text = r#" { "a/b" : [ 1 , "x\"]" , { } ] , "c":null, "d": {"e":true} }"#;
        let (spots, twice) = find(text);
        for (pointer, starts) in [
            ("/a~1b", "[ 1"),
            ("/a~1b/0", "1 ,"),
            ("/a~1b/1", "\"x"),
            ("/a~1b/2", "{ }"),
            ("/c", "null"),
            ("/d/e", "true"),
        ] {
            assert!(text[spots[pointer].value.unwrap()..].starts_with(starts), "{pointer}");
        }
        assert!(text[spots["/d/e"].key.unwrap()..].starts_with("\"e\""));
        assert!(twice.is_empty());
    }

    #[test]
    fn a_key_that_stands_twice_is_found() {
        let (_, twice) = find(r#"{"a":{"b":1,"b":2}}"#);
        assert_eq!(twice, [("/a/b".to_owned(), 12)]);
    }
}
