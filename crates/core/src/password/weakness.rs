//! What makes a password easy to guess.

/// What makes a password easy to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// It is among the passwords that are used most.
    #[error("it is, or is much like, one that many people use")]
    Common,
    /// `aaaaaaaaaaaa`, `abcabcabcabc`.
    #[error("it repeats itself")]
    Repeats,
    /// `abcdefgh`, `12345678`.
    #[error("it is a sequence")]
    Sequence,
    /// `qwertzuiopü`.
    #[error("it is a pattern on the keyboard")]
    Keyboard,
    /// Names of people.
    #[error("it consists of names")]
    Names,
    /// Dates and years.
    #[error("it consists of dates")]
    Dates,
    /// Few words, or words with the usual decorations.
    #[error("it consists of few common words")]
    Words,
}
