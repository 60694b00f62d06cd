//! How hard a password is to guess, by zxcvbn.

use zxcvbn::{
    Score,
    feedback::{Feedback, Warning},
};

use super::weakness::Weakness;

/// From 0 to 4, and what makes it easy. `known` are words that whoever guesses knows.
pub(super) fn estimate(password: &str, known: &[&str]) -> (u8, Weakness) {
    let entropy = zxcvbn::zxcvbn(password, known);
    let weakness = entropy.feedback().and_then(Feedback::warning).map_or(Weakness::Words, weakness);
    (number(entropy.score()), weakness)
}

fn number(score: Score) -> u8 {
    match score {
        Score::Zero => 0,
        Score::One => 1,
        Score::Two => 2,
        Score::Three => 3,
        _ => 4,
    }
}

fn weakness(warning: Warning) -> Weakness {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => Weakness::Keyboard,
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Weakness::Repeats
        }
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Weakness::Common,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Weakness::Dates,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            Weakness::Names
        }
        Warning::AWordByItselfIsEasyToGuess => Weakness::Words,
    }
}
