//! Which user names a new account may get. Pure; whether a name is free is the database's to say.
//!
//! A claim only suggests: it never names an existing account and never gets a name with authority in it
//! (CVE-2022-31107, CVE-2022-39229). What a name is, and which are reserved, is [`vestibule_core::username`]'s.

use vestibule_core::{
    email::EmailAddress,
    identity::Profile,
    random::Random,
    username::{MAX_LENGTH, is_punctuation, is_reserved, normalise},
};

/// How many names are numbered in order (`jane-2`, `jane-3`) before the numbers are drawn.
const COUNTED: u32 = 20;
const DRAWN: usize = 4;
const FALLBACK: &str = "user";

/// Names for a person whom an upstream describes, best first: the suggested user name, else the local part of the
/// address, else `user`; then the same with numbers.
pub(crate) fn from_claims(profile: &Profile, random: &dyn Random) -> Vec<String> {
    let allowed = |text: &str| normalise(text).filter(|name| !is_reserved(name));
    let suggested = profile.username.as_deref().and_then(allowed);
    let base = suggested.or_else(|| profile.email.as_ref().and_then(|email| allowed(email.folded())));
    numbered(base.as_deref().unwrap_or(FALLBACK), random)
}

/// Names for a user whom the operator creates at the shell, where reserved names are in good hands.
pub(crate) fn from_operator(email: &EmailAddress, random: &dyn Random) -> Vec<String> {
    numbered(normalise(email.folded()).as_deref().unwrap_or(FALLBACK), random)
}

/// `base`, `base-2` …, then a few with drawn numbers, so that the thousandth Jane finds a name in one question too.
fn numbered(base: &str, random: &dyn Random) -> Vec<String> {
    let mut bytes = [0u8; 4 * DRAWN];
    random.fill(&mut bytes);
    let drawn = bytes.chunks_exact(4).map(|word| {
        let word = word.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        100_000 + word % 900_000
    });
    let mut names = vec![base.to_owned()];
    for number in (2..=COUNTED).chain(drawn) {
        let suffix = format!("-{number}");
        let length = base.len().min(MAX_LENGTH - suffix.len());
        let name = format!("{}{suffix}", base[..length].trim_end_matches(is_punctuation));
        // Numbers may be drawn twice, and a long name that ends in a number can meet itself.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use vestibule_core::random::CountingRandom;

    use super::*;

    fn profile(username: Option<&str>, email: Option<&str>) -> Profile {
        let email = email.map(|text| EmailAddress::parse(text).unwrap());
        Profile { username: username.map(str::to_owned), email, ..Profile::default() }
    }

    #[test]
    fn bases() {
        let long = "x".repeat(1_024);
        #[rustfmt::skip]
        let cases = [
            // name, preferred_username, email, first candidate
            ("as suggested", Some("jane"), Some("j@example.com"), "jane"),
            ("folded", Some("Jane.Doe_1-x"), None, "jane.doe_1-x"),
            ("white space becomes a dash", Some("Jane  van Doe"), None, "jane-van-doe"),
            ("AC-10 admin", Some("admin"), Some("mallory@example.com"), "mallory"),
            ("AC-10 root", Some("ROOT"), Some("mallory@example.com"), "mallory"),
            ("AC-10 dressed up", Some("-.admin._"), Some("mallory@example.com"), "mallory"),
            ("AC-10 reserved everywhere", Some("administrator"), Some("system@example.com"), "user"),
            ("NA-02 Grafana's", Some("Admin"), None, "user"),
            ("NA-02 Gitea's", Some("gitea_admin"), Some("postgres@example.com"), "user"),
            ("AC-10 empty", Some(""), Some("Jane@Example.COM"), "jane"),
            ("AC-10 1 kB", Some(&long), None, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            ("AC-10 a path", Some("../"), None, "user"),
            ("AC-10 a path with a name", Some("../../etc/passwd"), None, "etc-passwd"),
            ("AC-10 an address", Some("alice@example.com"), Some("mallory@example.com"), "alice"),
            ("a handle", Some("@jane"), None, "jane"),
            ("no letter of ours", Some("山田"), Some("yamada@example.com"), "yamada"),
            ("markup", Some("<b>jane</b>"), None, "b-jane-b"),
            ("nothing", None, None, "user"),
            ("no suggestion", None, Some("jane+tag@example.com"), "jane-tag"),
            ("nothing left of the address", None, Some("_@example.com"), "user"),
            ("cut at a dash", Some("abcdefghijklmnopqrstuvwxyz01234-x"), None, "abcdefghijklmnopqrstuvwxyz01234"),
        ];
        for (name, username, email, expected) in cases {
            let candidates = from_claims(&profile(username, email), &CountingRandom::default());
            assert_eq!(candidates[0], expected, "{name}");
        }
    }

    #[test]
    fn every_candidate_is_a_name_of_its_own() {
        for base in ["jane", "user", &"y".repeat(32), "abcdefghijklmnopqrstuvwxyz0123-5"] {
            let candidates = from_claims(&profile(Some(base), None), &CountingRandom::default());
            assert_eq!(&candidates[1][..2], &base[..2]);
            assert!(candidates[1].ends_with("-2"), "{candidates:?}");
            let distinct: std::collections::HashSet<_> = candidates.iter().collect();
            assert_eq!(distinct.len(), candidates.len());
            for candidate in &candidates {
                assert!(candidate.len() <= MAX_LENGTH);
                assert_eq!(normalise(candidate).as_ref(), Some(candidate));
            }
        }
    }

    #[test]
    fn the_operator_may_use_reserved_names() {
        let email = EmailAddress::parse("admin@example.com").unwrap();
        assert_eq!(from_operator(&email, &CountingRandom::default())[0], "admin");
    }
}
