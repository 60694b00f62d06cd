//! What an application that has this server in its own process calls a user.

use std::fmt;

use serde::Serialize;

/// The longest one, in bytes: what a key of a table usually may be.
pub const MAX_LENGTH: usize = 255;

/// The application's own id of a user: 1 to 255 bytes without control characters. It is kept and handed back, and means nothing
/// here; two users may have the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ApplicationId(String);

/// A text that cannot be the application's id of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of a user has 1 to {MAX_LENGTH} bytes and no control characters")]
pub struct InvalidApplicationId;

impl ApplicationId {
    /// Takes a text as it is.
    pub fn parse(text: &str) -> Result<Self, InvalidApplicationId> {
        let fits = (1..=MAX_LENGTH).contains(&text.len()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(InvalidApplicationId)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_bounded_length() {
        let longest = "é".repeat(127) + "x";
        for good in ["42", " a b ", "0199c0de-0000-7000-8000-000000000000", &longest] {
            assert_eq!(ApplicationId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a\nb", "\0", "\u{85}", &"x".repeat(256), &"é".repeat(128)] {
            assert_eq!(ApplicationId::parse(bad), Err(InvalidApplicationId), "{bad:?}");
        }
    }
}
