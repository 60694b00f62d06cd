//! Finds the banned words of a file.

use std::fmt;

use super::list::{CONTRACT_NAMES, EXCEPTIONS, WORDS};

/// One use of a banned word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    file: String,
    /// From 1; 0 for the file's name.
    line: usize,
    word: &'static str,
    instead: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, word, instead } = self;
        let place = if *line == 0 { String::from(" (file name)") } else { format!(":{line}") };
        write!(f, "{file}{place}: {word} -> {instead}")
    }
}

/// Every banned word in a file's name and text that no exception covers.
pub(super) fn findings(file: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, text) in std::iter::once(file).chain(text.lines()).enumerate() {
        let said = segments(&CONTRACT_NAMES.iter().fold(text.to_owned(), |text, name| text.replace(name, ".")));
        for (word, instead) in WORDS {
            let wanted: Vec<&str> = word.split(' ').collect();
            let times = said.windows(wanted.len()).filter(|part| part.iter().eq(&wanted)).count();
            if !EXCEPTIONS.iter().any(|exception| exception.covers(file, word)) {
                found.extend((0..times).map(|_| Finding { file: file.to_owned(), line, word, instead }));
            }
        }
    }
    found
}

/// The words of a line in lower case: names are taken apart at `_`, `-` and where a capital letter begins a word.
fn segments(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for character in text.chars() {
        let begins = character.is_uppercase() && !before.is_uppercase();
        if (begins || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        } else if !matches!(character, ' ' | '_' | '-') {
            // A phrase does not go on across a mark.
            words.push(character.to_string());
        }
        before = character;
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests {
    use super::{findings, segments};

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(segments("fn way_in(BenchHouse)"), ["fn", "way", "in", "(", "bench", "house", ")", ""]);
        assert_eq!(segments("HTTPServer"), ["httpserver"]);
    }

    #[test]
    fn words_are_found_whole_with_their_line() {
        for (text, wanted) in [
            ("the warehouse\nit untold", &[][..]),
            ("a House", &["a.rs:1: house -> application, server, installation"]),
            ("x\nlet told_apart = 1;", &["a.rs:2: told -> sent, notified, informed, reported"]),
            ("the way in is", &["a.rs:1: way in -> access, sign-in method"]),
            ("the way, in", &[]),
            ("ErrorCode::LastWayIn", &[]),
            ("`last_way_in` names no way in", &["a.rs:1: way in -> access, sign-in method"]),
        ] {
            let found: Vec<String> = findings("a.rs", text).iter().map(ToString::to_string).collect();
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(findings("tests/house.rs", "").len(), 1, "the name of a file");
    }
}
