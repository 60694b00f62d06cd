//! Finds the banned words of a file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::list::{CONTRACT_NAMES, EXCEPTIONS, WORDS};

/// The banned words by the first word of each, with all of its words.
static BY_FIRST_WORD: LazyLock<HashMap<&str, Vec<Banned>>> = LazyLock::new(|| {
    let mut banned: HashMap<_, Vec<Banned>> = HashMap::new();
    for (word, instead) in WORDS {
        let words: Vec<&str> = word.split(' ').collect();
        banned.entry(words[0]).or_default().push(Banned { word, words, instead });
    }
    banned
});

struct Banned {
    word: &'static str,
    words: Vec<&'static str>,
    instead: &'static str,
}

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
        let said = segments(&without_contract_names(text));
        for (index, first) in said.iter().enumerate() {
            for Banned { word, words, instead } in BY_FIRST_WORD.get(first.as_str()).into_iter().flatten() {
                let is_said =
                    said[index..].iter().zip(words).filter(|(said, banned)| said == banned).count() == words.len();
                if is_said && !EXCEPTIONS.iter().any(|exception| exception.covers(file, word)) {
                    found.push(Finding { file: file.to_owned(), line, word, instead });
                }
            }
        }
    }
    found
}

fn without_contract_names(text: &str) -> Cow<'_, str> {
    if !CONTRACT_NAMES.iter().any(|name| text.contains(name)) {
        return text.into();
    }
    CONTRACT_NAMES.iter().fold(text.to_owned(), |text, name| text.replace(name, ".")).into()
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
