//! "Did you mean …?": the known word that was probably meant.

/// Words of at most this many characters are alike by chance: most pairs share a letter or two.
const SHORT: usize = 5;

/// The known word that is most like `word`, when it is close enough to be a typing error.
pub fn closest_match<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let close = scored.filter(|(score, candidate)| is_typing_error(word, candidate, *score));
    close.max_by(|(left, _), (right, _)| left.total_cmp(right)).map(|(_, candidate)| candidate)
}

/// Whether a short word is another with one slip of the finger: two letters exchanged, one too many or too few, and in words
/// of more than three letters a wrong one. Of long words, the likeness decides.
fn is_typing_error(word: &str, candidate: &str, likeness: f64) -> bool {
    let (given, wanted) = (word.chars().count(), candidate.chars().count());
    if given.max(wanted) > SHORT {
        // What goes on from a short word is not that word.
        return likeness >= 0.8 && (given > 3 || !candidate.starts_with(word));
    }
    let exchanged = given == wanted && strsim::levenshtein(word, candidate) == 2;
    let slips = strsim::damerau_levenshtein(word, candidate);
    slips == 0 || (slips == 1 && (given != wanted || exchanged || given > 3))
}

/// The end of a sentence about an unknown word: the closest match, or nothing.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest_match(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_typing_error_has_a_match() {
        let known = ["client_id", "client_secret", "issuer_url"];
        assert_eq!(closest_match("client_secert", known), Some("client_secret"));
        assert_eq!(closest_match("isuer_url", known), Some("issuer_url"));
        assert_eq!(closest_match("issuer", known), Some("issuer_url"));
        assert_eq!(closest_match("colour", known), None);
        assert_eq!(did_you_mean("isuer_url", known), "; did you mean `issuer_url`?");
        assert_eq!(did_you_mean("colour", known), "");
    }

    /// GR-07: three letters are alike by chance.
    #[test]
    fn gr_07_a_short_word_needs_more_than_likeness() {
        let known = ["duo", "osu", "dex", "oidc", "okta", "adfs", "line", "github", "oauth2", "discord", "zoom"];
        for (word, meant) in [
            ("dou", Some("duo")),
            ("duoo", Some("duo")),
            ("ocu", None),
            ("dub", None),
            ("dev", None),
            ("dis", None),
            ("git", None),
            ("oid", Some("oidc")),
            ("oauth", Some("oauth2")),
            ("okat", Some("okta")),
            ("lime", Some("line")),
            ("zoon", Some("zoom")),
            ("book", None),
            ("githb", Some("github")),
            ("dicsord", Some("discord")),
        ] {
            assert_eq!(closest_match(word, known), meant, "{word}");
        }
    }
}
