//! Which passwords may be set. One rule for the command line and the pages; what is set already stays valid.

#[cfg_attr(not(feature = "passwords"), path = "password/without_estimate.rs")]
mod estimate;
mod weakness;

pub use self::weakness::Weakness;
use crate::{email::EmailAddress, secret::Secret};

/// The fewest characters: between the 15 that NIST SP 800-63B-4 asks for when there is no second factor and the 8 when
/// there is one, because a strength is asked for as well.
const SHORTEST: usize = 12;
/// More than anybody types.
const LONGEST: usize = 1_024;
/// What has to be left of a password when the address is taken out of it.
const OWN: usize = 8;

/// A password that may be set: only [`NewPassword::accept`] makes one.
#[derive(Debug, Clone)]
pub struct NewPassword(Secret);

/// Why a password may not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too short.
    #[error("the password is too short: use at least 12 characters, for instance four random words")]
    TooShort,
    /// Longer than anything that is typed.
    #[error("the password is too long: use at most 1024 characters")]
    TooLong,
    /// It is the address or a part of it, with little else.
    #[error("the password is too much like the e-mail address: use words that have nothing to do with it")]
    LikeAddress,
    /// A program would guess it soon.
    #[error("the password is easy to guess: {0}; use four random words, for instance")]
    Guessable(Weakness),
}

/// How hard a password is to guess, by zxcvbn's estimate, from 0 (at once) to 4 (very hard). Below 3 it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strength(u8);

impl Strength {
    /// The estimate.
    pub const fn score(self) -> u8 {
        self.0
    }
}

impl NewPassword {
    /// Checks the password of the user with that address. Takes milliseconds: it is no work for an async thread.
    pub fn accept(password: Secret, email: &EmailAddress) -> Result<Self, PasswordProblem> {
        match password.expose().chars().count() {
            ..SHORTEST => return Err(PasswordProblem::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordProblem::TooLong),
        }
        if is_like_address(password.expose(), email) {
            return Err(PasswordProblem::LikeAddress);
        }
        match estimate(&password, Some(email)) {
            (strength, _) if strength >= Strength(3) => Ok(Self(password)),
            (_, weakness) => Err(PasswordProblem::Guessable(weakness)),
        }
    }

    /// The password.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// How hard it is to guess, and what makes it easy. Looks at its first 100 characters.
pub fn estimate(password: &Secret, email: Option<&EmailAddress>) -> (Strength, Weakness) {
    let mut known = vec!["vestibule"];
    known
        .extend(email.map(EmailAddress::folded).into_iter().flat_map(|folded| folded.split(['@', '.', '-', '_', '+'])));
    let (score, weakness) = estimate::estimate(password.expose(), &known);
    (Strength(score), weakness)
}

/// True when the password is the address, a part of it, or one of both with a few characters more.
fn is_like_address(password: &str, email: &EmailAddress) -> bool {
    let (password, address) = (password.to_lowercase(), email.folded());
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let parts = [address, local, domain].into_iter().chain(domain.split('.'));
    let mut rest = password.clone();
    for part in parts.filter(|part| part.len() >= 3) {
        rest = rest.replace(part, "");
    }
    address.contains(&password) || (rest.len() < password.len() && rest.chars().count() < OWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(password: &str) -> Result<(), PasswordProblem> {
        let email = EmailAddress::parse("Josephine.Baker@folies-bergere.example").unwrap();
        NewPassword::accept(Secret::new(password), &email).map(|_| ())
    }

    /// LA-05, LA-06.
    #[test]
    fn passwords_that_may_be_set() {
        use PasswordProblem::{Guessable, LikeAddress, TooLong, TooShort};
        for (password, expected) in [
            ("correct horse battery staple", Ok(())),
            ("Vq7#mZ2!xR9p", Ok(())),
            ("drei kleine Laternen am Kanal", Ok(())),
            ("short", Err(TooShort)),
            ("elevenchars", Err(TooShort)),
            ("äöüäöüäöüäö", Err(TooShort)),
            ("aaaaaaaaaaaa", Err(Guessable(Weakness::Repeats))),
            ("abcabcabcabc", Err(Guessable(Weakness::Repeats))),
            ("abcdefghijkl", Err(Guessable(Weakness::Sequence))),
            ("qwertyuiop[]", Err(Guessable(Weakness::Keyboard))),
            ("123456789012", Err(Guessable(Weakness::Sequence))),
            ("password1234", Err(Guessable(Weakness::Common))),
            ("josephine.baker@folies-bergere.example", Err(LikeAddress)),
            ("JOSEPHINE.BAKER", Err(LikeAddress)),
            ("folies-bergere.example", Err(LikeAddress)),
            ("baker@folies", Err(LikeAddress)),
            ("josephine.baker1926", Err(LikeAddress)),
            ("folies-bergere.example!!", Err(LikeAddress)),
        ] {
            assert_eq!(accept(password), expected, "{password}");
        }
        assert_eq!(accept(&"four random words ".repeat(60)), Err(TooLong));
    }

    /// LA-05: what is in the address is no secret, wherever it is.
    #[test]
    fn the_address_makes_a_password_weaker() {
        let password = Secret::new("quxotillarezabir");
        let email = EmailAddress::parse("quxotilla@rezabir.example").unwrap();
        assert!(estimate(&password, Some(&email)).0 < estimate(&password, None).0);
    }

    #[test]
    fn a_long_password_with_the_address_in_it_may_be_set() {
        assert_eq!(accept("josephine.baker danced on nine lanterns"), Ok(()));
    }
}
