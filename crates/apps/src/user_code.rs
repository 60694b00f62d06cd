//! The code that a person reads on a device and types into a browser (RFC 8628 §6.1).

use std::fmt;

use vestibule_core::random::Random;

/// Consonants: no word comes out, and none is taken for a digit.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;
/// Bytes below are an even number of rounds through the alphabet.
const FAIR: u8 = 240;

/// Eight letters. `Display` writes them in two groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A new one.
    pub fn generate(random: &dyn Random) -> Self {
        let mut letters = String::new();
        while letters.len() < LENGTH {
            let mut byte = [0];
            random.fill(&mut byte);
            let letter = ALPHABET.get(usize::from(byte[0]) % ALPHABET.len()).filter(|_| byte[0] < FAIR);
            letters.extend(letter.map(|letter| char::from(*letter)));
        }
        Self(letters)
    }

    /// Reads what a person typed: in any case, with whatever they put between the letters.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String =
            text.chars().filter(char::is_ascii_alphanumeric).take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect();
        let is_code = letters.len() == LENGTH && letters.bytes().all(|letter| ALPHABET.contains(&letter));
        is_code.then_some(Self(letters))
    }

    /// The letters alone.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::random::CountingRandom;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for text in ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "WDJB.MJHT"] {
            assert_eq!(UserCode::parse(text).unwrap().to_string(), "WDJB-MJHT", "{text}");
        }
        for text in ["", "WDJB", "WDJB-MJHTX", "ADJB-MJHT", "WDJB-MJH0", "ẄDJB-MJHT"] {
            assert_eq!(UserCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_letter_comes_and_what_was_made_is_read() {
        let random = CountingRandom::default();
        let codes: Vec<_> = (0..200).map(|_| UserCode::generate(&random)).collect();
        let all: String = codes.iter().map(UserCode::letters).collect();
        assert!(ALPHABET.iter().all(|letter| all.as_bytes().contains(letter)));
        assert!(codes.iter().all(|code| UserCode::parse(&code.to_string()).as_ref() == Some(code)));
    }
}
